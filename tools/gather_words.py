"""Gathers the phrases of the source into the translation files and says what is not translated.

``python tools/gather_words.py`` merges; ``--check`` changes nothing and fails on a missing, unused or untranslated
phrase; ``--from FILE`` also takes translations out of a JSON file (its shape: see ``acuerdo.words``).
"""

import argparse
import ast
import fcntl
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from acuerdo.words.phrases import PLACEHOLDER

ROOT = Path(__file__).parent.parent
PLURALS = {
    "es": (2, "nplurals=2; plural=(n != 1);"),
    "ru": (3, "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"),
}
# No dates and no line numbers: two people who add words at once then change different lines.
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: acuerdo\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""

Key = tuple[str | None, str]
Translation = dict[str, str | list[str]]


class UnreadablePhrase(ValueError):
    """A call of `phrase` whose words cannot be read from the source."""


class UnknownTranslation(ValueError):
    """A translation that fits no phrase of the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A phrase met in the source: English forms (one, or two with a plural) and the files that say it."""

    forms: tuple[str, ...]
    files: tuple[str, ...]


def gather(source: Path) -> dict[Key, Found]:
    """All phrases under a folder by (context, text). Raises `UnreadablePhrase` where two contradict each other."""
    found: dict[Key, Found] = {}
    for path in sorted((*source.rglob("*.py"), *source.rglob("*.html"))):
        name = path.relative_to(source.parent).as_posix()
        for key, forms, line in _phrases(path) if path.suffix == ".py" else _said(path):
            known = found.get(key, Found(forms=forms, files=()))
            if known.forms != forms:
                raise UnreadablePhrase(
                    f"{path}:{line}: {key[1]!r} has the plural {forms[1:]} here and {known.forms[1:]} in "
                    f"{known.files[0]}: use the same, or tell them apart by context."
                )
            found[key] = Found(forms=forms, files=tuple(sorted({*known.files, name})))
    return found


