"""Secrets that stand elsewhere: ``env:NAME``, ``file:PATH`` and ``cmd:COMMAND``. Nothing here ever shows one."""

import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

from mailer.errors import SettingsError

PREFIXES = ("env:", "file:", "cmd:")
_PATIENCE_SECONDS = 10


def is_reference(text: str) -> bool:
    """Return whether ``text`` says where a secret is, instead of being one."""
    return text.startswith(PREFIXES)


def read_secret(reference: str, *, place: str, workspace: Path, environ: Mapping[str, str]) -> str:
    """Return all that ``reference``, which stands in ``place``, points to; SettingsError if that is nothing."""
    try:
        return fetch(reference, workspace=workspace, environ=environ)
    except ValueError as error:
        raise SettingsError(f"{place} cannot be read: {error}", hint="It says where the secret is") from None


def resolve(reference: str, *, workspace: Path, environ: Mapping[str, str]) -> str:
    """Return the first line of what ``reference`` points to; ValueError with a sentence that holds no secret."""
    first_line = fetch(reference, workspace=workspace, environ=environ).partition("\n")[0].strip("\r")
    if not first_line:
        raise ValueError(f"{_in_words(reference)} is empty or not there")
    return first_line


def fetch(reference: str, *, workspace: Path, environ: Mapping[str, str], patience: int = _PATIENCE_SECONDS) -> str:
    """Return all of what ``reference`` points to, having waited ``patience`` seconds; ValueError as ``resolve``."""
    source, _, name = reference.partition(":")
    match source:
        case "env":
            found = environ.get(name, "")
        case "file":
            found = _file(workspace / Path(name).expanduser())
        case _:
            found = _output(name, workspace, environ, patience)
    if not found.strip():
        raise ValueError(f"{_in_words(reference)} is empty or not there")
    return found


def _in_words(reference: str) -> str:
    source, _, name = reference.partition(":")
    return {"env": f"the variable {name}", "file": f"the file {name}"}.get(source, f"the output of {_program(name)}")


def _file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"the file {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:  # it carries what it could not read
        raise ValueError(f"the file {path} is not UTF-8 text") from None


def _output(command: str, workspace: Path, environ: Mapping[str, str], patience: int) -> str:
    try:
        ended = subprocess.run(  # noqa: S603 - the owner of mailer.toml chose the command; no shell reads it
            shlex.split(command),
            cwd=workspace,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=patience,
            check=False,
        )
        text = ended.stdout.decode()
    except subprocess.TimeoutExpired:
        raise ValueError(f"{_program(command)} did not end within {patience} seconds") from None
    except UnicodeDecodeError:
        raise ValueError(f"the output of {_program(command)} is not UTF-8 text") from None
    except OSError as error:
        raise ValueError(f"{_program(command)} cannot be run: {error.strerror}") from None
    except (ValueError, IndexError):
        raise ValueError(
            "after cmd: there is no command that can be split into words; are its quotes closed?"
        ) from None
    if ended.returncode:
        raise ValueError(f"{_program(command)} ended with exit code {ended.returncode}")
    return text


def _program(command: str) -> str:
    """Return the program's name alone: its arguments may be secret."""
    return (command.split() or ["the command"])[0]
