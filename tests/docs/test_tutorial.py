"""The tutorial does what it says, when it is typed as it stands there."""

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.docs.manual import DOCS

_TUTORIAL = DOCS / "tutorial" / "first-release.md"
_BLOCK = re.compile(
    r"(?:<!-- save as: (?P<name>\S+) -->\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the tutorial asks for: a file to save, or a command to type with what comes back."""

    file: str = ""
    command: str = ""
    text: str = ""


def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    folder = tmp_path

    for step in _steps():
        folder = _taken(step, folder)

    assert len(list((folder / "outbox").glob("*.eml"))) == 3


def _steps() -> Iterator[Step]:
    for block in _BLOCK.finditer(_TUTORIAL.read_text(encoding="utf-8")):
        if block["name"]:
            yield Step(file=block["name"], text=block["text"])
        elif block["language"] == "console":
            yield from _commands(block["text"])


def _commands(text: str) -> Iterator[Step]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, answer = part.partition("\n")
        yield Step(command=command, text=answer)


def _taken(step: Step, folder: Path) -> Path:
    """Return the folder in which the next step is taken."""
    if step.command.startswith("cd "):
        return folder / step.command.removeprefix("cd ")
    if step.file:
        (folder / step.file).write_text(step.text, encoding="utf-8")
        return folder
    came = _typed(step.command, folder)
    assert _agrees(step.text, came), f"$ {step.command}\n\nthe tutorial says:\n{step.text}\nit came:\n{came}"
    return folder


def _typed(command: str, folder: Path) -> str:
    program, *arguments = shlex.split(command)
    assert program == "mailer", command
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MAILER_")}
    ended = subprocess.run(
        [sys.executable, "-m", "mailer", *arguments],
        cwd=folder, env=environ, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, f"$ {command}\n{ended.stdout}{ended.stderr}"
    return ended.stdout


def _agrees(told: str, came: str) -> bool:
    return doctest.OutputChecker().check_output(_ruled(told), _ruled(came), _FLAGS)


def _ruled(text: str) -> str:
    return re.sub("─+", "─", text)
