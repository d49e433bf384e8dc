"""Deliveries: claimed, settled, and never lost."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Update,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)

from mailer.domain.campaign import CampaignState
from mailer.domain.delivery import FREQUENT, TRANSITIONS, Delivery, DeliveryState, Outcome, OutcomeKind
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.sending import attempts
from mailer.store.sending.receipts import has_had
from mailer.store.sending.turns import has_any, in_state, is_rare
from mailer.store.tables.schema import campaigns, deliveries, delivery_attempts

_S = DeliveryState


def record(tx: Transaction, settled: Iterable[tuple[Outcome, Delivery]], now: datetime, *, owner: str) -> None:
    """Write down the attempts of ``owner`` and the states that followed.

    Only rows that are still open at that attempt, as ``owner`` claimed it, change: however late this is, and though
    somebody else may have settled them meanwhile and even claimed them again.
    """
    pairs = list(settled)
    attempts.add(tx, [outcome for outcome, _ in pairs if outcome.kind is not OutcomeKind.UNTRIED], now)
    groups: dict[tuple[DeliveryState, int, int], list[int]] = defaultdict(list)
    for outcome, delivery in pairs:
        if delivery.state is _S.DEFERRED:
            _move(tx, [outcome.delivery_id], (outcome.attempt, owner), delivery)
        else:
            groups[delivery.state, outcome.attempt, delivery.attempt].append(outcome.delivery_id)
    for (state, tried, counted), ids in groups.items():
        _move(tx, ids, (tried, owner), Delivery(state, counted))


def counts(tx: Transaction, campaign_id: int) -> dict[DeliveryState, int]:
    """Return how many deliveries of the campaign are in each state, every state named."""
    here, number = deliveries.c.campaign_id == campaign_id, func.count().label("number")
    parts = [select(literal(state.value), number).where(here, in_state(state)) for state in FREQUENT[:-1]]
    rest = select(deliveries.c.state, number).where(here, is_rare()).group_by(deliveries.c.state)
    every = select(literal(_S.SENT.value), number).where(here)  # what is sent has no index: it is all but the others
    found = {DeliveryState(state): n for state, n in tx.execute(union_all(*parts, rest, every))}
    others = sum(n for state, n in found.items() if state is not _S.SENT)
    return {**dict.fromkeys(DeliveryState, 0), **found, _S.SENT: found[_S.SENT] - others}


def waiting(tx: Transaction, campaign_id: int) -> int:
    """Return how many deliveries of the campaign are to be sent yet; what is held is not, until it is let go."""
    found = counts(tx, campaign_id)
    return sum(number for state, number in found.items() if not state.is_final and state is not _S.HELD)


def held_for(tx: Transaction, campaign_id: int) -> dict[str, int]:
    """Return how many deliveries of the campaign are held for which edition."""
    d = deliveries.c
    found = select(d.held_for, func.count()).where(d.campaign_id == campaign_id, in_state(_S.HELD))
    rows = tx.execute(found.group_by(d.held_for).order_by(d.held_for))
    return {edition: number for edition, number in rows}  # noqa: C416 - dict() takes a result for a mapping


def is_any_open(tx: Transaction, campaign_id: int) -> bool:
    """Return whether any delivery of the campaign is not over."""
    return bool(tx.scalar(select(has_any(campaign_id, *(state for state in _S if not state.is_final)))))


def accepted(tx: Transaction, campaign_id: int) -> int:
    """Return how many deliveries have an accepted attempt or were decided to be counted as sent."""
    d, a = deliveries, delivery_attempts
    taken = exists().where(a.c.delivery_id == d.c.id, a.c.kind == OutcomeKind.ACCEPTED)
    return tx.scalar(select(func.count()).where(d.c.campaign_id == campaign_id, or_(taken, d.c.is_decided))) or 0


def next_due(tx: Transaction, campaign_id: int, now: datetime) -> datetime | None:
    """Return when the campaign's next delivery is due: ``now`` if one is queued, None if nothing waits."""
    d = deliveries
    if tx.scalar(select(has_any(campaign_id, _S.QUEUED))):
        return now
    waiting = select(func.min(d.c.next_attempt_at)).where(d.c.campaign_id == campaign_id, in_state(_S.DEFERRED))
    found: datetime | None = tx.scalar(waiting)
    return found


def make_refused_due(tx: Transaction, campaign_id: int, now: datetime) -> None:
    """Make due ``now`` what is deferred because the relay refused the sender; a "later" of the relay's is kept."""
    d, a = deliveries, delivery_attempts
    is_last = and_(a.c.delivery_id == d.c.id, a.c.attempt == d.c.attempt)
    refused = exists().where(is_last, a.c.kind == OutcomeKind.POLICY)
    waiting = and_(d.c.campaign_id == campaign_id, in_state(_S.DEFERRED), refused)
    tx.execute(update(d).where(waiting).values(next_attempt_at=now))


