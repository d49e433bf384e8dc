"""``init``: a workspace."""

from pathlib import Path

import click

from mailer.cli import show


@click.command("init")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), default=".")
def init_command(directory: Path) -> None:
    """Make a workspace in DIRECTORY (here, if left out). What exists is never changed."""
    from mailer.usecases.founding import found_workspace

    founded = found_workspace(directory)
    if founded.made:
        show.line(f"{founded.directory} is a workspace now. Made: {', '.join(founded.made)}")
    if founded.kept:
        show.line(f"Left as they were: {', '.join(founded.kept)}")
    show.line("Next: fill in [organisation] and [sender] in mailer.toml, then: mailer lists create SLUG --title TITLE")
