"""What a staged file says otherwise of people who are known, row by row."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, and_, cast, func, or_, select

from mailer.domain.address import Address
from mailer.domain.changeset import Change, Subject, Verb, differences
from mailer.domain.contact import ContactKind, ContactRow, facts, merged, without
from mailer.domain.outlet import outlet_key
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.imports.refusals import is_taken, matched
from mailer.store.imports.staged_contacts import staged
from mailer.store.people import contacts as people
from mailer.store.people.searches import search_text
from mailer.store.tables.schema import addresses, contact_languages, contacts, outlets

_AT_ONCE = 5_000
_PLAIN = ("name", "role", "kind", "country", "timezone", "beats", "phone", "notes", "embargo_version")


@dataclass(frozen=True, slots=True)
class Difference:
    """A known contact of whom the file says something else; ``kept`` are facts set by hand that stay as they are.

    ``said`` is what the contact will be, ``made`` before and after by fact.
    """

    contact_id: int
    line: int
    after: ContactRow
    made: Mapping[str, tuple[Any, Any]]
    kept: Mapping[str, tuple[Any, Any]]
    edited: Mapping[str, str]
    keys: Sequence[str]

    @property
    def change(self) -> Change:
        """Return it as it is written down."""
        return Change(Subject.CONTACT, self.contact_id, Verb.CHANGED, self.made, self.contact_id)

    def values(self) -> tuple[Any, ...]:
        """Return what is stored of the contact, in the order of ``planned_contacts``."""
        row = self.after
        since = row.embargo_since.isoformat() if row.embargo_since else ""
        return (
            *(self.contact_id, row.name, row.outlet, outlet_key(row.outlet), row.role, row.kind or "", row.country),
            *(row.timezone, people.BETWEEN.join(row.beats), json.dumps(row.fields, ensure_ascii=False), row.phone),
            *(row.notes, since, row.embargo_version, json.dumps(dict(self.edited))),
            search_text(row.name, row.role, row.outlet, self.keys, phone=row.phone),
        )


def differing(tx: Transaction, now: datetime, *, overwrite_edits: bool) -> Iterator[Difference]:
    """Yield the known contacts of whom the file says something else, by line.

    A fact that was set by hand is kept unless ``overwrite_edits``; then it counts as set by hand no more.
    """
    for rows in _pages(tx):
        ids = [row.contact_id for row in rows]
        known, keys = people.by_id(tx, ids), _keys(tx, ids)
        for row in rows:
            own = _Own(row.contact_id, known[row.contact_id].row, row.edited, keys[row.contact_id])
            yield _difference(own, _said(row), {} if overwrite_edits else row.edited, (row.updated_at, now))


@dataclass(frozen=True, slots=True)
class _Own:
    """What is stored of a contact."""

    contact_id: int
    row: ContactRow
    edited: Mapping[str, str]
    keys: Sequence[str]


def _difference(own: _Own, said: ContactRow, guarded: Iterable[str], times: tuple[datetime, datetime]) -> Difference:
    before, after = facts(own.row), merged(own.row, without(said, guarded))
    made = differences(before, facts(after))
    kept = differences(facts(after), facts(merged(own.row, said)))
    edited = {name: at for name, at in own.edited.items() if name not in made}
    if made:
        was, now = times
        made["updated_at"] = (was.isoformat(), now.isoformat())
        made |= differences({"edited": dict(own.edited)}, {"edited": edited})
    return Difference(own.contact_id, said.line, after, made, kept, edited, own.keys)


def _pages(tx: Transaction) -> Iterator[Sequence[Row[tuple[Any, ...]]]]:
    last, wanted = 0, _possible().limit(_AT_ONCE)
    while rows := tx.execute(wanted.where(staged.c.line > last)).all():
        yield rows
        last = rows[-1].line


def _possible() -> Select[tuple[Any, ...]]:
    """Return the rows about known contacts that may say something else; whether they do is looked at one by one."""
    c = contacts.c
    by_key = and_(matched.c.key == staged.c.key, matched.c.line == staged.c.line)
    joined = staged.join(matched, by_key).join(contacts, c.id == matched.c.contact_id)
    joined = joined.outerjoin(outlets, outlets.c.id == c.outlet_id)
    columns: tuple[Any, ...] = (*staged.c, matched.c.contact_id, c.edited, c.updated_at)
    return select(*columns).select_from(joined).where(is_taken(), _may_differ()).order_by(staged.c.line)


def _may_differ() -> ColumnElement[bool]:
    s, c = staged.c, contacts.c
    own = contact_languages.alias("spoken")
    ordered = select(own.c.language).where(own.c.contact_id == c.id).order_by(own.c.position).correlate(contacts)
    spoken = ordered.subquery("in_order")
    languages = select(func.aggregate_strings(spoken.c.language, people.BETWEEN)).scalar_subquery()
    return or_(
        *(and_(s[name] != "", s[name] != c[name]) for name in _PLAIN),
        and_(s.outlet_key != "", s.outlet_key != func.coalesce(outlets.c.key, "")),
        and_(s.embargo_since != "", s.embargo_since != func.coalesce(cast(c.embargo_since, Text), "")),
        and_(s.fields != "{}", s.fields != cast(c.fields, Text)),
        and_(s.languages != "", s.languages != func.coalesce(languages, "")),
    )


def _said(row: Row[tuple[Any, ...]]) -> ContactRow:
    return ContactRow(
        line=row.line,
        address=Address(row.address, row.key, row.domain),
        name=row.name,
        outlet=row.outlet,
        role=row.role,
        kind=ContactKind(row.kind) if row.kind else None,
        languages=_parts(row.languages),
        country=row.country,
        timezone=row.timezone,
        beats=_parts(row.beats),
        fields=json.loads(row.fields),
        phone=row.phone,
        notes=row.notes,
        embargo_since=date.fromisoformat(row.embargo_since) if row.embargo_since else None,
        embargo_version=row.embargo_version,
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(people.BETWEEN) if part)


def _keys(tx: Transaction, ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    a = addresses.c
    for row in tx.execute(select(a.contact_id, a.key).where(among(tx, a.contact_id, ids)).order_by(a.id)):
        found[row.contact_id].append(row.key)
    return found
