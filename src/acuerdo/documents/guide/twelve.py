"""What the twelve points ask for that practice adds."""

from collections.abc import Mapping
from types import MappingProxyType

from acuerdo.documents.guide.fields import Many, One, Targets
from acuerdo.documents.guide.slots import COMMITMENTS, EVERY, OWN_ID, Parts, choice, clause, lines, text, texts
from acuerdo.words import phrase

TWELVE_PARTS: Mapping[str, Parts] = MappingProxyType(
    {
        "resolution": (
            phrase("How soon a ticket is solved, or a workaround stands, by priority."),
            (Targets(measures=("resolution", "workaround", "requester_wait", "diagnosis", "plan")),),
        ),
        "maintenance": (
            phrase("Planned works: how early they are announced, and when they may take place."),
            (
                One(
                    path=("maintenance",),
                    slots=(
                        text("notice", phrase("Notice"), "3bd"),
                        texts("emergency", title=phrase("In an emergency")),
                        texts("text"),
                    ),
                ),
                Many(
                    path=("maintenance", "windows"),
                    slots=(
                        text("at", phrase("When", context="a maintenance window")),
                        text("longest", phrase("Longest"), "4h"),
                        text("times", phrase("How many times"), "1"),
                        text("every", EVERY, "1mo"),
                    ),
                    add=phrase("Another window"),
                ),
            ),
        ),
        "term_and_exit": (
            phrase("From when until when, how it renews, how early it can be ended, and what happens at the end."),
            (
                One(
                    path=("term",),
                    slots=(
                        text("from", phrase("First day"), "2026-01-01"),
                        text("to", phrase("Last day"), "2026-12-31"),
                        choice("renewal", phrase("Renewal"), "never", "tacit", "express"),
                        text("notice", phrase("Notice period"), "60d"),
                        texts("exit", title=phrase("At the end")),
                    ),
                ),
            ),
        ),
        "fees": (
            phrase("What it costs, how it is billed, and how prices change."),
            (
                Many(
                    path=("fees", "items"),
                    slots=(OWN_ID, text("amount", phrase("Amount"), "1200 EUR/month"), texts("text")),
                    add=phrase("Another fee"),
                ),
                One(
                    path=("fees",),
                    slots=(
                        text("billed", phrase("Billed every"), "1mo"),
                        text("pay_within", phrase("Paid within"), "30d"),
                        texts("indexation", title=phrase("Price indexation")),
                    ),
                ),
            ),
        ),
        "covered": (
            phrase("Whom and what it covers: users, assets, sites, and who may ask."),
            (
                One(
                    path=("covered",),
                    slots=(
                        text("users", phrase("Users"), "120"),
                        text("assets", phrase("Assets"), "300"),
                        lines("sites", phrase("Sites")),
                        lines("contacts", phrase("Contacts")),
                        texts("text"),
                    ),
                ),
            ),
        ),
        "change": (phrase("How this agreement and the services are changed."), (clause("change"),)),
        "measurement": (
            phrase("Where the figures come from, who computes them, and whose reading stands in doubt."),
            (
                One(
                    path=("measurement",),
                    slots=(
                        text("source", phrase("Source of the figures")),
                        choice("by", phrase("Computed by"), "provider", "customer", "third_party", "both"),
                        texts("in_doubt", title=phrase("In doubt")),
                        texts("text"),
                    ),
                ),
            ),
        ),
        "reporting": (
            phrase("How often both sides meet, and which reports are owed."),
            (
                One(
                    path=("reviews",),
                    slots=(
                        text("sync", phrase("Informal sync every"), "1w"),
                        text("monthly", phrase("Monthly review every"), "1mo"),
                        text("qbr", phrase("Business review every"), "3mo"),
                        text("annual", phrase("Annual review every"), "12mo"),
                        choice("gates_billing", phrase("Billing waits for the review"), "true", "false"),
                    ),
                ),
                Many(
                    path=("reports",),
                    slots=(
                        OWN_ID,
                        text("every", EVERY, "1mo"),
                        text("within", phrase("Within"), "5bd"),
                        lines("to", phrase("To whom")),
                    ),
                    add=phrase("Another report"),
                ),
            ),
        ),
        "remedies": (
            phrase(
                "What follows when a guarantee is missed, up to which limit, and what repeated failure entitles to."
            ),
            (
                Many(
                    path=("credits",),
                    slots=(
                        OWN_ID,
                        choice(
                            "kind",
                            phrase("Kind"),
                            "tiers",
                            "per_breach",
                            "per_unit_late",
                            "proportional",
                            "pool",
                            "fixed",
                        ),
                        lines("commitments", COMMITMENTS),
                        text("credit", phrase("Credit"), "5%"),
                        text("cap", phrase("Cap"), "20%"),
                    ),
                    add=phrase("Another credit"),
                ),
                Many(
                    path=("consequences",),
                    slots=(
                        OWN_ID,
                        lines("commitments", COMMITMENTS),
                        text("times", phrase("How many times"), "3"),
                        text("in", phrase("Within"), "12mo"),
                        choice(
                            "entitles",
                            phrase("Entitles to"),
                            "justification",
                            "improvement_plan",
                            "escalation",
                            "suspension",
                            "termination",
                            "other",
                        ),
                    ),
                    add=phrase("Another consequence"),
                ),
            ),
        ),
        "liability": (phrase("Who answers for which damage, and up to which limit."), (clause("liability"),)),
        "confidentiality": (
            phrase("What stays confidential, and how personal data are protected."),
            (clause("confidentiality"),),
        ),
        "escalation": (
            phrase("Whom to tell when a clock runs out: at 80%, at due, at breach."),
            (
                Many(
                    path=("escalation",),
                    slots=(OWN_ID, texts("title", title=phrase("Title")), lines("commitments", COMMITMENTS)),
                    add=phrase("Another path of escalation"),
                ),
                Many(
                    path=("escalation", "*", "steps"),
                    slots=(
                        text("at", phrase("At", context="a moment of a clock"), "80%"),
                        lines("notify", phrase("Whom to tell")),
                        lines("by", phrase("By which means")),
                    ),
                    add=phrase("Another step"),
                ),
            ),
        ),
    }
)
