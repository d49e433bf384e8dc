"""From what a person typed to the address or contact that is meant; or a sentence that helps."""

from mailer.domain.address import Address, parse_address
from mailer.domain.language import normalise_language
from mailer.domain.rule_value import Vocabulary
from mailer.errors import MailerError, UsageProblem
from mailer.store.database import Transaction
from mailer.store.people import contacts, lists, rules
from mailer.store.people.contacts import Known

_MOST_PROPOSED = 200


def address_in(text: str) -> Address:
    """Return the address that was typed; UsageProblem for what is none."""
    try:
        return parse_address(text)
    except ValueError as error:
        raise UsageProblem(str(error), hint="An address looks like name@example.org") from error


def language_in(text: str) -> str:
    """Return the language that was typed, as a tag; UsageProblem for what is none."""
    try:
        return normalise_language(text)
    except ValueError as error:
        raise UsageProblem(str(error)) from error


def vocabulary(tx: Transaction) -> Vocabulary:
    """Return what rules may name, and find out the values that are in use when they are asked for."""
    return Vocabulary(lists=tuple(lists.slugs(tx)), in_use=lambda fact: rules.in_use(tx, fact, most=_MOST_PROPOSED))


def contact_at(tx: Transaction, address: Address, *, hint: str = "") -> Known:
    """Return the contact with this address; MailerError with ``hint`` as the next step if nobody has it."""
    known = contacts.known(tx, [address.key]).get(address.key)
    if known is None:
        local = address.address.partition("@")[0]
        looked = hint or f"Look for the person: mailer contacts find {local}"
        raise MailerError(f"no contact has the address {address.address}", hint=looked)
    return known
