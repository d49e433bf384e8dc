"""Looking people up."""

from collections.abc import Sequence

from mailer.domain.custom_field import CustomFields
from mailer.domain.subscription import Profile
from mailer.domain.suppression import Suppression
from mailer.errors import MailerError, UsageProblem
from mailer.store.database import Store, Transaction
from mailer.store.people import profiles, suppressions
from mailer.usecases.naming import address_in

MOST_FOUND = 50
_NO_FIELDS = CustomFields()


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


def profile_at(tx: Transaction, address: str) -> Profile:
    """Return all that is known of the contact with this address; MailerError if nobody has it."""
    wanted = address_in(address)
    found = profiles.profile(tx, wanted.key)
    if found is None:
        raise MailerError(
            f"no contact has the address {wanted.address}", hint=_instead(suppressions.of_address(tx, wanted.key))
        )
    return found


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
