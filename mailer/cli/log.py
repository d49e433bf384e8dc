"""``log`` and ``explain``: who was sent what, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailer.cli import show, show_campaigns
from mailer.cli.options import csv_option, json_option

if TYPE_CHECKING:
    from datetime import datetime

    from mailer.cli.context import Context


@click.command("log")
@click.option("--campaign", default="", metavar="ID", help="Only this campaign (number or release slug).")
@click.option("--address", default="", metavar="A", help="Only this address, and others of the same person.")
@click.option("--outlet", default="", metavar="O", help="Only people of this outlet.")
@click.option(
    "--since", type=click.DateTime(("%Y-%m-%d", "%Y-%m-%d %H:%M")), help="Only tries since then (workspace time)."
)
@click.option("--attempts", "every_attempt", is_flag=True, help="A line for every try, not just the last.")
@csv_option
@json_option
@click.pass_obj
def log_command(
    context: Context, /, *, since: datetime | None, every_attempt: bool, as_csv: bool, as_json: bool, **typed: str
) -> None:
    """Show the delivery log: a line per delivery with its last try."""
    from mailer.usecases.campaigns import explaining

    app = context.app()
    chosen = explaining.log_filter(app.desk, since=since, **typed)
    entries = explaining.delivery_log(app.desk, chosen, every_attempt=every_attempt)
    if as_json:
        show.as_json(show_campaigns.log_json(entries))
    elif as_csv:
        show_campaigns.log_csv(entries)
    else:
        show_campaigns.log(entries, app.settings.organisation.timezone)


@click.command("explain")
@click.argument("address")
@click.argument("campaign", metavar="[ID]", required=False, default="")
@json_option
@click.pass_obj
def explain_command(context: Context, address: str, campaign: str, *, as_json: bool) -> None:
    """Say why an address is in or out of a campaign, and what happened to it."""
    from mailer.usecases.campaigns import explaining

    app = context.app()
    found = explaining.explain(app.desk, address, campaign)
    if as_json:
        show.as_json(show_campaigns.verdicts_json(found))
    else:
        show_campaigns.verdicts(found, address, app.settings.organisation.timezone)
