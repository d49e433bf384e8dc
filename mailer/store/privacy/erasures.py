"""Erasures: what is held of a person is counted, stopped from being sent, and removed, table by table."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Delete, Text, Update, case, cast, delete, func, literal, select, update

from mailer.domain.delivery import DeliveryState
from mailer.domain.erasure import Fate, Removed, scrubbed, spellings
from mailer.domain.suppression import SuppressionReason
from mailer.domain.tombstone import PSEUDONYM
from mailer.store.database import Transaction
from mailer.store.inserting import insert
from mailer.store.privacy.personal_columns import HELD, Held, Person
from mailer.store.tables.schema import deliveries, delivery_attempts, left_out, suppressions

_S = DeliveryState
#: Where a delivery may yet come back to the queue from: by a retry, or by a decision.
_RETURNING = (_S.FAILED, _S.UNCERTAIN)


def counts(tx: Transaction, who: Person) -> list[Removed]:
    """Return how many rows of each table are about the person; tables without any are left out."""
    found = [Removed(held.table.name, _count(tx, held, who), held.fate) for held in HELD]
    return [one for one in found if one.number]


def is_on_its_way(tx: Transaction, who: Person) -> bool:
    """Return whether a message to the person is claimed at this moment."""
    d = deliveries.c
    return bool(tx.scalar(select(func.count()).where(d.id.in_(who.deliveries), d.state == _S.SENDING)))


def stop(tx: Transaction, who: Person, now: Any) -> None:  # noqa: ANN401 - a time, as the database takes it
    """Let nothing be sent to the person any more: what waits is suppressed, and so are their addresses."""
    d = deliveries.c
    waiting = (d.id.in_(who.deliveries), d.state.in_((_S.QUEUED, _S.HELD, _S.DEFERRED)))
    tx.execute(update(deliveries).where(*waiting).values(state=_S.SUPPRESSED, next_attempt_at=None, held_for=""))
    _suppress(tx, who.keys, now)


def erase(tx: Transaction, who: Person, now: Any) -> None:  # noqa: ANN401 - the same
    """Remove the person from every table, in the order of ``HELD``.

    A delivery that may come back to the queue has its pseudonym suppressed, or a retry would write to it.
    """
    d = deliveries.c
    returning = select(d.address_key).where(d.id.in_(who.deliveries), d.state.in_(_RETURNING)).distinct()
    coming_back = [who.pseudonyms.get(key, key) for key in tx.scalars(returning)]
    for held in HELD:
        if held.fate is Fate.SCRUBBED:
            _scrub_answers(tx, who)
        elif held.fate is not Fate.KEPT:
            tx.execute(_statement(held, who))
    _suppress(tx, coming_back, now)


def _statement(held: Held, who: Person) -> Delete | Update:
    if held.fate is Fate.REMOVED:
        return delete(held.table).where(held.whose(who))
    return update(held.table).where(held.whose(who)).values(**_pseudonymous(held.table.name, who.pseudonyms))


def _pseudonymous(table: str, pseudonyms: Mapping[str, str]) -> dict[str, Any]:
    row = (deliveries if table == deliveries.name else left_out).c
    known = {**pseudonyms, **{one: one for one in pseudonyms.values()}}
    somebody = literal(PSEUDONYM) + cast(row.id, Text)  # an address that is somebody else's by now
    instead = case(known, value=row.address_key, else_=somebody)
    if table == left_out.name:
        return {"contact_id": None, "address_key": instead}
    gone: dict[str, Any] = {"contact_id": None, "subscription_id": None, "domain": "", "name": "", "slots": {}}
    return {**gone, "address": instead, "address_key": instead}


def _suppress(tx: Transaction, keys: Any, now: Any) -> None:  # noqa: ANN401 - the same
    rows = [{"address_key": key, "reason": SuppressionReason.ERASED, "note": "", "created_at": now} for key in keys]
    if rows:
        tx.execute(insert(tx, suppressions).on_conflict_do_nothing(), rows)


def _scrub_answers(tx: Transaction, who: Person) -> None:
    """Take what names the person out of the relay's answers about them; codes stay."""
    a = delivery_attempts.c
    locals_ = [one.partition("@")[0] for one in who.named if "@" in one]
    words = [*spellings(who.named), *locals_]
    for row in tx.execute(select(a.id, a.text).where(a.delivery_id.in_(who.deliveries), a.text != "")).all():
        after = scrubbed(row.text, words, is_theirs=True)
        if after != row.text:
            tx.execute(update(delivery_attempts).where(a.id == row.id).values(text=after))


def _count(tx: Transaction, held: Held, who: Person) -> int:
    return tx.scalar(select(func.count()).select_from(held.table).where(held.whose(who))) or 0
