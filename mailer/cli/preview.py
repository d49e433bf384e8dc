"""``mailer preview``: a release as its readers will see it, or what is different between two versions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailer.cli import show, show_proofs
from mailer.cli.completing import list_names
from mailer.cli.options import json_option, several
from mailer.errors import UsageProblem

if TYPE_CHECKING:
    from mailer.cli.context import Context

_HINT = "mailer preview RELEASE, or mailer preview --diff A B"


@click.command("preview")
@click.argument("release", type=click.Path(path_type=Path), required=False)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Where to; else the workspace's proofs/.")
@click.option(
    "--to",
    multiple=True,
    metavar="LIST|ADDRESS",
    shell_complete=list_names,
    help="Count who would get it there, in which language and time zone.",
)
@click.option("--as", "address", default="", metavar="ADDRESS", help="What this contact gets, and why.")
@click.option(
    "--diff",
    type=(str, str),
    metavar="A B",
    help="What is different between two releases; campaign:3 is what that campaign sent.",
)
@click.option("--png", is_flag=True, help="Also pictures, if there is a Chromium on this machine.")
@json_option
@click.pass_obj
def preview_command(
    context: Context,
    /,
    release: Path | None,
    *,
    out: Path | None,
    to: tuple[str, ...],
    address: str,
    diff: tuple[str, str] | None,
    png: bool,
    as_json: bool,
) -> None:
    """Make a proof sheet: every screen, the text, the findings and the readers of a release on one page."""
    from mailer.usecases.proofs.differing import differ
    from mailer.usecases.proofs.previewing import preview

    _refuse_both(release, diff, narrowed=bool(to or address))
    desk = context.app().desk
    if diff:
        compared = differ(desk, *diff, out=out, png=png)
        show.as_json(show_proofs.compared_json(compared)) if as_json else show_proofs.compared(compared, png=png)
    elif release:
        proof = preview(desk, release, out=out, address=address, to=several(to), png=png)
        show.as_json(show_proofs.proof_json(proof)) if as_json else show_proofs.proof(proof, png=png)


def _refuse_both(release: Path | None, diff: tuple[str, str] | None, *, narrowed: bool) -> None:
    if release is None and diff is None:
        raise UsageProblem("no release is named", hint=_HINT)
    if release is not None and diff is not None:
        raise UsageProblem(f"{release} and --diff do not go together", hint=_HINT)
    if diff is not None and narrowed:
        raise UsageProblem("--diff shows what everybody would read; --to and --as do not go with it", hint=_HINT)
