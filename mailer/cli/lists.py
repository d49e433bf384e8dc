"""``lists``: distribution lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, TypeVar, Unpack

import click

from mailer.cli import show, show_lists
from mailer.cli.completing import list_names, rule_words
from mailer.cli.list_files import export_command, sync_command
from mailer.cli.options import csv_option, json_option, several
from mailer.domain.contact import Basis, ContactKind
from mailer.domain.distribution_list import AudienceClass, LanguagePolicy

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from mailer.cli.context import Context
    from mailer.domain.settings import Settings
    from mailer.usecases.people.amending import ListEdit

_Command = TypeVar("_Command", bound="Callable[..., Any]")


class _Typed(TypedDict, total=False):
    title: str | None
    source: str | None
    where: str | None
    audience_class: str | None
    sender: str | None
    reply_to: str | None
    language: str | None
    language_policy: str | None
    why: str | None
    exclude: tuple[str, ...]
    no_exclude: tuple[str, ...]


_OPTIONS = (
    click.option("--where", metavar="RULE", shell_complete=rule_words, help="A rule that says who is on it."),
    click.option(
        "--class",
        "audience_class",
        type=click.Choice(list(map(str, AudienceClass))),
        help="Whom it is for; else by kind.",
    ),
    click.option("--sender", metavar="SENDER", help="Who writes to it, as 'Press Office <press@example.org>'."),
    click.option("--reply-to", metavar="ADDRESS", help="Where answers go."),
    click.option("--language", metavar="L", help="The language of those of whom none is known."),
    click.option(
        "--policy",
        "language_policy",
        type=click.Choice(list(map(str, LanguagePolicy))),
        help="Who reads none of the editions gets the usual one (fallback), or nothing (own).",
    ),
    click.option("--why", metavar="TEXT", help="What readers are told of why they get it; else a sentence of our own."),
    click.option(
        "--exclude", multiple=True, metavar="LIST", shell_complete=list_names, help="Never send to who is on this one."
    ),
)


def _list_options(command: _Command) -> _Command:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group("lists")
def lists_command() -> None:
    """Distribution lists: create, edit, archive, show, keep as files."""


@lists_command.command("ls")
@click.option("--all", "archived", is_flag=True, help="Also those that were put away.")
@csv_option
@json_option
@click.pass_obj
def ls_command(context: Context, *, archived: bool, as_csv: bool, as_json: bool) -> None:
    """Show all lists with their counts."""
    from mailer.usecases.people import listing

    app = context.app()
    found = listing.all_lists(app.desk.store, by=app.desk.signature(), archived=archived)
    if as_json:
        show.as_json([show_lists.list_json(one) for one in found])
    elif as_csv:
        show_lists.lists_csv(found)
    else:
        show_lists.lists(found, app.settings.organisation.timezone)


@lists_command.command("show")
@click.argument("slug", shell_complete=list_names)
@json_option
@click.pass_obj
def show_command(context: Context, slug: str, *, as_json: bool) -> None:
    """Show what a list is and who is on it: by language, country and outlet, and how well it is kept."""
    from mailer.usecases.people import listing

    app = context.app()
    found = listing.list_report(app.desk.store, slug, by=app.desk.signature())
    if as_json:
        show.as_json(show_lists.list_report_json(found))
    else:
        show_lists.list_report(found, app.settings.organisation.timezone)


@lists_command.command("create")
@click.argument("slug")
@click.option("--title", default="", help="What readers may see, as in 'Press, Africa'.")
@click.option(
    "--kind",
    type=click.Choice(list(map(str, ContactKind))),
    default="journalist",
    show_default=True,
    help="Who is on it.",
)
@click.option(
    "--basis",
    type=click.Choice(list(map(str, Basis))),
    help="Why we may write to them; else member for staff, legitimate-interest for others.",
)
@click.option("--source", default="", help="Where the addresses come from.")
@_list_options
@click.pass_obj
def create_command(context: Context, /, slug: str, *, kind: str, basis: str | None, **typed: Unpack[_Typed]) -> None:
    """Make a list; those who come onto it inherit kind, basis and source unless their file says otherwise."""
    from mailer.usecases.people import listing

    app = context.app()
    desk = app.desk
    made = listing.create_list(
        desk.store,
        slug,
        title=typed.get("title") or "",
        kind=ContactKind(kind),
        basis=Basis(basis) if basis else None,
        source=typed.get("source") or "",
        by=desk.signature(),
        edit=_edit(typed, app.settings),
    )
    show_lists.created(made)


@lists_command.command("edit")
@click.argument("slug", shell_complete=list_names)
@click.option("--title", help="What readers may see.")
@click.option("--kind", type=click.Choice(list(map(str, ContactKind))), help="Who is on it.")
@click.option("--basis", type=click.Choice(list(map(str, Basis))), help="Why we may write to them.")
@click.option("--source", help="Where the addresses come from.")
@_list_options
@click.option(
    "--no-exclude", multiple=True, metavar="LIST", shell_complete=list_names, help="Send to who is on this one again."
)
@click.pass_obj
def edit_command(
    context: Context, /, slug: str, *, kind: str | None, basis: str | None, **typed: Unpack[_Typed]
) -> None:
    """Change what a list is; an empty value, as in --sender '', takes away what was said."""
    from mailer.usecases.people import tending

    app = context.app()
    edit = _edit(typed, app.settings, kind=kind, basis=basis)
    show_lists.edited(tending.edit_list(app.desk.store, slug, edit, by=app.desk.signature()))


@lists_command.command("archive")
@click.argument("slug", shell_complete=list_names)
@click.pass_obj
def archive_command(context: Context, slug: str) -> None:
    """Put a list away: all of it is kept, but it is neither shown, sent to nor filled."""
    from mailer.usecases.people import tending

    desk = context.app().desk
    show_lists.archived(tending.archive_list(desk.store, slug, by=desk.signature()))


@lists_command.command("unarchive")
@click.argument("slug", shell_complete=list_names)
@click.pass_obj
def unarchive_command(context: Context, slug: str) -> None:
    """Use a list again that was put away."""
    from mailer.usecases.people import tending

    desk = context.app().desk
    show_lists.unarchived(tending.unarchive_list(desk.store, slug, by=desk.signature()))


def _edit(typed: _Typed, settings: Settings, *, kind: str | None = None, basis: str | None = None) -> ListEdit:
    from mailer.usecases.people.amending import ListEdit

    of_class, policy = typed.get("audience_class"), typed.get("language_policy")
    return ListEdit(
        title=typed.get("title"),
        kind=ContactKind(kind) if kind else None,
        basis=Basis(basis) if basis else None,
        source=typed.get("source"),
        where=typed.get("where"),
        audience_class=AudienceClass(of_class) if of_class else None,
        sender=typed.get("sender"),
        reply_to=typed.get("reply_to"),
        language=typed.get("language"),
        language_policy=LanguagePolicy(policy) if policy else None,
        why=typed.get("why"),
        exclude=several(typed.get("exclude", ())),
        no_exclude=several(typed.get("no_exclude", ())),
        fields=tuple(settings.fields.named),
    )


lists_command.add_command(sync_command)
lists_command.add_command(export_command)
