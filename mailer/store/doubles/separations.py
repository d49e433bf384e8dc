"""Separations: a merge is taken back, since the two are two people after all.

Each step is taken back where it still stands. What the person refused meanwhile holds for both.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update

from mailer.domain.changeset import Change, Subject, Verb
from mailer.domain.merge import Two
from mailer.errors import MailerError
from mailer.store.database import Transaction
from mailer.store.doubles import distinct_pairs, merged_deliveries, merged_suppressions, refusals
from mailer.store.history import changes
from mailer.store.people import searches
from mailer.store.tables.schema import addresses, subscriptions
from mailer.store.tables.schema import contacts as people
from mailer.store.undo.restorations import Restored, restore

_TIMES = frozenset({"since", "ended_at", "created_at"})
#: What ``restorations`` knows nothing of.
_OF_ROW = frozenset({"created_at", "edited", "merged_into"})


def take_back(tx: Transaction, made: Sequence[Change], *, now: datetime, changeset: int) -> Restored:
    """Return what became of the changes of a merge: the contact that was merged is one of its own again.

    MailerError if it cannot be: who was kept was itself merged since, or one of the two would have no address.
    """
    two = _two(made)
    _refuse_impossible(tx, two, made)
    back = list(reversed(made))
    done = [
        *_take_addresses(tx, _about(back, Subject.ADDRESS), two),
        *_take_subscriptions(tx, _about(back, Subject.SUBSCRIPTION), two, refusals.left_since(tx, two, changeset)),
        *_take_suppressions(tx, _about(back, Subject.SUPPRESSION), two),
        *refusals.share(tx, two, _forbidden(made), changeset=changeset),
        *_take_contacts(tx, _about(back, Subject.CONTACT), two),
    ]
    changes.write(tx, changeset, done)
    of_kept = [one for one in made if one.subject is Subject.CONTACT and not _OF_ROW & set(one.values)]
    restored = restore(tx, of_kept, now=now, changeset=changeset)
    searches.refresh(tx, [two.kept, two.other])
    missing = len(made) - len(of_kept) - len(done)
    return Restored(restored.done + len(done), restored.newer + max(missing, 0))


def _about(made: Iterable[Change], subject: Subject) -> list[Change]:
    return [one for one in made if one.subject is subject]


def _two(made: Sequence[Change]) -> Two:
    ends = [one for one in made if one.subject is Subject.CONTACT and "stopped" in one.values]
    if len(ends) != 1:
        raise MailerError("what the merge changed was erased, so that it cannot be taken back")
    return Two(ends[0].values["merged_into"][1], ends[0].subject_id)


def _forbidden(made: Sequence[Change]) -> int | None:
    """Return the suppression of the person when the two had become one."""
    found: int | None = next(one.values["forbidden"][1] for one in made if "forbidden" in one.values)
    return found


def _refuse_impossible(tx: Transaction, two: Two, made: Sequence[Change]) -> None:
    into = tx.scalar(select(people.c.merged_into).where(people.c.id == two.other))
    if into != two.kept:
        raise MailerError(
            "the contact that was kept was itself merged since",
            hint="Take the later merge back first: mailer contacts changes",
        )
    moved = {one.subject_id for one in made if one.subject is Subject.ADDRESS}
    held = set(tx.scalars(select(addresses.c.id).where(addresses.c.contact_id == two.kept)))
    if not moved & held or not held - moved:
        raise MailerError(
            "the addresses of the two cannot be told apart any more: those of one of them are gone",
            hint="Add the person again: mailer contacts add ADDRESS",
        )


def _take_addresses(tx: Transaction, made: Iterable[Change], two: Two) -> list[Change]:
    a, done = addresses.c, []
    for one in made:
        mine = (a.id == one.subject_id, a.contact_id == two.kept)
        moving = update(addresses).where(*mine).values(contact_id=two.other, is_preferred=False)
        if tx.execute(moving).rowcount:
            done.append(_reversed(one, two.other))
    first = [one.subject_id for one in made if "is_preferred" in one.values]
    for contact_id, wanted in ((two.other, first), (two.kept, [])):
        _prefer(tx, contact_id, wanted)
    return done


def _prefer(tx: Transaction, contact_id: int, wanted: Sequence[int]) -> None:
    """See to it that one address of the contact is preferred: one of ``wanted``, else the oldest."""
    a = addresses.c
    rows = tx.execute(select(a.id, a.is_preferred).where(a.contact_id == contact_id).order_by(a.id)).all()
    if not any(row.is_preferred for row in rows):
        chosen = next((row.id for row in rows if row.id in wanted), rows[0].id)
        tx.execute(update(addresses).where(a.id == chosen).values(is_preferred=True))


def _take_subscriptions(tx: Transaction, made: Iterable[Change], two: Two, left: Collection[int]) -> list[Change]:
    done = (_take_subscription(tx, one, two, left) for one in made)
    return [one for one in done if one is not None]


def _take_subscription(tx: Transaction, made: Change, two: Two, left: Collection[int]) -> Change | None:
    s = subscriptions.c
    row = tx.execute(select(subscriptions).where(s.id == made.subject_id)).first()
    if row is None:
        return None
    pairs = {name: pair for name, pair in made.values.items() if name in s}
    old = {name: _column(name, before) for name, (before, after) in pairs.items() if _plain(row, name) == after}
    if "goes_on_as" in made.values:
        old = _ended_alike(tx, made, old, two)
    elif old.get("ended_at", row.ended_at) is None and (
        row.list_id in left or _is_on(tx, old.get("contact_id", row.contact_id), row)
    ):
        old = {name: value for name, value in old.items() if not name.startswith("ended_")}
    if ("ended_at" in old) is not ("ended_reason" in old) and None in old.values():
        old = {name: value for name, value in old.items() if not name.startswith("ended_")}
    if not old:
        return None
    tx.execute(update(subscriptions).where(s.id == row.id).values(**old))
    told = {name: (_plain(row, name), _json(value)) for name, value in old.items()}
    return Change(Subject.SUBSCRIPTION, row.id, Verb.CHANGED, {"list": made.values["list"], **told}, two.other)


def _ended_alike(tx: Transaction, made: Change, old: dict[str, Any], two: Two) -> dict[str, Any]:
    """Return what the other's subscription becomes: in force again, or ended as the one that went on for both has."""
    s, heir = subscriptions.c, made.values["goes_on_as"][1]
    merged_deliveries.carry_back(tx, made.values["carried"][0], ended=made.subject_id, heir=heir)
    gone = tx.execute(select(s.ended_at, s.ended_reason).where(s.id == heir, s.contact_id == two.kept)).first()
    if gone is None or "ended_reason" not in old:
        return {}
    return {"ended_at": gone.ended_at, "ended_reason": gone.ended_reason}


