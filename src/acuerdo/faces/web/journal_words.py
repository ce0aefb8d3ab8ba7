"""What stands in the journal, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from acuerdo.words import Language, Phrase, phrase, speak

KINDS: Mapping[str, Phrase] = MappingProxyType(
    {
        "act_propose": phrase("offered a text or a renewal", context="in the journal"),
        "act_counter": phrase("answered with another text", context="in the journal"),
        "act_accept": phrase("accepted what was offered", context="in the journal"),
        "act_reject": phrase("rejected what was offered", context="in the journal"),
        "act_withdraw": phrase("withdrew an offer", context="in the journal"),
        "act_register": phrase("registered a contract signed on paper", context="in the journal"),
        "act_evidence": phrase("bound a signed paper to what was agreed", context="in the journal"),
        "agreement_opened": phrase("began the agreement", context="in the journal"),
        "buffer_chosen": phrase("chose the days to decide before a notice", context="in the journal"),
        "comment_settled": phrase("settled a remark", context="in the journal"),
        "comment_written": phrase("wrote a remark", context="in the journal"),
        "name_linked": phrase("said which person a name in a help desk is", context="in the journal"),
        "notice_acknowledged": phrase("acknowledged a notice", context="in the journal"),
        "notice_given": phrase("gave notice", context="in the journal"),
        "notice_withdrawn": phrase("took a notice back", context="in the journal"),
        "party_added": phrase("added the company", context="in the journal"),
        "party_changed": phrase("changed the particulars of the company", context="in the journal"),
        "person_deactivated": phrase("ended somebody's access", context="in the journal"),
        "person_erased": phrase("erased a person", context="in the journal"),
        "person_invited": phrase("invited a person", context="in the journal"),
        "person_invited_again": phrase("made a new link for somebody invited", context="in the journal"),
        "person_joined": phrase("came by an invitation", context="in the journal"),
        "person_reactivated": phrase("gave somebody their access back", context="in the journal"),
        "requirement_met": phrase("met a requirement by a clause", context="in the journal"),
        "requirement_refused": phrase("declined a requirement", context="in the journal"),
        "requirement_reopened": phrase("opened a requirement again", context="in the journal"),
        "requirement_written": phrase("wrote a requirement down", context="in the journal"),
        "review_closed": phrase("closed a review", context="in the journal"),
        "review_opened": phrase("opened a review", context="in the journal"),
        "role_granted": phrase("gave somebody a role", context="in the journal"),
        "role_revoked": phrase("took a role from somebody", context="in the journal"),
        "second_factor_reset": phrase("reset somebody's second factor", context="in the journal"),
        "sign_in_changed": phrase("changed how they sign in", context="in the journal"),
        "signers_chosen": phrase("chose who signs", context="in the journal"),
        "site_added": phrase("added a site", context="in the journal"),
        "site_changed": phrase("changed the particulars of a site", context="in the journal"),
        "site_closed": phrase("closed a site", context="in the journal"),
        "team_added": phrase("added a team", context="in the journal"),
        "team_joined": phrase("put somebody into a team", context="in the journal"),
        "team_left": phrase("took somebody out of a team", context="in the journal"),
        "title_emptied": phrase("emptied the title of a ticket", context="in the journal"),
        "token_made": phrase("made a token", context="in the journal"),
        "token_refused": phrase("a token was refused that had ended", context="in the journal"),
        "token_revoked": phrase("revoked a token", context="in the journal"),
        "way_back_opened": phrase("invited somebody to lead a side that had nobody left", context="in the journal"),
        "verdicts_moved": phrase("verdicts moved after they had been given", context="in the journal"),
        "version_takes_over": phrase("a version takes over from another", context="in the journal"),
        "way_back_given": phrase("made somebody lead a side that had nobody left", context="in the journal"),
        "webhook_made": phrase("made a webhook", context="in the journal"),
        "webhook_paused": phrase("paused a webhook", context="in the journal"),
        "webhook_removed": phrase("removed a webhook", context="in the journal"),
        "webhook_resumed": phrase("let a webhook go on", context="in the journal"),
        "webhook_secret_changed": phrase("changed the secret of a webhook", context="in the journal"),
    }
)


def say_kind(language: Language, kind: str) -> str:
    """Say what happened; what has no words yet is named."""
    words = KINDS.get(kind)
    return kind.replace("_", " ") if words is None else speak(language, words)
