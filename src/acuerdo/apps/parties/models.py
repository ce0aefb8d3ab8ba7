"""Who is there: the provider, customers and suppliers, people and what they are there for."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from acuerdo.apps.parties.roles import PartyKind, Role

LANGUAGES = [("en", "English"), ("es", "Español"), ("ru", "Русский")]


class Party(models.Model):
    """A company or department; `key` is its name in agreement documents."""

    key = models.SlugField(max_length=64, unique=True)
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.name) for kind in PartyKind])
    name = models.CharField(max_length=200)
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


class People(BaseUserManager["Person"]):
    """How people are looked up when they sign in."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find somebody by e-mail address, whatever its capitals."""
        return self.get(email__iexact=username or "")


class Person(AbstractBaseUser):
    """Somebody of a party.

    `ident` is the only trace of a person in journals and facts. Name, address and telephone stand here alone and are
    emptied when the person is erased (`erased_at`).
    """

    ident = models.UUIDField(default=uuid4, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="people")
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True, default="")
    language = models.CharField(max_length=2, choices=LANGUAGES, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
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
