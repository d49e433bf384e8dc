"""Running a campaign in this process: owned, recovered, sent, and given back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from mailer.domain.campaign import Campaign, CampaignState
from mailer.domain.schedule import Moment, describe
from mailer.errors import MailerError, NotFinished, RelayUnavailable, SettingsError
from mailer.store.database import Transaction, clock
from mailer.store.sending import campaigns, claims, deliveries, healths
from mailer.store.sending.journals import FileJournal
from mailer.usecases.campaigns.delivering import Run, deliver, new_run
from mailer.usecases.campaigns.reaching import opened, usable
from mailer.usecases.campaigns.recovering import recover
from mailer.usecases.campaigns.settling import close_books
from mailer.usecases.campaigns.witnessing import note_settings
from mailer.usecases.desk import Desk
from mailer.usecases.ports import Session, Transport, Watcher, Workers

_SHARE_WORTH_HAVING = 500
_STARTS_FROM = (CampaignState.RUNNING, CampaignState.PAUSED, CampaignState.SCHEDULED)


def run_campaign(
    desk: Desk, campaign_id: int, watcher: Watcher, workers: Workers | None = None, *, is_unasked: bool = False
) -> None:
    """Send what is due of a campaign in this process and in ``workers``, by its relay or those that stand in for it.

    ``is_unasked`` (by a timer): relays in trouble are left alone. NotFinished if a living process sends it already;
    RelayUnavailable if no relay can be reached (nothing is marked then); MailerError if the campaign is over.
    """
    note_settings(desk)
    recover(desk)
    with _own_journal(desk) as journal, _ownership(desk, campaign_id, journal.name) as campaign:
        chain = desk.settings.chain(campaign.relay)
        try:
            tried = _tried(desk, chain) if is_unasked else chain
            _send(desk, campaign, tried, journal=journal, watcher=watcher, workers=workers)
        except RelayUnavailable:
            _pause_if_hopeless(desk, campaign, chain)
            raise


def assist(desk: Desk, campaign_id: int, watcher: Watcher) -> None:
    """Send what is due of a campaign that another process of this machine runs; RelayUnavailable as there.

    How the relay is, that one notes: what befalls all of them at once must not count several times.
    """
    with desk.store.read() as tx:
        campaign = campaigns.get(tx, campaign_id)
    relay = campaign.relay
    with _own_journal(desk) as journal, _transport(desk, campaign, relay).open(journal) as session:
        run = _begin(desk, campaign, campaign.state, relay=relay, owner=journal.name, watcher=watcher)
        if run is not None:
            deliver(desk, session, run)


def _send(
    desk: Desk,
    campaign: Campaign,
    chain: Sequence[str],
    *,
    journal: FileJournal,
    watcher: Watcher,
    workers: Workers | None,
) -> None:
    state = campaign.state
    begun: Workers | None = None
    for relay in chain:
        try:
            with opened(desk, _transport(desk, campaign, relay), journal) as session:
                run = _begin(desk, campaign, state, relay=relay, owner=journal.name, watcher=watcher)
                if run is not None:
                    state = CampaignState.RUNNING
                    _name_relay(journal, campaign, relay)
                    if workers is not None and relay == campaign.relay:
                        workers.begin()
                        begun = workers
                    _deliver_together(desk, session, run, begun)
        except RelayUnavailable:
            if relay == chain[-1]:
                raise
        else:
            return


def _deliver_together(desk: Desk, session: Session, run: Run, workers: Workers | None) -> None:
    """Send beside ``workers``, which began with the campaign's own relay, whichever this session's is."""
    deliver(desk, session, run)
    if workers is not None:
        if workers.wait():
            recover(desk)
        deliver(desk, session, run)  # what they gave back


def _tried(desk: Desk, chain: Sequence[str]) -> list[str]:
    with desk.store.read() as tx:
        return usable(tx, chain)


def _begin(
    desk: Desk, campaign: Campaign, state: CampaignState, *, relay: str, owner: str, watcher: Watcher
) -> Run | None:
    """Return the run through this relay, or None if the campaign was paused or cancelled while it was being opened."""
    signer = desk.signer(relay)
    with desk.store.begin() as tx:
        campaigns.lock(tx, campaign.id)
        found = campaigns.get(tx, campaign.id)
        if found.state not in {state, CampaignState.RUNNING}:
            return None
        _start(tx, found)
        return new_run(desk, tx, campaign.id, owner=owner, watcher=watcher, relay=relay, signer=signer)


def _name_relay(journal: FileJournal, campaign: Campaign, relay: str) -> None:
    """Let those who may have to clear up after this process know where its messages went."""
    if relay != campaign.relay:
        journal.through(relay)


def _pause_if_hopeless(desk: Desk, campaign: Campaign, chain: Sequence[str]) -> None:
    """Let the campaign wait for a person where trying again by itself has been in vain, or would do harm."""
    with desk.store.begin() as tx:
        found = [healths.of(tx, relay) for relay in chain]
        if all(health and health.needs_person for health in found):
            reason = next(health.reason for health in found if health)
            campaigns.move(tx, campaign.id, CampaignState.PAUSED, paused_reason=reason)


def useful_processes(desk: Desk, campaign_id: int) -> int:
    """Return how many processes the campaign is worth: as the settings say, but no more than have something to do."""
    if desk.settings.processes <= 1:
        return 1
    with desk.store.read() as tx:
        campaign = campaigns.get(tx, campaign_id)
        waiting = deliveries.waiting(tx, campaign_id)
    relay = desk.settings.relays.get(campaign.relay)
    return max(1, min(desk.settings.processes, relay.connections if relay else 1, waiting // _SHARE_WORTH_HAVING))


def reach_relay(desk: Desk, relay: str) -> None:
    """Return if the relay, or one that stands in for it, can be reached, signed in to, and mail be signed for it.

    SettingsError, RelayUnavailable if not. Nothing is sent.
    """
    chain = desk.settings.chain(relay)
    with _own_journal(desk) as journal:
        for name in chain:
            try:
                desk.signer(name)
                with opened(desk, desk.transport(name), journal):
                    return
            except RelayUnavailable:
                if name == chain[-1]:
                    raise


@contextmanager
def _own_journal(desk: Desk) -> Iterator[FileJournal]:
    journal = FileJournal(desk.journals, desk.origin)
    is_needed = True
    try:
        yield journal
    finally:
        try:
            with desk.store.read() as tx:
                is_needed = journal.name in claims.owners(tx)
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


def _transport(desk: Desk, campaign: Campaign, relay: str) -> Transport:
    """Return the way to a relay for the campaign; SettingsError if what was frozen as one is now the other.

    A rehearsal gives no receipts and must not reach anybody; a campaign counts as had and must not end in files.
    """
    transport = desk.transport(relay)
    if campaign.is_rehearsal and not transport.is_rehearsal:
        raise SettingsError(
            f"campaign {campaign.id} is a rehearsal, but relay {relay} now sends to people",
            hint=f"End it with mailer cancel {campaign.id}, then send again",
        )
    if transport.is_rehearsal and not campaign.is_rehearsal:
        raise SettingsError(
            f"campaign {campaign.id} goes to people, but relay {relay} now only writes files",
            hint=f"Set relays.{relay}.url to the mail relay, then: mailer resume {campaign.id}",
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
