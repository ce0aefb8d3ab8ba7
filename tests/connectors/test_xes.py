"""XES: event logs, and XML that is an attack."""

from pathlib import Path

import pytest

from acuerdo.connectors.columnwise import facts_table
from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.profile_files import parse_profile
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.tables import table_of
from tests.connectors.files import written

LOG = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <trace>
    <string key="concept:name" value="T1"/><string key="customer" value="Sur"/>
    <event><string key="concept:name" value="opened"/><date key="time:timestamp" value="2026-03-02T10:00:00.5+01:00"/>
      <string key="priority" value="P1"/><string key="lifecycle:transition" value="complete"/></event>
    <event><string key="concept:name" value="replied"/><date key="time:timestamp" value="2026-03-02T09:30:00Z"/>
      <string key="org:resource" value="Ana"/><boolean key="public" value="true"/></event>
  </trace>
  <trace>
    <string key="concept:name" value="T2"/>
    <event><string key="concept:name" value="opened"/></event>
  </trace>
</log>
"""


def test_events_become_facts_of_their_trace(tmp_path: Path) -> None:
    path = written(tmp_path, LOG, "log.xes")
    found = import_facts(path)
    assert [(fact.ticket, fact.event, fact.by) for fact in found.facts] == [
        ("T1", "opened", None),
        ("T1", "replied", "Ana"),
    ]
    assert dict(found.facts[0].fields) == {"customer": "Sur", "priority": "P1"}
    assert found.facts[0].at_us == 1_772_442_000_500_000
    assert [(row.ticket, row.code) for row in found.refused] == [("T2", "missing_value")]
    assert facts_table(path).table.equals(table_of(found.facts))


def test_attributes_that_are_no_columns_of_ours_are_named_as_unused(tmp_path: Path) -> None:
    file = import_facts(written(tmp_path, LOG, "log.xes")).files[0]
    assert "lifecycle:transition" in file.unused


def test_a_profile_maps_attributes_of_trace_and_event(tmp_path: Path) -> None:
    profile = parse_profile(
        "profile: 1\nid: x\nrows: events\ncolumns: {ticket: 'case:concept:name', at: 'time:timestamp', "
        "event: 'concept:name', customer: 'case:customer'}\noptional: ['case:customer']\n"
        "events: {replied: {becomes: acknowledged}}\n".replace("{becomes: acknowledged}", "acknowledged"),
        "p.yaml",
    )
    found = import_facts(written(tmp_path, LOG, "log.xes"), profile)
    assert [fact.event for fact in found.facts] == ["opened", "acknowledged"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "x">]><log>&a;</log>', "xml_entities"),
        ('<?xml version="1.0"?><!DOCTYPE l SYSTEM "file:///etc/passwd"><log/>', "xml_entities"),
        ("<log><trace></log>", "bad_xes"),
        ('<?xml version="1.0" encoding="x-none"?><log/>', "bad_xes"),
    ],
)
def test_xml_that_is_an_attack_or_broken_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(ImportRefused) as caught:
        import_facts(written(tmp_path, text, "log.xes"))
    assert caught.value.code == code


def test_a_billion_laughs_are_refused_unread(tmp_path: Path) -> None:
    entities = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    with pytest.raises(ImportRefused) as caught:
        import_facts(written(tmp_path, f'<?xml version="1.0"?><!DOCTYPE l [{entities}]><log>&l9;</log>', "log.xes"))
    assert caught.value.code == "xml_entities"
