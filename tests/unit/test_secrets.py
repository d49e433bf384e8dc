"""Passwords and keys: where they may stand, and that no error ever shows one."""

from pathlib import Path

import pytest

from mailer.errors import SettingsError
from mailer.settings import load_settings
from tests.unit.workspaces import KEY, LEAST, SECRET, load, refusal, write, write_keys

RELAY = '[relays.default]\nurl = "smtp://relay.example.org"\nusername = "press"\npassword = "{}"\n'


@pytest.mark.parametrize(
    "reference", ["env:RELAY_PASSWORD", "file:secrets/relay", "cmd:cat secrets/relay", "cmd:cat 'secrets/relay'"]
)
def test_a_secret_may_stand_elsewhere(workspace: Path, reference: str) -> None:
    (workspace / "secrets").mkdir()
    (workspace / "secrets" / "relay").write_text(f"{SECRET}\r\nsecond line\n")

    settings = load(workspace, RELAY.format(reference), RELAY_PASSWORD=SECRET, PATH="/usr/bin:/bin")

    assert settings.relays["default"].password == SECRET


def test_no_shell_reads_the_command(workspace: Path) -> None:
    settings = load(workspace, RELAY.format("cmd:echo $HOME; id"), HOME="/nowhere", PATH="/usr/bin:/bin")

    assert settings.relays["default"].password == "$HOME; id"


def test_a_database_url_may_be_a_secret(workspace: Path) -> None:
    url = f"postgresql+psycopg://press:{SECRET}@db.example.org/press"

    assert load(workspace, '[database]\nurl = "env:DATABASE_URL"\n', DATABASE_URL=url).database_url == url


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("env:NOT_SET", "the variable NOT_SET is empty or not there"),
        ("file:nowhere", "nowhere cannot be read: No such file or directory"),
        ("file:latin", "is not UTF-8 text"),
        ("cmd:", "there is no command"),
        ("cmd:echo 'open", "are its quotes closed?"),
        ("cmd:no-such-program-here --token " + SECRET, "no-such-program-here cannot be run"),
        ("cmd:false " + SECRET, "false ended with exit code 1"),
        ("cmd:true " + SECRET, "the output of true is empty"),
    ],
)
def test_a_secret_that_cannot_be_found_is_told_without_showing_it(workspace: Path, reference: str, said: str) -> None:
    (workspace / "latin").write_bytes(b"caf\xe9-" + SECRET.encode())

    found = refusal(workspace, LEAST + RELAY.format(reference), PATH="/usr/bin:/bin")

    assert said in found
    assert "mailer.toml line 8: [relays.default] password" in found
    assert SECRET not in found


@pytest.mark.parametrize(
    ("more", "environ"),
    [
        (f'[database]\nurl = "mysql://press:{SECRET}@db.example.org/x"\n', {}),
        (f'[database]\nurl = "postgresql+psycopg://press:{SECRET}/1@db.example.org/x"\n', {}),
        ('[database]\nurl = "env:DB"\n', {"DB": f"mysql://press:{SECRET}@db.example.org/x"}),
        (f'[relays.default]\nurl = "smtp://press:{SECRET}@relay.example.org"\n', {}),
        (f'[relays.default]\nurl = "smtp://press:{SECRET}/@relay.example.org"\n', {}),
        (f'[relays.default]\nurl = "smtp://relay.example.org"\npassword = ["{SECRET}"]\n', {}),
        (RELAY.format("env:P"), {"P": f"\a{SECRET}"}),
        (RELAY.format(SECRET), {}),
        (f'[database]\nurl = "postgresql+psycopg://press:{SECRET}@db.example.org/x"\n', {}),
        ("", {"MAILER_DATABASE_URL": f"mysql://press:{SECRET}@db.example.org/x"}),
    ],
)
def test_no_error_ever_shows_a_secret(workspace: Path, more: str, environ: dict[str, str]) -> None:
    write(workspace, LEAST + more)

    with pytest.raises(SettingsError) as caught:
        load_settings(workspace, environ)

    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in str(error)
        error = error.__cause__


def test_a_password_in_clear_is_refused_where_others_can_read_it(workspace: Path) -> None:
    said = refusal(workspace, LEAST + RELAY.format(SECRET))

    assert "holds a password in clear, and others can read mailer.toml" in said
    assert '"env:NAME"' in said
    assert "chmod 600" in said


def test_a_password_in_clear_is_accepted_in_a_file_that_only_its_owner_can_read(workspace: Path) -> None:
    write(workspace, LEAST + RELAY.format(SECRET))
    (workspace / "mailer.toml").chmod(0o600)

    assert load_settings(workspace, {}).relays["default"].password == SECRET


def test_a_password_in_clear_is_accepted_from_a_variable(workspace: Path) -> None:
    settings = load(workspace, RELAY.format("env:NOT_SET"), MAILER_RELAYS_DEFAULT_PASSWORD=SECRET)

    assert settings.relays["default"].password == SECRET


def test_settings_never_show_secrets_when_printed(workspace: Path) -> None:
    write_keys(workspace)
    settings = load(
        workspace,
        '[relays.default]\nurl = "smtp://relay.example.org"\nusername = "press"\npassword = "env:P"\n',
        P=SECRET,
    )

    assert SECRET not in repr(settings)
    assert repr(bytes.fromhex(KEY)) not in repr(settings)


def test_keys_keep_their_order_so_that_the_last_one_signs(workspace: Path) -> None:
    write_keys(workspace, f'[keys]\nzz = "{KEY}"\n7a = "{KEY[::-1]}"\n')

    assert list(load(workspace).keys) == ["zz", "7a"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_keys_that_others_can_read_are_refused_with_the_cure(workspace: Path, mode: int) -> None:
    write_keys(workspace, mode=mode)

    said = refusal(workspace, LEAST)

    assert f"mode {mode:04o}" in said
    assert f"chmod 600 {workspace}/keys.toml" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'[keys]\nTooLong12 = "{KEY}"\n', "'TooLong12' cannot name a key"),
        (f'[keys]\nk1 = "{KEY[:-2]}"\n', "line 2: the key k1 is not 32 or more hexadecimal digits"),
        (f'[keys]\nk1 = "{KEY[:-1]}x"\n', "is not 32 or more hexadecimal digits"),
        (f'k1 = "{KEY}"\n', "Keys stand below [keys]"),
        (f'[key]\nk1 = "{KEY}"\n', "Did you mean [keys]?"),
        ("[keys]\n", "holds no key"),
        ("", "holds no key"),
    ],
)
def test_malformed_keys_are_refused_and_never_shown(workspace: Path, text: str, said: str) -> None:
    write_keys(workspace, text)

    found = refusal(workspace, LEAST)

    assert said in found
    assert KEY[:20] not in found


@pytest.mark.parametrize(
    "more",
    [
        '[web]\nbase_url = "https://press.example.org"\n',
        '[unsubscribe]\nmailto = "unsubscribe@example.org"\n',
        '[relays.default]\nurl = "outbox:o"\nenvelope = "verp"\n[bounces]\naddress = "bounces@example.org"\n',
    ],
)
def test_links_to_sign_need_a_key_and_the_cure_is_named(workspace: Path, more: str) -> None:
    said = refusal(workspace, LEAST + more)

    assert "keys.toml is missing" in said
    assert "Restore it from a backup" in said
    assert f"mailer init {workspace}" in said
