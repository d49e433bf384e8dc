"""``spokespeople``: who journalists may call, and when somebody last made sure of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailer.cli import show, show_spokespeople
from mailer.cli.options import csv_option, json_option

if TYPE_CHECKING:
    from mailer.cli.context import Context


@click.group("spokespeople")
def spokespeople_command() -> None:
    """Spokespeople: who journalists may call, who is away, who has to be verified."""


@spokespeople_command.command("ls")
@csv_option
@json_option
@click.pass_obj
def ls_command(context: Context, *, as_csv: bool, as_json: bool) -> None:
    """Show everybody in spokespeople.toml as they stand today, private numbers left out."""
    from mailer.usecases.messages.vouching import people_today

    found = people_today(context.app().desk)
    if as_json:
        show.as_json([show_spokespeople.person_json(one) for one in found])
    elif as_csv:
        show_spokespeople.people_csv(found)
    else:
        show_spokespeople.people(found)


@spokespeople_command.command("verify")
@click.argument("keys", metavar="KEY...", nargs=-1, required=True)
@json_option
@click.pass_obj
def verify_command(context: Context, keys: tuple[str, ...], *, as_json: bool) -> None:
    """Write down that what is said of these people was verified today; all else in the file stays as it is."""
    from mailer.usecases.messages.vouching import vouch

    found = vouch(context.app().desk, keys)
    if as_json:
        show.as_json(show_spokespeople.vouched_json(found))
    else:
        show_spokespeople.vouched(found)
