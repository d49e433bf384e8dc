"""How a command that sends ends: where the campaign stands, and the exit code of design 6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailer.cli import show, show_campaigns
from mailer.cli.watching import watching
from mailer.domain.campaign import CampaignState
from mailer.domain.delivery import DeliveryState
from mailer.errors import MailerError
from mailer.usecases.campaigns import reporting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailer.bootstrap import App
    from mailer.domain.campaign import Standing

DONE, REFUSED, SOME_FAILED, NOT_FINISHED = 0, 1, 3, 75


def send_and_end(app: App, campaign_id: int, total: int, *, as_json: bool) -> int:
    """Return the exit code of sending ``total`` deliveries, having shown where the campaign stands then.

    An error in the middle (a relay that goes away) is raised on once the books are shown.
    """
    try:
        with watching(total, quiet=as_json) as watcher:
            app.engine.start(campaign_id, watcher)
    except MailerError:
        end(app, campaign_id, as_json=as_json)
        raise
    return end(app, campaign_id, as_json=as_json, was_stopped=watcher.was_stopped)


def send_each_and_end(app: App, to_send: Sequence[int], campaigns: Sequence[int], *, as_json: bool) -> int:
    """Return the gravest exit code of ``campaigns``, those ``to_send`` having been sent one after the other.

    As JSON they are an array.
    """
    for one in to_send:
        with watching(reporting.waiting(app.desk, one), quiet=as_json) as watcher:
            app.engine.start(one, watcher)
    found = [reporting.standing(app.desk, str(one)) for one in campaigns]
    if as_json:
        show.as_json([show_campaigns.standing_json(one) for one in found])
    else:
        for each in found:
            show_campaigns.standing(each, app.settings.organisation.timezone)
    return max(map(code, found), default=DONE)


def end(app: App, campaign_id: int, *, as_json: bool, was_stopped: bool = False) -> int:
    """Return the exit code for where the campaign stands now, having shown it."""
    found = reporting.standing(app.desk, str(campaign_id))
    if as_json:
        show.as_json(show_campaigns.standing_json(found))
    else:
        show_campaigns.standing(found, app.settings.organisation.timezone)
    if was_stopped and found.campaign.state is CampaignState.RUNNING:
        show.note(f"Stopped by you. Go on with: mailer resume {campaign_id}")
    return code(found)


def code(found: Standing) -> int:
    """Return 0 done, 1 paused or cancelled, 3 some failed or uncertain, 75 not finished; what is held waits rightly."""
    match found.campaign.state:
        case CampaignState.RUNNING if not found.tally.only_waits:
            return NOT_FINISHED
        case CampaignState.PAUSED | CampaignState.CANCELLED:
            return REFUSED
        case CampaignState.FINISHED | CampaignState.RUNNING:
            counted = found.tally.deliveries
            return SOME_FAILED if counted[DeliveryState.FAILED] or counted[DeliveryState.UNCERTAIN] else DONE
        case _:
            return DONE
