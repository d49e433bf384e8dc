"""``mailer translate``: begin a translation, or say that one is up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailer.cli import asking, show
from mailer.cli.options import json_option, languages, yes_option

if TYPE_CHECKING:
    from mailer.cli.context import Context
    from mailer.usecases.messages.translating import Translation


@click.command("translate")
@click.argument("release", type=click.Path(path_type=Path))
@click.argument("language")
@click.option("--from", "source", default="", metavar="L", help="The edition it is made from; else the one it says.")
@click.option("--dry-run", is_flag=True, help="Show what is to be translated and write nothing.")
@yes_option
@json_option
@click.pass_obj
def translate_command(
    context: Context, release: Path, language: str, *, source: str, dry_run: bool, yes: bool, as_json: bool
) -> None:
    """Begin a translation of a release, or say that it is up to date with the edition it was made from."""
    from mailer.usecases.messages import translating

    desk = context.app().desk
    (wanted,), origin = languages((language,)), "".join(languages((source,)))
    planned = translating.look_at_translation(desk, release, wanted, source=origin)
    if not as_json:
        _show(planned)
    if not dry_run and not planned.is_up_to_date:
        if planned.changes:
            asking.agree(f"Does {planned.language} say all this now?", yes=yes)
        translating.note_translation(desk, planned)
    if as_json:
        show.as_json(_json(planned))


def _show(planned: Translation) -> None:
    if planned.is_new:
        show.line(f"{planned.path}: the text of {planned.source.language}. Write the translation over it.")
    elif planned.is_up_to_date:
        show.line(f"{planned.language} is up to date with {planned.source.language}.")
    elif planned.changes:
        rows = [(one.where, one.text or "(a passage before this is gone)") for one in planned.changes]
        show.table((f"in {planned.source.source}", "says now"), rows)
    else:
        show.line(f"{planned.language} is noted as made from {planned.source.language} as that is now.")


def _json(planned: Translation) -> dict[str, object]:
    return {
        "path": str(planned.path),
        "language": planned.language,
        "from": planned.source.language,
        "is_new": planned.is_new,
        "changes": [{"where": one.where, "text": one.text} for one in planned.changes],
    }
