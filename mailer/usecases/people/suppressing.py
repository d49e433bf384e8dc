"""Whom we must not write to, by a person's decision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mailer.domain.changeset import Action, Counts, Signature
from mailer.domain.contact import RowError
from mailer.domain.suppression import Suppression, SuppressionReason
from mailer.errors import MailerError
from mailer.store.database import Store
from mailer.store.history import changesets
from mailer.store.people import suppressions
from mailer.store.privacy import tombstones
from mailer.usecases.naming import address_in, contact_at
from mailer.usecases.people.barring import refuse_erased
from mailer.usecases.people.mapping import Reading, open_contacts

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What now forbids writing to an address, and whether that is new."""

    suppression: Suppression
    is_new: bool


@dataclass(frozen=True, slots=True)
class Why:
    """Why nothing may be written to the addresses of a file, and a note for those who look it up later."""

    reason: SuppressionReason
    note: str = ""


@dataclass(frozen=True, slots=True)
class SuppressedFile:
    """What became of a file of addresses: ``added`` are suppressed now, ``unchanged`` were before.

    ``errors`` are the rows without an address; ``changeset`` is None after a dry run.
    """

    source: str
    added: int
    unchanged: int
    errors: tuple[RowError, ...]
    changeset: int | None = None


def suppress(
    store: Store, address: str, *, reason: SuppressionReason, by: Signature, note: str = "", person: bool = False
) -> Suppressed:
    """Return the suppression of the address (with ``person`` of all addresses of its contact); one that is there stays.

    UsageProblem for what is no address, MailerError if ``person`` is asked for and nobody has it, and for an address
    that was erased: nothing is written to it anyway.
    """
    wanted = address_in(address)
    with store.begin() as tx:
        refuse_erased(tx, wanted)
        hint = "Leave --person out to suppress the address alone"
        contact_id = contact_at(tx, wanted, hint=hint).id if person else None
        new = Suppression(wanted.key, reason, by.at, note=note.strip(), is_person=person)
        changeset = changesets.begin(tx, Action.SUPPRESS, by)
        is_new = suppressions.add(tx, new, changeset=changeset, contact_id=contact_id)
        return Suppressed(suppressions.of_address(tx, wanted.key)[0], is_new=is_new)


def suppress_file(
    store: Store, path: Path, reading: Reading, *, why: Why, by: Signature, dry_run: bool
) -> SuppressedFile:
    """Return what became of the addresses in a file: nothing is written to any of them any more, whoever has them.

    Of an export that marks who is unsubscribed or bounced only these are taken; with ``dry_run`` nothing is written.
    """
    file = open_contacts(store, path, replace(reading, wants_gone=True))
    keys = list(dict.fromkeys(at.key for row in file.rows for at in (row.address, *row.others)))
    with store.read() as tx:
        known = suppressions.blocked(tx, keys, []).addresses.keys() | tombstones.erased(tx, keys).keys()
    new = [key for key in keys if key not in known]
    report = SuppressedFile(path.name, len(new), len(keys) - len(new), tuple(file.errors))
    return report if dry_run else replace(report, changeset=_forbid(store, report, new, why=why, by=by))


def _forbid(store: Store, report: SuppressedFile, keys: Sequence[str], *, why: Why, by: Signature) -> int:
    """Write them down a few hundred at a time, so that nobody waits; interrupted, the same command does the rest."""
    counts = Counts(report.added, 0, report.unchanged, len(report.errors))
    with store.begin() as tx:
        changeset = changesets.begin(tx, Action.SUPPRESS, by, source=report.source, counts=counts)
    for start in range(0, len(keys), _AT_ONCE):
        with store.begin() as tx:
            for key in keys[start : start + _AT_ONCE]:
                suppressions.add(tx, Suppression(key, why.reason, by.at, note=why.note), changeset=changeset)
    return changeset


def unsuppress(store: Store, address: str, *, by: Signature, own_will: bool = False) -> Sequence[Suppression]:
    """Return the suppressions that are no more, so that the address may be written to again.

    MailerError if there is none; also if the person asked for it, unless ``own_will`` says that it is taken back.
    """
    wanted = address_in(address)
    with store.begin() as tx:
        changeset = changesets.begin(tx, Action.UNSUPPRESS, by)
        removed = suppressions.remove(tx, wanted.key, changeset=changeset)
        if not removed:
            raise MailerError(f"nothing forbids writing to {wanted.address}", hint="All: mailer suppressions ls")
        asked = [one for one in removed if one.reason.is_own_will]
        if asked and not own_will:  # raising rolls all of it back
            raise MailerError(
                f"{wanted.address} asked for it themselves ({asked[0].told})",
                hint=f"Only if they want mail again: mailer suppressions remove {wanted.address} --they-asked",
            )
        return removed


def all_suppressions(store: Store) -> Sequence[Suppression]:
    """Return every suppression, newest first."""
    with store.read() as tx:
        return suppressions.all_suppressions(tx)
