"""Erasing a person: from the ledger, the files of the workspace, and what later comes back with an old copy.

What may be interrupted is repeated: the tombstones are on the disk first, then files go, then the rows in one
transaction, then the file of the database is written anew. Whatever a crash leaves, the same command finishes.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mailer.content.held.certificate import certificate_text
from mailer.domain.address import Address
from mailer.domain.changeset import Action, Change, Subject, Verb
from mailer.domain.erasure import Certificate, Fate, Remaining, Removed, names
from mailer.domain.tombstone import Tombstone
from mailer.errors import MailerError, NotFinished, UsageProblem
from mailer.store.history import changes, changesets
from mailer.store.privacy import erased_log, erasures, mentions, tombstones
from mailer.store.privacy.mentions import Mention
from mailer.store.privacy.papers import write_new
from mailer.store.privacy.personal_columns import HELD
from mailer.usecases.campaigns.recovering import recover
from mailer.usecases.desk import Desk
from mailer.usecases.naming import address_in
from mailer.usecases.privacy.clearing import Papers, clear_papers, find_papers, told_papers
from mailer.usecases.privacy.knowing import Acquaintance, acquaintance


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for: ``reason`` for the certificate, ``edit_lists`` to strike the person out of list files.

    ``stones`` are tombstones that the ledger may not have yet.
    """

    address: str
    reason: str = ""
    edit_lists: bool = False
    is_dry_run: bool = False
    stones: tuple[Tombstone, ...] = ()


@dataclass(frozen=True, slots=True)
class Erased:
    """An erasure with its certificate as text; ``path`` is where that is kept, None after a dry run.

    ``is_finished`` is False where others had the database in use, so that its file may hold remains.
    """

    certificate: Certificate
    text: str
    path: Path | None = None
    is_finished: bool = True


@dataclass(frozen=True, slots=True)
class _Found:
    """All that names the person: rows, files, and texts about others."""

    known: Acquaintance
    rows: Sequence[Removed]
    mentions: Sequence[Mention]
    papers: Papers


def erase_person(desk: Desk, order: Order) -> Erased:
    """Return the certificate of what was erased of a person: all their addresses, from everywhere.

    MailerError if nothing is held of them, NotFinished while a message to them is on its way, SettingsError without
    keys. After a dry run the same is said and nothing done.
    """
    wanted = address_in(order.address)
    if not order.is_dry_run:
        recover(desk)
    found = _find(desk, wanted, order)
    _refuse_telling(order.reason, found)
    if order.is_dry_run:
        return _certified(desk, order, found, mentions.lasting(found.mentions))
    _stop(desk, wanted)
    erased_log.append(desk.workspace, set(found.known.stones).difference(erased_log.read(desk.workspace)))
    clear_papers(found.papers, found.known.who, edit_lists=order.edit_lists)
    stayed = _remove(desk, wanted, found)
    is_finished = desk.store.compact(held.table.name for held in HELD)
    return _certified(desk, order, found, stayed, is_finished=is_finished)


def _find(desk: Desk, wanted: Address, order: Order) -> _Found:
    with desk.store.read() as tx:
        known = acquaintance(desk, tx, wanted.key, order.stones)
        rows = erasures.counts(tx, known.who)
        named = mentions.of(tx, mentions.as_written(known.addresses))
    papers = find_papers(desk, known.who)
    if not (rows or named or papers.is_any or known.is_remembered):
        hint = f"Look for the person: mailer contacts find {wanted.address.partition('@')[0]}"
        raise MailerError(f"nothing is held of {wanted.address}", hint=hint)
    return _Found(known, rows, named, papers)


def _refuse_telling(reason: str, found: _Found) -> None:
    if names(reason, found.known.who.named):
        raise UsageProblem(
            "the reason names the person, and would be kept", hint="Say it without name and address: --reason TEXT"
        )


def _stop(desk: Desk, wanted: Address) -> None:
    """Let nothing be sent to the person any more; NotFinished while something is."""
    with desk.store.begin() as tx:
        who = acquaintance(desk, tx, wanted.key).who
        if erasures.is_on_its_way(tx, who):
            raise NotFinished(
                f"a message to {wanted.address} is on its way at this moment",
                hint=f"Nothing was erased. Try again in a minute: mailer contacts erase {wanted.address}",
            )
        erasures.stop(tx, who, desk.clock())


def _remove(desk: Desk, wanted: Address, found: _Found) -> list[Mention]:
    """Return the mentions that had to stay, once the person is gone from all tables.

    The changeset is begun with it: an import that was planned before is planned again, and finds the tombstones.
    """
    by = desk.signature()
    with desk.store.begin() as tx:
        changesets.hold(tx)
        changeset = changesets.begin(tx, Action.ERASE, by)
        known = acquaintance(desk, tx, wanted.key, found.known.stones)
        erasures.erase(tx, known.who, by.at)
        stayed = mentions.scrub(tx, found.mentions, mentions.as_written(found.known.addresses))
        tombstones.add(tx, known.stones)
        gone = (Change(Subject.CONTACT, one, Verb.REMOVED, contact_id=one) for one in known.who.ids)
        changes.write(tx, changeset, gone)
    return stayed


def _certified(
    desk: Desk, order: Order, found: _Found, stayed: Sequence[Mention], *, is_finished: bool = True
) -> Erased:
    cleared, left = told_papers(desk, found.papers, edit_lists=order.edit_lists, is_dry_run=order.is_dry_run)
    made = Certificate(
        at=desk.clock(),
        who=desk.who,
        reason=" ".join(order.reason.split()),
        stones=found.known.stones,
        removed=(*found.rows, *cleared),
        remaining=(*_kept(found.rows), *_named(stayed), *left, *([] if is_finished else [_NOT_COMPACT])),
        is_dry_run=order.is_dry_run,
    )
    text = certificate_text(made)
    if order.is_dry_run:
        return Erased(made, text)
    name = f"{made.at:%Y-%m-%d}-{made.stones[0].address_hash[:8]}"
    return Erased(made, text, write_new(desk.workspace / "erasures", name, text), is_finished)


_NOT_COMPACT = Remaining(
    "The file of the database",
    "others had it in use, so that it could not be written anew and may still hold what was removed from its tables",
)


def _kept(rows: Sequence[Removed]) -> list[Remaining]:
    """Return what stays of tables that had something of the person, and of those that get it by erasing."""
    there = {one.place for one in rows}
    held = (one for one in HELD if one.fate is not Fate.REMOVED)
    always = {"tombstones"}
    return [Remaining(one.table.name, one.remains) for one in held if one.table.name in there | always]


def _named(stayed: Sequence[Mention]) -> list[Remaining]:
    counted = Counter(one.place for one in stayed)
    why = "an address of theirs is named, in what is no record of them and was published or can never be changed"
    rows = {place: f"{number:,} {'row' if number == 1 else 'rows'}" for place, number in counted.items()}
    return [Remaining(place, f"{number}: {why}") for place, number in rows.items()]
