"""What reaches the database together: several questions answered at once, several rows written by one statement."""

import os

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.db.models import F

from acuerdo.apps.journal.models import Anchor, Chain, Entry
from acuerdo.apps.journal.rows import ask, change, on_postgresql
from acuerdo.apps.journal.together import Questions, Writes

pytestmark = pytest.mark.django_db

_LENGTHS = "SELECT length, name FROM journal_chain WHERE name LIKE %s ORDER BY length DESC"
_ANCHOR = ("chain_id", "number", "head", "handed_to", "by", "at")
_ENTRY = ("chain_id", "at_us", "actor", "kind", "body", "previous", "hash")


def add_chains(*names: str) -> list[int]:
    writes = Writes()
    with transaction.atomic():
        ids = Questions().reserve(Chain, len(names))()
        rows = [(pk, name, pk % 7, "0") for pk, name in zip(ids, names, strict=True)]
        writes.add(Chain, ("id", "name", "length", "head"), rows)
        writes.keep()
    return ids


def test_questions_wait_for_each_other_and_every_one_gets_its_own_rows_in_its_order() -> None:
    first, second = add_chains("a:ñ", "a:Ж")
    Chain.objects.filter(pk=first).update(length=3)
    Chain.objects.filter(pk=second).update(length=5)
    questions = Questions()
    lengths, none = questions.ask(_LENGTHS, ("a:%",)), questions.ask(_LENGTHS, ("nobody",))
    chains = questions.read(Chain, "id = %s", (second,))
    assert (lengths(), none()) == ([(5, "a:Ж"), (3, "a:ñ")], [])
    (read,) = chains()
    assert (read, read.name, read.head) == (Chain.objects.get(pk=second), "a:Ж", "0")
    Chain.objects.filter(pk=second).update(length=9)
    assert lengths()[0] == (5, "a:Ж")  # asked once


def test_what_is_put_first_is_done_before_the_others_ask() -> None:
    (chain,) = add_chains("p")
    questions = Questions()
    lengths = questions.ask(_LENGTHS, ("p",))
    changed = questions.put_first("UPDATE journal_chain SET length = %s WHERE id = %s RETURNING name", (9, chain))
    with pytest.raises(RuntimeError, match="first"):
        questions.put_first("SELECT 1", ())
    assert (lengths(), changed()) == ([(9, "p")], [("p",)])
    again = Questions().put_first("SELECT length FROM journal_chain WHERE id = %s", (chain,))
    assert again() == [(9,)]


@pytest.mark.parametrize("count", [2, 60])  # by one statement for all, and by one for each kind
def test_rows_are_added_and_changed_together(count: int) -> None:
    ids = add_chains(*(f"b:{number}" for number in range(count)))
    assert ids == sorted(set(ids))
    writes = Writes()
    writes.change(Chain, ("head", "length"), [(pk, 'say "é\\"', pk) for pk in ids])
    writes.add(Entry, _ENTRY, [(pk, 1, "", "said", "{}", "", "") for pk in ids])
    assert not Entry.objects.exists()
    writes.keep()
    assert Chain.objects.filter(head='say "é\\"', length=F("pk")).count() == count
    assert set(Entry.objects.values_list("chain", flat=True)) == set(ids)
    writes.keep()  # nothing is written twice
    assert Entry.objects.count() == count


def test_what_is_taken_is_refused_and_nothing_of_it_is_kept() -> None:
    add_chains("c")
    with pytest.raises(IntegrityError):
        add_chains("d", "c")
    assert set(Chain.objects.filter(name__in=("c", "d")).values_list("name", flat=True)) == {"c"}


def ended(*names: str, anchors: int = 0) -> None:
    """Make chains in one transaction, the first by itself and the others in what ends it."""
    writes = Writes()
    writes.add(Chain, ("name", "length", "head"), [(name, 0, "0") for name in names[1:]])
    writes.add(
        Anchor, _ANCHOR, [(0, 1, "0", "", "", "2026-03-02 09:00:00+00")] * anchors
    )  # of a chain that is not there
    with transaction.atomic():
        Chain.objects.create(name=names[0], head="0")
        writes.keep(ending=True)


@pytest.mark.usefixtures("real_transactions")
def test_what_ends_a_transaction_keeps_all_of_it_or_nothing() -> None:
    ended("e", "f")
    with pytest.raises(IntegrityError):  # as is found at the end alone
        ended("g", "h", anchors=1)
    ended("i", "j")
    assert set(Chain.objects.values_list("name", flat=True)) == {"e", "f", "i", "j"}


@pytest.mark.usefixtures("real_transactions")
def test_within_another_transaction_nothing_is_ended() -> None:
    def left_again() -> None:
        with transaction.atomic():
            ended("k", "l")
            assert Chain.objects.count() == 2
            raise LookupError

    with pytest.raises(LookupError):
        left_again()
    assert not Chain.objects.exists()


@pytest.mark.usefixtures("real_transactions")
def test_a_statement_that_fails_takes_its_transaction_back_and_the_next_one_is_asked() -> None:
    def failing() -> None:
        with transaction.atomic():
            Chain.objects.create(name="m", head="0")
            ask("SELECT CAST(%s AS bigint) FROM nowhere", (1,))

    for _ in range(2):
        with pytest.raises(DatabaseError):
            failing()
    assert ask("SELECT count(*) FROM journal_chain WHERE name = %s", ("m",)) == [(0,)]
    with transaction.atomic():
        assert change("UPDATE journal_chain SET length = %s", (1,)) == 0
        assert ask("SELECT 5 %% 3, CAST(%s AS text)", ("%s",)) == [(2, "%s")]


@pytest.mark.usefixtures("real_transactions")
def test_a_connection_that_is_lost_says_so_and_the_next_transaction_has_another() -> None:
    def thrown_out() -> None:
        with transaction.atomic():
            Chain.objects.create(name="o", head="0")
            if not on_postgresql():
                raise OperationalError
            ((own,),) = ask("SELECT pg_backend_pid()", ())
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", (own,))
            ask("SELECT 1", ())

    add_chains("n")
    with pytest.raises(OperationalError):
        thrown_out()
    connection.close_if_unusable_or_obsolete()
    assert ask("SELECT name FROM journal_chain", ()) == [("n",)]
