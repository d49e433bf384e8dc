"""``db``: the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailer.cli import show, show_privacy
from mailer.cli.options import json_option

if TYPE_CHECKING:
    from mailer.cli.context import Context


@click.group("db")
def db_command() -> None:
    """Look after the database."""


@db_command.command("upgrade")
@click.pass_obj
def upgrade_command(context: Context) -> None:
    """Bring the database to this version's schema; a backup copy is made first."""
    from mailer.bootstrap import upgrade_database

    backup = upgrade_database(context.start, named=context.workspace, environ=context.environ)
    show.line(f"The database is up to date.{f' The copy from before is {backup}.' if backup else ''}")


@db_command.command("purge")
@click.option("--dry-run", is_flag=True, help="Say what would be removed and change nothing.")
@json_option
@click.pass_obj
def purge_command(context: Context, *, dry_run: bool, as_json: bool) -> None:
    """Remove details that were kept long enough ([retention] in mailer.toml); books and receipts stay."""
    from mailer.usecases.privacy.purging import KEPT, purge

    done = purge(context.app().desk, is_dry_run=dry_run)
    if as_json:
        show.as_json({"dry_run": done.is_dry_run, "rows": done.rows, "changeset": done.changeset, "kept": KEPT})
    else:
        show_privacy.purged(done, KEPT)
