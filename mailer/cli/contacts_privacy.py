"""``contacts access`` and ``contacts erase``: what a person may ask of those who hold something of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailer.cli import asking, show, show_privacy
from mailer.cli.options import json_option, yes_option
from mailer.errors import NotFinished

if TYPE_CHECKING:
    from mailer.cli.context import Context


@click.command("access")
@click.argument("address")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Where the files go; else access/.")
@json_option
@click.pass_obj
def access_command(context: Context, address: str, *, out: Path | None, as_json: bool) -> None:
    """Write everything that is held of a person, for them to read: as a page and as JSON."""
    from mailer.usecases.privacy.accessing import held_of, write_answer

    desk = context.app().desk
    found = held_of(desk, address)
    if as_json:
        show.as_json(found.as_json())
    else:
        show_privacy.answered(found, write_answer(desk, found, out))


@click.command("erase")
@click.argument("address")
@click.option("--reason", default="", metavar="TEXT", help="For the certificate; without name and address.")
@click.option("--files", "edit_lists", is_flag=True, help="Strike their rows out of the files in lists/, too.")
@click.option("--dry-run", is_flag=True, help="Say what would be erased and change nothing.")
@yes_option
@json_option
@click.pass_obj
def erase_command(
    context: Context, /, address: str, *, dry_run: bool, yes: bool, as_json: bool, **typed: object
) -> None:
    """Erase a person from every table, log and rendered copy, for good. A certificate says what was done."""
    from mailer.usecases.privacy.erasing import Order, erase_person

    desk = context.app().desk
    order = Order(address, str(typed["reason"]), edit_lists=bool(typed["edit_lists"]), is_dry_run=dry_run)
    if not dry_run:
        asking.agree(f"Erase {address} and all that is held of them, for good?", yes=yes, what="erased")
    done = erase_person(desk, order)
    if as_json:
        show.as_json(show_privacy.certificate_json(done))
    else:
        show_privacy.erased(done)
    if not done.is_finished:
        hint = f"Close other programs, then finish it: mailer contacts erase {address}"
        raise NotFinished("others have the database in use, and its file may still hold what was removed", hint=hint)
