"""Who is there: the provider, customers and suppliers, people and what they are there for."""

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from acuerdo.apps.parties.roles import PartyKind, Role

LANGUAGES = [("en", "English"), ("es", "Español"), ("ru", "Русский")]


def chain_of(party_key: str) -> str:
    """Return the name of a party's chain in the journal."""
    return f"party:{party_key}"


class Party(models.Model):
    """A company or department; `key` is its name in agreement documents.

    `sought` holds key and name without capitals, since databases differ about those of alphabets other than Latin.
    """

    key = models.SlugField(max_length=64, unique=True)
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.name) for kind in PartyKind])
    name = models.CharField(max_length=200)
    sought = models.CharField(max_length=600, editable=False)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(kind=PartyKind.PROVIDER.value), name="parties_one_provider"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in PartyKind]), name="parties_known_kind"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, **how: Any) -> None:  # noqa: ANN401 - Django's own words, passed on
        """Keep the row, with its words as they are sought."""
        self.sought = f"{self.key} {self.name}".casefold()
        if how.get("update_fields") is not None:
            how["update_fields"] = {*how["update_fields"], "sought"}
        super().save(**how)

    @property
    def chain(self) -> str:
        """The name of its chain in the journal."""
        return chain_of(self.key)


class People(BaseUserManager["Person"]):
    """How people are looked up when they sign in."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find somebody by e-mail address, whatever its capitals."""
        return self.get(email__iexact=username or "")


class Person(AbstractBaseUser):
    """Somebody of a party.

    `ident` is the only trace of a person in journals and facts. Name, address and telephone stand here alone and are
    emptied when the person is erased (`erased_at`). Whoever was invited and has not come yet has no `joined_at` and is
    not active.
    """

    ident = models.UUIDField(default=uuid4, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="people")
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True, default="")
    language = models.CharField(max_length=2, choices=LANGUAGES, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[People] = People()

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("email"), name="people_email_whatever_its_capitals"),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True) | models.Q(is_active=False),
                name="people_erased_are_inactive",
            ),
            models.CheckConstraint(
                condition=models.Q(joined_at__isnull=False) | models.Q(is_active=False),
                name="people_invited_are_inactive",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A role of a person; of a provider's people for one customer, or for all of them."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=32, choices=[(role.value, role.name) for role in Role])
    customer = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "role", "customer"], name="grants_said_once"),
            models.UniqueConstraint(
                fields=["person", "role"], condition=models.Q(customer__isnull=True), name="grants_for_all_said_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="grants_known_role"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} of {self.person_id}"


class Invitation(models.Model):
    """A way in for one person, once, until an instant; of the link only its hash is kept.

    Without `made_by` whoever runs the installation made it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(accepted_at__isnull=True), name="invitations_one_open_each"
            ),
        )

    def __str__(self) -> str:
        return f"invitation of {self.person_id}"


class Site(models.Model):
    """A place of a party at which services are given; `key` is its name within the party."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="sites")
    key = models.SlugField(max_length=64)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=400, blank=True, default="")
    time_zone = models.CharField(max_length=64, default="UTC")
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["party", "key"], name="sites_key_in_party"),)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People of the provider who work together; `key` is its name in agreements between teams."""

    key = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    closed_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Somebody's place in a team; `leads` marks who leads it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    leads = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["team", "person"], name="memberships_said_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} in {self.team_id}"
