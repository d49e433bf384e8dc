"""Where the ledger holds something of a person: for each table how its rows are found, told and erased.

The one place that says it. Erasing and the answer to "what do you hold of me" both go through ``HELD``; a test walks
the schema, so that a table which is in none of the three lists is missed by neither.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, or_, select

from mailer.domain.erasure import Fate
from mailer.store.tables import schema as s
from mailer.store.tables.change_schema import (
    change_values,
    changes,
    contact_search,
    distinct_pairs,
    newcomers,
    tombstones,
)
from mailer.store.tables.decision_schema import allowances, decisions
from mailer.store.tables.relay_schema import relay_health


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the ledger knows them: their contacts (several if they were merged) and all their addresses.

    ``pseudonyms`` has what stands in for each address key, ``hashes`` those of the tombstones that it has or will have.
    ``named`` are addresses, name and phone as they may stand in texts; ``deliveries`` and ``changes`` are theirs.
    """

    ids: tuple[int, ...]
    pseudonyms: Mapping[str, str]
    hashes: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    deliveries: tuple[int, ...] = ()
    changes: tuple[int, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the address keys, the one that was asked about first."""
        return tuple(self.pseudonyms)

    @property
    def told_by(self) -> tuple[str, ...]:
        """Return what rows about them may have as address: the keys, and what stands in for them once erased."""
        return (*self.pseudonyms, *self.pseudonyms.values())


@dataclass(frozen=True, slots=True)
class Held:
    """A table with rows about persons: whose they are, what becomes of them, and under which title they are told.

    ``columns`` are those that point to the person or describe them.
    """

    table: Table
    title: str
    columns: tuple[str, ...]
    whose: Callable[[Person], ColumnElement[bool]]
    fate: Fate = Fate.REMOVED
    remains: str = ""
    hidden: tuple[str, ...] = field(default=())


def _of_contact(column: Column[Any]) -> Callable[[Person], ColumnElement[bool]]:
    return lambda who: column.in_(who.ids)


def _of_delivery(column: Column[Any]) -> Callable[[Person], ColumnElement[bool]]:
    return lambda who: column.in_(who.deliveries)


def _suppressed(who: Person) -> ColumnElement[bool]:
    return or_(s.suppressions.c.contact_id.in_(who.ids), s.suppressions.c.address_key.in_(who.keys))


def _left_out(who: Person) -> ColumnElement[bool]:
    out = s.left_out.c
    by_key = out.campaign_id.in_(select(s.campaigns.c.id)) & out.address_key.in_(who.told_by)  # as its index has it
    return or_(by_key, out.contact_id.in_(who.ids)) if who.ids else by_key


def _paired(who: Person) -> ColumnElement[bool]:
    return or_(distinct_pairs.c.contact_id.in_(who.ids), distinct_pairs.c.other_id.in_(who.ids))


_BOOKS = "the books of a campaign must balance: how many, in which state, when"

#: In the order in which they are erased: what points to something goes before it.
HELD: tuple[Held, ...] = (
    Held(contact_search, "What they are found by", ("contact_id", "text"), _of_contact(contact_search.c.contact_id)),
    Held(newcomers, "Not told yet where the address came from", ("contact_id",), _of_contact(newcomers.c.contact_id)),
    Held(distinct_pairs, "Not the same person as", ("contact_id", "other_id"), _paired),
    Held(
        change_values,
        "Before and after",
        ("values",),
        lambda who: change_values.c.change_id.in_(who.changes),
        hidden=("key",),
    ),
    Held(
        changes,
        "Changes",
        ("contact_id",),
        lambda who: changes.c.id.in_(who.changes),
        Fate.KEPT,
        "that something was changed, when and by whom; what it was before and after is gone",
        hidden=("commitment",),
    ),
    Held(
        s.suppressions,
        "Forbids writing to them",
        ("contact_id", "address_key", "note"),
        _suppressed,
    ),
    Held(
        s.delivery_attempts,
        "Attempts",
        ("delivery_id", "text"),
        _of_delivery(s.delivery_attempts.c.delivery_id),
        Fate.SCRUBBED,
        "that a message was tried, when, and the relay's answer without what names the person",
    ),
    Held(
        decisions,
        "Decisions about deliveries",
        ("delivery_id",),
        _of_delivery(decisions.c.delivery_id),
        Fate.KEPT,
        "what was decided here about a delivery whose outcome nobody knew",
    ),
    Held(
        s.deliveries,
        "Deliveries",
        ("contact_id", "subscription_id", "address", "address_key", "domain", "name", "slots", "answers"),
        _of_delivery(s.deliveries.c.id),
        Fate.PSEUDONYMISED,
        _BOOKS,
    ),
    Held(s.left_out, "Left out", ("contact_id", "address_key"), _left_out, Fate.PSEUDONYMISED, _BOOKS),
    Held(s.subscriptions, "Subscriptions", ("contact_id", "source"), _of_contact(s.subscriptions.c.contact_id)),
    Held(s.addresses, "Addresses", ("contact_id", "address", "key", "domain"), _of_contact(s.addresses.c.contact_id)),
    Held(s.contact_languages, "Languages", ("contact_id", "language"), _of_contact(s.contact_languages.c.contact_id)),
    Held(
        s.contacts,
        "Facts",
        (
            *("name", "outlet_id", "role", "country", "timezone", "beats", "fields", "phone", "notes"),
            *("embargo_since", "embargo_version", "edited", "merged_into"),
        ),
        _of_contact(s.contacts.c.id),
    ),
    Held(
        tombstones,
        "Erased",
        ("address_hash",),
        lambda who: tombstones.c.address_hash.in_(who.hashes),
        Fate.KEPT,
        "a keyed hash of each address, so that no file brings them back",
    ),
)

#: Texts in which an address may stand in passing, in rows about others; only the words that name it go.
IN_PASSING: frozenset[Column[Any]] = frozenset(
    {
        s.contacts.c.notes,
        s.contacts.c.fields,
        s.subscriptions.c.source,
        s.suppressions.c.note,
        s.delivery_attempts.c.text,
        s.campaigns.c.paused_reason,
        allowances.c.reason,
        relay_health.c.reason,
    }
)

#: Tables that hold nothing of a contact of ours, and why.
ELSEWHERE: Mapping[str, str] = {
    "alembic_version": "the revision of the schema",
    "campaign_allowances": "which checks did not hold for a campaign, why, and who at the desk said so",
    "campaign_lists": "which lists a campaign goes to",
    "campaign_states": "words for states",
    "campaigns": "what was sent, from whom and when; the numbers of its recipients, not who they are",
    "changesets": "what somebody at the desk did, from which file; whom it was about is in changes",
    "delivery_states": "words for states",
    "distribution_lists": "what a list is for; who is on it is in subscriptions",
    "header_maps": "which column of a kind of file is what",
    "list_exclusions": "which list leaves out which",
    "outlets": "newsrooms and their desks, not the people in them",
    "rate_buckets": "limits of a relay",
    "relay_health": "how a relay is",
    "relay_hours": "how many messages a relay was given",
    "releases": "what was published",
    "variants": "what was published, without who got it",
}
