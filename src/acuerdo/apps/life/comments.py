"""What people remark about an agreement's clauses, and what is settled."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import find_agreement, side_of
from acuerdo.apps.journal.commands import record
from acuerdo.apps.life.commands import LifeRefused, require_short, speaking
from acuerdo.apps.life.models import Comment
from acuerdo.apps.life.shapes import CommentRecord
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.core.acts import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What somebody remarks: about a clause of a version (or the whole), or in answer to a remark (its ident)."""

    text: str
    path: str = ""
    number: int = 0
    private: bool = False
    answers: str = ""


def write_comment(viewer: Viewer, key: str, remark: Remark, at: datetime) -> Comment:
    """Keep a remark and return its row. A private one is no matter of both sides, and not in their journal.

    Raises `NotThere`, `NotAllowed` and `LifeRefused` (`no_text`, `long_text`).
    """
    agreement, side = speaking(viewer, key)
    if not remark.text.strip():
        raise LifeRefused("no_text", "nothing", "a remark")
    parent = _find(agreement, side, remark.answers) if remark.answers else None
    comment = Comment.objects.create(
        agreement=agreement,
        number=remark.number if parent is None else parent.number,
        path=remark.path if parent is None else parent.path,
        parent=parent,
        side=str(side),
        private=remark.private if parent is None else parent.private,
        author_id=viewer.person,
        text=require_short(remark.text.strip()),
        written_at=at,
    )
    if not comment.private:
        record(
            agreement.chain,
            at=at,
            actor=viewer.ident,
            kind="comment_written",
            body={
                "comment": str(comment.ident),
                "path": comment.path,
                "version": comment.number,
                "side": str(side),
            },
        )
    return comment


def settle_comment(viewer: Viewer, key: str, ident: str, at: datetime) -> tuple[Comment, Side]:
    """Say that nothing is left to be said about a remark; return it, and the side that did.

    Raises `NotThere`, `LifeRefused` (`comment_settled`).
    """
    agreement, side = speaking(viewer, key)
    comment = _find(agreement, side, ident)
    if comment.settled_at is not None:
        raise LifeRefused("comment_settled", "a remark that is settled", "an open one")
    comment.settled_at, comment.settled_by_id = at, viewer.person
    comment.save(update_fields=["settled_at", "settled_by"])
    if not comment.private:
        body = {"comment": str(comment.ident), "side": str(side)}
        record(agreement.chain, at=at, actor=viewer.ident, kind="comment_settled", body=body)
    return comment, side


def list_comments(viewer: Viewer, key: str) -> list[CommentRecord]:
    """Return the remarks that the viewer may see, the open ones first. Raises `NotThere`."""
    agreement = find_agreement(viewer, key)
    rows = list(_seen(agreement, side_of(viewer, agreement)).select_related("author", "settled_by"))
    answers: dict[int | None, list[CommentRecord]] = {}
    for row in rows:
        if row.parent_id is not None:
            answers.setdefault(row.parent_id, []).append(_record(row, ()))
    threads = [row for row in rows if row.parent_id is None]
    threads.sort(key=lambda row: (row.settled_at is not None, row.written_at))
    return [_record(row, tuple(answers.get(row.pk, ()))) for row in threads]


def count_open_comments(viewer: Viewer, key: str) -> dict[str, int]:
    """Return how many open remarks there are by clause, "" being the whole. Raises `NotThere`."""
    agreement = find_agreement(viewer, key)
    rows = _seen(agreement, side_of(viewer, agreement)).filter(parent__isnull=True, settled_at__isnull=True)
    return dict(rows.order_by("path").values_list("path").annotate(Count("pk")))


def _seen(agreement: Agreement, side: Side | None) -> QuerySet[Comment]:
    rows = Comment.objects.filter(agreement=agreement).order_by("written_at", "pk")
    return rows.filter(Q(private=False) | Q(side=str(side)))


def _find(agreement: Agreement, side: Side, ident: str) -> Comment:
    found = next((row for row in _seen(agreement, side).filter(parent__isnull=True) if str(row.ident) == ident), None)
    if found is None:
        raise NotThere("comment")
    return found


def _record(row: Comment, answers: tuple[CommentRecord, ...]) -> CommentRecord:
    return CommentRecord(
        ident=str(row.ident),
        number=row.number,
        path=row.path,
        side=Side(row.side),
        private=row.private,
        author=row.author.name,
        text=row.text,
        written_at=row.written_at,
        settled_at=row.settled_at,
        settled_by="" if row.settled_by is None else row.settled_by.name,
        is_erased=row.erased_at is not None,
        answers=answers,
    )
