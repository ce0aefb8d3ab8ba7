"""Forms about parties and people."""

from collections.abc import Iterable, Sequence
from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from acuerdo.apps.parties.models import LANGUAGES
from acuerdo.apps.parties.roles import Role
from acuerdo.faces.web.labels import label
from acuerdo.faces.web.role_words import ROLES
from acuerdo.words import phrase

TAKEN_WORDS = frozenset({"new", "choices"})
"""Words that addresses of pages use in the place of a key."""

_SELECTED = (mark_safe(""), mark_safe(" selected"))
_KEY = label(phrase("Key", context="short name of a party, site or team"))
_KEY_HINT = label(phrase("Small letters, digits and hyphens, for example sur or main-office. It stays for ever."))
_NAME = label(phrase("Name"))
_LANGUAGE = label(phrase("Language"))
_ZONE = label(phrase("Time zone"))
_TAKEN = label(phrase("This word is used by the pages themselves: choose another one."))


@cache
def time_zones() -> list[tuple[str, str]]:
    """Return the time zones that people choose from."""
    places = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
    return [(zone, zone) for zone in sorted(available_timezones()) if zone.partition("/")[0] in places or zone == "UTC"]


class ManyChoices(forms.Select):
    """A choice among hundreds: its options are written at once, a template for each would take a tenth of a second."""

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, object] | None = None,
        renderer: object = None,  # noqa: ARG002 - Django's own
    ) -> SafeString:
        """Write the field."""
        said = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, _SELECTED[str(key) == value], words) for key, words in self.choices),
        )
        return format_html("<select{}>{}</select>", said, options)


class KeyField(forms.SlugField):
    """A key: what agreements and addresses call something."""

    def __init__(self, max_length: int = 64) -> None:
        super().__init__(label=_KEY, help_text=_KEY_HINT, max_length=max_length)
        self.widget.attrs.update(autocomplete="off", autocapitalize="none", spellcheck="false")

    def clean(self, value: str | None) -> str:
        """Read a key in small letters; what addresses use is refused."""
        found = str(super().clean((value or "").strip().lower()))
        if found in TAKEN_WORDS:
            raise ValidationError(_TAKEN)
        return found


class PartyForm(forms.Form):
    """What is said about a party."""

    name = forms.CharField(label=_NAME, max_length=200)
    language = forms.ChoiceField(label=_LANGUAGE, choices=LANGUAGES)
    time_zone = forms.ChoiceField(label=_ZONE, choices=time_zones, widget=ManyChoices)


class NewPartyForm(PartyForm):
    """A party that is to be added."""

    key = KeyField()
    field_order = ("name", "key", "language", "time_zone")


class SiteForm(forms.Form):
    """What is said about a site."""

    name = forms.CharField(label=_NAME, max_length=200)
    address = forms.CharField(label=label(phrase("Address", context="of a place")), max_length=400, required=False)
    time_zone = forms.ChoiceField(label=_ZONE, choices=time_zones, widget=ManyChoices)


class NewSiteForm(SiteForm):
    """A site that is to be added."""

    key = KeyField()
    field_order = ("name", "key", "address", "time_zone")


class TeamForm(forms.Form):
    """A team."""

    name = forms.CharField(label=_NAME, max_length=200)
    key = KeyField()


class MemberForm(forms.Form):
    """Somebody who is put into a team."""

    person = forms.ChoiceField(label=label(phrase("Person")))
    leads = forms.BooleanField(label=label(phrase("leads the team", context="a person")), required=False)

    def __init__(self, data: object = None, *, people: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)  # type: ignore[arg-type] # what a request posted, or nothing
        choose(self, "person", people)


class RoleForm(forms.Form):
    """A role that somebody is given."""

    role = forms.ChoiceField(label=label(phrase("Role")))
    customer = forms.SlugField(
        label=label(phrase("Only for the customer", context="key of a customer")),
        help_text=label(phrase("Key of a customer. Without one, the role holds for all customers.")),
        max_length=64,
        required=False,
    )

    def __init__(self, data: object = None, *, roles: Iterable[Role], of_provider: bool) -> None:
        super().__init__(data)  # type: ignore[arg-type] # what a request posted, or nothing
        choose(self, "role", [(str(role), label(ROLES[role])) for role in roles])
        if not of_provider:
            del self.fields["customer"]


class InvitationForm(RoleForm):
    """Somebody who is invited."""

    name = forms.CharField(label=_NAME, max_length=200)
    email = forms.EmailField(label=label(phrase("E-mail")), max_length=254)
    language = forms.ChoiceField(label=_LANGUAGE, choices=LANGUAGES)
    field_order = ("name", "email", "language", "role", "customer")


class ProfileForm(forms.Form):
    """What somebody says about themselves."""

    name = forms.CharField(label=label(phrase("Your name")), max_length=200)
    language = forms.ChoiceField(label=_LANGUAGE, choices=LANGUAGES)
    time_zone = forms.ChoiceField(label=_ZONE, choices=time_zones, widget=ManyChoices)


def choose(form: forms.Form, name: str, choices: Iterable[tuple[str, object]]) -> None:
    """Give a field of a form what can be chosen."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
