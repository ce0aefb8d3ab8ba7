"""YAML read as text: every scalar stays what was written, with the line it stands on."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from acuerdo.connectors.refusals import ImportRefused

MOST_NODES = 100_000
DEEPEST = 100
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTree:
    """A document as nested dicts, lists and texts; `lines` says on which line each path stands."""

    value: object
    lines: dict[tuple[str, ...], int]

    def line_of(self, path: tuple[str, ...]) -> int | None:
        """Return the line of a path, or of its nearest ancestor."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def read_yaml_text(text: str, file: str) -> TextTree:
    """Read one YAML document without typing anything. Raises `ImportRefused` with code `bad_profile`.

    >>> read_yaml_text("a: no", "p.yaml").value
    {'a': 'no'}
    """
    try:
        _refuse_depth(yaml.parse(text, Loader=LOADER), file)
        node = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "text that is not YAML"
        raise _refused(file, None if mark is None else mark.line + 1, str(problem), "valid YAML") from None
    if node is None:
        raise _refused(file, 1, "nothing", "a YAML document")
    walk = _Walk(file)
    return TextTree(value=walk.value(node, ()), lines=walk.lines)


def _refused(file: str, line: int | None, found: str, expected: str, hint: str = "") -> ImportRefused:
    return ImportRefused("bad_profile", file=file, line=line, found=found, expected=expected, hint=hint)


def _refuse_depth(events: Iterator[yaml.Event], file: str) -> None:
    depth = 0
    for number, event in enumerate(events):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST or number > MOST_NODES:
            raise _refused(
                file,
                None if event.start_mark is None else event.start_mark.line + 1,
                "more nesting or more nodes",
                f"at most {DEEPEST} levels and {MOST_NODES} nodes",
            )


class _Walk:
    """From nodes to values, aliases counted as often as they are used."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.count = 0
        self.lines: dict[tuple[str, ...], int] = {}

    def value(self, node: yaml.Node, path: tuple[str, ...]) -> object:
        self.count += 1
        line = node.start_mark.line + 1
        if self.count > MOST_NODES or len(path) > DEEPEST:
            raise _refused(
                self.file,
                line,
                "aliases that unfold without end",
                f"at most {MOST_NODES} nodes",
                "write it out instead of repeating it by aliases",
            )
        self.lines.setdefault(path, line)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, str(index))) for index, child in enumerate(node.value)]
        return self.scalar(node, path)

    def mapping(self, node: yaml.MappingNode, path: tuple[str, ...]) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, child in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise _refused(self.file, line, "a key that is not a text", "a text as key")
            if key.value in found:
                raise _refused(
                    self.file,
                    line,
                    f"the key {key.value!r} twice",
                    "each key once",
                    f"it stands on line {self.lines[*path, key.value]} already",
                )
            self.lines[*path, key.value] = line
            found[key.value] = self.value(child, (*path, key.value))
        return found

    def scalar(self, node: yaml.Node, path: tuple[str, ...]) -> str:
        text = str(node.value)
        if node.tag == "tag:yaml.org,2002:null" and text == "":
            key = path[-1] if path else ""
            hint = "did you mean a quote or a space after the colon?" if {" ", ":"} & set(key) else ""
            raise _refused(self.file, node.start_mark.line + 1, f"{key}: without a value", "a value", hint)
        return text
