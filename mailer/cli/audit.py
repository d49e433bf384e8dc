"""``audit``: who did what to people, lists and settings of sending."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailer.cli import show, show_audit
from mailer.cli.options import json_option
from mailer.domain.changeset import Action

if TYPE_CHECKING:
    from datetime import datetime

    from mailer.cli.context import Context


@click.group("audit")
def audit_command() -> None:
    """Who did what to people, lists and settings of sending, and when."""


@audit_command.command("ls")
@click.option("--who", default="", metavar="W", help="Only what this person did: name, or name@host.")
@click.option(
    "--since",
    type=click.DateTime(("%Y-%m-%d", "%Y-%m-%d %H:%M")),
    help="Only what was done since then (workspace time).",
)
@click.option("--about", default="", metavar="X", help="Only what is about this address, list or outlet.")
@click.option("--action", type=click.Choice(list(map(str, Action))), help="Only this action.")
@click.option("--changeset", type=click.IntRange(1), metavar="ID", help="Only this one, each contact on a line.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many lines at most.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, a row for each field.")
@json_option
@click.pass_obj
def ls_command(
    context: Context,
    /,
    *,
    since: datetime | None,
    action: str | None,
    changeset: int | None,
    limit: int,
    as_csv: bool,
    as_json: bool,
    **typed: str,
) -> None:
    """Show what was done, newest first: when, who, to whom, and each field before and after."""
    from mailer.usecases.people.auditing import Asked, audit

    app = context.app()
    asked = Asked(since=since, action=Action(action) if action else None, changeset=changeset, **typed)
    found = audit(app.desk, asked, limit=limit)
    if as_json:
        show.as_json(show_audit.entries_json(found))
    elif as_csv:
        show_audit.entries_csv(found)
    else:
        show_audit.entries(found, app.settings.organisation.timezone, limit)


@audit_command.command("verify")
@json_option
@click.pass_obj
def verify_command(context: Context, *, as_json: bool) -> int:
    """Look at every change again: is it what was written down when it was made? Exits with 1 if one is not."""
    from mailer.usecases.people.auditing import verify

    app = context.app()
    found = verify(app.desk.store)
    if as_json:
        show.as_json(show_audit.verified_json(found))
    else:
        show_audit.verified(found, app.settings.organisation.timezone)
    return 1 if found.broken else 0
