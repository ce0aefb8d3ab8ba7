from datetime import UTC, datetime
from pathlib import Path

import pytest

from acuerdo.core.clock.intake import instant_us
from acuerdo.studies.answers import Answer, judge_case
from acuerdo.studies.inputs import Engine, Evidence, load_case
from tests.columns.comparing import differences

ROOT = Path(__file__).parents[2]
LOG = ROOT.parent / "shared" / "data" / "incident_event_log.csv.gz"
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


def _judged(engine: Engine, agreement: Path) -> Answer:
    evidence = Evidence(
        facts=(LOG,),
        now_us=instant_us(datetime(2017, 3, 1, tzinfo=UTC)),
        profile="servicenow-audit",
        time_zone="UTC",
        engine=engine,
    )
    return judge_case(load_case(agreement, evidence))


@pytest.mark.skipif(not LOG.exists(), reason="the real incident log is not beside the checkout")
def test_the_real_log_gives_the_same_by_columns_and_by_the_scalar_core(tmp_path: Path) -> None:
    agreement = tmp_path / "agreement.yaml"
    text = AGREEMENT.read_text("utf-8").replace("medium: {high: P2, medium: P3", "medium: {high: P2, medium: P2")
    agreement.write_text(text + RATIOS, "utf-8")
    by_columns, by_core = _judged(Engine.COLUMNS, agreement), _judged(Engine.CORE, agreement)
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
