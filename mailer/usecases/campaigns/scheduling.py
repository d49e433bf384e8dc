"""What is due now: scheduled campaigns, retries, and what dead processes left behind."""

from dataclasses import dataclass
from datetime import datetime

from mailer.domain.campaign import Campaign
from mailer.domain.health import Health
from mailer.domain.schedule import Moment, describe
from mailer.errors import MailerError, NotFinished
from mailer.store.database import clock
from mailer.store.sending import campaigns, healths
from mailer.usecases.campaigns.pacing import WAIT_FOR_DUE, next_claim, pace_of
from mailer.usecases.campaigns.reaching import usable
from mailer.usecases.campaigns.recovering import Recovered, recover
from mailer.usecases.desk import Desk
from mailer.usecases.ports import Engine, Watcher

_MEND = "mend that, then: mailer resume {}"


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
        due = campaigns.due(tx, clock(tx))
    worked_on: list[int] = []
    waiting: list[tuple[int, str]] = []
    problems: list[tuple[int, MailerError]] = []
    for campaign in due:
        if why := _obstacle(desk, campaign):  # asked in its turn: the one before may have found the relay shut
            waiting.append((campaign.id, why))
            continue
        try:
            engine.start(campaign.id, watcher, is_unasked=True)
            worked_on.append(campaign.id)
        except NotFinished:
            continue  # a living process is at it
        except MailerError as error:
            problems.append((campaign.id, error))
    return Pass(recovered, tuple(worked_on), tuple(waiting), tuple(problems))


def _obstacle(desk: Desk, campaign: Campaign) -> str:
    """Return what keeps the campaign from being sent for longer than a run would wait, or ""."""
    if campaign.relay not in desk.settings.relays:
        return ""
    with desk.store.read() as tx:
        relay = next(iter(usable(tx, desk.settings.chain(campaign.relay))), "")
        if not relay:
            return _trouble(desk, campaign, healths.of(tx, campaign.relay))
        now = clock(tx)
        at = next_claim(tx, pace_of(desk.settings, relay), campaign.id, now)
    if at is None or at - now <= WAIT_FOR_DUE:
        return ""
    return f"the rate or daily limit of relay {relay} is reached; next at {_told(desk, at)}"


def _trouble(desk: Desk, campaign: Campaign, health: Health | None) -> str:
    if health is None:
        return ""
    then = f"next try at {_told(desk, health.retry_at)}" if health.retry_at else _MEND.format(campaign.id)
    return f"relay {campaign.relay} cannot be used ({health.reason}); {then}"


def _told(desk: Desk, at: datetime) -> str:
    return describe(Moment(at, desk.settings.organisation.timezone))
