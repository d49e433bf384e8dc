"""Outlets looked at, corrected, and made one; people are found by the name that their outlet has now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from mailer.domain.campaign import CampaignKind
from mailer.domain.changeset import Change, Subject, Verb, differences
from mailer.domain.delivery import DeliveryState
from mailer.domain.outlet import Outlet, OutletReport, facts_of, outlet_key
from mailer.domain.spelling import folded
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.history import changes
from mailer.store.people import edits, searches
from mailer.store.tables.schema import campaigns, contacts, deliveries, distribution_lists, outlets, subscriptions


def lines(tx: Transaction, part: str, *, limit: int) -> list[OutletReport]:
    """Return outlets whose name holds ``part``, by name, with the number of their people; at most ``limit``."""
    rows = tx.execute(select(outlets).order_by(outlets.c.key))
    found = [Outlet(row.id, row.name, row.desk_address, row.cap) for row in rows if folded(part) in folded(row.name)]
    c = contacts.c
    chosen = (among(tx, c.outlet_id, [one.id for one in found[:limit]]), c.merged_into.is_(None))
    numbers = {
        row[0]: row[1] for row in tx.execute(select(c.outlet_id, func.count()).where(*chosen).group_by(c.outlet_id))
    }
    return [OutletReport(one, numbers.get(one.id, 0)) for one in found[:limit]]


def report(tx: Transaction, outlet: Outlet) -> OutletReport:
    """Return the outlet with its people by list, and when one of them was last sent a release."""
    ids, s = people(tx, outlet.id), subscriptions.c
    on_lists = select(distribution_lists.c.slug, func.count()).join_from(subscriptions, distribution_lists)
    on_lists = on_lists.where(among(tx, s.contact_id, ids), s.ended_at.is_(None)).group_by(distribution_lists.c.slug)
    numbers = {row[0]: row[1] for row in tx.execute(on_lists.order_by(distribution_lists.c.slug))}
    return OutletReport(outlet, len(ids), numbers, _last_mail_at(tx, ids))


def people(tx: Transaction, outlet_id: int) -> list[int]:
    """Return the contacts who work for the outlet."""
    c = contacts.c
    return list(tx.scalars(select(c.id).where(c.outlet_id == outlet_id, c.merged_into.is_(None)).order_by(c.id)))


def change(tx: Transaction, before: Outlet, after: Outlet, now: datetime, *, changeset: int) -> None:
    """Write what ``after`` says of the outlet; a new name counts as set by hand for everybody there."""
    said: dict[str, Any] = {**facts_of(after), "key": outlet_key(after.name)}
    tx.execute(update(outlets).where(outlets.c.id == before.id).values(**said))
    made = differences(facts_of(before), facts_of(after))
    changes.write(tx, changeset, [Change(Subject.OUTLET, before.id, Verb.CHANGED, made)])
    if "name" in made:
        ids = people(tx, before.id)
        edits.mark(tx, ids, ["outlet"], now)
        searches.refresh(tx, ids)


def merge(tx: Transaction, gone: Outlet, into: Outlet, now: datetime, *, changeset: int) -> int:
    """Return how many contacts of the outlet that is no more work for the other one now."""
    ids = people(tx, gone.id)
    tx.execute(update(contacts).where(contacts.c.outlet_id == gone.id).values(outlet_id=into.id))
    edits.mark(tx, ids, ["outlet"], now)
    searches.refresh(tx, ids)
    moved = {"outlet": (gone.name, into.name)}
    changes.write(tx, changeset, (Change(Subject.CONTACT, one, Verb.CHANGED, moved, one) for one in ids))
    tx.execute(delete(outlets).where(outlets.c.id == gone.id))
    said = differences(facts_of(gone), {})
    changes.write(tx, changeset, [Change(Subject.OUTLET, gone.id, Verb.REMOVED, said)])
    return len(ids)


def _last_mail_at(tx: Transaction, ids: Sequence[int]) -> datetime | None:
    """Return when the newest campaign began that was sent to one of these contacts; rehearsals and tests are none."""
    c, d = campaigns.c, deliveries.c
    theirs = select(d.id).where(d.campaign_id == c.id, among(tx, d.contact_id, ids), d.state == DeliveryState.SENT)
    real = (c.kind == CampaignKind.RELEASE, ~c.is_rehearsal, c.started_at.is_not(None))
    found: datetime | None = tx.scalar(
        select(c.started_at).where(*real, theirs.exists()).order_by(c.started_at.desc()).limit(1)
    )
    return found
