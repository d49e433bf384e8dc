"""What a person refused while two contacts were one: it holds for both when they are two again."""

from collections.abc import Sequence

from sqlalchemy import insert, literal, select

from mailer.domain.changeset import Change, Subject, Verb
from mailer.domain.merge import Stay, Two, standing
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.doubles import merged_suppressions, merges
from mailer.store.tables.change_schema import changes, changesets
from mailer.store.tables.schema import subscriptions

_COPIED = ("list_id", "since", "source", "basis", "frequency", "ended_at", "ended_reason")


def share(tx: Transaction, two: Two, known: int | None, *, changeset: int) -> list[Change]:
    """Return what was forbidden to the other too: ``known`` forbade writing to who was kept when the two became one.

    A list that the person left since the merge, which ``changeset`` takes back, both have left.
    """
    _share_ends(tx, two, changeset)
    now = merged_suppressions.of_person(tx, two.kept)
    return merged_suppressions.share(tx, two.kept, two.other) if now not in {None, known} else []


def left_since(tx: Transaction, two: Two, changeset: int) -> set[int]:
    """Return the lists that the person left, or asked to leave, since the merge that ``changeset`` takes back."""
    s = subscriptions.c
    return set(tx.scalars(select(s.list_id).where(among(tx, s.id, _ended_since(tx, two, changeset)))))


def _share_ends(tx: Transaction, two: Two, changeset: int) -> None:
    found = merges.stays(tx, [two.kept, two.other])
    ended = _ended_since(tx, two, changeset)
    for one in found:
        whose, twin = (two.kept, two.other) if one.contact_id == two.kept else (two.other, two.kept)
        is_last = one == _standing(found, one.list, whose)
        theirs = _standing(found, one.list, twin)
        has_left = theirs is not None and (theirs.is_own_end or theirs.ended_at is None)
        if one.id in ended and one.is_own_end and is_last and not has_left:
            s = subscriptions.c
            copied = select(literal(twin), literal(changeset), *(s[name] for name in _COPIED)).where(s.id == one.id)
            tx.execute(insert(subscriptions).from_select(["contact_id", "changeset_id", *_COPIED], copied))


def _ended_since(tx: Transaction, two: Two, changeset: int) -> set[int]:
    """Return the subscriptions that ended after the merge, when they were those of who was kept.

    What was taken back since is as if it had not been.
    """
    merge = select(changesets.c.undoes).where(changesets.c.id == changeset).scalar_subquery()
    taken_back = select(changesets.c.undoes).where(changesets.c.undoes.is_not(None))
    x = changes.c
    ended = (x.subject == Subject.SUBSCRIPTION, x.verb == Verb.ENDED, x.contact_id == two.kept)
    since = (x.changeset_id > merge, x.changeset_id.not_in(taken_back))
    return set(tx.scalars(select(x.subject_id).where(*ended, *since)))


def _standing(found: Sequence[Stay], slug: str, contact_id: int) -> Stay | None:
    theirs = [one for one in found if one.list == slug and one.contact_id == contact_id]
    return standing(theirs) if theirs else None
