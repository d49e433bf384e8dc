"""What a person says about deliveries whose outcome nobody can know."""

from collections.abc import Sequence
from enum import StrEnum

from mailer.domain.campaign import Campaign
from mailer.errors import MailerError
from mailer.store.database import clock
from mailer.store.sending import decisions, deliveries
from mailer.usecases.campaigns.recovering import recover
from mailer.usecases.campaigns.settling import close_books
from mailer.usecases.campaigns.steering import named_campaign, reopen, to_reopen
from mailer.usecases.desk import Desk
from mailer.usecases.naming import address_in


class Decision(StrEnum):
    """What a person says about deliveries whose outcome is uncertain."""

    RESEND = "resend"  #: send again, with the same Message-ID
    ASSUME_SENT = "assume-sent"  #: count as sent


def decide(
    desk: Desk, named: str, decision: Decision, addresses: Sequence[str] = (), *, decided_by: str
) -> tuple[Campaign, int]:
    """Return the campaign and how many uncertain deliveries (of ``addresses``, if any) were decided, never 0.

    What was decided is written down, with who did (``decided_by``) and when.
    """
    keys = [address_in(text).key for text in addresses]
    recover(desk)
    with desk.store.begin() as tx:
        is_resend = decision is Decision.RESEND
        campaign = to_reopen(tx, named) if is_resend else named_campaign(tx, named)
        chosen = deliveries.uncertain(tx, campaign.id, keys)
        if not chosen:
            raise MailerError(
                f"campaign {campaign.id} has no such uncertain deliveries", hint=f"See: mailer status {campaign.id}"
            )
        decisions.add(tx, chosen, decision, decided_by=decided_by, at=clock(tx))
        if is_resend:
            deliveries.requeue_uncertain(tx, campaign.id, keys)
            reopen(tx, campaign)
        else:
            deliveries.assume_sent(tx, campaign.id, keys)
        close_books(tx, campaign.id)
    return campaign, len(chosen)
