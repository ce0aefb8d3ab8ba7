"""What reaches the database together: several questions answered at once, several rows written by one statement."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from acuerdo.apps.journal.models import Chain, Entry
from acuerdo.apps.journal.together import Questions, Writes

pytestmark = pytest.mark.django_db

_LENGTHS = "SELECT length, name FROM journal_chain WHERE name LIKE %s ORDER BY length DESC"
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
