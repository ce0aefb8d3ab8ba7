"""Putting a service into the catalogue, and changing what it says."""

from itertools import zip_longest

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from acuerdo.apps.catalogue.commands import ServiceChange, change_service, define_service
from acuerdo.apps.catalogue.queries import find_service
from acuerdo.apps.catalogue.refusals import CatalogueRefused
from acuerdo.apps.catalogue.shapes import LANGUAGES, Cost, ServiceRecord, Texts
from acuerdo.apps.parties.queries import find_provider, list_people
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.documents.scalars import MONEY_PER
from acuerdo.faces.web.labels import label
from acuerdo.faces.web.party_forms import KeyField
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.worksheets import Worksheet, show_sheet
from acuerdo.words import phrase

_NEW = Worksheet(
    title=phrase("Put a service into the catalogue"),
    intro=phrase("Say it in the customer's words. A language that is left out is shown in another one, and marked so."),
    button=phrase("Put it in", context="a service into the catalogue"),
)
_CHANGED = Worksheet(title=phrase("Change the service"), intro=_NEW.intro, button=phrase("Save", context="a service"))
_NAMES = {
    "en": label(phrase("Name in English")),
    "es": label(phrase("Name in Spanish")),
    "ru": label(phrase("Name in Russian")),
}
_DESCRIPTIONS = {
    "en": label(phrase("Description in English")),
    "es": label(phrase("Description in Spanish")),
    "ru": label(phrase("Description in Russian")),
}
_PREREQUISITES = {
    "en": label(phrase("What the customer sees to, in English")),
    "es": label(phrase("What the customer sees to, in Spanish")),
    "ru": label(phrase("What the customer sees to, in Russian")),
}
_A_LINE = label(phrase("One line each, in the same order in every language."))
_KEYS = label(phrase("Their keys, with spaces between them."))
_FIELDS = {"service_taken": "key", "odd_key": "key", "no_name": "name_en", "odd_cost": "amount", "in_a_circle": "needs"}


class ServiceForm(forms.Form):
    """What the catalogue says about a service."""

    owner = forms.ChoiceField(label=label(phrase("Owner", context="of a service")), required=False)
    needs = forms.CharField(
        label=label(phrase("Services that it needs")), help_text=_KEYS, required=False, max_length=2_000
    )
    amount = forms.DecimalField(
        label=label(phrase("Cost", context="of a service")),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
    )
    currency = forms.CharField(label=label(phrase("Currency")), required=False, max_length=3, initial="EUR")
    per = forms.ChoiceField(label=label(phrase("Each", context="cost for each month, user, ...")), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, viewer: Viewer, said: object = None, *, known: ServiceRecord | None = None) -> None:
        super().__init__(said, initial=None if known is None else _initial(known))  # type: ignore[arg-type] # a form's own
        for language in LANGUAGES:
            self.fields[f"name_{language}"] = forms.CharField(label=_NAMES[language], required=False, max_length=200)
            self.fields[f"description_{language}"] = _area(_DESCRIPTIONS[language], "")
            self.fields[f"prerequisites_{language}"] = _area(_PREREQUISITES[language], _A_LINE)
        people = list_people(viewer, find_provider(viewer))
        self.fields["owner"].choices = [("", "–"), *((str(one.ident), one.name) for one in people)]  # type: ignore[attr-defined] # a field to choose from
        self.fields["per"].choices = [("", "–"), *((word, word) for word in MONEY_PER)]  # type: ignore[attr-defined] # as above
        if known is None:
            self.fields["key"] = KeyField()
        words = [f"{word}_{language}" for word in ("name", "description", "prerequisites") for language in LANGUAGES]
        self.order_fields(["key", *words])

    def change(self) -> ServiceChange:
        """Return what was said."""
        said = self.cleaned_data
        amount, currency = said["amount"], said["currency"].strip().upper()
        return ServiceChange(
            name={language: said[f"name_{language}"] for language in LANGUAGES},
            description={language: said[f"description_{language}"] for language in LANGUAGES},
            prerequisites=_lines({language: said[f"prerequisites_{language}"] for language in LANGUAGES}),
            owner=said["owner"],
            cost=None if amount is None else Cost(amount=amount, currency=currency, per=said["per"]),
            needs=tuple(dict.fromkeys(said["needs"].split())),
        )


@for_viewers
def add(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Put a service into the catalogue."""
    viewer.require(Permission.KEEP_CATALOGUE)
    form = ServiceForm(viewer, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        try:
            define_service(viewer, key, form.change(), timezone.now())
        except (CatalogueRefused, NotThere) as refused:
            _say(request, form, refused)
        else:
            return HttpResponseRedirect(reverse("service", args=[key]))
    return show_sheet(request, _NEW, form, reverse("catalogue"))


@for_viewers
def change(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Change what the catalogue says about a service."""
    known = find_service(viewer, key)
    viewer.require(Permission.KEEP_CATALOGUE)
    form = ServiceForm(viewer, request.POST if request.method == "POST" else None, known=known)
    if request.method == "POST" and form.is_valid():
        try:
            change_service(viewer, key, form.change(), form.cleaned_data["revision"] or 0, timezone.now())
        except (CatalogueRefused, NotThere) as refused:
            _say(request, form, refused)
        else:
            return HttpResponseRedirect(reverse("service", args=[key]))
    return show_sheet(request, _CHANGED, form, reverse("service", args=[key]))


def _say(request: HttpRequest, form: ServiceForm, refused: CatalogueRefused | NotThere) -> None:
    code = refused.code if isinstance(refused, CatalogueRefused) else "unknown_service"
    code = "many_prerequisites" if code == "too_many" else code
    field = _FIELDS.get(code, "needs" if code == "unknown_service" else None)
    form.add_error(field if field in form.fields else None, say_refusal(reader_of(request).language, code))


def _area(words: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=words, help_text=hint, required=False, max_length=20_000, widget=forms.Textarea({"rows": 3})
    )


def _lines(texts: dict[str, str]) -> tuple[Texts, ...]:
    """Return the lines of each language as one text in several languages."""
    lines = zip_longest(*([line.strip() for line in texts[language].splitlines()] for language in LANGUAGES))
    return tuple(
        {language: line or "" for language, line in zip(LANGUAGES, line_of_each, strict=True)} for line_of_each in lines
    )


def _initial(known: ServiceRecord) -> dict[str, object]:
    found: dict[str, object] = {
        "owner": known.owner_id,
        "needs": " ".join(line.key for line in known.needs),
        "amount": None if known.cost is None else known.cost.amount,
        "currency": "EUR" if known.cost is None else known.cost.currency,
        "per": "" if known.cost is None else known.cost.per,
        "revision": known.revision,
    }
    for language in LANGUAGES:
        found[f"name_{language}"] = known.name.get(language, "")
        found[f"description_{language}"] = known.description.get(language, "")
        lines = [one.get(language, "") for one in known.prerequisites]
        found[f"prerequisites_{language}"] = "\n".join(lines) if any(lines) else ""
    return found
