"""Profiles in files: the shipped ones by name, a user's own by path."""

import re
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import ValidationError

from acuerdo.connectors.limits import USUAL
from acuerdo.connectors.profile import NATIVE, ZONE_REQUIRED, FileShape, Profile
from acuerdo.connectors.refusals import ImportRefused, did_you_mean
from acuerdo.texts.composing import TextRefused, compose_yaml
from acuerdo.texts.nodes import Node, Scalar, Table, find_key, make_plain, walk

SHIPPED = Path(__file__).parent / "profiles"
SUFFIXES = (".yaml", ".yml")


def shipped_profiles() -> tuple[Profile, ...]:
    """Return the profiles that come with the product, in the order of their names.

    >>> "servicenow-audit" in [profile.id for profile in shipped_profiles()]
    True
    """
    return tuple(load_profile(path) for path in sorted(SHIPPED.glob("*.yaml")))


def load_profile(profile: Profile | str | Path | None) -> Profile:
    """Return a profile by value, by the name of a shipped one, or by the path of a file; None is our own columns.

    Raises `ImportRefused` with code `unknown_profile` or `bad_profile`.
    """
    if profile is None or profile == NATIVE.id:
        return NATIVE
    if isinstance(profile, Profile):
        return profile
    path = _path_of(profile)
    try:
        if path.stat().st_size > USUAL.profile:
            raise ImportRefused(
                "bad_profile", file=str(path), found="a huge file", expected=f"at most {USUAL.profile} bytes"
            )
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ImportRefused(
            "unknown_profile", file=str(path), found=str(error), expected="a profile in UTF-8 that can be read"
        ) from None
    return parse_profile(text, str(path))


def own_file(profile: str | Path | None) -> Path | None:
    """Return the file that a profile is read from where it is somebody's own; None for a shipped one, and for none.

    >>> own_file("zendesk"), own_file("ours.yaml").name
    (None, 'ours.yaml')
    """
    path = None if profile is None else _path_of(profile)
    return None if path is None or path.parent == SHIPPED else path


def _path_of(profile: str | Path) -> Path:
    if isinstance(profile, Path):
        return profile
    names = {path.stem: path for path in sorted(SHIPPED.glob("*.yaml"))}
    if profile in names:
        return names[profile]
    if profile.endswith(SUFFIXES) or Path(profile).is_file():
        return Path(profile)
    raise ImportRefused(
        "unknown_profile",
        file=profile,
        found="no such profile",
        expected="one of " + ", ".join(names) + ", or the path of a YAML file",
        hint=did_you_mean(profile, list(names)),
    )


def parse_profile(text: str, file: str) -> Profile:
    """Read a profile from the text of its file. Raises `ImportRefused` with code `bad_profile`."""
    root = _tree_of(text, file)
    if not isinstance(root, Table):
        raise ImportRefused(
            "bad_profile", file=file, line=1, found="no mapping", expected="keys with values, like `rows: events`"
        )
    try:
        return Profile.model_validate(make_plain(root))
    except ValidationError as error:
        raise _refused(error, root, file) from None


def _tree_of(text: str, file: str) -> Node:
    """Return the tree of a profile, in which every key has a value."""
    try:
        root = compose_yaml(text, file)
    except TextRefused as refused:
        line = None if refused.place is None else refused.place.line
        raise ImportRefused(
            "bad_profile", file=file, line=line, found=refused.found, expected=refused.expected, hint=refused.hint
        ) from None
    for path, node in walk(root):
        if isinstance(node, Scalar) and node.absent:
            key = str(path[-1]) if path else ""
            hint = "did you mean a quote or a space after the colon?" if re.search("[ :]", key) else ""
            line = None if node.place is None else node.place.line
            raise ImportRefused(
                "bad_profile", file=file, line=line, found=f"{key}: without a value", expected="a value", hint=hint
            )
    return root


def _refused(error: ValidationError, root: Node, file: str) -> ImportRefused:
    first = error.errors(include_url=False)[0]
    place = find_key(root, first["loc"])
    line = None if place is None else place.line
    path = tuple(str(part) for part in first["loc"])
    where = ".".join(path) or "the profile"
    if first["type"] == "extra_forbidden":
        return ImportRefused(
            "bad_profile",
            file=file,
            line=line,
            found=f"the unknown key {where}",
            expected="a key of the profile format",
            hint=did_you_mean(path[-1], _keys_beside(path)),
        )
    found = first["input"] if isinstance(first["input"], str) else where
    return ImportRefused(
        "bad_profile",
        file=file,
        line=line,
        found=f"{where}: {found}",
        expected=first["msg"].removeprefix("Value error, "),
    )


def _keys_beside(path: Sequence[str]) -> list[str]:
    shape = FileShape if path[0] == "file" else Profile
    return list(shape.model_fields)


def zone_of(profile: Profile, time_zone: str | None, file: str) -> ZoneInfo | None:
    """Return the zone of an import: the given setting, else the profile's. Raises `ImportRefused`."""
    name = time_zone or profile.time_zone
    if name is None:
        return None
    if name == ZONE_REQUIRED:
        raise ImportRefused(
            "time_zone_needed",
            file=file,
            found=f"no time zone; the data of profile {profile.id} names none",
            expected="the zone of its local times, given as a setting of the import",
            hint="for example --time-zone Europe/Madrid, or --time-zone UTC if they are in UTC",
        )
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ImportRefused(
            "unknown_zone",
            file=file,
            found=name,
            expected="a zone of the IANA database, like Europe/Madrid",
            hint=did_you_mean(name, sorted(available_timezones())),
        ) from None
