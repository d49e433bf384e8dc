"""Looking people up, and handing them out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailer.content.listfile.reading import write_contacts
from mailer.domain.changeset import Signature
from mailer.domain.contact import ContactRow
from mailer.domain.custom_field import CustomFields
from mailer.domain.subscription import Profile
from mailer.domain.suppression import Suppression
from mailer.errors import MailerError, UsageProblem
from mailer.store import profiles, suppressions
from mailer.store.database import Store, Transaction
from mailer.usecases.listing import known_list
from mailer.usecases.naming import address_in
from mailer.usecases.refreshing import refresh

MOST_FOUND = 50
_NO_FIELDS = CustomFields()


@dataclass(frozen=True, slots=True)
class Exported:
    """Contacts as a file, and how many were left out because they must not be written to."""

    rows: Sequence[ContactRow]
    left_out: int

    def as_csv(self) -> Iterator[str]:
        """Yield the lines of a file that ``contacts import`` reads."""
        return write_contacts(self.rows)


def find_contacts(
    store: Store, words: Sequence[str], *, limit: int = MOST_FOUND, fields: CustomFields = _NO_FIELDS
) -> Sequence[Profile]:
    """Return contacts whose name, role, outlet, phone or address holds every word, by name, at most ``limit``.

    A word such as ``press-card=yes`` is about a further column; UsageProblem for a value that it cannot hold.
    """
    wanted = [_kept(word, fields) for word in words if word.strip()]
    if not wanted:
        raise UsageProblem("there is nothing to look for", hint="Give a part of a name, an address or an outlet")
    with store.read() as tx:
        return profiles.find(tx, wanted, limit=limit)


def contact_profile(store: Store, address: str) -> Profile:
    """Return all that is known of the contact with this address; MailerError if nobody has it."""
    with store.read() as tx:
        return profile_at(tx, address)


def profile_at(tx: Transaction, address: str) -> Profile:
    """Return all that is known of the contact with this address; MailerError if nobody has it."""
    wanted = address_in(address)
    found = profiles.profile(tx, wanted.key)
    if found is None:
        raise MailerError(
            f"no contact has the address {wanted.address}", hint=_instead(suppressions.of_address(tx, wanted.key))
        )
    return found


def export_contacts(store: Store, *, by: Signature, list_slug: str | None = None) -> Exported:
    """Return the contacts (of one list, or all) that may be written to; UsageProblem for an unknown list."""
    if list_slug:
        refresh(store, by, [list_slug])
    with store.read() as tx:
        target = known_list(tx, list_slug) if list_slug else None
        rows, left_out = profiles.exportable(tx, target.id if target else None)
    return Exported(rows, left_out)


def _kept(word: str, fields: CustomFields) -> str:
    """Return a word about a further column with its name and value as they are kept; any other as it is."""
    header, has_value, text = word.partition("=")
    if not has_value or "@" in word:
        return word
    name = fields.name_of(header.strip())
    try:
        return f"{name}={fields.checked(name, text)}"
    except ValueError as error:
        raise UsageProblem(f"{word}: {error}", hint="Type it again") from error


def _instead(found: Sequence[Suppression]) -> str:
    suppressed = f"It must not be written to ({found[0].told}). " if found else ""
    return f"{suppressed}Look for the person: mailer contacts find NAME"
