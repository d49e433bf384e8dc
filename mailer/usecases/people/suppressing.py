"""Whom we must not write to, by a person's decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from mailer.domain.changeset import Action, Signature
from mailer.domain.suppression import Suppression, SuppressionReason
from mailer.errors import MailerError
from mailer.store.database import Store
from mailer.store.history import changesets
from mailer.store.people import suppressions
from mailer.usecases.naming import address_in, contact_at
from mailer.usecases.people.barring import refuse_erased


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What now forbids writing to an address, and whether that is new."""

    suppression: Suppression
    is_new: bool


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
