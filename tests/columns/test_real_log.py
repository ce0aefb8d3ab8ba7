from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from acuerdo.connectors.tables import table_of
from acuerdo.core.clock.intake import instant_us
from acuerdo.studies.answers import judge_case
from acuerdo.studies.inputs import Case, Engine, Evidence, load_case
from tests.columns.comparing import differences
from tests.connectors.files import LOG, LOG_ZONE, log_by_rows

ROOT = Path(__file__).parents[2]
AGREEMENT = ROOT / "examples" / "incident-log" / "agreement.yaml"


RATIOS = """\
  - {id: reply, kind: ratio, metric: first_contact_resolution, definition: single_reply, at_least: 70%, period: month}
  - {id: hand, kind: ratio, metric: first_contact_resolution, definition: no_handover, at_least: 70%, period: month}
  - {id: tier, kind: ratio, metric: first_contact_resolution, definition: first_tier, at_least: 70%, period: month}
  - {id: at-once, kind: ratio, metric: first_contact_resolution, definition: same_contact, at_least: 70%, period: month}
  - {id: escalated, kind: ratio, metric: escalation, at_most: 20%, period: month, applies_to: {priority: [P3, P4]}}
  - {id: reopened, kind: ratio, metric: reopen_rate, at_most: 5%, period: month}
  - {id: old, kind: ratio, metric: backlog_age, older_than: 240h, at_most: 20%, period: month}
"""


def _case(agreement: Path) -> Case:
    evidence = Evidence(
        facts=(LOG,),
        now_us=instant_us(datetime(2017, 3, 1, tzinfo=UTC)),
        profile="servicenow-audit",
        time_zone=LOG_ZONE,
        engine=Engine.COLUMNS,
    )
    return load_case(agreement, evidence)


@pytest.mark.skipif(not LOG.exists(), reason="the real log is not there: no folder ../shared beside this checkout")
def test_the_real_log_gives_the_same_by_columns_and_by_the_scalar_core(tmp_path: Path) -> None:
    agreement = tmp_path / "agreement.yaml"
    text = AGREEMENT.read_text("utf-8").replace("medium: {high: P2, medium: P3", "medium: {high: P2, medium: P2")
    agreement.write_text(text + RATIOS, "utf-8")
    lean, facts = _case(agreement), log_by_rows().facts
    by_columns = judge_case(replace(lean, table=table_of(facts)))
    by_core = judge_case(replace(lean, table=None, facts=facts))
    assert (by_columns.engine, by_core.engine) == (Engine.COLUMNS, Engine.CORE)
    keys = ["ticket", "commitment", "cycle"]
    assert differences(by_columns.table.sort(keys), by_core.table.sort(keys)) == []
    assert by_columns.judgement.tickets == by_core.judgement.tickets == 24_918
    assert by_columns.judgement.judged == by_core.judgement.judged
    spans = ["ticket", "commitment", "open_from_us"]
    assert by_columns.shares.sort(spans).equals(by_core.shares.sort(spans))
    assert by_columns.shares.filter("holds")["commitment"].n_unique() >= 5
    found = ["ticket", "at_us", "code", "expected"]
    assert by_columns.findings.select(found).sort(found).equals(by_core.findings.select(found).sort(found))
    assert len(by_columns.findings) > 10_000  # the log follows the other matrix
    assert by_columns.attained == by_core.attained
    # What judging never reads may be left out of the facts.
    assert judge_case(lean).table.equals(by_columns.table)
