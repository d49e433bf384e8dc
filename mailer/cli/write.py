"""``mailer new`` and ``check``: from nothing to a release that can be sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailer.cli import show, show_findings
from mailer.cli.options import allow_option, json_option, reason_option, several
from mailer.errors import ReleaseError

if TYPE_CHECKING:
    from mailer.cli.context import Context


@click.command("new")
@click.argument("slug")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A Word file (.docx), a saved web page or mail, Markdown, or pasted text.",
)
@click.option("--language", default="", metavar="L", help="The language of the text; else the page's, the workspace's.")
@json_option
@click.pass_obj
def new_command(context: Context, slug: str, *, source: Path | None, language: str, as_json: bool) -> None:
    """Start a release: an empty one, or one made from what you have."""
    from mailer.usecases.messages.drafting import draft

    app = context.app()
    made = draft(
        app.desk.workspace,
        slug,
        source=source,
        language=language,
        default_language=app.settings.organisation.language,
        spokespeople_path=app.desk.workspace / "spokespeople.toml",
    )
    if as_json:
        show.as_json(show_findings.draft_json(made))
    else:
        show_findings.draft(made, slug)


@click.command("check")
@click.argument("release", type=click.Path(path_type=Path))
@allow_option
@reason_option
@json_option
@click.pass_obj
def check_command(context: Context, release: Path, *, allow: tuple[str, ...], reason: str, as_json: bool) -> int:
    """Look for what is missing or wrong in a release; exits 1 if there is an error, 65 if it cannot be read."""
    from mailer.usecases.messages.allowing import allowances
    from mailer.usecases.messages.checking import check_release, finding_of

    allowed = allowances(several(allow), reason)
    try:
        found = check_release(context.app().desk, release, allowed)
    except ReleaseError as error:
        if as_json:
            show.as_json(show_findings.findings_json([finding_of(error, release)]))
        raise
    if as_json:
        show.as_json(show_findings.findings_json(found))
    else:
        show_findings.findings(found, str(release))
    return show_findings.exit_code(found)
