"""The shipped profiles, each on a small sample made of the columns that its source documents."""

# ruff: noqa: E501 - exports have long lines

import io
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # it brings no types

from acuerdo.connectors.columnwise import facts_table
from acuerdo.connectors.imported import Imported
from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.profile_files import parse_profile
from tests.connectors.files import written

ZENDESK = (
    '"Summation column","Id","Requester","Requester id","Requester external id","Requester email","Requester domain",'
    '"Submitter","Assignee","Group","Subject","Tags","Status","Priority","Via","Ticket type","Created at","Updated at",'
    '"Assigned at","Organization","Due date","Initially assigned at","Solved at","Resolution time","Satisfaction Score",'
    '"Group stations","Assignee stations","Reopens","Replies","First reply time in minutes",'
    '"First reply time in minutes within business hours","First resolution time in minutes"\n'
    '"1","101","Eva","9","","eva@sur.example","sur.example","Eva","Ana","Redes","No hay red","","Closed","High","Mail",'
    '"Incident","2026-03-02 09:00","2026-03-09 09:00","2026-03-02 09:20","Sur","","2026-03-02 09:20","2026-03-02 12:30",'
    '"4","Offered","1","1","0","2","25","25","210"\n'
    '"1","102","Luis","9","","l@sur.example","sur.example","Luis","","Redes","Nuevo portátil","","Pending","-","Web","",'
    '"2026-03-03 10:00","2026-03-03 11:00","","Sur","","","","","Not Offered","1","0","0","0","","",""\n'
)
JIRA = (
    "Summary,Issue key,Issue id,Parent id,Issue Type,Status,Project key,Project name,Priority,Resolution,Assignee,Reporter,"
    "Creator,Created,Updated,Last Viewed,Resolved,Component/s,Component/s,Comment,Comment\n"
    "Fix bug,YARN-1,13175733,,Bug,Resolved,YARN,YARN,High,Fixed,ana,eva,eva,30/Jul/18 23:33,25/Aug/18 23:29,,31/Jul/18 09:00,"
    'a,b,"12/Aug/18 3:30 PM;ana;ok, done",\n'
    "Ask,YARN-2,2,,Question,Waiting for customer,YARN,YARN,Low,,,eva,eva,30/Jul/18 3:05 PM,30/Jul/18 4:00 PM,,,,,,\n"
)
GLPI = (
    '"ID";"Title";"Status";"Last update";"Opening date";"Priority";"Requester - Requester";"Assigned to - Technician";'
    '"Category";"Resolution date";"Closing date";\n'
    '"346\u00a0649";"No hay red";"Closed";"2026-03-09 09:00";"2026-03-02 09:00";"Very high";"Eva";"Ana";"Red";'
    '"2026-03-02 12:00";"2026-03-09 09:00";\n'
    '"346\u00a0650";"Alta";"Processing (assigned)";"2026-03-02 10:00";"02-03-2026 09:30";"Medium";"Eva";"";"Altas";"";"";\n'
)
RT = (
    "#\tSubject\tStatus\tQueue\tOwner\tPriority\tRequestor\tCreated\tStarted\tResolved\tLast Updated\n"
    "7\tNo hay red\tresolved\tRedes\tana\t50\teva@sur.example\tMon Mar 02 09:00:00 2026\tMon Mar 02 09:15:00 2026\t"
    "Mon Mar 02 12:00:00 2026\tMon Mar 02 12:00:00 2026\n"
    "8\tOtra vez\topen\tRedes\tNobody\t0\teva@sur.example\tMon Mar 02 09:00:00 2026\tNot set\tMon Mar 02 12:00:00 2026\t"
    "Tue Mar 03 09:00:00 2026\n"
)
ZAMMAD: list[list[object]] = [
    ["Ticket Count-2026-03"],
    [],
    ["#", "Title", "State", "Priority", "Group", "Owner", "Customer", "Organization", "Create Channel", "Sender", "Tags",
     "Time Units Total", "Created At", "Updated At", "Closed At", "First Response At"],
    ["53001", "No hay red", "closed", "3 high", "Redes", "Ana", "Eva", "Sur", "email", "Customer", "", None,
     "2026-03-02 09:00:00", "2026-03-02 12:00:00", "2026-03-02 12:00:00", "2026-03-02 09:25:00"],
    ["53002", "Alta", "pending reminder", "2 normal", "Redes", "-", "Luis", "Sur", "web", "Customer", "", None,
     "2026-03-03 09:00:00", "2026-03-03 10:00:00", None, None],
    [],
    ["Timezone: Europe/Madrid"],
]  # fmt: skip


def read(folder: Path, profile: str, content: str | bytes, name: str = "export.csv") -> Imported:
    found = import_facts(written(folder, content, name), profile, time_zone="Europe/Madrid")
    assert found.refused == ()
    assert found.pauses_unknown
    return found