def _phrases(path: Path) -> Iterator[tuple[Key, tuple[str, ...], int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.Call) and _called(node) == "phrase":
            arguments = {word.arg or "**": word.value for word in node.keywords}
            arguments |= {"text": node.args[0]} if node.args else {}
            words = {name: _literal(path, value) for name, value in arguments.items()}
            if "text" not in words or not words.keys() <= {"text", "plural", "context"}:
                raise UnreadablePhrase(f"{path}:{node.lineno}: phrase() takes a text, plural= and context= only.")
            forms = (words["text"], words["plural"]) if "plural" in words else (words["text"],)
            yield (words.get("context"), words["text"]), forms, node.lineno


SAY = re.compile(r"""\{%\s*say\s+(?P<rest>(?:"[^"]*"|'[^']*'|[^%"'])*)%\}""")
QUOTED = re.compile(r"""(?:^|\s)(?:(?P<name>plural|context_)=)?(?P<mark>["'])(?P<text>.*?)(?P=mark)""")


def _said(path: Path) -> Iterator[tuple[Key, tuple[str, ...], int]]:
    """Yield the phrases of a template: ``{% say "..." plural="..." context_="..." %}``, its texts in quotes."""
    source = path.read_text("utf-8")
    for tag in SAY.finditer(source):
        words = {found["name"] or "text": found["text"] for found in QUOTED.finditer(tag["rest"])}
        if "text" not in words:  # the words come from the code, where `phrase` declares them
            continue
        forms = (words["text"], words["plural"]) if "plural" in words else (words["text"],)
        yield (words.get("context_"), words["text"]), forms, source.count("\n", 0, tag.start()) + 1


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _literal(path: Path, node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        return node.value
    raise UnreadablePhrase(
        f"{path}:{node.lineno}: phrase({ast.unparse(node)}) is not a literal string: "
        "write the words in place, with {placeholders} for what varies."
    )


def read(path: Path, language: str) -> Catalog:
    """The translations of a language."""
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def merged(found: dict[Key, Found], known: Catalog, language: str) -> Catalog:
    """A catalogue of exactly the phrases found, with the translations that are known."""
    catalog = Catalog(locale=language)
    for (context, text), phrase in found.items():
        strings, count = _strings(known.get(text, context=context)), _form_count(language, phrase)
        strings = strings if len(strings) == count else ("",) * count
        catalog.add(
            phrase.forms if len(phrase.forms) > 1 else text,
            strings if len(phrase.forms) > 1 else strings[0],
            locations=[(name, 0) for name in phrase.files],
            context=context,
        )
    return catalog


def _form_count(language: str, phrase: Found) -> int:
    return PLURALS[language][0] if len(phrase.forms) > 1 else 1


def _strings(message: Message | None) -> tuple[str, ...]:
    if message is None or message.string is None:
        return ()
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def text_of(catalog: Catalog, language: str) -> str:
    """The file of a catalogue, the same bytes whenever it is written."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, omit_header=True, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return HEADER.format(language=language, plurals=PLURALS[language][1]) + buffer.getvalue().decode("utf-8")


def untranslated(catalog: Catalog) -> list[str]:
    """The texts of a catalogue that lack a form."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalog
        if message.id and not all(_strings(message) or [""])
    ]


def misplaced(catalog: Catalog, language: str) -> list[str]:
    """Sentences about translations that do not name the placeholders of their phrase."""
    findings = []
    for message in catalog:
        sources = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        wanted = set.union(*(_placeholders(source) for source in sources))
        for number, said in enumerate(_strings(message) if message.id else ()):
            # "one ticket" may leave the number out, but the Russian form for one also says 21.
            optional = {"n"} if message.pluralizable and number == 0 and language == "es" else set()
            found = _placeholders(said)
            if said and not wanted - optional <= found <= wanted:
                findings.append(f"{said!r} names {sorted(found)}, its phrase {sources[0]!r} names {sorted(wanted)}")
    return findings


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def take(translations: list[Translation], found: dict[Key, Found], catalogs: dict[str, Catalog]) -> None:
    """Put translations into the catalogues. Raises `UnknownTranslation` for what fits no phrase."""
    for entry in translations:
        text, context = str(entry["text"]), entry.get("context")
        key = (None if context is None else str(context), text)
        if key not in found:
            raise UnknownTranslation(
                f"{text!r} (context {context!r}) is no phrase of the source: is its text the same?"
            )
        for language in sorted(catalogs.keys() & entry.keys()):
            _put(catalogs[language], key, entry[language], _form_count(language, found[key]))


def _put(catalog: Catalog, key: Key, value: str | list[str], count: int) -> None:
    strings = (value,) if isinstance(value, str) else tuple(value)
    if len(strings) != count:
        raise UnknownTranslation(f"{key[1]!r} needs {count} form(s) in {catalog.locale}, {len(strings)} given.")
    message = catalog.get(key[1], context=key[0])
    if message is None:
        raise UnknownTranslation(f"{key[1]!r} is not in the catalogue of {catalog.locale}: merge first.")
    message.string = strings if message.pluralizable else strings[0]


def path_of(language: str) -> Path:
    """Where the translations of a language stand."""
    return ROOT / "src/acuerdo/locale" / language / "LC_MESSAGES/acuerdo.po"


def check(source: Path) -> list[str]:
    """What keeps the translations from being complete, as sentences; nothing if they are."""
    found = gather(source)
    findings = []
    for language in PLURALS:
        known = read(path_of(language), language)
        present = {(message.context, message.id if isinstance(message.id, str) else message.id[0]) for message in known}
        present.discard((None, ""))
        findings += [f"{language}: {text!r} is missing, run make words" for _, text in found.keys() - present]
        findings += [f"{language}: {text!r} is used nowhere, run make words" for _, text in present - found.keys()]
        findings += [f"{language}: {text!r} is not translated" for text in untranslated(merged(found, known, language))]
        findings += [f"{language}: {finding}" for finding in misplaced(known, language)]
    return sorted(findings)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until nobody else merges."""
    folder = os.open(ROOT / "src/acuerdo/locale", os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def write(path: Path, text: str) -> None:
    """Replace a file at once, so that nobody reads half of it."""
    aside = path.with_suffix(".po.new")
    aside.write_text(text, "utf-8")
    aside.replace(path)


def main() -> int:
    """Merge or check; exit code 1 when a check finds something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--from", dest="source", type=Path)
    chosen = parser.parse_args()
    source = ROOT / "src/acuerdo"
    if chosen.check:
        findings = check(source)
        sys.stdout.write("".join(f"{finding}\n" for finding in findings) or "All words are translated.\n")
        return 1 if findings else 0
    with one_at_a_time():
        found = gather(source)
        catalogs = {language: merged(found, read(path_of(language), language), language) for language in PLURALS}
        if chosen.source:
            take(json.loads(chosen.source.read_text("utf-8")), found, catalogs)
        for language, catalog in catalogs.items():
            write(path_of(language), text_of(catalog, language))
            missing = untranslated(catalog)
            sys.stdout.write(f"{language}: {len(found)} phrases, {len(missing)} to translate\n")
            sys.stdout.write("".join(f"  {text}\n" for text in missing))
    return 0


if __name__ == "__main__":
    sys.exit(main())
