"""``relays``: the servers that mail is handed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailer.cli import show, show_relays
from mailer.cli.options import csv_option, json_option
from mailer.domain.delivery import OutcomeKind
from mailer.errors import RelayUnavailable

if TYPE_CHECKING:
    from mailer.cli.context import Context


@click.group("relays")
def relays_command() -> None:
    """Show the relays of the settings, and look at one of them."""


@relays_command.command("ls")
@csv_option
@json_option
@click.pass_obj
def ls_command(context: Context, *, as_csv: bool, as_json: bool) -> None:
    """Show all relays: where they are, their limits, what was used in the last 24 hours, and how they are."""
    from mailer.usecases.campaigns import relaying

    app = context.app()
    found = relaying.all_relays(app.desk)
    if as_json:
        show.as_json([show_relays.relay_json(one) for one in found])
    elif as_csv:
        show_relays.relays_csv(found)
    else:
        show_relays.relays(found, app.settings.organisation.timezone)


@relays_command.command("check")
@click.argument("name", default="default")
@click.option("--probe", default="", metavar="ADDRESS", help="Also send one small message to this address.")
@json_option
@click.pass_obj
def check_command(context: Context, name: str, *, probe: str, as_json: bool) -> int:
    """Connect to a relay and show what it offers, its certificate, and whether we can sign in."""
    from mailer.usecases.campaigns import relaying

    app = context.app()
    found = relaying.check(app.desk, name, probe=probe)
    if as_json:
        show.as_json(show_relays.checked_json(name, found))
    else:
        show_relays.checked(found, app.settings.organisation.timezone)
    if found.inspection.trouble:
        return RelayUnavailable.exit_code
    return 0 if found.probe is None or found.probe.kind is OutcomeKind.ACCEPTED else 1
