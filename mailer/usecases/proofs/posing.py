"""Posing as a reader: whose values fill a proof, for which reason they would get it, and by which list."""

from dataclasses import dataclass, field

from mailer.domain.distribution_list import DistributionList
from mailer.domain.readership import Foresight
from mailer.domain.reason import Reason
from mailer.domain.rendering import Recipient
from mailer.errors import MailerError
from mailer.store.people import contacts, lists
from mailer.store.sending import particulars
from mailer.usecases.desk import Desk
from mailer.usecases.messages.checking import EXAMPLE_READER
from mailer.usecases.messages.composing import Composition
from mailer.usecases.messages.telling import reason_of
from mailer.usecases.naming import address_in


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose values fill a proof, the ``reason`` that its footer gives, and the list that carries it, if one does."""

    recipient: Recipient
    reason: Reason = field(default_factory=Reason)
    lists: tuple[DistributionList, ...] = ()


def reader_of(desk: Desk, foresight: Foresight | None) -> Reader:
    """Return the contact of whom ``foresight`` speaks, as the release would reach them; an invented one without."""
    if foresight is None:
        return Reader(EXAMPLE_READER)
    key = address_in(foresight.reader.address).key
    with desk.store.read() as tx:
        known = contacts.known(tx, [key]).get(key)
        carrying = lists.find(tx, foresight.carried_by) if foresight.carried_by else None
        standing = particulars.standing(tx, known.id, carrying.id if carrying else None) if known else None
    reason = reason_of(standing, desk.settings.organisation.timezone) if standing else Reason()
    return Reader(foresight.reader, reason, (carrying,) if carrying else ())


def refuse_missing_values(composition: Composition, reader: Recipient) -> None:
    """Raise MailerError for a field that an edition needs and the reader has not."""
    values = {**reader.fields, "name": reader.name}
    for language in composition.release.languages:
        for name in composition.required_fields(language):
            if not values.get(name):
                raise MailerError(
                    f"the {language} edition needs recipient.{name}, which {reader.address} has not",
                    hint=f'Fill it in, or write {{{{ recipient.{name} | fallback("...") }}}}',
                )
