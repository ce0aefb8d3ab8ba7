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


def _judged(engine: Engine) -> Answer:
    evidence = Evidence(
        facts=(LOG,),
        now_us=instant_us(datetime(2017, 3, 1, tzinfo=UTC)),
        profile="servicenow-audit",
        time_zone="UTC",
        engine=engine,
    )
    return judge_case(load_case(AGREEMENT, evidence))


def test_the_real_log_gives_the_same_verdicts_by_columns_and_by_the_scalar_core() -> None:
    if not LOG.exists():
        pytest.skip("the real incident log is not beside the checkout")
    by_columns, by_core = _judged(Engine.COLUMNS), _judged(Engine.CORE)
    keys = ["ticket", "commitment", "cycle"]
    assert differences(by_columns.table.sort(keys), by_core.table.sort(keys)) == []
    assert by_columns.judgement.tickets == by_core.judgement.tickets == 24_918
    assert by_columns.judgement.judged == by_core.judgement.judged
