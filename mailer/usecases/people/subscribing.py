"""Who is on which list, by a person's decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from mailer.domain.address import Address
from mailer.domain.changeset import Action, Signature
from mailer.domain.distribution_list import DistributionList
from mailer.domain.subscription import EndedReason, Subscription
from mailer.domain.suppression import Suppression, SuppressionReason
from mailer.errors import MailerError
from mailer.store.database import Store, Transaction
from mailer.store.history import changesets
from mailer.store.people import subscriptions, suppressions
from mailer.store.people.contacts import Known
from mailer.usecases.naming import address_in, contact_at
from mailer.usecases.people.barring import refuse_erased
from mailer.usecases.people.listing import fixed_list, known_list, list_in_use


@dataclass(frozen=True, slots=True)
class Subscribed:
    """Addresses that are on the list now: those that ``joined`` it, and those that were on it ``already``.

    ``returned`` are those among the joined that had left it before, with the end of their last subscription.
    """

    list: str
    joined: tuple[str, ...]
    already: tuple[str, ...]
    returned: tuple[tuple[str, Subscription], ...]


@dataclass(frozen=True, slots=True)
class Unsubscribed:
    """The lists that an address has left now; ``is_suppressed`` if nothing at all may be written to it any more."""

    address: str
    left: tuple[str, ...]
    is_suppressed: bool = False


def subscribe(
    store: Store,
    addresses: Sequence[str],
    *,
    list_slug: str,
    by: Signature,
) -> Subscribed:
    """Return who is on the list now, on the list's terms. All addresses, or none.

    Onto a list with a rule only those come who have left it otherwise than by the rule. MailerError for an address that
    nobody has or that must not be written to, UsageProblem for an unknown list.
    """
    wanted = [address_in(one) for one in addresses]
    with store.begin() as tx:
        target = list_in_use(tx, list_slug)
        refuse_erased(tx, *wanted)
        hint = f"Add the person: mailer contacts add ADDRESS --name NAME --list {target.slug}"
        people = {one.address: contact_at(tx, one, hint=hint) for one in wanted}
        for one in wanted:
            refuse_blocked(tx, one, people[one.address])
        standing = subscriptions.standing(tx, target.id, [known.id for known in people.values()])
        if any(not _was_by_choice(standing.get(known.id)) for known in people.values()):
            fixed_list(tx, target.slug)
        active = {contact_id for contact_id, one in standing.items() if one.ended_at is None}
        joining = {known.id: target.terms for known in people.values() if known.id not in active}
        if joining:
            changeset = changesets.begin(tx, Action.SUBSCRIBE, by, list_id=target.id)
            subscriptions.begin(tx, target.id, joining, by.at, changeset=changeset)
    return _subscribed(target, people, active, standing)


def unsubscribe(
    store: Store, address: str, *, list_slug: str | None, by: Signature, reason: EndedReason = EndedReason.UNSUBSCRIBED
) -> Unsubscribed:
    """Return the lists that the address has left: ``list_slug``, or (None) all; then nothing may be written to it.

    Leaving a list that was left before changes nothing. MailerError for an address that nobody has or that never was
    on the list, UsageProblem for an unknown list.
    """
    wanted = address_in(address)
    with store.begin() as tx:
        target = known_list(tx, list_slug) if list_slug else None
        known = contact_at(tx, wanted, hint="To write nothing to it ever: mailer suppressions add " + wanted.address)
        if target is not None:
            _refuse_stranger(tx, known, target)
        changeset = changesets.begin(tx, Action.UNSUBSCRIBE, by, list_id=target.id if target else None)
        only = target.id if target else None
        left = subscriptions.end(tx, known.id, reason=reason, now=by.at, changeset=changeset, list_id=only)
        if target is None:
            suppression = Suppression(wanted.key, SuppressionReason.UNSUBSCRIBED, by.at)
            suppressions.add(tx, suppression, changeset=changeset, contact_id=known.id)
    return Unsubscribed(wanted.address, left, is_suppressed=target is None)


def refuse_blocked(tx: Transaction, address: Address, known: Known | None = None) -> None:
    """Raise MailerError if the address, or the contact who has it, must not be written to."""
    contact_id = known.id if known else None
    ids = [] if contact_id is None else [contact_id]
    found = suppressions.blocked(tx, [address.key], ids).of(address.key, contact_id)
    if found is not None:
        raise MailerError(
            f"{address.address} must not be written to ({found.told})",
            hint=f"If that no longer holds: mailer suppressions remove {address.address}",
        )


def _was_by_choice(standing: Subscription | None) -> bool:
    """Return whether the contact is on the list, or left it otherwise than by its rule."""
    return standing is not None and standing.ended_reason != EndedReason.NO_LONGER_MATCHES


def _subscribed(
    target: DistributionList, people: dict[str, Known], active: set[int], standing: dict[int, Subscription]
) -> Subscribed:
    joined = {address: known.id for address, known in people.items() if known.id not in active}
    return Subscribed(
        list=target.slug,
        joined=tuple(joined),
        already=tuple(address for address, known in people.items() if known.id in active),
        returned=tuple((address, standing[one]) for address, one in joined.items() if one in standing),
    )


def _refuse_stranger(tx: Transaction, known: Known, target: DistributionList) -> None:
    history = subscriptions.of_contact(tx, known.id)
    if any(one.list == target.slug for one in history):
        return
    here = sorted(one.list for one in history if one.ended_at is None)
    raise MailerError(
        f"{known.row.address.address} never was on {target.slug}",
        hint=f"Is on: {', '.join(here)}" if here else "Is on no list",
    )
