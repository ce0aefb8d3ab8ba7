"""What goes wrong when a help desk is read, in words: what was met, and what to do."""

from collections.abc import Mapping
from types import MappingProxyType

from acuerdo.faces.web.refusals import say_refusal
from acuerdo.words import Language, Phrase, phrase, speak

FAULTS: Mapping[str, Phrase] = MappingProxyType(
    {
        "unreachable": phrase("It does not answer.", context="a help desk"),
        "slow": phrase("It answers too slowly.", context="a help desk"),
        "cut_off": phrase("Its answer was cut off in the middle.", context="a help desk"),
        "too_large": phrase("Its answer is too large.", context="a help desk"),
        "moved": phrase("It sends us to another address. Give the address at which it answers itself."),
        "login": phrase("It does not know this account, or the password is another one."),
        "forbidden": phrase("This account may not read there."),
        "not_found": phrase("Something answers at this address, but no Request Tracker with REST2."),
        "server_error": phrase("It says that something is wrong there.", context="a help desk"),
        "garbage": phrase("It answers something that cannot be understood.", context="a help desk"),
        "clock_ahead": phrase("Its clock is ahead of ours by more than five minutes; set one of them right."),
        "went_back": phrase(
            "What was read last is not there any more: a backup was brought back there, or the account sees less. After"
            " a backup, begin a new source; else read everything again."
        ),
        "unsealable": phrase("The password was given under another key of this installation. Give it again."),
        "defect": phrase("Something is wrong here, not there; the log of the worker says what."),
    }
)


def say_fault(language: Language, code: str) -> str:
    """Say what went wrong."""
    return speak(language, FAULTS[code]) if code in FAULTS else say_refusal(language, code)
