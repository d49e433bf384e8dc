"""Running a campaign in this process: owned, recovered, sent, and given back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from mailer.domain.campaign import Campaign, CampaignState
from mailer.domain.schedule import Moment, describe
from mailer.errors import MailerError, NotFinished, RelayUnavailable, SettingsError
from mailer.store import campaigns, deliveries, healths
from mailer.store.database import Transaction, clock
from mailer.store.journals import FileJournal
from mailer.usecases.delivering import deliver, new_run
from mailer.usecases.desk import Desk
from mailer.usecases.ports import Transport, Watcher
from mailer.usecases.reaching import opened
from mailer.usecases.recovering import recover

_STARTS_FROM = (CampaignState.RUNNING, CampaignState.PAUSED, CampaignState.SCHEDULED)


def run_campaign(desk: Desk, campaign_id: int, watcher: Watcher) -> None:
    """Send what is due of a campaign in this process.

    NotFinished if a living process sends it already; RelayUnavailable if the relay cannot be reached (nothing is
    marked then); MailerError if the campaign is over.
    """
    recover(desk)
    with _own_journal(desk) as journal, _ownership(desk, campaign_id, journal.name) as campaign:
        try:
            _send(desk, campaign, journal, watcher)
        except RelayUnavailable:
            _pause_if_hopeless(desk, campaign)
            raise


def _send(desk: Desk, campaign: Campaign, journal: FileJournal, watcher: Watcher) -> None:
    with opened(desk, _transport(desk, campaign), journal) as session:
        with desk.store.begin() as tx:
            _start(tx, campaign)
            run = new_run(desk, tx, campaign.id, owner=journal.name, watcher=watcher)
        deliver(desk, session, run)


def _pause_if_hopeless(desk: Desk, campaign: Campaign) -> None:
    """Let the campaign wait for a person where trying again by itself has been in vain, or would do harm."""
    with desk.store.begin() as tx:
        health = healths.of(tx, campaign.relay)
        if health and health.needs_person:
            campaigns.move(tx, campaign.id, CampaignState.PAUSED, paused_reason=health.reason)


def reach_relay(desk: Desk, relay: str) -> None:
    """Return if the relay can be reached and signed in to; RelayUnavailable if not. Nothing is sent."""
    with _own_journal(desk) as journal, opened(desk, desk.transport(relay), journal):
        pass


@contextmanager
def _own_journal(desk: Desk) -> Iterator[FileJournal]:
    journal = FileJournal(desk.journals, desk.origin)
    is_needed = True
    try:
        yield journal
    finally:
        try:
            with desk.store.read() as tx:
                is_needed = journal.name in deliveries.claim_owners(tx)
        finally:
            journal.close(keep=is_needed)


@contextmanager
def _ownership(desk: Desk, campaign_id: int, owner: str) -> Iterator[Campaign]:
    with desk.store.begin() as tx:
        campaign = campaigns.get(tx, campaign_id)
        _refuse_unless_startable(campaign, clock(tx), desk.settings.organisation.timezone)
        if campaign.owner or not campaigns.own(tx, campaign_id, owner=owner, instead_of=""):
            raise NotFinished(
                f"campaign {campaign_id} is being sent by another process ({_told(campaign.owner)})",
                hint=f"Watch it: mailer status {campaign_id}",
            )
    try:
        yield campaign
    finally:
        with desk.store.begin() as tx:
            campaigns.own(tx, campaign_id, owner="", instead_of=owner)
            close_books(tx, campaign_id)


def close_books(tx: Transaction, campaign_id: int) -> None:
    """Finish a running campaign that has nothing left to send; a cancelled one leaves nothing open."""
    campaigns.lock(tx, campaign_id)
    state = campaigns.state_of(tx, campaign_id)
    if state is CampaignState.CANCELLED:
        deliveries.cancel_open(tx, campaign_id)
    counted = deliveries.counts(tx, campaign_id)
    if state is CampaignState.RUNNING and not any(n for one, n in counted.items() if not one.is_final):
        campaigns.move(tx, campaign_id, CampaignState.FINISHED, finished_at=clock(tx))


def _refuse_unless_startable(campaign: Campaign, now: datetime, zone: str) -> None:
    if campaign.state not in _STARTS_FROM:
        raise MailerError(
            f"campaign {campaign.id} is {campaign.state}, there is nothing to go on with",
            hint=f"See: mailer status {campaign.id}",
        )
    if campaign.scheduled_at and campaign.starts_later(now):
        raise MailerError(
            f"campaign {campaign.id} is scheduled for {describe(Moment(campaign.scheduled_at, zone))}",
            hint=f"To send at once: mailer cancel {campaign.id}, then the same mailer send without --at",
        )


def _transport(desk: Desk, campaign: Campaign) -> Transport:
    """Return the way to the campaign's relay; SettingsError if what was frozen as one is now the other.

    A rehearsal gives no receipts and must not reach anybody; a campaign counts as had and must not end in files.
    """
    transport = desk.transport(campaign.relay)
    if campaign.is_rehearsal and not transport.is_rehearsal:
        raise SettingsError(
            f"campaign {campaign.id} is a rehearsal, but relay {campaign.relay} now sends to people",
            hint=f"End it with mailer cancel {campaign.id}, then send again",
        )
    if transport.is_rehearsal and not campaign.is_rehearsal:
        raise SettingsError(
            f"campaign {campaign.id} goes to people, but relay {campaign.relay} now only writes files",
            hint=f"Set relays.{campaign.relay}.url to the mail relay, then: mailer resume {campaign.id}",
        )
    return transport


def _start(tx: Transaction, campaign: Campaign) -> None:
    now = clock(tx)
    if campaign.state is not CampaignState.RUNNING:
        campaigns.move(tx, campaign.id, CampaignState.RUNNING, paused_reason="")
    if campaign.started_at is None:
        campaigns.mark_started(tx, campaign.id, now)


def _told(owner: str) -> str:
    host, _, pid, _ = owner.rsplit("-", 3)
    return f"process {pid} on {host}"
