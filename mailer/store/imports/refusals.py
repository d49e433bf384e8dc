"""Who in a staged file is known, who is new, and who is not taken: a few statements over temporary tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    exists,
    func,
    insert,
    literal,
    select,
)

from mailer.domain.subscription import EndedReason
from mailer.domain.suppression import SuppressionReason
from mailer.store.database import Transaction
from mailer.store.imports.staged_contacts import staged, staged_addresses
from mailer.store.tables.schema import addresses, subscriptions, suppressions
from mailer.store.temporary_tables import analyse, copy_into, key_number, make_anew, numbers, temporary


class Refusal(StrEnum):
    """Why a row is not taken though it is right in itself."""

    REPEATED = "repeated"  #: an earlier row is about the same person
    SUPPRESSED = "suppressed"  #: must not be written to
    LEFT = "left"  #: has left the list
    ERASED = "erased"  #: asked for what we knew to be removed


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not taken; ``first_line`` is that of the row that counts, the rest says what stands against it."""

    line: int
    address: str
    refusal: Refusal
    first_line: int = 0
    reason: str = ""
    at: datetime | None = None


_OWN_WILL = tuple(one for one in SuppressionReason if one.is_own_will)
#: A row by address: the contact who has it (or another address of the row), NULL for somebody new.
matched = temporary(
    "matched_contacts",
    Column("key", Text, primary_key=True),
    key_number("line"),
    Column("contact_id", Integer),
    is_by_key=True,
)
refused = temporary(
    "refused_contacts",
    key_number("line"),
    Column("refusal", Text, nullable=False),
    *numbers("first_line"),
)
erased = temporary("erased_keys", Column("key", Text, primary_key=True))
#: Somebody new, numbered from 1 in the order of the file.
fresh = temporary(
    "fresh_contacts",
    key_number("line"),
    *numbers("place"),
)


def match(tx: Transaction) -> None:
    """Find out whose addresses are known."""
    make_anew(tx, matched, refused, erased, fresh)
    has_further = tx.execute(select(staged_addresses.c.line).limit(1)).first() is not None
    owner: ColumnElement[int] = addresses.c.contact_id
    if has_further:
        own = select(func.min(addresses.c.contact_id)).join(staged_addresses, staged_addresses.c.key == addresses.c.key)
        further = own.where(staged_addresses.c.line == staged.c.line).correlate(staged).scalar_subquery()
        owner = func.coalesce(owner, further)
    joined = staged.outerjoin(addresses, addresses.c.key == staged.c.key)
    found = select(staged.c.key, staged.c.line, owner).select_from(joined).order_by(staged.c.key, staged.c.line)
    tx.execute(insert(matched).from_select(["key", "line", "contact_id"], found))
    analyse(tx, matched)


def refuse_repeated(tx: Transaction) -> None:
    """Of several rows about one person only the first is taken."""
    for who, is_known in ((matched.c.contact_id, True), (matched.c.key, False)):
        only = matched.c.contact_id.is_not(None) if is_known else matched.c.contact_id.is_(None)
        several = select(who.label("who"), func.min(matched.c.line).label("first")).where(only).group_by(who)
        first = several.having(func.count() > 1).subquery("first")
        rows = select(matched.c.line, first.c.first).join(first, first.c.who == who).where(only)
        _refuse(tx, Refusal.REPEATED, rows.where(matched.c.line > first.c.first))


def refuse_suppressed(tx: Transaction) -> None:
    """Nobody is taken whose address, or who as a person, must not be written to.

    Nor somebody new with another address at which they have asked for no more mail.
    """
    s, nothing = suppressions.c, literal(0)
    by_address = select(matched.c.line, nothing).join(suppressions, s.address_key == matched.c.key)
    _refuse(tx, Refusal.SUPPRESSED, by_address)
    persons = select(s.contact_id).where(s.contact_id.is_not(None))
    by_person = select(matched.c.line, nothing).where(matched.c.contact_id.is_not(None))
    _refuse(tx, Refusal.SUPPRESSED, by_person.where(matched.c.contact_id.in_(persons)))
    elsewhere = staged_addresses.join(suppressions, s.address_key == staged_addresses.c.key)
    asked = select(staged_addresses.c.line).select_from(elsewhere).where(s.reason.in_(_OWN_WILL))
    new = select(matched.c.line, nothing).where(matched.c.contact_id.is_(None))
    _refuse(tx, Refusal.SUPPRESSED, new.where(matched.c.line.in_(asked)))


