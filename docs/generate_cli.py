"""Writes ``reference/cli.md`` from the commands themselves. Run: ``python -m docs.generate_cli``."""
# ruff: noqa: INP001 - a tool beside the manual, not a package

from collections.abc import Iterator
from pathlib import Path

import click

from mailer.cli import COMMANDS, cli

TARGET = Path(__file__).parent / "reference" / "cli.md"

_INTRODUCTION = """\
# Commands

<!-- This page is generated: python -m docs.generate_cli -->

Every command finds its workspace by walking up from the current folder to the nearest `mailer.toml`. Every command
and group answers `--help`. A campaign is named by its number or by the slug of its release; then the newest one is
meant. What an option takes several of is given by repeating the option or with commas between.

Exit codes and the JSON that `--json` writes: [Exit codes and JSON](exit-codes-and-json.md).

## Before the command

`mailer [OPTIONS] COMMAND ...`
"""


def cli_reference() -> str:
    """Return the page ``reference/cli.md``."""
    sections = [_section(path, command) for path, command in commands()]
    return "\n".join([_INTRODUCTION + _options(cli), *sections])


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with what is typed to reach it, groups before what is in them."""
    root = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(root, name)
        if command is not None:
            yield name, command
            yield from _below(name, command)


def _below(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for inner, found in command.commands.items():
            yield f"{name} {inner}", found


def _section(path: str, command: click.Command) -> str:
    depth = "###" if " " in path else "##"
    head = f"{depth} mailer {path}\n\n{_told(command)}\n"
    return head if isinstance(command, click.Group) else f"{head}\n`{_usage(path, command)}`\n{_options(command)}"


def _told(command: click.Command) -> str:
    return " ".join((command.help or "").split())


def _usage(path: str, command: click.Command) -> str:
    pieces = command.collect_usage_pieces(click.Context(command))
    return " ".join(["mailer", path, *pieces])


def _options(command: click.Command) -> str:
    shown = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    if not shown:
        return ""
    rows = (f"| {_written(one)} | {_meaning(one)} |" for one in shown)
    return "\n".join(["", "| option | meaning |", "|---|---|", *rows]) + "\n"


def _written(option: click.Option) -> str:
    names = ", ".join(option.opts)
    takes = "" if option.is_flag else " " + option.make_metavar(click.Context(click.Command("")))
    return f"`{names}{takes}`".replace("|", r"\|")


def _meaning(option: click.Option) -> str:
    default = f" Default: `{option.default}`." if option.show_default else ""
    return " ".join((option.help or "").split()).replace("|", r"\|") + default


if __name__ == "__main__":
    TARGET.write_text(cli_reference(), encoding="utf-8")
