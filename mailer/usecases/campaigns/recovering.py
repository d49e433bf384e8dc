"""After a crash: what the dead process's journal says becomes what the ledger says (design 9)."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from mailer.domain.delivery import Outcome, OutcomeKind, Phase, RetryPolicy
from mailer.store.database import Transaction, clock
from mailer.store.sending import campaigns, claims, deliveries
from mailer.store.sending.claims import InFlight
from mailer.store.sending.journals import JournalReading, is_alive, journal_names, read_journal, remove_journal
from mailer.usecases.campaigns.settling import apply_uncertain_policy, close_books, settled
from mailer.usecases.desk import Desk


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many deliveries of dead processes were put back, settled by a reply, or left uncertain."""

    requeued: int = 0
    settled: int = 0
    uncertain: int = 0


def recover(desk: Desk) -> Recovered:
    """Settle everything that dead processes left in state ``sending``; what a living one holds is left alone.

    What was taken for uncertain elsewhere, while this machine could not be heard, is settled by its journals too.
    """
    dead = _dead_journals(desk)
    outcomes: list[Outcome] = []
    with desk.store.begin() as tx:
        now = clock(tx)
        for owner, rows in _by_owner(claims.in_flight(tx)).items():
            outcomes += _settle(tx, owner, _judge(desk, owner, rows, now), now)
        for owner, rows in _by_owner(claims.in_doubt(tx, dead)).items():
            outcomes += _settle(tx, owner, _late_evidence(desk, owner, rows), now)
        apply_uncertain_policy(tx, desk.settings.uncertain, outcomes)
        for campaign_id in deliveries.ended_with_open(tx):
            close_books(tx, campaign_id)
        still_named = claims.owners(tx)
        _end_dead_ownership(desk, tx, still_named)
    for name in dead - still_named:
        remove_journal(desk.journals, name)
    return _count(outcomes)


def _dead_journals(desk: Desk) -> set[str]:
    """Return the journals of this host whose processes are dead by now: they claim nothing from here on."""
    names = [name for name in journal_names(desk.journals) if desk.origin.wrote(name)]
    return {name for name in names if not is_alive(desk.journals, name)}


def _settle(tx: Transaction, owner: str, judged: list[tuple[InFlight, Outcome]], now: datetime) -> list[Outcome]:
    """Return the outcomes of one dead process, written down; refusals of the sender, which nobody weighed, wait."""
    outcomes = [replace(outcome, relay=outcome.relay or row.relay) for row, outcome in judged]
    policies = [RetryPolicy(row.valid_until) for row, _ in judged]
    pairs = [
        (one, settled(one, policy, now, is_relays_fault=one.kind is OutcomeKind.POLICY))
        for one, policy in zip(outcomes, policies, strict=True)
    ]
    deliveries.record(tx, pairs, now, owner=owner)
    return outcomes


def _by_owner(rows: list[InFlight]) -> dict[str, list[InFlight]]:
    groups: dict[str, list[InFlight]] = defaultdict(list)
    for row in rows:
        groups[row.claimed_by].append(row)
    return groups


def _judge(desk: Desk, owner: str, rows: list[InFlight], now: datetime) -> list[tuple[InFlight, Outcome]]:
    if desk.origin.wrote(owner):
        if is_alive(desk.journals, owner):
            return []
        reading = read_journal(desk.journals, owner, {row.id for row in rows})
        if reading is not None:
            return [(row, _read(row, reading)) for row in rows]
    return [(row, _unknown(row)) for row in rows if row.lease_until and row.lease_until <= now]


def _late_evidence(desk: Desk, owner: str, rows: list[InFlight]) -> list[tuple[InFlight, Outcome]]:
    reading = read_journal(desk.journals, owner, {row.id for row in rows})
    found = [(row, _read(row, reading)) for row in rows] if reading else []
    return [(row, outcome) for row, outcome in found if outcome.kind is not OutcomeKind.UNCERTAIN]


def _read(row: InFlight, reading: JournalReading) -> Outcome:
    attempt = (row.id, row.attempt)
    if attempt in reading.replies:
        return reading.replies[attempt]
    if attempt in reading.begun or reading.is_damaged:
        return replace(_unknown(row), relay=reading.relays.get(attempt, ""))
    return Outcome(row.id, row.attempt, OutcomeKind.UNTRIED, Phase.CONNECT)


def _unknown(row: InFlight) -> Outcome:
    text = "the sending process died before it could note the relay's answer"
    return Outcome(row.id, row.attempt, OutcomeKind.UNCERTAIN, Phase.BODY, text=text)


def _end_dead_ownership(desk: Desk, tx: Transaction, still_named: set[str]) -> None:
    """Free campaigns whose owner is dead, or cannot be looked at and holds no lease: then a second one does no harm."""
    here = {name for name in journal_names(desk.journals) if desk.origin.wrote(name)}
    for campaign in campaigns.owned(tx):
        owner = campaign.owner
        is_over = not is_alive(desk.journals, owner) if owner in here else owner not in still_named
        if is_over:
            campaigns.own(tx, campaign.id, owner="", instead_of=owner)


def _count(outcomes: list[Outcome]) -> Recovered:
    requeued = sum(outcome.kind is OutcomeKind.UNTRIED for outcome in outcomes)
    uncertain = sum(outcome.kind is OutcomeKind.UNCERTAIN for outcome in outcomes)
    return Recovered(requeued, len(outcomes) - requeued - uncertain, uncertain)
