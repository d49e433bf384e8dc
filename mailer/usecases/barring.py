"""Keeping out who was erased at their own request: only they can come back."""

from mailer.domain.address import Address
from mailer.errors import MailerError
from mailer.store import tombstones
from mailer.store.database import Transaction


def refuse_erased(tx: Transaction, *addresses: Address) -> None:
    """Raise MailerError for the first of ``addresses`` that was erased."""
    erased = tombstones.erased(tx, [one.key for one in addresses])
    for one in addresses:
        if one.key in erased:
            raise MailerError(
                f"{one.address} was erased at their own request on {erased[one.key]:%Y-%m-%d}",
                hint=f"Only they can come back: mailer contacts add {one.address} --they-asked",
            )
