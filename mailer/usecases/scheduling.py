"""What is due now: scheduled campaigns, retries, and what dead processes left behind."""

from dataclasses import dataclass
from datetime import datetime

from mailer.domain.campaign import Campaign
from mailer.domain.schedule import Moment, describe
from mailer.errors import MailerError, NotFinished
from mailer.store import campaigns
from mailer.store.database import Transaction, clock
from mailer.usecases.desk import Desk
from mailer.usecases.pacing import WAIT_FOR_DUE, next_claim, pace_of
from mailer.usecases.ports import Engine, Watcher
from mailer.usecases.recovering import Recovered, recover


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did: what it recovered, and which campaigns it worked on, which wait, and what went wrong."""

    recovered: Recovered
    worked_on: tuple[int, ...] = ()
    waiting: tuple[tuple[int, str], ...] = ()
    problems: tuple[tuple[int, MailerError], ...] = ()


def run_once(desk: Desk, engine: Engine, watcher: Watcher) -> Pass:
    """Return what was done of what is due; a campaign that cannot go on does not stop the others."""
    recovered = recover(desk)
    with desk.store.read() as tx:
        found = {campaign.id: _obstacle(desk, tx, campaign) for campaign in campaigns.due(tx, clock(tx))}
    waiting = tuple((number, why) for number, why in found.items() if why)
    due = [number for number, why in found.items() if not why]
    worked_on: list[int] = []
    problems: list[tuple[int, MailerError]] = []
    for campaign_id in due:
        try:
            engine.start(campaign_id, watcher)
            worked_on.append(campaign_id)
        except NotFinished:
            continue  # a living process is at it
        except MailerError as error:
            problems.append((campaign_id, error))
    return Pass(recovered, tuple(worked_on), waiting, tuple(problems))


def _obstacle(desk: Desk, tx: Transaction, campaign: Campaign) -> str:
    """Return what keeps the campaign from being sent for longer than a run would wait, or ""."""
    if campaign.relay not in desk.settings.relays:
        return ""
    now = clock(tx)
    at = next_claim(tx, pace_of(desk.settings, campaign.relay), campaign.id, now)
    if at is None or at - now <= WAIT_FOR_DUE:
        return ""
    return f"the rate or daily limit of relay {campaign.relay} is reached; next at {_told(desk, at)}"


def _told(desk: Desk, at: datetime) -> str:
    return describe(Moment(at, desk.settings.organisation.timezone))
