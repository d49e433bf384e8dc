"""Decisions: what a person said about deliveries whose outcome nobody can know, and who it was."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, literal, select

from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.tables.decision_schema import decisions
from mailer.store.tables.schema import deliveries


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about one attempt. ``at`` is aware UTC."""

    attempt: int
    decision: str
    decided_by: str
    at: datetime


def add(tx: Transaction, ids: Collection[int], decision: str, *, decided_by: str, at: datetime) -> None:
    """Write down what was decided about the last attempts of these deliveries."""
    d = deliveries.c
    columns = ["delivery_id", "attempt", "decision", "decided_by", "at"]
    said = (literal(decision), literal(decided_by), literal(at, decisions.c.at.type))
    tx.execute(insert(decisions).from_select(columns, select(d.id, d.attempt, *said).where(among(tx, d.id, ids))))


def of(tx: Transaction, campaign_id: int, address_key: str) -> list[Decided]:
    """Return what was decided about the campaign's delivery to this address, oldest first."""
    x, d = decisions.c, deliveries.c
    wanted = select(x.attempt, x.decision, x.decided_by, x.at).join_from(decisions, deliveries)
    rows = tx.execute(wanted.where(d.campaign_id == campaign_id, d.address_key == address_key).order_by(x.id))
    return [Decided(*row) for row in rows]
