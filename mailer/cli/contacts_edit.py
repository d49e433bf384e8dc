"""``contacts add`` and ``contacts edit``: what is known of a person, set by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailer.cli import show, show_contacts
from mailer.cli.completing import list_names
from mailer.cli.options import json_option, several
from mailer.domain.contact import ContactKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailer.cli.context import Context

_FACTS = (
    click.option("--name", help="As it should stand in a mail."),
    click.option("--outlet", help="Newsroom or organisation."),
    click.option("--role", help="As in 'Africa editor'."),
    click.option("--kind", type=click.Choice(list(map(str, ContactKind))), help="What sort of reader they are."),
    click.option("--language", help="As in fr, or fr,en for several, the preferred one first."),
    click.option("--country", help="As in KE or Kenya."),
    click.option("--timezone", help="As in Africa/Nairobi."),
    click.option("--beats", help="What they write about, as in 'health,climate'."),
    click.option("--phone", help="As in '+1 202 555 0100'."),
    click.option("--notes", help="What else the desk should know."),
    click.option("--embargo-since", metavar="DATE", help="The day on which they agreed to keep embargoes."),
    click.option("--embargo-version", metavar="V", help="The text that they agreed to."),
    click.option("--field", "fields", metavar="NAME=VALUE", multiple=True, help="A further fact; may be repeated."),
    click.option("--add-address", "add", metavar="ADDRESS", multiple=True, help="One more address; may be repeated."),
)


def _facts(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_FACTS):
        command = option(command)
    return command


@click.command("add")
@click.argument("address")
@_facts
@click.option(
    "--list",
    "list_slug",
    metavar="LIST",
    shell_complete=list_names,
    help="Put them on this list; its kind is theirs unless given.",
)
@click.option("--they-asked", is_flag=True, help="They were erased at their own request, and ask to come back.")
@click.pass_obj
def add_command(
    context: Context,
    /,
    *,
    address: str,
    kind: str | None,
    list_slug: str | None,
    fields: tuple[str, ...],
    add: tuple[str, ...],
    they_asked: bool,
    **typed: str | None,
) -> None:
    """Add one person. No file changes afterwards what is set here."""
    from mailer.usecases.people.registering import Card, add_contact

    app = context.app()
    facts = {name: text for name, text in typed.items() if text}
    known_kind, others = ContactKind(kind) if kind else None, several(add)
    card = Card(address, kind=known_kind, others=others, fields=fields, they_asked=they_asked, **facts)
    by, known = app.desk.signature(), app.settings.fields
    show_contacts.added(add_contact(app.desk.store, card, list_slug=list_slug, by=by, fields=known), list_slug)


@click.command("edit")
@click.argument("address")
@_facts
@click.option("--no-embargo", is_flag=True, help="They do not keep embargoes any more.")
@click.option("--remove-address", "remove", metavar="ADDRESS", multiple=True, help="Take an address away.")
@click.option("--prefer", metavar="ADDRESS", default="", help="Write to this one of their addresses from now on.")
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@json_option
@click.pass_obj
def edit_command(
    context: Context,
    /,
    *,
    no_embargo: bool,
    dry_run: bool,
    as_json: bool,
    add: tuple[str, ...],
    remove: tuple[str, ...],
    prefer: str,
    fields: tuple[str, ...],
    **typed: str | None,
) -> None:
    """Change what is known of a person: only what is given; '' empties a fact."""
    from mailer.usecases.people.editing import Correction, edit_contact

    app, address = context.app(), typed.pop("address") or ""
    facts = {name: text for name, text in typed.items() if text is not None}
    facts |= {"embargo_since": "", "embargo_version": ""} if no_embargo else {}
    correction = Correction(facts, fields, several(add), several(remove), prefer)
    known, by = app.settings.fields, app.desk.signature()
    found = edit_contact(app.desk.store, address, correction, by=by, dry_run=dry_run, fields=known)
    if as_json:
        show.as_json(show_contacts.edited_json(found))
    else:
        show_contacts.edited(found)
