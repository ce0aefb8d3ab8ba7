"""Refusals in words: what was found, and what to do."""

from collections.abc import Mapping
from types import MappingProxyType

from acuerdo.words import Language, Phrase, phrase, speak

_WORDS: Mapping[str, Phrase] = MappingProxyType(
    {
        "moved_meanwhile": phrase("Somebody else moved first. Look at what happened, then decide again."),
        "changed_meanwhile": phrase(
            "Somebody else changed the draft meanwhile. Your text is kept below; compare them."
        ),
        "half_quiet_hours": phrase("Quiet hours have a beginning and an end: give both, or neither."),
        "no_quiet_hours": phrase("Quiet hours end at another time than they begin."),
        "unknown_messenger": phrase("Begin the address with one of the services named here, like ntfys://."),
        "bad_messenger": phrase("The service does not know an address like this: something is missing or odd."),
        "messenger_name_taken": phrase("One of your messengers has this name already."),
        "too_many_messengers": phrase("Forget one of your messengers first."),
        "already_agreed": phrase("This is agreed already, and what was agreed is not changed. Propose a new version."),
        "expired": phrase("The offer was open until earlier. It has to be made again."),
        "closed": phrase("This offer is closed. A new one can be made."),
        "other_content": phrase("The text has changed since you opened this page. Read it again before you answer."),
        "same_content": phrase("This text is the one that is on the table already."),
        "not_a_signer": phrase("Your role does not sign for your side."),
        "already_accepted": phrase("Your side has accepted this already."),
        "not_your_turn": phrase("It is the other side's move."),
        "not_your_offer": phrase("The other side made this offer; you can accept or reject it."),
        "not_begun": phrase("Nothing has been offered yet."),
        "agreed_here": phrase(
            "Both sides agreed here on a version that governs then. Offer the change, and bind the paper to it once it"
            " is accepted."
        ),
        "nothing_promised": phrase("No version of this agreement was accepted by both sides yet."),
        "bad_period": phrase("Name a period like 2026-11, 2026-Q4, 2026-H2 or 2026."),
        "period_outside_data": phrase("The facts say nothing about this period."),
        "nothing_to_report": phrase(
            "No ticket that you may see is judged by this version: there is nothing to report."
        ),
        "not_copied": phrase(
            "That agreement cannot be taken over as it stands: its parties are written in a way of their own."
        ),
        "no_draft": phrase("There is no draft of your side to offer."),
        "other_id": phrase("The id in the text is not that of this agreement."),
        "other_party": phrase("The customer in the text is not that of this agreement."),
        "too_short": phrase("The offer would be closed before it is made: choose a later date."),
        "long_note": phrase("The note is too long."),
        "key_taken": phrase("Another agreement has this id already."),
        "no_name": phrase("Give it a name."),
        "long_name": phrase("The name is too long."),
        "no_scope": phrase("Choose at least one thing that it may do."),
        "scope_not_held": phrase("A token can do no more than you can."),
        "bad_expiry": phrase("A token is good for at most a year."),
        "too_many": phrase("You have as many tokens as anybody may have. Revoke one that is not needed."),
        "still_needed": phrase("Another service on offer needs this one. End that first, or free it of the need."),
        "already_begun": phrase("An offer is open: answer or withdraw it before a paper is registered."),
        "empty_paper": phrase("Choose the signed PDF first."),
        "large_paper": phrase("The file is too large: 20 MB at most."),
        "not_a_pdf": phrase("This file is not a PDF, whatever its name says."),
        "damaged_paper": phrase("The stored file is no longer the one of its hash. Ask whoever runs the application."),
        "letters_missing": phrase("The PDF has no letters for a part of this text. Print this page instead."),
        "pdf_missing": phrase("PDFs cannot be made here: the part `pdf` is not installed. Print this page instead."),
        "draft_with_faults": phrase("The draft has faults that have to be mended first."),
        "source_exists": phrase("Another source has this key already."),
        "source_closed": phrase("This source was closed: nothing is taken from it any more."),
        "source_open": phrase("This source is open."),
        "bad_signature": phrase("The message is not signed with the secret of this address."),
        "other_time": phrase(
            "The message is signed rightly, but says that it was sent more than five minutes ago, or ahead: it was"
            " replayed, or a clock is wrong, the sender's or that of this server."
        ),
        "nothing_binds": phrase("Nothing binds yet, so nothing can be left out."),
        "not_its_ticket": phrase("This agreement does not govern that ticket: its page says which one does."),
        "no_such_ticket": phrase("There is no such ticket of this customer; write it as source/ticket."),
        "unknown_scope": phrase("Choose what it is about: a ticket, a service, or everything."),
        "claimed_already": phrase("This was claimed already: here it is."),
        "half_a_span": phrase("Say both when it begins and when it ends."),
        "backward_span": phrase("It has to end after it begins."),
        "no_span": phrase("Say from when until when: only a ticket can be left out whole."),
        "far_instant": phrase("Write a date between 1970 and 2100."),
        "far_span": phrase("It may last a year at most."),
        "unknown_commitment": phrase("The agreement makes no such promise about tickets."),
        "unknown_reason": phrase("Choose why it does not count."),
        "long_evidence": phrase("The evidence is too long: 4,000 letters at most."),
        "period_runs": phrase("This period runs still. It can be frozen when it is over."),
        "period_frozen_later": phrase("A later period is frozen already; what moves of this one stands there."),
        "other_period_offered": phrase("Another period waits to be frozen. It is answered or withdrawn first."),
        "still_judged": phrase("Tickets of this customer are being judged anew. Propose it when that is done."),
        "other_subject": phrase("An answer is about the same ticket, service or agreement as the claim."),
        "bad_instant": phrase("Write date and time like 2026-03-02T09:00."),
        "no_hook": phrase("This source has no address for webhooks."),
        "needs_secret": phrase("This help desk makes the secret itself: copy it from there."),
        "odd_secret": phrase("A secret has 16 to 500 characters."),
        "no_secret": phrase("Give the password or token that goes with this address and account."),
        "odd_account": phrase("An account has at most 200 letters, and no colon."),
        "odd_pace": phrase("From every minute to once a day."),
        "unknown_program": phrase("This program cannot be read."),
        "odd_field_line": phrase("One custom field a line, like Site = site, and only what it can be here."),
        "odd_customer_by": phrase("Say which custom field it is."),
        "odd_value": phrase("A word of one of the columns that may be said in other words, and what it stands for."),
        "word_twice": phrase("A word stands in two rows: leave one of them."),
        "words_changed": phrase(
            "Somebody else changed these words meanwhile. Yours are below; open the page anew to see theirs."
        ),
        "odd_status": phrase("A status word stands for one of the stages; only waiting has a reason."),
        "odd_customer_word": phrase(
            "Words of customers are needed only where a source tells about several, each of at most 200 letters."
        ),
        "not_governed": phrase("No agreement governs this ticket, so there is nothing to settle about it."),
        "unknown_priority": phrase("The agreement has no such priority."),
        "same_priority": phrase("The ticket has this priority already."),
        "no_such_item": phrase("The agreement leaves out no such thing."),
        "bad_amount": phrase("This is no amount, like 1250.50."),
        "nothing_chosen": phrase("Choose something first: a list of everything need not be kept."),
        "many_views": phrase("You keep as many lists as anybody may keep. Drop one that is not needed."),
        "unknown_person": phrase("Nobody of your company who is there has this name or e-mail address."),
        "several_people": phrase("Several people have this name: say the e-mail address."),
        "not_your_name": phrase("This name is not yours as you are written here. Ask whoever keeps the sources."),
        "many_words": phrase("A source has at most 500 words of a kind."),
        "no_event": phrase("Choose at least one event."),
        "too_many_endpoints": phrase("There are as many webhooks as there may be. Remove one that is not needed."),
        "bad_address": phrase("This is no address that can be told something."),
        "not_https": phrase("The address has to begin with https."),
        "private_address": phrase("This address lies inside the network, and this installation does not allow it."),
        "other_kind": phrase("The type in the text is not that of this agreement."),
        "long_reason": phrase("The reason is too long."),
        "offer_open": phrase("An offer waits for an answer: who signs cannot be changed meanwhile."),
        "unknown_signer": phrase("Only roles that sign for this side, or its people, can be chosen."),
        "many_signers": phrase("So many people cannot sign for one side."),
        "not_in_force": phrase("Nothing that both sides accepted is in force."),
        "under_review": phrase("It is under review already."),
        "not_under_review": phrase("It is not under review."),
        "notice_stands": phrase("Notice was given already."),
        "no_notice": phrase("No notice was given."),
        "notice_acknowledged": phrase("The notice was acknowledged already."),
        "notice_not_acknowledged": phrase(
            "The notice was not acknowledged yet: whoever gave it can take it back alone."
        ),
        "own_notice": phrase("Your side gave this notice; the other side acknowledges it."),
        "other_notice": phrase("The other side gave this notice; your side can acknowledge it."),
        "date_past": phrase("This date is past."),
        "odd_year_line": phrase("This is not a date with its name, like 2027-01-06 and a name."),
        "other_year": phrase("This date lies in another year."),
        "date_twice": phrase("This date stands there twice."),
        "many_dates": phrase("A year has no more dates than that."),
        "odd_year_hours": phrase("The calendar cannot take these hours."),
        "not_provisional": phrase("This year of this calendar is not provisional, so there is nothing to agree on."),
        "term_over": phrase("Its term has ended already, while another version is in force. Name a later last date."),
        "agreement_ended": phrase("Notice was given, and this would begin after its last date. Begin a new agreement."),
        "not_renewable": phrase("Its term is not one that both sides renew expressly."),
        "renewed_shorter": phrase("The renewal has to last longer than the term does now."),
        "long_text": phrase("The text is too long."),
        "no_text": phrase("Write something first."),
        "unknown_clause": phrase("This clause is not in the text."),
        "comment_settled": phrase("This remark is settled already."),
        "no_requirement": phrase("Say who asks, and what is asked for."),
        "long_requirement": phrase("That is too long: say it more briefly."),
        "many_requirements": phrase("This agreement has 500 requirements already. Put some of them together."),
        "one_end": phrase("A requirement ends in a clause, or in a written no with its reason: name one of the two."),
        "requirement_decided": phrase("Somebody has decided about this requirement already. Look at it once more."),
        "history_too_big": phrase("That file is too big. Export a shorter stretch of time, or compress it."),
        "many_histories": phrase("Your side keeps as many histories as there can be. Forget one first."),
        "history_ending": phrase("Such a file is not read. Bring CSV, XLSX, JSON Lines, Parquet or XES."),
        "no_history": phrase("That history is not there any more."),
        "no_file": phrase("Choose a file first; an empty one says nothing."),
        "import_ending": phrase("Such a file is not read. Bring CSV, XLSX, JSON Lines, Parquet or XES."),
        "import_too_big": phrase("That file is too big. Compress it, or split it by ticket."),
        "many_imports": phrase("So many files of this source wait already. Decide on those first."),
        "import_moved": phrase("Meanwhile this file stands elsewhere. Look at it once more."),
        "import_deadly": phrase(
            "Its reading broke off three times: the file seems to be damaged. Save it anew, or as CSV."
        ),
        "import_gone": phrase("Its file is not there any more. Bring it again; what is recorded stays recorded once."),
        "not_there": phrase("Whoever confirmed it may tell this source nothing any more."),
        "unknown_profile": phrase("There is no such profile."),
        "bad_profile": phrase("This profile cannot be read."),
        "time_zone_needed": phrase("Its times say no offset: name their time zone."),
        "missing_column": phrase("The file lacks a column that its profile reads. Is it the right profile?"),
        "empty_file": phrase("There is nothing in this file."),
        "unreadable": phrase("The file cannot be read to its end: it may be cut off or damaged. Export it again."),
        "encrypted": phrase("The file is locked with a password. Save it without one."),
        "nested_archive": phrase("There is an archive in this archive. Unpack the inner one first."),
        "too_big": phrase("There is more in this file than can be read at once. Split it by ticket."),
        "bomb": phrase("Unpacked, this file would be far larger than any export. Bring it unpacked, or in parts."),
        "xml_entities": phrase(
            "Its XML brings definitions of its own, which are not read. Export it again, or as CSV."
        ),
        "line_too_long": phrase("One of its lines is too long: a quotation mark may lack its second one."),
        "unknown_encoding": phrase(
            "Its letters are not written in UTF-8. Save it as “CSV UTF-8”, or name its encoding in a profile of your"
            " own."
        ),
        "wrong_encoding": phrase("It is not written in the encoding that its profile names."),
        "binary_file": phrase("This is no text, whatever its name says. Is it a workbook, or a picture?"),
        "not_json_lines": phrase("This is JSON, but not one object on each line. Export it as JSON Lines."),
        "old_workbook": phrase("This is a workbook of an old kind (.xls). Save it as .xlsx, or as CSV."),
        "bad_workbook": phrase("This workbook cannot be read: it may be damaged. Save it anew, or as CSV."),
        "bad_parquet": phrase("This is no Parquet file, or a damaged one."),
        "bad_xes": phrase("This is no event log that can be read (XES): its XML breaks off, or is another one."),
        "no_header": phrase("The file has no line with the names of its columns."),
        "no_sheet": phrase("The workbook has no sheet of the name that its profile reads."),
        "ambiguous_column": phrase("A column that is read stands in the file twice. Give one of them another name."),
        "unknown_column": phrase(
            "The file has columns that the format of facts does not know. Say where it comes from, or bring a"
            " profile of your own."
        ),
        "unknown_delimiter": phrase("It cannot be told what separates its columns. Name it in a profile of your own."),
        "unknown_field": phrase("Its profile names a field that no agreement declares."),
        "odd_key": phrase("A key has letters, digits, hyphens and underscores, at most 64."),
        "service_taken": phrase("Another service has this key already."),
        "service_changed_meanwhile": phrase("Somebody changed this service meanwhile: look at it once more."),
        "odd_cost": phrase("Say an amount with a currency of three letters, such as EUR."),
        "unknown_service": phrase("One of these services is not in the catalogue."),
        "in_a_circle": phrase("These services would need each other in a circle."),
        "many_prerequisites": phrase("That is more than a customer can see to: put some of it together."),
        "other_level": phrase("The id in the text is not that of this level."),
        "level_unchanged": phrase("The newest version says just this already."),
        "level_changed_meanwhile": phrase("Somebody changed it meanwhile. Your text is below, with nothing lost."),
        "not_allowed": phrase("Your role does not allow this."),
        "party_key_taken": phrase("Something else has this key already."),
        "email_taken": phrase("Somebody here has this address already."),
        "role_of_another_side": phrase("People of this side do not hold this role."),
        "more_than_yours": phrase("This role may do more than yours: somebody who holds it has to give or take it."),
        "their_own_choice": phrase("Who speaks for a side is that side's own choice: its own people decide it."),
        "not_yourself": phrase(
            "Nobody changes their own roles or access, or erases themselves: ask somebody else of your side."
        ),
        "by_invitation": phrase(
            "Whoever is to speak for the other side comes by an invitation: invite somebody who is not here yet."
        ),
        "mail_needed": phrase(
            "This side has nobody left who looks after its people: a letter tells whoever is to lead it, and no mail"
            " server is set up here. Whoever runs the installation can help with `acuerdo accounts invite`."
        ),
        "access_ended": phrase("The access of this person has ended: give it back first."),
        "already_joined": phrase("This person has come already."),
        "already_held": phrase("The person has this role already."),
        "unknown_zone": phrase("There is no such time zone."),
        "unknown_customer": phrase("There is no customer with this key for whom you give roles."),
        "empty_name": phrase("A name is missing."),
        "slowed_down": phrase("Too many tries. Wait a minute, then try again."),
    }
)


def say_refusal(language: Language, code: str) -> str:
    """Say a refusal by its code; one without words of its own is named."""
    words = _WORDS.get(code)
    return code if words is None else speak(language, words)
