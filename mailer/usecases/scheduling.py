"""What is due now: scheduled campaigns, retries, and what dead processes left behind."""

from dataclasses import dataclass

from mailer.errors import MailerError, NotFinished
from mailer.store import campaigns
from mailer.store.database import clock
from mailer.usecases.desk import Desk
from mailer.usecases.ports import Engine, Watcher
from mailer.usecases.recovering import Recovered, recover


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did: which campaigns it worked on, what it recovered, and what went wrong, by campaign."""

    recovered: Recovered
    worked_on: tuple[int, ...] = ()
    problems: tuple[tuple[int, MailerError], ...] = ()


def run_once(desk: Desk, engine: Engine, watcher: Watcher) -> Pass:
    """Return what was done of what is due; a campaign that cannot go on does not stop the others."""
    recovered = recover(desk)
    with desk.store.read() as tx:
        due = [campaign.id for campaign in campaigns.due(tx, clock(tx))]
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
    return Pass(recovered, tuple(worked_on), tuple(problems))
