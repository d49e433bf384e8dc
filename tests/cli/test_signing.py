"""Sending with a DKIM signature of our own: where the key is needed, and where it is not."""

import pytest

from tests.cli.campaigning import RELEASE, SPOKESPEOPLE
from tests.cli.conftest import Desk
from tests.relay.scripted import ScriptedRelay
from tests.unit import signing

TABLE = f'[relays.default.dkim]\ndomain = "{signing.DOMAIN}"\nselector = "{signing.SELECTOR}"\nkey = "file:dkim.pem"\n'


@pytest.fixture
def desk(workspace: Desk) -> Desk:
    """A workspace that signs, with a release, a list, and the key."""
    settings = (workspace.path / "mailer.toml").read_text(encoding="utf-8")
    workspace.write("mailer.toml", settings.replace("[relays.default.dkim]\n", TABLE))
    workspace.write("dkim.pem", signing.pem())
    workspace.write("releases/wells.md", RELEASE)
    workspace.write("spokespeople.toml", SPOKESPEOPLE)
    workspace.run("lists", "create", "press", "--title", "Press")
    for name in ("ana", "ben", "cleo"):
        workspace.run("contacts", "add", f"{name}@{name}.example.org", "--list", "press")
    return workspace


def test_every_copy_of_a_rehearsal_is_signed(desk: Desk) -> None:
    told = desk.json("send", "wells", "--to", "press", "--yes", "--json")

    written = [path.read_bytes() for path in (desk.path / "outbox").rglob("*.eml")]
    assert told["deliveries"]["sent"] == len(written) == 3
    assert all(signing.is_verified(message) for message in written)


def test_what_the_relay_gets_is_signed(desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", f"smtp://127.0.0.1:{relay.port}")

    told = desk.json("send", "wells", "--to", "press", "--yes", "--json")

    assert told["deliveries"]["sent"] == len(relay.messages) == 3
    assert all(signing.is_verified(one.content) for one in relay.messages)


def test_without_its_key_nothing_is_prepared(desk: Desk) -> None:
    (desk.path / "dkim.pem").unlink()

    typed = desk.run("send", "wells", "--to", "press", "--yes")

    assert typed.code == 78
    assert "[relays.default.dkim] key cannot be read: the file" in typed.err
    assert desk.json("status", "--json") == []


def test_a_campaign_whose_key_is_gone_goes_on_when_it_is_back(desk: Desk) -> None:
    desk.run("send", "wells", "--to", "press", "--yes", "--detach")
    (desk.path / "dkim.pem").write_text("not a key")

    typed = desk.run("resume", "1")

    assert typed.code == 78
    assert "the DKIM key cannot be read as a private key in PEM" in typed.err
    assert desk.json("status", "1", "--json")["deliveries"]["queued"] == 3
    desk.write("dkim.pem", signing.pem())
    assert desk.run("resume", "1").code == 0
    assert desk.json("status", "1", "--json")["deliveries"]["sent"] == 3


def test_writing_and_looking_need_no_key(desk: Desk) -> None:
    (desk.path / "dkim.pem").unlink()

    assert desk.run("check", "wells").code in {0, 1}
    assert desk.run("preview", "wells").code == 0
    assert desk.run("send", "wells", "--to", "press", "--dry-run").code == 0
    assert desk.run("send", "wells", "--to", "press", "--yes", "--detach").code == 75