def _is_on(tx: Transaction, contact_id: int, row: Any) -> bool:  # noqa: ANN401 - a row of subscriptions
    """Return whether the contact is on the list by another subscription than this one."""
    s = subscriptions.c
    other = (s.contact_id == contact_id, s.list_id == row.list_id, s.id != row.id, s.ended_at.is_(None))
    return bool(tx.scalar(select(exists().where(*other))))


def _take_suppressions(tx: Transaction, made: Iterable[Change], two: Two) -> list[Change]:
    done = (merged_suppressions.put_back(tx, one, two.other) for one in made)
    return [one for one in done if one is not None]


def _take_contacts(tx: Transaction, made: Iterable[Change], two: Two) -> list[Change]:
    c, done = people.c, []
    for one in made:
        if "merged_into" in one.values:
            before, after = one.values["merged_into"]
            mine = (c.id == one.subject_id, c.merged_into == after)
            tx.execute(update(people).where(*mine).values(merged_into=before))
            _take_history(tx, one, two)
            done.append(_reversed(one, one.subject_id))
        elif _OF_ROW & set(one.values):
            done += _take_day(tx, one)
    return done


def _take_history(tx: Transaction, made: Change, two: Two) -> None:
    merged_deliveries.hand_back(tx, two.kept, two.other, dict(made.values))
    for other in made.values.get("distinct", ((), ()))[1]:
        distinct_pairs.remove(tx, two.kept, other)


def _take_day(tx: Transaction, made: Change) -> list[Change]:
    """Take back since when the person is known, and what counts as set by hand."""
    row = tx.execute(select(people).where(people.c.id == made.subject_id)).one()
    pairs = {name: pair for name, pair in made.values.items() if _plain(row, name) == pair[1]}
    if not pairs:
        return []
    old = {name: _column(name, before) for name, (before, _) in pairs.items()}
    tx.execute(update(people).where(people.c.id == row.id).values(**old))
    return [_reversed(replace(made, values=pairs), row.id)]


def _reversed(made: Change, contact_id: int) -> Change:
    told = {name: (after, before) for name, (before, after) in made.values.items()}
    return Change(made.subject, made.subject_id, Verb.CHANGED, told, contact_id)


def _column(name: str, value: Any) -> Any:  # noqa: ANN401 - a column of any type
    return datetime.fromisoformat(value) if name in _TIMES and value else value


def _plain(row: Any, name: str) -> Any:  # noqa: ANN401 - a column of any type
    return _json(getattr(row, name))


def _json(value: Any) -> Any:  # noqa: ANN401 - a column of any type
    return value.isoformat() if isinstance(value, datetime) else value
