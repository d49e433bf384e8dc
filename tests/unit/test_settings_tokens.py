"""Signing in with access tokens: what mailer.toml says of it, and how their source is read."""

import sys
from pathlib import Path

import pytest

from mailer.domain.settings import Relay, SignIn
from mailer.errors import SettingsError
from mailer.settings import load_settings
from mailer.settings.secret import fetch

LEAST = '[organisation]\nname = "Aurelia Relief"\n[sender]\naddress = "press@example.org"\n'
RELAY = '[relays.default]\nurl = "smtp://relay.example.org"\nusername = "press@example.org"\n'
TOKEN = "eyJ0eXAiOiJKV1Qi"


def load(folder: Path, more: str, **environ: str) -> Relay:
    (folder / "mailer.toml").write_text(LEAST + RELAY + more, encoding="utf-8")
    return load_settings(folder, environ).relays["default"]


def refusal(folder: Path, more: str, **environ: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(folder, more, **environ)
    return str(caught.value)


@pytest.mark.parametrize("auth", [SignIn.XOAUTH2, SignIn.OAUTHBEARER])
def test_where_the_token_comes_from_is_kept_and_not_looked_up(tmp_path: Path, auth: SignIn) -> None:
    relay = load(tmp_path, f'auth = "{auth}"\ntoken = "cmd:false"\n')

    assert (relay.auth, relay.token, relay.password) == (auth, "cmd:false", "")


@pytest.mark.parametrize("token", [TOKEN, "env:TOKEN", "cmd:", "file: ", f"Bearer {TOKEN}"])
def test_a_token_in_clear_is_refused_and_not_shown(tmp_path: Path, token: str) -> None:
    said = refusal(tmp_path, f'auth = "xoauth2"\ntoken = "{token}"\n')
    of_variable = refusal(tmp_path, 'auth = "xoauth2"\n', MAILER_RELAYS_DEFAULT_TOKEN=token)

    assert "mailer.toml line 9: [relays.default] token must be cmd:COMMAND or file:PATH" in said
    assert "MAILER_RELAYS_DEFAULT_TOKEN must be cmd:COMMAND or file:PATH" in of_variable
    assert TOKEN not in said + of_variable


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('auth = "xoauth2"\n', "has no token"),
        ('auth = "oauthbearer"\ntoken = "cmd:x"\npassword = "file:x"\n', 'has a password, which auth = "oauthbearer"'),
        ('token = "cmd:x"\n', 'has a token, which auth = "password" does not use'),
        ('auth = "basic"\n', "must be password, xoauth2 or oauthbearer"),
        ('auth = "xoauth2"\ntoken = "cmd:x"\ntls = "none"\n', "would send the token unencrypted"),
    ],
)
def test_half_a_sign_in_is_refused(tmp_path: Path, more: str, told: str) -> None:
    (tmp_path / "x").write_text("swordfish")

    assert told in refusal(tmp_path, more)


def test_a_token_without_a_name_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, 'auth = "xoauth2"\ntoken = "cmd:x"\n', MAILER_RELAYS_DEFAULT_USERNAME="")

    assert "has no username" in said


def test_all_of_what_a_command_prints_is_read_in_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "token.json").write_text('{\n"access_token": "x"\n}\n')

    for reference in ("file:token.json", f"cmd:{sys.executable} -c \"print(open('token.json').read(), end='')\""):
        assert fetch(reference, workspace=tmp_path, environ={}) == '{\n"access_token": "x"\n}\n'


def test_a_command_that_does_not_end_is_given_up_in_a_sentence_without_its_words(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sh did not end within 1 seconds") as caught:
        fetch(f"cmd:sh -c 'exec sleep 20' {TOKEN}", workspace=tmp_path, environ={"PATH": "/usr/bin:/bin"}, patience=1)

    assert TOKEN not in str(caught.value)
