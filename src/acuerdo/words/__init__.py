r"""The one door to words: everything a person reads passes here, in Spanish, Russian or English.

The language is always an argument; nothing here remembers one. English is the source of the words, Spanish and Russian
stand in ``acuerdo/locale/<language>/LC_MESSAGES/acuerdo.po``, which is read once, when its language first speaks.

**Saying something.** Declare the words with `phrase`, whose arguments are literal strings, so that ``make words`` finds
them; say them with `speak`:

>>> from acuerdo.words import Language, phrase, speak
>>> BREACHED = phrase("Breached at {instant}")
>>> speak(Language.EN, BREACHED, instant="09:00")
'Breached at 09:00'

- ``{name}`` is a placeholder. Its value is a text, put in as it is, or a whole number, written by the manners of the
  language. Anything else is written first by one of the functions below (`say_percent`, `say_date`, ...). Too few or
  too many values are refused (`PlaceholderMismatch`).
- ``plural`` gives the form for many; the placeholder that decides is always called ``n``. Spanish has two forms,
  Russian three:

>>> TICKETS = phrase("{n} ticket", plural="{n} tickets")
>>> speak(Language.EN, TICKETS, n=1), speak(Language.EN, TICKETS, n=1234)
('1 ticket', '1,234 tickets')

- ``context`` tells two equal English words apart, and tells the translator where they stand:

>>> OPEN_STAGE = phrase("open", context="stage of a ticket")

- Words that belong to the members of an enumeration stand in a table of phrases, ``{State.MET: phrase("met"), ...}``,
  beside the code that shows them.

**Numbers, dates, durations, money.** A number and its unit are joined by a no-break space; the language decides the
rest (`say_number`, `say_percent`, `say_attained`, `say_date`, `say_month`, `say_weekday`, `say_instant`,
`say_duration`, `say_money`, `say_list`).

**Adding words.** Write the phrase, run ``make words`` (it merges new phrases into both files, drops unused ones, and
lists what is untranslated), then translate: either edit the two files, or write the translations into a JSON file and
run ``make words FROM=that-file.json``, which is the safer way when several people add words at once::

    [{"text": "{n} ticket", "es": ["{n} ticket", "{n} tickets"], "ru": ["{n} заявка", "{n} заявки", "{n} заявок"]},
     {"text": "open", "context": "stage of a ticket", "es": "abierto", "ru": "открыта"}]

A phrase without its Spanish and Russian fails ``make check``; until then its English is shown.
"""

from acuerdo.words.figures import (
    NaiveInstant,
    say_attained,
    say_date,
    say_duration,
    say_instant,
    say_list,
    say_money,
    say_month,
    say_number,
    say_percent,
    say_weekday,
)
from acuerdo.words.languages import Language
from acuerdo.words.phrases import Phrase, phrase
from acuerdo.words.speaking import PlaceholderMismatch, speak

__all__ = [
    "Language",
    "NaiveInstant",
    "Phrase",
    "PlaceholderMismatch",
    "phrase",
    "say_attained",
    "say_date",
    "say_duration",
    "say_instant",
    "say_list",
    "say_money",
    "say_month",
    "say_number",
    "say_percent",
    "say_weekday",
    "speak",
]