def told(found: Imported, ticket: str) -> list[tuple[str, int, dict[str, str]]]:
    facts = [fact for fact in found.facts if fact.ticket == ticket]
    base = facts[0].at_us
    return [(str(fact.event), (fact.at_us - base) // 60_000_000, dict(fact.fields)) for fact in facts]


def test_zendesk(tmp_path: Path) -> None:
    found = read(tmp_path, "zendesk", ZENDESK)
    fields = {"channel": "Mail", "customer": "Sur", "priority": "P2", "type": "incident"}
    assert told(found, "101") == [
        ("opened", 0, fields),
        ("changed", 20, {"owner": "Ana", "team": "Redes"}),
        ("replied", 25, {}),
        ("resolved", 210, {}),
    ]
    assert told(found, "102") == [
        ("opened", 0, {"channel": "Web", "customer": "Sur"}),
        ("changed", 60, {"team": "Redes"}),
    ]


def test_jira(tmp_path: Path) -> None:
    found = read(tmp_path, "jira", JIRA)
    assert told(found, "YARN-1") == [
        ("opened", 0, {"priority": "P2", "type": "Bug"}),
        ("changed", 567, {"owner": "ana"}),
        ("resolved", 567, {}),
    ]
    assert told(found, "YARN-2")[0] == ("opened", 0, {"priority": "P4", "type": "Question"})
    assert found.facts[-1].at_us == 1_532_955_900_000_000


def test_glpi(tmp_path: Path) -> None:
    found = read(tmp_path, "glpi", GLPI)
    assert told(found, "346\u00a0649") == [
        ("opened", 0, {"category": "Red", "priority": "P1"}),
        ("changed", 180, {"owner": "Ana"}),
        ("resolved", 180, {}),
        ("closed", 10_080, {}),
    ]
    assert told(found, "346\u00a0650") == [("opened", 0, {"category": "Altas", "priority": "P3"})]


def test_request_tracker(tmp_path: Path) -> None:
    found = read(tmp_path, "rt", RT, "results.tsv")
    assert told(found, "7") == [
        ("opened", 0, {"priority": "50"}),
        ("acknowledged", 15, {}),
        ("changed", 180, {"owner": "ana", "team": "Redes"}),
        ("resolved", 180, {}),
    ]
    assert [event for event, _, _ in told(found, "8")] == ["opened", "changed"]
    assert found.counts.stale_ends == 1


def test_zammad(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ZAMMAD:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    found = read(tmp_path, "zammad", buffer.getvalue(), "tickets.xlsx")
    assert told(found, "53001") == [
        ("opened", 0, {"channel": "email", "customer": "Sur", "priority": "P1"}),
        ("replied", 25, {}),
        ("changed", 180, {"owner": "Ana", "team": "Redes"}),
        ("resolved", 180, {}),
    ]
    assert found.counts.ignored == 1


def test_each_names_the_column_of_the_titles_which_are_in_no_fact(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in ZAMMAD:
        book.active.append(line)
    packed = io.BytesIO()
    book.save(packed)
    exports: dict[str, tuple[str, bytes, set[str]]] = {
        "zendesk": ("a.csv", ZENDESK.encode(), {"No hay red", "Nuevo portátil"}),
        "jira": ("a.csv", JIRA.encode(), {"Fix bug", "Ask"}),
        "glpi": ("a.csv", GLPI.encode(), {"No hay red", "Alta"}),
        "rt": ("a.tsv", RT.encode(), {"No hay red", "Otra vez"}),
        "zammad": ("a.xlsx", packed.getvalue(), {"No hay red", "Alta"}),
    }
    for profile, (name, content, titles) in exports.items():
        path = written(tmp_path, content, name)
        found = facts_table(path, profile, time_zone="UTC", titled=True)
        assert set(found.table["title"]) == titles, profile
        assert found.table.drop("title").equals(facts_table(path, profile, time_zone="UTC").table)


SNAPSHOTS = """n,when,state,what
1,2026-03-02T09:00:00Z,open,first
1,2026-03-02T09:10:00Z,open,nothing else
1,2026-03-02T09:20:00Z,closed,last
2,2026-03-02T09:00:00Z,open,
2,2026-03-02T09:30:00Z,closed,-
"""


def test_snapshots_give_the_same_titles_by_rows_and_by_columns(tmp_path: Path) -> None:
    text = (
        "profile: 1\nid: x\nrows: snapshots\ncolumns: {ticket: n, at: when, status: state, title: what}\n"
        "statuses: {open: open, closed: closed}\n"
    )
    path = written(tmp_path, SNAPSHOTS)
    by_column = facts_table(path, parse_profile(text, "p"), titled=True).table
    by_row = facts_table(path, parse_profile(text + "footers: ['Total:']\n", "p"), titled=True).table
    assert by_column.equals(by_row)
    assert by_column.filter(by_column["ticket"] == "1")["title"].to_list() == ["first", "last"]
    assert by_column.filter(by_column["ticket"] == "2")["title"].to_list() == [None, None]  # says nothing in a snapshot
