"""What the eight points of a managed-services agreement ask for."""

from collections.abc import Mapping
from types import MappingProxyType

from acuerdo.documents.guide.fields import Kind, Many, Matrix, One, Slot, Targets
from acuerdo.documents.guide.slots import (
    AT_MOST,
    BINDING,
    BINDINGS,
    CALENDAR,
    EVERY,
    OF_SERVICE,
    OWN_ID,
    PERIOD,
    PERIODS,
    SERVICE,
    SHARE,
    THEN,
    Parts,
    choice,
    kinds,
    lines,
    text,
    texts,
)
from acuerdo.words import phrase

EIGHT_PARTS: Mapping[str, Parts] = MappingProxyType(
    {
        "services": (
            phrase("Name each service in the customer's words, with what belongs to it and what does not."),
            (
                Many(
                    path=("services",),
                    slots=(
                        OWN_ID,
                        texts("name", title=phrase("Name")),
                        texts("description", title=phrase("Description")),
                        text("owner", phrase("Service owner")),
                        choice("calendar", phrase("Service hours"), "@calendars"),
                        Slot(
                            key=("after_hours", "covered"),
                            title=phrase("After hours"),
                            kind=Kind.CHOICE,
                            options=("none", "included", "charged"),
                        ),
                        Slot(key=("after_hours", "rate"), title=phrase("Rate after hours"), example="95/h"),
                    ),
                    add=phrase("Another service"),
                ),
                Many(
                    path=(*OF_SERVICE, "in_scope"),
                    slots=(texts(title=phrase("In scope")),),
                    add=phrase("Something else in scope"),
                ),
                Many(
                    path=(*OF_SERVICE, "out_of_scope"),
                    slots=(texts("text", title=phrase("Out of scope")), THEN),
                    add=phrase("Something else out of scope"),
                ),
            ),
        ),
        "response": (
            phrase(
                "How soon somebody answers, by priority: 15m, 1h, 1bd (working days), none where nothing is promised."
            ),
            (Targets(measures=("first_response", "acknowledgement", "onsite")),),
        ),
        "responsibilities": (
            phrase("Who does what when something fails: the provider, the customer, a third party."),
            (
                Many(
                    path=(*OF_SERVICE, "responsibilities"),
                    slots=(
                        texts("when", title=phrase("When", context="in which failure")),
                        texts("provider", title=phrase("The provider")),
                        texts("customer", title=phrase("The customer")),
                        texts("third_party", title=phrase("A third party")),
                    ),
                    add=phrase("Another failure"),
                ),
            ),
        ),
        "availability": (
            phrase("How much of its hours a service is up, how soon it is restored, and how often data are saved."),
            (
                Many(
                    path=("commitments",),
                    slots=(
                        OWN_ID,
                        choice("service", SERVICE, "@services"),
                        text("at_least", SHARE, "99.9%"),
                        choice("calendar", CALENDAR, "@calendars"),
                        choice("period", PERIOD, *PERIODS),
                    ),
                    add=phrase("Another availability"),
                    only=kinds("availability"),
                    preset={"kind": "availability"},
                ),
                Many(
                    path=("commitments",),
                    slots=(
                        OWN_ID,
                        choice("service", SERVICE, "@services"),
                        text("rto", phrase("Restored within"), "4h"),
                        text("rpo", phrase("Data lost at most"), "24h"),
                    ),
                    add=phrase("Another recovery"),
                    only=kinds("recovery"),
                    preset={"kind": "recovery"},
                ),
                Many(
                    path=("commitments",),
                    slots=(
                        OWN_ID,
                        choice("by", phrase("Whose duty"), "provider", "customer", "supplier"),
                        choice("service", SERVICE, "@services"),
                        text("every", EVERY, "1d"),
                        text("grace", phrase("Grace"), "2h"),
                    ),
                    add=phrase("Another duty, like a backup"),
                    only=kinds("duty"),
                    preset={"kind": "duty"},
                ),
            ),
        ),
        "prerequisites": (
            phrase("What the customer sees to; when it is missing, it excuses the promises named here."),
            (
                Many(
                    path=("prerequisites",),
                    slots=(OWN_ID, texts("text"), lines("excuses", phrase("Excuses these promises"), "resolution")),
                    add=phrase("Another prerequisite"),
                ),
            ),
        ),
        "guarantee": (
            phrase("A guarantee carries credits; a target and a best effort are judged and shown."),
            (
                Many(
                    path=("commitments",),
                    slots=(
                        choice("binding", BINDING, *BINDINGS),
                        text("at_least", SHARE, "95%"),
                        choice("period", PERIOD, *PERIODS),
                        text("min_sample", phrase("Judged from so many on"), "20"),
                    ),
                ),
            ),
        ),
        "performance": (
            phrase("Shares of tickets and other figures: what is measured, and which value is promised."),
            (
                Many(
                    path=("commitments",),
                    slots=(
                        OWN_ID,
                        choice(
                            "metric",
                            phrase("Figure"),
                            "first_contact_resolution",
                            "reopen_rate",
                            "escalation",
                            "backlog_age",
                        ),
                        text("definition", phrase("Definition"), "single_reply"),
                        text("at_least", SHARE, "70%"),
                        text("at_most", AT_MOST, "5%"),
                        choice("period", PERIOD, *PERIODS),
                    ),
                    add=phrase("Another share of tickets"),
                    only=kinds("ratio"),
                    preset={"kind": "ratio"},
                ),
                Many(
                    path=("commitments",),
                    slots=(
                        OWN_ID,
                        text("metric", phrase("Figure"), "page_load"),
                        text("unit", phrase("Unit"), "s"),
                        text("at_least", SHARE, "95%"),
                        text("at_most", AT_MOST, "2"),
                        choice("period", PERIOD, *PERIODS),
                    ),
                    add=phrase("Another measured figure"),
                    only=kinds("performance"),
                    preset={"kind": "performance"},
                ),
            ),
        ),
        "priorities": (
            phrase("Say by examples what is urgent and what can wait, who may claim a priority, and who agrees to it."),
            (
                One(path=("priorities",), slots=(lines("levels", phrase("Levels, the most urgent first"), "P1"),)),
                Matrix(),
                One(
                    path=("priorities",),
                    slots=(
                        texts("claimed_by", title=phrase("Who may claim a priority")),
                        texts("agreed_by", title=phrase("Who agrees to it")),
                    ),
                ),
            ),
        ),
    }
)
