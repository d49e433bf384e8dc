"""What the manual shows can be typed, and what it names is there."""

import re
import shlex
from pathlib import Path

import click
import pytest

from mailer.cli import cli
from tests.docs.manual import ROOT, pages, prose

_BLOCK = re.compile(r"^```(?:console|sh)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^\$ (?P<typed>(?:[^\n]*\\\n)*[^\n]*)$", re.MULTILINE)
_PLACE = re.compile(r"`(?P<file>[a-z_]+(?:/[a-z_]+)*\.py)(?:: (?P<name>\w+))?`")


def _shown() -> list[str]:
    blocks = [block for page in pages() for block in _BLOCK.findall(page.read_text(encoding="utf-8"))]
    typed = [match["typed"].replace("\\\n", " ") for block in blocks for match in _COMMAND.finditer(block)]
    parts = [part.strip() for line in typed for part in line.split(" && ")]
    return sorted({part for part in parts if part.startswith("mailer ")})


@pytest.mark.parametrize("line", _shown())
def test_a_command_of_the_manual_is_one_that_can_be_typed(line: str) -> None:
    command: click.Command = cli
    words = shlex.split(line, comments=True)[1:]

    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None, line
        command = found

    assert command.make_context("mailer", words).params is not None


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_what_developers_are_pointed_to_is_there(page: str) -> None:
    places = [(match["file"], match["name"]) for match in _PLACE.finditer(prose(ROOT / page))]

    missing = [(file, name) for file, name in places if not _is_there(file, name)]

    assert places
    assert missing == []


def _is_there(file: str, name: str | None) -> bool:
    path = next((folder / file for folder in _folders() if (folder / file).is_file()), None)
    if path is None:
        return False
    return name is None or re.search(rf"^\s*(?:def|class) {name}\b", path.read_text("utf-8"), re.MULTILINE) is not None


def _folders() -> list[Path]:
    package = ROOT / "mailer"
    return [ROOT, package, package / "content"]
