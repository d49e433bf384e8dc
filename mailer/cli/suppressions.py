"""``suppressions``: whom we must not write to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailer.cli import show, show_suppressions
from mailer.cli.options import csv_option, json_option
from mailer.cli.typed_files import readable
from mailer.domain.suppression import SuppressionReason

if TYPE_CHECKING:
    from mailer.cli.context import Context


@click.group("suppressions")
def suppressions_command() -> None:
    """Addresses that must not be written to, whatever the lists say."""


@suppressions_command.command("ls")
@csv_option
@json_option
@click.pass_obj
def ls_command(context: Context, *, as_csv: bool, as_json: bool) -> None:
    """Show all suppressions, newest first."""
    from mailer.usecases.people import suppressing

    app = context.app()
    found = suppressing.all_suppressions(app.desk.store)
    if as_json:
        show.as_json([show_suppressions.suppression_json(one) for one in found])
    elif as_csv:
        show_suppressions.suppressions_csv(found)
    else:
        show_suppressions.suppressions(found, app.settings.organisation.timezone)


@suppressions_command.command("add")
@click.argument("address")
@click.option(
    "--reason", type=click.Choice(list(map(str, SuppressionReason))), default="manual", show_default=True, help="Why."
)
@click.option("--person", is_flag=True, help="All addresses of the contact who has this one.")
@click.option("--note", default="", help="For those who look it up later.")
@click.pass_obj
def add_command(context: Context, address: str, *, reason: str, person: bool, note: str) -> None:
    """Write nothing to an address any more, from the next message on."""
    from mailer.usecases.people import suppressing

    desk = context.app().desk
    why = SuppressionReason(reason)
    show_suppressions.suppressed(
        suppressing.suppress(desk.store, address, reason=why, person=person, note=note, by=desk.signature())
    )


@suppressions_command.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--reason",
    type=click.Choice(list(map(str, SuppressionReason))),
    default="unsubscribed",
    show_default=True,
    help="Why, for all of them.",
)
@click.option("--note", default="", help="For those who look it up later.")
@click.option("--encoding", metavar="E", help="The file's encoding if it is not UTF-8, as in cp1252.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@json_option
@click.pass_obj
def import_command(
    context: Context, file: Path, *, reason: str, note: str, encoding: str | None, dry_run: bool, as_json: bool
) -> None:
    """Write nothing any more to the addresses in a file, as to those who left another program's lists."""
    from mailer.usecases.people.mapping import choose_reading
    from mailer.usecases.people.suppressing import Why, suppress_file

    desk, reading = context.app().desk, choose_reading(encoding=encoding)
    why = Why(SuppressionReason(reason), note.strip())
    with readable(file) as path:
        report = suppress_file(desk.store, path, reading, why=why, by=desk.signature(), dry_run=dry_run)
    if as_json:
        show.as_json(show_suppressions.file_json(report))
    else:
        show_suppressions.file(report)


@suppressions_command.command("remove")
@click.argument("address")
@click.option("--they-asked", is_flag=True, help="The person who did not want mail wants it again.")
@click.pass_obj
def remove_command(context: Context, address: str, *, they_asked: bool) -> None:
    """Allow writing to an address again."""
    from mailer.usecases.people import suppressing

    desk = context.app().desk
    removed = suppressing.unsuppress(desk.store, address, by=desk.signature(), own_will=they_asked)
    show_suppressions.unsuppressed(removed)
