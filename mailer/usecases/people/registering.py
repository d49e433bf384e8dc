"""Adding a single contact by hand."""

from dataclasses import dataclass, replace

from mailer.domain.changeset import Action, Counts, Signature
from mailer.domain.contact import ContactKind, ContactRow
from mailer.domain.custom_field import CustomFields
from mailer.errors import MailerError
from mailer.store.database import Store, Transaction
from mailer.store.history import changesets
from mailer.store.people import contacts, edits, subscriptions
from mailer.store.privacy import tombstones
from mailer.usecases.naming import address_in
from mailer.usecases.people.barring import refuse_erased
from mailer.usecases.people.editing import corrected
from mailer.usecases.people.listing import fixed_list
from mailer.usecases.people.noting import noted
from mailer.usecases.people.subscribing import refuse_blocked

_NO_FIELDS = CustomFields()
_TYPED = (
    *("name", "outlet", "role", "language", "country", "timezone", "beats", "phone", "notes"),
    *("embargo_since", "embargo_version"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """What was typed about a person; ``language`` and ``beats`` may hold several, separated by commas.

    ``others`` are further addresses, ``fields`` further facts, each as NAME=VALUE.
    """

    address: str
    name: str = ""
    outlet: str = ""
    role: str = ""
    kind: ContactKind | None = None
    language: str = ""
    country: str = ""
    timezone: str = ""
    beats: str = ""
    phone: str = ""
    notes: str = ""
    embargo_since: str = ""
    embargo_version: str = ""
    others: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    they_asked: bool = False  #: to be written to again, after having been erased at their own request


def add_contact(
    store: Store, card: Card, *, list_slug: str | None, by: Signature, fields: CustomFields = _NO_FIELDS
) -> ContactRow:
    """Return the new contact, on the list ``list_slug`` if one is given; a kind not given is the list's, or journalist.

    UsageProblem for words that cannot be, MailerError for an address that somebody has, that must not be written
    to, or that was erased, unless its owner asks to come back.
    """
    said = noted({name: getattr(card, name) for name in _TYPED if getattr(card, name)}, card.fields, fields)
    row = corrected(_blank(card), said)
    with store.begin() as tx:
        contacts.hold(tx)
        target = fixed_list(tx, list_slug) if list_slug else None
        for one in (row.address, *row.others):
            _refuse_known(tx, replace(row, address=one), list_slug)
            refuse_blocked(tx, one)
        own = (row.address, *row.others)
        if not card.they_asked:
            refuse_erased(tx, *own)
        added = replace(row, kind=row.kind or (target.kind if target else ContactKind.JOURNALIST))
        onto = target.id if target else None
        changeset = changesets.begin(tx, Action.ADD, by, list_id=onto, counts=Counts(added=1))
        (contact_id,) = contacts.add(tx, [added], by.at, changeset=changeset)
        edits.mark(tx, [contact_id], [*said.names, *(["kind"] if card.kind else [])], by.at)
        if card.they_asked:
            tombstones.lift(tx, [one.key for one in own], by.at, changeset=changeset, contact_id=contact_id)
        if target:
            subscriptions.begin(tx, target.id, {contact_id: target.terms}, by.at, changeset=changeset)
    return added


def _blank(card: Card) -> ContactRow:
    address = address_in(card.address)
    others = {one.key: one for one in map(address_in, card.others) if one.key != address.key}
    return ContactRow(line=0, address=address, kind=card.kind, others=tuple(others.values()))


def _refuse_known(tx: Transaction, row: ContactRow, list_slug: str | None) -> None:
    found = contacts.known(tx, [row.address.key]).get(row.address.key)
    if found is None:
        return
    at = row.address.address
    whose = f", {found.row.name}" if found.row.name else ""
    step = (
        f"Put them on the list: mailer subscribe {at} --list {list_slug}"
        if list_slug
        else f"See: mailer contacts show {at}"
    )
    raise MailerError(f"there is a contact with the address {at} already{whose}", hint=step)
