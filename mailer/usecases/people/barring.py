"""Keeping out who was erased at their own request: only they can come back."""

from collections.abc import Sequence

from mailer.domain.address import Address
from mailer.errors import MailerError
from mailer.store.database import Transaction
from mailer.store.privacy import tombstones
from mailer.usecases.naming import address_in


def addresses_among(tx: Transaction, named: Sequence[str]) -> tuple[Address, ...]:
    """Return the addresses among what was typed, each once; MailerError for one that was erased."""
    found = {one.key: one for one in (address_in(text) for text in named if "@" in text)}
    refuse_erased(tx, *found.values())
    return tuple(found.values())


def refuse_erased(tx: Transaction, *addresses: Address) -> None:
    """Raise MailerError for the first of ``addresses`` that was erased."""
    erased = tombstones.erased(tx, [one.key for one in addresses])
    for one in addresses:
        if one.key in erased:
            raise MailerError(
                f"{one.address} was erased at their own request on {erased[one.key]:%Y-%m-%d}",
                hint=f"Only they can come back: mailer contacts add {one.address} --they-asked",
            )
