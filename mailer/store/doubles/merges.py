"""Merges: what one contact has becomes that of another, who is the same person; each step is written down."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, text, update

from mailer.domain.changeset import Change, Subject, Verb, differences
from mailer.domain.contact import ContactRow, facts
from mailer.domain.merge import Stay, Two, settled
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.doubles import distinct_pairs, merged_deliveries, merged_suppressions
from mailer.store.history import changes
from mailer.store.people import contacts, searches
from mailer.store.tables.schema import addresses, distribution_lists, subscriptions
from mailer.store.tables.schema import contacts as people

#: What of a subscription a merge may change.
TERMS = ("contact_id", "since", "source", "basis", "frequency", "ended_at", "ended_reason")


def merge(tx: Transaction, two: Two, row: ContactRow, now: datetime, *, changeset: int) -> None:
    """Make everything of the other contact that of the one that is kept, of whom ``row`` is what is known now."""
    kept, other = two.kept, two.other
    stopped = merged_deliveries.stop_doubles(tx, kept, other)
    made = [
        *_learn(tx, two, row, now),
        *_move_addresses(tx, kept, other),
        *_settle_subscriptions(tx, kept, other, now),
        *merged_suppressions.join(tx, kept, other),
        *_follow(tx, kept, other),
    ]
    history = {
        **merged_deliveries.hand_over(tx, kept, other),
        "stopped": ([], stopped),
        "distinct": ([], distinct_pairs.inherit(tx, kept, other)),
        "forbidden": (None, merged_suppressions.of_person(tx, kept)),
    }
    tx.execute(update(people).where(people.c.id == other).values(merged_into=kept))
    made.append(Change(Subject.CONTACT, other, Verb.CHANGED, {"merged_into": (None, kept), **history}, other))
    changes.write(tx, changeset, made)
    searches.refresh(tx, [kept, other])


def hold(tx: Transaction) -> None:
    """Let nobody freeze an audience meanwhile; before the releases, as those do who freeze one."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("LOCK TABLE contacts IN ROW EXCLUSIVE MODE"))


def stays(tx: Transaction, ids: Collection[int]) -> list[Stay]:
    """Return all subscriptions of these contacts, oldest first."""
    s, names = subscriptions.c, (subscriptions.c[name] for name in TERMS)
    wanted = select(s.id, distribution_lists.c.slug, *names).join_from(subscriptions, distribution_lists)
    rows = tx.execute(wanted.where(among(tx, s.contact_id, ids)).order_by(s.id))
    return [Stay(*row) for row in rows]


def _move_addresses(tx: Transaction, kept: int, other: int) -> list[Change]:
    a, made = addresses.c, []
    found = tx.execute(select(a.id, a.address, a.is_preferred).where(a.contact_id == other).order_by(a.id)).all()
    tx.execute(update(addresses).where(a.contact_id == other).values(contact_id=kept, is_preferred=False))
    for row in found:
        preferred = {"is_preferred": (True, False)} if row.is_preferred else {}
        told = {"address": (row.address, row.address), "contact_id": (other, kept), **preferred}
        made.append(Change(Subject.ADDRESS, row.id, Verb.CHANGED, told, kept))
    return made


def _settle_subscriptions(tx: Transaction, kept: int, other: int, now: datetime) -> list[Change]:
    before = stays(tx, [kept, other])
    in_force = {one.list: one.id for one in before if one.contact_id == kept and one.ended_at is None}
    changed = settled(before, kept=kept, now=now)
    made = []
    for was, after in sorted(changed, key=lambda pair: pair[1].ended_at is None):  # nobody is in force twice meanwhile
        values = {name: getattr(after, name) for name in TERMS}
        tx.execute(update(subscriptions).where(subscriptions.c.id == after.id).values(**values))
        told = {"list": (after.list, after.list), **differences(_told(was), _told(after))}
        if after.contact_id == other:  # it stays behind: what it carried goes by the one that goes on
            heir = in_force[after.list]
            told |= {"goes_on_as": (None, heir), "carried": (merged_deliveries.carry(tx, other, after.id, heir), [])}
        verb = Verb.ENDED if after.ended_at and not was.ended_at else Verb.CHANGED
        made.append(Change(Subject.SUBSCRIPTION, after.id, verb, told, kept))
    return made


def _learn(tx: Transaction, two: Two, row: ContactRow, now: datetime) -> list[Change]:
    """Let ``row`` be known of who is kept. Where the two said different things it was decided by hand."""
    known = contacts.by_id(tx, [two.kept, two.other])
    ours, theirs = facts(known[two.kept].row), facts(known[two.other].row)
    decided = [name for name in ours if ours[name] and theirs.get(name) and ours[name] != theirs[name]]
    told = [_since(tx, two, dict.fromkeys(decided, now.isoformat()))]
    said = differences(ours, facts(row))
    if said:
        before = tx.scalar(select(people.c.updated_at).where(people.c.id == two.kept)) or now
        contacts.put(tx, {two.kept: row}, {two.kept: {"updated_at": now}})
        told.append({**said, "updated_at": (before.isoformat(), now.isoformat())})
    return [Change(Subject.CONTACT, two.kept, Verb.CHANGED, one, two.kept) for one in told if one]


def _since(tx: Transaction, two: Two, decided: Mapping[str, str]) -> dict[str, Any]:
    """Return what changes of the day since when the person is known, and of what was set by hand."""
    c = people.c
    wanted = select(c.id, c.created_at, c.edited).where(c.id.in_((two.kept, two.other)))
    found = {one.id: one for one in tx.execute(wanted)}
    ours, theirs = found[two.kept], found[two.other]
    since, edited = min(ours.created_at, theirs.created_at), {**theirs.edited, **ours.edited, **decided}
    tx.execute(update(people).where(c.id == two.kept).values(created_at=since, edited=edited))
    before = {"created_at": ours.created_at.isoformat(), "edited": ours.edited}
    return differences(before, {"created_at": since.isoformat(), "edited": edited})


def _follow(tx: Transaction, kept: int, other: int) -> list[Change]:
    """Let those who were merged into ``other`` be ``kept`` now, so that nobody has to look further than once."""
    ids = tx.scalars(select(people.c.id).where(people.c.merged_into == other)).all()
    tx.execute(update(people).where(people.c.merged_into == other).values(merged_into=kept))
    return [Change(Subject.CONTACT, one, Verb.CHANGED, {"merged_into": (other, kept)}, one) for one in ids]


def _told(stay: Stay) -> dict[str, Any]:
    values = {name: getattr(stay, name) for name in TERMS}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