def refuse_left(tx: Transaction, list_id: int) -> None:
    """Nobody is taken who has left the list and not come back."""
    s = subscriptions.c
    theirs = and_(s.contact_id == matched.c.contact_id, s.list_id == list_id)
    has_left = and_(s.ended_at.is_not(None), s.ended_reason != EndedReason.NO_LONGER_MATCHES)
    is_on, was_on = exists().where(theirs, s.ended_at.is_(None)), exists().where(theirs, has_left)
    known = select(matched.c.line, literal(0)).where(matched.c.contact_id.is_not(None))
    _refuse(tx, Refusal.LEFT, known.where(was_on, ~is_on))


def refuse_erased(tx: Transaction, keys: Iterable[str]) -> None:
    """Nobody is taken who has one of these address keys, be it as a further address: they were erased."""
    copy_into(tx, erased, [(key,) for key in keys])
    for table in (matched, staged_addresses):
        lines = select(table.c.line).join(erased, erased.c.key == table.c.key)
        _refuse(tx, Refusal.ERASED, select(matched.c.line, literal(0)).where(matched.c.line.in_(lines)))


def address_keys(tx: Transaction) -> Iterator[str]:
    """Yield every address key of the file."""
    yield from tx.scalars(select(matched.c.key))
    yield from tx.scalars(select(staged_addresses.c.key))


def number_fresh(tx: Transaction) -> int:
    """Return how many are new, now that all are refused who are not taken."""
    place = func.row_number().over(order_by=matched.c.line)
    new = select(place, matched.c.line).where(matched.c.contact_id.is_(None), is_taken())
    tx.execute(insert(fresh).from_select(["place", "line"], new.order_by(matched.c.line)))
    analyse(tx, fresh, refused)
    return tx.scalar(select(func.count()).select_from(fresh)) or 0


def is_taken() -> ColumnElement[bool]:
    """Return the condition that a row of ``matched`` is not refused."""
    return matched.c.line.not_in(select(refused.c.line))


def refusals(tx: Transaction, list_id: int) -> list[Refused]:
    """Return the rows that are not taken, by line, with what stands against them."""
    found = [*_plain(tx), *_suppressed(tx), *_left(tx, list_id)]
    return sorted(found, key=lambda one: one.line)


def _refuse(tx: Transaction, refusal: Refusal, rows: Select[tuple[int, int]]) -> None:
    lines = rows.where(is_taken()).subquery("lines")
    line, first = lines.c
    tx.execute(insert(refused).from_select(["line", "refusal", "first_line"], select(line, literal(refusal), first)))


def _plain(tx: Transaction) -> Iterator[Refused]:
    wanted = select(refused, staged.c.address).join(staged, staged.c.line == refused.c.line)
    for row in tx.execute(wanted.where(refused.c.refusal.in_([Refusal.REPEATED, Refusal.ERASED]))):
        yield Refused(row.line, row.address, Refusal(row.refusal), row.first_line)


def _suppressed(tx: Transaction) -> Iterator[Refused]:
    s, who = suppressions.c, _with_contact(Refusal.SUPPRESSED)
    by_address = select(refused.c.line, staged.c.address, s.reason, s.created_at).select_from(who)
    told: dict[int, Refused] = {}
    further = staged_addresses.c
    is_further = s.address_key.in_(select(further.key).where(further.line == refused.c.line).correlate(refused))
    for is_theirs in (
        and_(is_further, s.reason.in_(_OWN_WILL)),
        s.contact_id == matched.c.contact_id,
        s.address_key == matched.c.key,
    ):
        for row in tx.execute(by_address.join(suppressions, is_theirs)):
            reason = str(SuppressionReason(row.reason))
            told[row.line] = Refused(row.line, row.address, Refusal.SUPPRESSED, reason=reason, at=row.created_at)
    yield from told.values()


def _left(tx: Transaction, list_id: int) -> Iterator[Refused]:
    s, who = subscriptions.c, _with_contact(Refusal.LEFT)
    theirs = and_(s.contact_id == matched.c.contact_id, s.list_id == list_id)
    wanted = select(refused.c.line, staged.c.address, s.ended_reason, s.ended_at).select_from(who)
    last = {row.line: row for row in tx.execute(wanted.join(subscriptions, theirs).order_by(s.id))}
    for row in last.values():
        yield Refused(row.line, row.address, Refusal.LEFT, reason=row.ended_reason, at=row.ended_at)


def _with_contact(refusal: Refusal) -> FromClause:
    by_line = and_(staged.c.line == refused.c.line, refused.c.refusal == refusal)
    by_key = and_(matched.c.key == staged.c.key, matched.c.line == staged.c.line)
    return refused.join(staged, by_line).join(matched, by_key)
