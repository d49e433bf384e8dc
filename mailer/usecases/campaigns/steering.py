"""The life of a campaign after it was prepared: pause, resume, cancel, retry."""

from dataclasses import dataclass
from typing import NoReturn

from mailer.domain.campaign import BY_HAND, Campaign, CampaignState
from mailer.domain.delivery import DeliveryState
from mailer.errors import MailerError
from mailer.store.database import Transaction, clock
from mailer.store.sending import campaigns, deliveries, releases
from mailer.usecases.campaigns.recovering import recover
from mailer.usecases.desk import Desk


@dataclass(frozen=True, slots=True)
class Retried:
    """A campaign, how many of its failed deliveries were queued again, and how many deferred ones are due now."""

    campaign: Campaign
    failed: int
    deferred: int


def find_campaign(desk: Desk, named: str) -> Campaign:
    """Return the campaign with this number, or the newest of this release; MailerError if there is none."""
    with desk.store.read() as tx:
        return named_campaign(tx, named)


def named_campaign(tx: Transaction, named: str) -> Campaign:
    """Return the campaign with this number or release slug; MailerError if there is none."""
    campaign = campaigns.find(tx, named)
    if campaign is None:
        raise MailerError(f"there is no campaign {named!r}", hint="See them all: mailer status")
    return campaign


def pause(desk: Desk, named: str) -> Campaign:
    """Return the campaign, paused: whoever sends it begins no further message within a tenth of a second."""
    return _moved(desk, named, CampaignState.PAUSED, paused_reason=BY_HAND)


def resume(desk: Desk, named: str) -> tuple[Campaign, bool]:
    """Return the campaign and whether it is to be sent now; a paused one whose time has not come is scheduled again.

    What the relay refused on the sender's account, until the breaker paused the campaign, is due at once.
    """
    with desk.store.begin() as tx:
        campaign = named_campaign(tx, named)
        if campaign.waits_for_repair:
            deliveries.make_refused_due(tx, campaign.id, clock(tx))
        if campaign.state is CampaignState.PAUSED and campaign.starts_later(clock(tx)):
            return _move(tx, named, CampaignState.SCHEDULED, paused_reason=""), False
        return campaign, True


def cancel(desk: Desk, named: str) -> Campaign:
    """Return the campaign, cancelled; what is not begun by now is never sent, and its readers have not had it."""
    recover(desk)
    with desk.store.begin() as tx:
        campaigns.lock(tx, named_campaign(tx, named).id)
        campaign = _move(tx, named, CampaignState.CANCELLED, finished_at=clock(tx))
        deliveries.cancel_open(tx, campaign.id)
    return campaign


def retry(desk: Desk, named: str) -> Retried:
    """Return what of the campaign is tried again: what failed, and at once what was put off; MailerError if nothing."""
    with desk.store.begin() as tx:
        campaign = to_reopen(tx, named)
        failed = deliveries.requeue_failed(tx, campaign.id)
        deferred = deliveries.hurry(tx, campaign.id, clock(tx))
        if not failed and not deferred:
            _refuse_retry(tx, campaign)
        reopen(tx, campaign)
    return Retried(campaign, failed, deferred)


def _refuse_retry(tx: Transaction, campaign: Campaign) -> NoReturn:
    failed = deliveries.counts(tx, campaign.id)[DeliveryState.FAILED]
    if failed:
        raise MailerError(
            f"nothing is left to retry: {campaign.release} has reached, or may reach, every reader whose delivery"
            f" failed in campaign {campaign.id} through another campaign",
            hint="See how: mailer explain ADDRESS",
        )
    raise MailerError(f"campaign {campaign.id} has no failed or deferred deliveries to retry", hint=_see(campaign))


def to_reopen(tx: Transaction, named: str) -> Campaign:
    """Return the campaign with nobody else preparing, finishing or cancelling; MailerError if it is cancelled."""
    releases.lock(tx)
    campaigns.lock(tx, named_campaign(tx, named).id)
    campaign = named_campaign(tx, named)
    if campaign.state is CampaignState.CANCELLED:
        raise MailerError(
            f"campaign {campaign.id} is cancelled: nothing of it is sent any more",
            hint=f"To send {campaign.release} to those who have not had it, type the same mailer send again",
        )
    return campaign


def reopen(tx: Transaction, campaign: Campaign) -> None:
    """Let the campaign run again if it was finished."""
    if campaign.state is CampaignState.FINISHED:
        campaigns.move(tx, campaign.id, CampaignState.RUNNING, finished_at=None)


def _moved(desk: Desk, named: str, state: CampaignState, **values: object) -> Campaign:
    with desk.store.begin() as tx:
        return _move(tx, named, state, **values)


def _move(tx: Transaction, named: str, state: CampaignState, **values: object) -> Campaign:
    campaign = named_campaign(tx, named)
    if campaign.state is state:
        raise MailerError(f"campaign {campaign.id} is {state} already", hint=_see(campaign))
    if not campaigns.move(tx, campaign.id, state, **values):
        raise MailerError(f"campaign {campaign.id} is {campaign.state} and cannot become {state}", hint=_see(campaign))
    return campaigns.get(tx, campaign.id)


def _see(campaign: Campaign) -> str:
    return f"See: mailer status {campaign.id}"
