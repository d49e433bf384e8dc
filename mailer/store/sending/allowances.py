"""Allowances: what a campaign was sent with although a check refused it, why, and who said so."""

from collections.abc import Iterable

from sqlalchemy import select

from mailer.domain.allowance import Allowance
from mailer.store.database import Transaction
from mailer.store.inserting import insert
from mailer.store.tables.decision_schema import allowances


def add(tx: Transaction, campaign_id: int, made: Iterable[Allowance]) -> None:
    """Write down what is let pass for a campaign; what was before stays as it was said."""
    rows = [
        {"campaign_id": campaign_id, "rule": one.rule, "reason": one.reason, "allowed_by": one.allowed_by}
        for one in made
    ]
    if rows:
        tx.execute(insert(tx, allowances).on_conflict_do_nothing(), rows)


def of(tx: Transaction, campaign_id: int) -> list[Allowance]:
    """Return what was let pass for a campaign, by the ids of the rules."""
    a = allowances.c
    wanted = select(a.rule, a.reason, a.allowed_by).where(a.campaign_id == campaign_id).order_by(a.rule)
    return [Allowance(*row) for row in tx.execute(wanted)]
