"""``status``, ``pause``, ``resume``, ``cancel``, ``retry``, ``decide``: the life of a campaign."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from mailer.cli import show, show_campaigns
from mailer.cli.ending import end, send_and_end
from mailer.cli.options import csv_option, json_option, several
from mailer.domain.campaign import CampaignState

if TYPE_CHECKING:
    from mailer.bootstrap import App
    from mailer.cli.context import Context
    from mailer.domain.campaign import Campaign

_UNDER_WAY = frozenset({CampaignState.RUNNING, CampaignState.SCHEDULED})

campaign_argument = click.argument("campaign", metavar="ID")


@click.command("status")
@click.argument("campaign", metavar="[ID]", required=False, default="")
@click.option("--watch", is_flag=True, help="Show it again every second until it is over (with --json: once, then).")
@csv_option
@json_option
@click.pass_obj
def status_command(context: Context, campaign: str, *, watch: bool, as_csv: bool, as_json: bool) -> None:
    """Show where a campaign stands (by number or release slug), or every campaign."""
    app = context.app()
    if not campaign:
        _show_all(app, as_csv=as_csv, as_json=as_json)
        return
    if as_csv:
        raise click.UsageError("--csv is for every campaign: leave ID out, or say --json")
    while as_json and watch and _is_under_way(app, campaign):  # JSON is one value: the last
        time.sleep(1)
    while _show_one(app, campaign, as_json=as_json) and watch:
        time.sleep(1)


@click.command("pause")
@campaign_argument
@json_option
@click.pass_obj
def pause_command(context: Context, campaign: str, *, as_json: bool) -> None:
    """Stop a campaign for now: at most one more message per connection is finished."""
    from mailer.usecases.campaigns import steering

    app = context.app()
    end(app, steering.pause(app.desk, campaign).id, as_json=as_json)


@click.command("resume")
@campaign_argument
@json_option
@click.pass_obj
def resume_command(context: Context, campaign: str, *, as_json: bool) -> int:
    """Go on with a campaign that was paused or interrupted."""
    from mailer.usecases.campaigns import steering

    app = context.app()
    found, is_now = steering.resume(app.desk, campaign)
    return _run(app, found.id, as_json=as_json) if is_now else end(app, found.id, as_json=as_json)


@click.command("cancel")
@campaign_argument
@json_option
@click.pass_obj
def cancel_command(context: Context, campaign: str, *, as_json: bool) -> None:
    """End a campaign: what is not sent by now never will be."""
    from mailer.usecases.campaigns import steering

    app = context.app()
    end(app, steering.cancel(app.desk, campaign).id, as_json=as_json)


@click.command("retry")
@campaign_argument
@json_option
@click.pass_obj
def retry_command(context: Context, campaign: str, *, as_json: bool) -> int:
    """Send a campaign's failed deliveries once more, and at once those that were put off."""
    from mailer.usecases.campaigns import steering

    app = context.app()
    again = steering.retry(app.desk, campaign)
    show.note(
        f"{show.count(again.failed, 'failed delivery', 'failed deliveries')} queued again, {again.deferred} due now."
    )
    return _go_on(app, again.campaign, as_json=as_json)


@click.command("decide")
@campaign_argument
@click.option("--resend", is_flag=True, help="Send again, with the same Message-ID.")
@click.option("--assume-sent", is_flag=True, help="Count as sent.")
@click.option("--address", multiple=True, metavar="A", help="Only this address. Repeat it, or separate by commas.")
@json_option
@click.pass_obj
def decide_command(
    context: Context, campaign: str, *, resend: bool, assume_sent: bool, address: tuple[str, ...], as_json: bool
) -> int:
    """Say what becomes of uncertain deliveries: the body was begun, but no answer was read."""
    from mailer.usecases.campaigns import deciding

    if resend is assume_sent:
        raise click.UsageError("say --resend or --assume-sent")
    app = context.app()
    chosen = deciding.Decision.RESEND if resend else deciding.Decision.ASSUME_SENT
    found, _ = deciding.decide(app.desk, campaign, chosen, several(address), decided_by=app.desk.who)
    if chosen is deciding.Decision.RESEND:
        return _go_on(app, found, as_json=as_json)
    return end(app, found.id, as_json=as_json)


def _go_on(app: App, campaign: Campaign, *, as_json: bool) -> int:
    """Return the exit code of sending what is due; what is paused waits for ``resume``, which sends all of the rest."""
    if campaign.state is CampaignState.PAUSED:
        return end(app, campaign.id, as_json=as_json)
    return _run(app, campaign.id, as_json=as_json)


def _run(app: App, campaign_id: int, *, as_json: bool) -> int:
    from mailer.usecases.campaigns import reporting

    return send_and_end(app, campaign_id, reporting.waiting(app.desk, campaign_id), as_json=as_json)


def _show_one(app: App, campaign: str, *, as_json: bool) -> bool:
    from mailer.usecases.campaigns import reporting

    found = reporting.standing(app.desk, campaign)
    if as_json:
        show.as_json(show_campaigns.standing_json(found))
    else:
        show_campaigns.standing(found, app.settings.organisation.timezone)
    return found.campaign.state in _UNDER_WAY


def _is_under_way(app: App, campaign: str) -> bool:
    from mailer.usecases.campaigns import steering

    return steering.find_campaign(app.desk, campaign).state in _UNDER_WAY


def _show_all(app: App, *, as_csv: bool, as_json: bool) -> None:
    from mailer.usecases.campaigns import reporting

    found = reporting.all_standings(app.desk)
    if as_json:
        show.as_json([show_campaigns.standing_json(one) for one in found])
    elif as_csv:
        show_campaigns.standings_csv(found)
    else:
        show_campaigns.standings(found, app.settings.organisation.timezone)
