"""After a crash: what the dead process's journal says becomes what the ledger says (design 9)."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from mailer.domain.delivery import Outcome, OutcomeKind, Phase, RetryPolicy
from mailer.store import campaigns, deliveries
from mailer.store.database import Transaction, clock
from mailer.store.deliveries import InFlight
from mailer.store.journals import JournalReading, is_alive, journal_names, read_journal, remove_journal
from mailer.usecases.desk import Desk
from mailer.usecases.settling import apply_uncertain_policy, settled


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many deliveries of dead processes were put back, settled by a reply, or left uncertain."""

    requeued: int = 0
    settled: int = 0
    uncertain: int = 0


def recover(desk: Desk) -> Recovered:
    """Settle everything that dead processes left in state ``sending``; what a living one holds is left alone."""
    with desk.store.begin() as tx:
        now = clock(tx)
        judged = [
            (row, outcome)
            for owner, rows in _by_owner(deliveries.in_flight(tx)).items()
            for row, outcome in _judge(desk, owner, rows, now)
        ]
        outcomes = [replace(outcome, relay=row.relay) for row, outcome in judged]
        policies = [RetryPolicy(row.valid_until) for row, _ in judged]
        pairs = [(one, settled(one, policy, now)) for one, policy in zip(outcomes, policies, strict=True)]
        deliveries.record(tx, pairs, now)
        apply_uncertain_policy(tx, desk.settings.uncertain, outcomes)
        still_named = deliveries.claim_owners(tx)
        _end_dead_ownership(desk, tx, still_named)
    _remove_read_journals(desk, still_named)
    return _count(outcomes)


def _by_owner(rows: list[InFlight]) -> dict[str, list[InFlight]]:
    groups: dict[str, list[InFlight]] = defaultdict(list)
    for row in rows:
        groups[row.claimed_by].append(row)
    return groups


def _judge(desk: Desk, owner: str, rows: list[InFlight], now: datetime) -> list[tuple[InFlight, Outcome]]:
    if desk.origin.wrote(owner):
        if is_alive(desk.journals, owner):
            return []
        reading = read_journal(desk.journals, owner)
        if reading is not None:
            return [(row, _read(row, reading)) for row in rows]
    return [(row, _unknown(row)) for row in rows if row.lease_until <= now]


def _read(row: InFlight, reading: JournalReading) -> Outcome:
    attempt = (row.id, row.attempt)
    if attempt in reading.replies:
        return reading.replies[attempt]
    if attempt in reading.begun or reading.is_damaged:
        return _unknown(row)
    return Outcome(row.id, row.attempt, OutcomeKind.UNTRIED, Phase.CONNECT)


def _unknown(row: InFlight) -> Outcome:
    text = "the sending process died before it could note the relay's answer"
    return Outcome(row.id, row.attempt, OutcomeKind.UNCERTAIN, Phase.BODY, text=text)


def _end_dead_ownership(desk: Desk, tx: Transaction, still_named: set[str]) -> None:
    """Free campaigns whose owner is dead, or is another host's and holds no lease: then a second one does no harm."""
    for campaign in campaigns.owned(tx):
        owner = campaign.owner
        is_over = not is_alive(desk.journals, owner) if desk.origin.wrote(owner) else owner not in still_named
        if is_over:
            campaigns.own(tx, campaign.id, owner="", instead_of=owner)


def _remove_read_journals(desk: Desk, still_named: set[str]) -> None:
    for name in journal_names(desk.journals):
        if name not in still_named and desk.origin.wrote(name) and not is_alive(desk.journals, name):
            remove_journal(desk.journals, name)


def _count(outcomes: list[Outcome]) -> Recovered:
    requeued = sum(outcome.kind is OutcomeKind.UNTRIED for outcome in outcomes)
    uncertain = sum(outcome.kind is OutcomeKind.UNCERTAIN for outcome in outcomes)
    return Recovered(requeued, len(outcomes) - requeued - uncertain, uncertain)
