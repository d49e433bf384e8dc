"""``contacts``: the people that we may write to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailer.cli import asking, merging, show, show_audit, show_changes, show_imports, show_people
from mailer.cli.completing import list_names
from mailer.cli.contacts_edit import add_command, edit_command
from mailer.cli.contacts_privacy import access_command, erase_command
from mailer.cli.options import csv_option, json_option
from mailer.cli.paging import paged
from mailer.cli.progress import progress
from mailer.cli.typed_files import readable
from mailer.domain.contact import Basis

if TYPE_CHECKING:
    from mailer.cli.context import Context


#: What an import may do only for a flag that names it.
_FLAGS = ("overwrite_edits", "revive_ended", "is_strict")


@click.group("contacts")
def contacts_command() -> None:
    """Contacts: import, export, add, edit, show, find, merge, access, erase."""


for one in (
    *(add_command, edit_command, access_command, erase_command),
    *(merging.duplicates_command, merging.merge_command, merging.distinct_command),
):
    contacts_command.add_command(one)


@contacts_command.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--list",
    "list_slug",
    metavar="LIST",
    shell_complete=list_names,
    help="The list they come onto; else the one named like the file.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option(
    "--source", default="", metavar="TEXT", help="Where the addresses come from, for rows that do not say it."
)
@click.option("--basis", type=click.Choice(list(map(str, Basis))), help="Why we may write to them, likewise.")
@click.option("--encoding", metavar="E", help="The file's encoding if it is not UTF-8, as in cp1252.")
@click.option("--delimiter", metavar="SIGN", help="What stands between columns, if it is none of , ; | and tab.")
@click.option("--sheet", metavar="NAME", help="The sheet of an Excel workbook.")
@click.option("--map", "columns", metavar="HEADER=COLUMN", multiple=True, help='As in "E-mail=address"; repeatable.')
@click.option("--mapping", "named", metavar="NAME", help="Use a mapping that was saved.")
@click.option("--save-mapping", "save_as", metavar="NAME", help="Remember the columns for files with these headers.")
@click.option("--overwrite-edits", is_flag=True, help="Let the file overwrite facts that were set by hand.")
@click.option("--revive-ended", is_flag=True, help="Bring back who has left the list, but nobody suppressed.")
@click.option("--strict", "is_strict", is_flag=True, help="Take nothing if one row cannot be taken.")
@json_option
@click.pass_obj
def import_command(
    context: Context,
    /,
    file: Path,
    *,
    list_slug: str | None,
    dry_run: bool,
    source: str,
    basis: str | None,
    as_json: bool,
    **chosen: Any,  # noqa: ANN401 - each option has its own type
) -> None:
    """Bring a file of contacts (CSV, Excel, vCard, pasted addresses; - is stdin) onto a list.

    Doing it twice changes nothing; who has left stays away.
    """
    from mailer.usecases.people.importing import Attended, Consent, ImportRequest, import_contacts
    from mailer.usecases.people.mapping import choose_reading
    from mailer.usecases.people.provenance import Said

    desk, said = context.app().desk, Said(source, Basis(basis) if basis else None)
    consent = Consent(**{flag: chosen.pop(flag) for flag in _FLAGS})
    with readable(file) as path, progress(path) as bar:
        report = import_contacts(
            desk.store,
            path,
            list_slug=list_slug,
            dry_run=dry_run,
            by=desk.signature(),
            request=ImportRequest(choose_reading(**chosen), consent, said, desk.settings.fields),
            attended=Attended(bar.advance, bar.paused(asking.source), bar.enter),
        )
    if as_json:
        show.as_json(show_imports.imported_json(report))
    else:
        show_imports.imported(report)


@contacts_command.command("export")
@click.option("--list", "list_slug", metavar="LIST", shell_complete=list_names, help="Only who is on this list now.")
@json_option
@click.pass_obj
def export_command(context: Context, *, list_slug: str | None, as_json: bool) -> None:
    """Write contacts as CSV to stdout, without those who must not be written to."""
    from mailer.usecases.people import exporting

    desk = context.app().desk
    if as_json:
        show.as_json(exporting.contact_records(desk.store, by=desk.signature(), list_slug=list_slug))
    else:
        written = exporting.write_csv(desk.store, show.csv_stream().write, by=desk.signature(), list_slug=list_slug)
        show_people.left_out(written)


@contacts_command.command("show")
@click.argument("address")
@json_option
@click.pass_obj
def show_command(context: Context, address: str, *, as_json: bool) -> None:
    """Show all that is known of a contact: where it came from, its lists, its last changes, what forbids writing."""
    from mailer.usecases.people import auditing

    app = context.app()
    found = auditing.dossier(app.desk.store, address)
    if as_json:
        show.as_json(show_people.profile_json(found.profile) | show_audit.trace_json(found))
        return
    with paged():
        show_people.profile(found.profile, app.settings.organisation.timezone)
        show_audit.trace(found, app.settings.organisation.timezone)


@contacts_command.command("find")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many at most.")
@click.option("--csv", "as_csv", is_flag=True, help="As a list file.")
@json_option
@click.pass_obj
def find_command(context: Context, words: tuple[str, ...], *, limit: int, as_csv: bool, as_json: bool) -> None:
    """Find contacts by parts of a name, role, outlet, address or phone number; case and accents make no difference.

    Every word must be found. #12 is the contact of that number, outlet:tribune looks at outlets only,
    press-card=yes at a further column.
    """
    from mailer.usecases.people import finding

    app = context.app()
    found = finding.find_contacts(app.desk.store, words, limit=limit, fields=app.settings.fields)
    if as_json:
        show.as_json([show_people.profile_json(one) for one in found])
    elif as_csv:
        show_people.profiles_csv(found)
    else:
        show_people.profiles(found, limit)


@contacts_command.command("undo")
@click.argument("changeset", type=int)
@json_option
@click.pass_obj
def undo_command(context: Context, changeset: int, *, as_json: bool) -> None:
    """Take a changeset back, as an import; what was changed since stays."""
    from mailer.usecases.people.undoing import undo

    desk = context.app().desk
    undone = undo(desk.store, changeset, by=desk.signature())
    if as_json:
        show.as_json(show_changes.undone_json(undone))
    else:
        show_changes.undone(undone)


@contacts_command.command("changes")
@click.option("--limit", default=30, show_default=True, help="How many, the newest first.")
@click.option("--before", type=int, metavar="ID", help="Only what was done before this changeset.")
@csv_option
@json_option
@click.pass_obj
def changes_command(context: Context, *, limit: int, before: int | None, as_csv: bool, as_json: bool) -> None:
    """Show what was done to contacts and lists: who, when, from which file."""
    from mailer.usecases.people import undoing

    app = context.app()
    found = undoing.all_changesets(app.desk.store, limit=limit, before=before)
    if as_json:
        show.as_json([show_changes.changeset_json(one) for one in found])
    elif as_csv:
        show_changes.changesets_csv(found)
    else:
        show_changes.changesets(found, app.settings.organisation.timezone, limit)
