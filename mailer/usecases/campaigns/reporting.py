"""What stands in the books: where each campaign is."""

from mailer.domain.campaign import Campaign, Standing
from mailer.domain.delivery import DeliveryState
from mailer.store.database import Transaction, clock
from mailer.store.sending import allowances, campaigns, deliveries, healths, verdicts
from mailer.usecases.campaigns.pacing import next_claim, pace_of
from mailer.usecases.campaigns.reaching import usable
from mailer.usecases.campaigns.steering import named_campaign
from mailer.usecases.desk import Desk


def standing(desk: Desk, named: str) -> Standing:
    """Return where the campaign stands, with its books."""
    with desk.store.read() as tx:
        return _standing(desk, tx, named_campaign(tx, named))


def all_standings(desk: Desk) -> list[Standing]:
    """Return where every campaign stands, newest first."""
    with desk.store.read() as tx:
        return [_standing(desk, tx, campaign) for campaign in campaigns.all_campaigns(tx)]


def waiting(desk: Desk, campaign_id: int) -> int:
    """Return how many deliveries of the campaign are to be sent yet."""
    with desk.store.read() as tx:
        return deliveries.waiting(tx, campaign_id)


def _standing(desk: Desk, tx: Transaction, campaign: Campaign) -> Standing:
    now = clock(tx)
    due = next_at = deliveries.next_due(tx, campaign.id, now)
    relay = next(iter(usable(tx, desk.settings.chain(campaign.relay))), campaign.relay)
    if due is not None and relay in desk.settings.relays:
        next_at = next_claim(tx, pace_of(desk.settings, relay), campaign.id, now)
    tally = campaigns.tally(tx, campaign.id)
    return Standing(
        campaign,
        tally,
        next_at,
        tuple(campaigns.lists(tx, campaign.id)),
        uncertain=tuple(verdicts.in_doubt(tx, campaign.id)) if tally.deliveries[DeliveryState.UNCERTAIN] else (),
        held_back_by=relay if next_at != due else "",
        held_for=deliveries.held_for(tx, campaign.id) if tally.deliveries[DeliveryState.HELD] else {},
        trouble=healths.of(tx, campaign.relay),
        allowed=tuple(allowances.of(tx, campaign.id)),
    )
