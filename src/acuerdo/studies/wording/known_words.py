"""The words that the format itself defines, as people say them, by the key under which they stand."""

from collections.abc import Mapping
from types import MappingProxyType

from acuerdo.words import Phrase, phrase

KNOWN: Mapping[str, Mapping[str, Phrase]] = MappingProxyType(
    {
        "type": MappingProxyType(
            {
                "sla": phrase("service level agreement (SLA)", context="value in an agreement"),
                "ola": phrase("operational level agreement (OLA)", context="value in an agreement"),
                "underpinning": phrase("underpinning contract", context="value in an agreement"),
            }
        ),
        "renewal": MappingProxyType(
            {
                "never": phrase("no renewal", context="value in an agreement"),
                "tacit": phrase("tacit renewal", context="value in an agreement"),
                "express": phrase("express renewal", context="value in an agreement"),
            }
        ),
        "language": MappingProxyType(
            {
                "en": phrase("English", context="value in an agreement"),
                "es": phrase("Spanish", context="value in an agreement"),
                "ru": phrase("Russian", context="value in an agreement"),
            }
        ),
        "languages": MappingProxyType(
            {
                "en": phrase("English", context="value in an agreement"),
                "es": phrase("Spanish", context="value in an agreement"),
                "ru": phrase("Russian", context="value in an agreement"),
            }
        ),
        "kind": MappingProxyType(
            {
                "phone": phrase("telephone", context="value in an agreement"),
                "email": phrase("e-mail", context="value in an agreement"),
                "mail": phrase("e-mail", context="value in an agreement"),
                "portal": phrase("portal", context="value in an agreement"),
                "chat": phrase("chat", context="value in an agreement"),
                "web": phrase("web", context="value in an agreement"),
                "messenger": phrase("messenger", context="value in an agreement"),
                "onsite": phrase("on site", context="value in an agreement"),
                "clock": phrase("clock", context="value in an agreement"),
                "ratio": phrase("share of tickets", context="value in an agreement"),
                "availability": phrase("availability", context="value in an agreement"),
                "performance": phrase("performance", context="value in an agreement"),
                "recovery": phrase("recovery", context="value in an agreement"),
                "duty": phrase("duty", context="value in an agreement"),
                "satisfaction": phrase("satisfaction", context="value in an agreement"),
                "tiers": phrase("by tiers of what was attained", context="value in an agreement"),
                "per_breach": phrase("for each breach", context="value in an agreement"),
                "per_unit_late": phrase("for each unit of lateness", context="value in an agreement"),
                "proportional": phrase("in proportion to the time lost", context="value in an agreement"),
                "pool": phrase("shares of an amount at risk", context="value in an agreement"),
                "fixed": phrase("fixed", context="value in an agreement"),
            }
        ),
        "then": MappingProxyType(
            {
                "decline": phrase("it is declined", context="value in an agreement"),
                "quote": phrase("it is quoted", context="value in an agreement"),
                "authorise": phrase("it needs an authorisation", context="value in an agreement"),
            }
        ),
        "covered": MappingProxyType(
            {
                "none": phrase("not done", context="value in an agreement"),
                "included": phrase("included", context="value in an agreement"),
                "charged": phrase("charged", context="value in an agreement"),
            }
        ),
        "binding": MappingProxyType(
            {
                "guarantee": phrase("guarantee", context="value in an agreement"),
                "target": phrase("target", context="value in an agreement"),
                "best_effort": phrase("best effort", context="value in an agreement"),
            }
        ),
        "period": MappingProxyType(
            {
                "month": phrase("month", context="value in an agreement"),
                "quarter": phrase("quarter", context="value in an agreement"),
                "half-year": phrase("half-year", context="value in an agreement"),
                "year": phrase("year", context="value in an agreement"),
            }
        ),
        "answered_by": MappingProxyType(
            {
                "reply": phrase("public reply", context="value in an agreement"),
                "acknowledged": phrase("acknowledgement", context="value in an agreement"),
                "arrived": phrase("arrival on site", context="value in an agreement"),
                "work_started": phrase("start of work", context="value in an agreement"),
            }
        ),
        "pauses_in": MappingProxyType(
            {
                "customer": phrase("the customer", context="value in an agreement"),
                "supplier": phrase("a supplier", context="value in an agreement"),
                "change": phrase("a change", context="value in an agreement"),
                "agreed_date": phrase("an agreed date", context="value in an agreement"),
                "any": phrase("anything", context="value in an agreement"),
            }
        ),
        "waiting": MappingProxyType(
            {
                "customer": phrase("the customer", context="value in an agreement"),
                "supplier": phrase("a supplier", context="value in an agreement"),
                "change": phrase("a change", context="value in an agreement"),
                "agreed_date": phrase("an agreed date", context="value in an agreement"),
                "any": phrase("anything", context="value in an agreement"),
            }
        ),
        "statistic": MappingProxyType(
            {
                "mean": phrase("mean", context="value in an agreement"),
                "median": phrase("median", context="value in an agreement"),
            }
        ),
        "counted_by": MappingProxyType(
            {
                "due_or_stop": phrase("stop or breach", context="value in an agreement"),
                "opened": phrase("opening", context="value in an agreement"),
                "resolved": phrase("resolution", context="value in an agreement"),
            }
        ),
        "on_change": MappingProxyType(
            {
                "carry": phrase("each instant by the terms then in force", context="value in an agreement"),
                "retroactive": phrase("everything by the final terms", context="value in an agreement"),
                "restart": phrase("counts anew", context="value in an agreement"),
            }
        ),
        "on_reopen": MappingProxyType(
            {
                "continue": phrase("goes on counting", context="value in an agreement"),
                "count": phrase("goes on, resolved time counts too", context="value in an agreement"),
                "first": phrase("the first resolution stands", context="value in an agreement"),
                "new_cycle": phrase("a clock of its own", context="value in an agreement"),
            }
        ),
        "excluded_time": MappingProxyType(
            {
                "stays": phrase("stays in the total", context="value in an agreement"),
                "leaves": phrase("leaves the total", context="value in an agreement"),
            }
        ),
        "unknown": MappingProxyType(
            {
                "up": phrase("as up", context="value in an agreement"),
                "down": phrase("as down", context="value in an agreement"),
                "excluded": phrase("as excluded", context="value in an agreement"),
            }
        ),
        "by": MappingProxyType(
            {
                "provider": phrase("the provider", context="value in an agreement"),
                "customer": phrase("the customer", context="value in an agreement"),
                "supplier": phrase("a supplier", context="value in an agreement"),
                "third_party": phrase("a third party", context="value in an agreement"),
                "both": phrase("both sides", context="value in an agreement"),
            }
        ),
        "metric": MappingProxyType(
            {
                "first_contact_resolution": phrase("resolved at the first contact", context="value in an agreement"),
                "escalation": phrase("escalated to another level", context="value in an agreement"),
                "reopen_rate": phrase("reopened", context="value in an agreement"),
                "backlog_age": phrase("old tickets", context="value in an agreement"),
                "csat": phrase("customer satisfaction (CSAT)", context="value in an agreement"),
                "nps": phrase("net promoter score (NPS)", context="value in an agreement"),
                "ces": phrase("customer effort score (CES)", context="value in an agreement"),
            }
        ),
        "definition": MappingProxyType(
            {
                "single_reply": phrase("with one public reply at most", context="value in an agreement"),
                "no_handover": phrase("without handover", context="value in an agreement"),
                "first_tier": phrase("within the first tier", context="value in an agreement"),
                "same_contact": phrase("during the same contact", context="value in an agreement"),
            }
        ),
        "entitles": MappingProxyType(
            {
                "justification": phrase("a justification", context="value in an agreement"),
                "improvement_plan": phrase("an improvement plan", context="value in an agreement"),
                "escalation": phrase("an escalation", context="value in an agreement"),
                "suspension": phrase("a suspension", context="value in an agreement"),
                "termination": phrase("termination", context="value in an agreement"),
                "other": phrase("something else", context="value in an agreement"),
            }
        ),
        "day_one": MappingProxyType(
            {
                "next_opening": phrase("from the next opening", context="value in an agreement"),
                "next_date": phrase("from the next date", context="value in an agreement"),
            }
        ),
        "roll": MappingProxyType(
            {
                "next_working_day": phrase("moves to the next working day", context="value in an agreement"),
            }
        ),
        "cycles": MappingProxyType(
            {
                "one": phrase("one", context="value in an agreement"),
                "many": phrase("many", context="value in an agreement"),
            }
        ),
        "stage": MappingProxyType(
            {
                "open": phrase("open", context="value in an agreement"),
                "waiting": phrase("waiting", context="value in an agreement"),
                "resolved": phrase("resolved", context="value in an agreement"),
                "closed": phrase("closed", context="value in an agreement"),
                "cancelled": phrase("cancelled", context="value in an agreement"),
                "merged": phrase("merged", context="value in an agreement"),
            }
        ),
        "message": MappingProxyType(
            {
                "reply": phrase("a reply of the provider", context="value in an agreement"),
                "customer": phrase("a message of the customer", context="value in an agreement"),
            }
        ),
        "from": MappingProxyType(
            {
                "detection": phrase("detection", context="value in an agreement"),
                "notice": phrase("notice", context="value in an agreement"),
            }
        ),
        "at": MappingProxyType(
            {
                "start": phrase("at the start", context="value in an agreement"),
                "due": phrase("when due", context="value in an agreement"),
                "breach": phrase("at the breach", context="value in an agreement"),
            }
        ),
        "flag": MappingProxyType(
            {
                "true": phrase("yes", context="value in an agreement"),
                "yes": phrase("yes", context="value in an agreement"),
                "false": phrase("no", context="value in an agreement"),
                "no": phrase("no", context="value in an agreement"),
            }
        ),
        "within": MappingProxyType(
            {
                "none": phrase("no promise", context="value in an agreement"),
                "agreed": phrase("the date agreed with the customer", context="value in an agreement"),
            }
        ),
        "measure": MappingProxyType(
            {
                "first_response": phrase("first response", context="value in an agreement"),
                "next_response": phrase("next response", context="value in an agreement"),
                "update": phrase("update", context="value in an agreement"),
                "ownership": phrase("time to own", context="value in an agreement"),
                "acknowledgement": phrase("acknowledgement", context="value in an agreement"),
                "diagnosis": phrase("diagnosis", context="value in an agreement"),
                "onsite": phrase("arrival on site", context="value in an agreement"),
                "plan": phrase("resolution plan", context="value in an agreement"),
                "workaround": phrase("workaround", context="value in an agreement"),
                "resolution": phrase("resolution", context="value in an agreement"),
                "requester_wait": phrase("waiting time of the requester", context="value in an agreement"),
                "handling": phrase("handling by a team", context="value in an agreement"),
            }
        ),
        "notify": MappingProxyType(
            {
                "team_lead": phrase("team lead", context="value in an agreement"),
            }
        ),
    }
)
"""By key, then by word; `flag` holds yes and no for every key that takes them."""
