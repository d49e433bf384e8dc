"""``contacts``: the people that we may write to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailer.cli import asking, show, show_changes, show_people
from mailer.cli.options import json_option
from mailer.domain.contact import Basis, ContactKind

if TYPE_CHECKING:
    from mailer.cli.context import Context


@click.group("contacts")
def contacts_command() -> None:
    """Contacts: import, export, add, show, find."""


@contacts_command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--list", "list_slug", metavar="LIST", help="The list they come onto; else the one named like the file.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option(
    "--source", default="", metavar="TEXT", help="Where the addresses come from, for rows that do not say it."
)
@click.option("--basis", type=click.Choice(list(map(str, Basis))), help="Why we may write to them, likewise.")
@click.option("--encoding", metavar="E", help="The file's encoding, if it is found out wrongly, as in cp1252.")
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
    encoding: str | None,
    as_json: bool,
    **allowed: bool,
) -> None:
    """Bring a file of contacts onto a list. Doing it twice changes nothing; who has left stays away."""
    from mailer.usecases.importing import Attended, Consent, ImportRequest, import_contacts
    from mailer.usecases.provenance import Said

    desk, said = context.app().desk, Said(source, Basis(basis) if basis else None)
    with show.progress(file.name) as bar:
        report = import_contacts(
            desk.store,
            file,
            list_slug=list_slug,
            dry_run=dry_run,
            by=desk.signature(),
            request=ImportRequest(encoding, Consent(**allowed), said),
            attended=Attended(bar.advance, bar.paused(asking.source)),
        )
    if as_json:
        show.as_json(show_people.imported_json(report))
    else:
        show_people.imported(report)


@contacts_command.command("export")
@click.option("--list", "list_slug", metavar="LIST", help="Only who is on this list now.")
@json_option
@click.pass_obj
def export_command(context: Context, *, list_slug: str | None, as_json: bool) -> None:
    """Write contacts as CSV to stdout, without those who must not be written to."""
    from mailer.usecases import finding

    found = finding.export_contacts(context.app().desk.store, list_slug=list_slug)
    if as_json:
        show.as_json(show_people.exported_json(found))
    else:
        show_people.exported(found)


@contacts_command.command("add")
@click.argument("address")
@click.option("--name", default="", help="As it should stand in a mail.")
@click.option("--outlet", default="", help="Newsroom or organisation.")
@click.option("--role", default="", help="As in 'Africa editor'.")
@click.option("--kind", type=click.Choice(list(map(str, ContactKind))), help="Else the list's, or journalist.")
@click.option("--language", default="", help="As in fr, or fr,en for several, the preferred one first.")
@click.option("--country", default="", help="As in KE.")
@click.option("--list", "list_slug", metavar="LIST", help="Put them on this list.")
@click.pass_obj
def add_command(context: Context, /, *, kind: str | None, list_slug: str | None, **typed: str) -> None:
    """Add one person."""
    from mailer.usecases.registering import Card, add_contact

    desk = context.app().desk
    card = Card(kind=ContactKind(kind) if kind else None, **typed)
    show_people.contact_added(add_contact(desk.store, card, list_slug=list_slug, by=desk.signature()), list_slug)


@contacts_command.command("show")
@click.argument("address")
@json_option
@click.pass_obj
def show_command(context: Context, address: str, *, as_json: bool) -> None:
    """Show all that is known of a contact."""
    from mailer.usecases import finding

    app = context.app()
    found = finding.contact_profile(app.desk.store, address)
    if as_json:
        show.as_json(show_people.profile_json(found))
    else:
        show_people.profile(found, app.settings.organisation.timezone)


@contacts_command.command("find")
@click.argument("words", nargs=-1, required=True)
@json_option
@click.pass_obj
def find_command(context: Context, words: tuple[str, ...], *, as_json: bool) -> None:
    """Find contacts by parts of a name, role, outlet or address."""
    from mailer.usecases import finding

    found = finding.find_contacts(context.app().desk.store, words)
    if as_json:
        show.as_json([show_people.profile_json(one) for one in found])
    else:
        show_people.profiles(found, finding.MOST_FOUND)


@contacts_command.command("undo")
@click.argument("changeset", type=int)
@json_option
@click.pass_obj
def undo_command(context: Context, changeset: int, *, as_json: bool) -> None:
    """Take a changeset back, as an import; what was changed since stays."""
    from mailer.usecases.undoing import undo

    desk = context.app().desk
    undone = undo(desk.store, changeset, by=desk.signature())
    if as_json:
        show.as_json(show_changes.undone_json(undone))
    else:
        show_changes.undone(undone)


@contacts_command.command("changes")
@click.option("--limit", default=30, show_default=True, help="How many, the newest first.")
@click.option("--before", type=int, metavar="ID", help="Only what was done before this changeset.")
@json_option
@click.pass_obj
def changes_command(context: Context, *, limit: int, before: int | None, as_json: bool) -> None:
    """Show what was done to contacts and lists: who, when, from which file."""
    from mailer.usecases import undoing

    app = context.app()
    found = undoing.all_changesets(app.desk.store, limit=limit, before=before)
    if as_json:
        show.as_json([show_changes.changeset_json(one) for one in found])
    else:
        show_changes.changesets(found, app.settings.organisation.timezone)
