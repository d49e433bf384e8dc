"""Workspaces of the tests of settings: what their mailer.toml says at least, and how it is read or refused."""

from pathlib import Path

import pytest

from mailer.domain.settings import Settings
from mailer.errors import SettingsError
from mailer.settings import load_settings

LEAST = '[organisation]\nname = "Aurelia Relief"\n[sender]\naddress = "press@example.org"\n'
KEY = "00112233445566778899aabbccddeeff"
SECRET = "correct-horse-battery"


def write(folder: Path, text: str) -> None:
    (folder / "mailer.toml").write_text(text, encoding="utf-8")
    (folder / "mailer.toml").chmod(0o644)


def write_keys(folder: Path, text: str = f'[keys]\nk1 = "{KEY}"\n', mode: int = 0o600) -> None:
    (folder / "keys.toml").write_text(text)
    (folder / "keys.toml").chmod(mode)


def load(folder: Path, more: str = "", **environ: str) -> Settings:
    write(folder, LEAST + more)
    return load_settings(folder, environ)


def refusal(folder: Path, text: str, **environ: str) -> str:
    write(folder, text)
    with pytest.raises(SettingsError) as caught:
        load_settings(folder, environ)
    assert caught.value.exit_code == 78
    return str(caught.value)
