"""Adding a single contact by hand."""

import re
from dataclasses import dataclass, replace

from mailer.content.listfile.cells import cleaned
from mailer.domain.changeset import Action, Signature
from mailer.domain.contact import ContactKind, ContactRow, normalise_language
from mailer.errors import MailerError, UsageProblem
from mailer.store import changesets, contacts, subscriptions
from mailer.store.database import Store, Transaction
from mailer.usecases.listing import known_list
from mailer.usecases.naming import address_in
from mailer.usecases.subscribing import refuse_blocked

_BETWEEN = re.compile(r"[;,]")


@dataclass(frozen=True, slots=True)
class Card:
    """What was typed about a person; ``language`` may hold several, separated by commas, the first preferred."""

    address: str
    name: str = ""
    outlet: str = ""
    role: str = ""
    kind: ContactKind | None = None
    language: str = ""
    country: str = ""


def add_contact(store: Store, card: Card, *, list_slug: str | None, by: Signature) -> ContactRow:
    """Return the new contact, on the list ``list_slug`` if one is given; a kind not given is the list's, or journalist.

    UsageProblem for words that cannot be, MailerError for an address that somebody has, or that must not be written to.
    """
    row = _row(card)
    with store.begin() as tx:
        contacts.hold(tx)
        target = known_list(tx, list_slug) if list_slug else None
        _refuse_known(tx, row, list_slug)
        refuse_blocked(tx, row.address)
        added = replace(row, kind=row.kind or (target.kind if target else ContactKind.JOURNALIST))
        changeset = changesets.begin(tx, Action.ADD, by, list_id=target.id if target else None)
        (contact_id,) = contacts.add(tx, [added], by.at, changeset=changeset)
        if target:
            subscriptions.begin(tx, target.id, {contact_id: target.terms}, by.at, changeset=changeset)
    return added


def _row(card: Card) -> ContactRow:
    typed = [part.strip() for part in _BETWEEN.split(card.language) if part.strip()]
    try:
        languages = tuple(dict.fromkeys(normalise_language(one) for one in typed))
    except ValueError as error:
        raise UsageProblem(f"--language: {error}") from error
    return ContactRow(
        line=0,
        address=address_in(card.address),
        name=_words("name", card.name),
        outlet=_words("outlet", card.outlet),
        role=_words("role", card.role),
        kind=card.kind,
        languages=languages,
        country=_words("country", card.country),
    )


def _words(option: str, typed: str) -> str:
    try:
        return cleaned(typed)
    except ValueError as error:
        raise UsageProblem(f"--{option}: {error}", hint="Type it again") from error


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