def requeue_failed(tx: Transaction, campaign_id: int) -> int:
    """Put failed deliveries whose recipients have not had the item meanwhile back to ``queued``; return how many."""
    d = deliveries
    had = has_had(release_of(campaign_id), d.c.address_key)
    return _requeue(tx, and_(d.c.campaign_id == campaign_id, in_state(_S.FAILED), ~had))


def requeue_uncertain(tx: Transaction, campaign_id: int, keys: Sequence[str] = ()) -> int:
    """Put uncertain deliveries (of the addresses ``keys``, if any) back to ``queued``; return how many."""
    return _requeue(tx, _uncertain(campaign_id, keys))


def uncertain(tx: Transaction, campaign_id: int, keys: Sequence[str] = ()) -> list[int]:
    """Return the uncertain deliveries (of the addresses ``keys``, if any); nobody else settles them meanwhile."""
    d = deliveries.c
    return list(tx.scalars(select(d.id).where(_uncertain(campaign_id, keys)).order_by(d.id).with_for_update()))


def hurry(tx: Transaction, campaign_id: int, now: datetime) -> int:
    """Make deferred deliveries due at once; return how many."""
    d = deliveries
    waiting = and_(d.c.campaign_id == campaign_id, in_state(_S.DEFERRED))
    return _count(tx, update(d).where(waiting).values(next_attempt_at=now))


def assume_sent(tx: Transaction, campaign_id: int, keys: Sequence[str] = ()) -> int:
    """Count uncertain deliveries (of the addresses ``keys``, if any) as sent; return how many."""
    decided = update(deliveries).where(_uncertain(campaign_id, keys)).values(state=_S.SENT, is_decided=True)
    return _count(tx, decided)


def resend(tx: Transaction, ids: Collection[int]) -> None:
    """Put those of these uncertain deliveries back to ``queued`` that were tried once, unless they are cancelled."""
    d = deliveries.c
    is_over = select(campaigns.c.id).where(campaigns.c.state == CampaignState.CANCELLED)
    doubtful = and_(d.state == _S.UNCERTAIN, d.attempt == 1, d.campaign_id.not_in(is_over))
    _requeue(tx, and_(among(tx, d.id, ids), doubtful))


def count_as_sent(tx: Transaction, ids: Collection[int]) -> None:
    """Count these uncertain deliveries as sent."""
    chosen = and_(among(tx, deliveries.c.id, ids), deliveries.c.state == _S.UNCERTAIN)
    tx.execute(update(deliveries).where(chosen).values(state=_S.SENT, is_decided=True))


def ended_with_open(tx: Transaction) -> list[int]:
    """Return the campaigns that were over when deliveries came back from their sender."""
    c = campaigns.c
    coming_back = has_any(c.id, _S.QUEUED, _S.HELD, _S.DEFERRED)
    is_over = c.state.in_([CampaignState.CANCELLED, CampaignState.FINISHED])
    return list(tx.scalars(select(c.id).where(is_over, coming_back)))


def cancel_open(tx: Transaction, campaign_id: int) -> int:
    """Make everything that is not begun ``cancelled``; return how many: their readers have not had the item."""
    ended = update(deliveries).where(deliveries.c.campaign_id == campaign_id)
    ended = ended.values(state=_S.CANCELLED, next_attempt_at=None, held_for="")
    return sum(_count(tx, ended.where(in_state(state))) for state in (_S.QUEUED, _S.HELD, _S.DEFERRED))


def release_of(campaign_id: int) -> ScalarSelect[int]:
    """Return the expression for the release that a campaign sends."""
    return select(campaigns.c.release_id).where(campaigns.c.id == campaign_id).scalar_subquery()


def _move(tx: Transaction, ids: Collection[int], claimed: tuple[int, str], after: Delivery) -> None:
    d = deliveries
    is_theirs = and_(d.c.attempt == claimed[0], d.c.claimed_by == claimed[1])
    moving = (
        update(d)
        .where(among(tx, d.c.id, ids), is_theirs, d.c.state.in_(_may_become(after.state)))
        .values(state=after.state, attempt=after.attempt, next_attempt_at=after.next_attempt_at, lease_until=None)
    )
    tx.execute(moving)


def _may_become(state: DeliveryState) -> list[DeliveryState]:
    return [before for before in (_S.SENDING, _S.UNCERTAIN) if state in TRANSITIONS[before]]


def _uncertain(campaign_id: int, keys: Sequence[str]) -> ColumnElement[bool]:
    d = deliveries
    chosen = and_(d.c.campaign_id == campaign_id, in_state(_S.UNCERTAIN))
    return and_(chosen, d.c.address_key.in_(keys)) if keys else chosen


def _requeue(tx: Transaction, chosen: ColumnElement[bool]) -> int:
    return _count(tx, update(deliveries).where(chosen).values(state=_S.QUEUED, is_decided=False))


def _count(tx: Transaction, change: Update) -> int:
    return tx.execute(change).rowcount
