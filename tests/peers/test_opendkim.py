"""OpenDKIM, which many receivers verify with: it finds our signatures right, and wrong where a letter was changed.

Its public keys come from a file in place of DNS (TestPublicKeys); opendkim-testmsg knows no such way.
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.peers.conftest import Desk
from tests.unit import signing

_RELEASE = "releases/record-returns-lake-orun"
_TABLE = f"""
[relays.default.dkim]
domain = "{signing.DOMAIN}"
selector = "{signing.SELECTOR}"
key = "file:dkim.pem"
"""


@pytest.fixture
def said_by_opendkim(tmp_path: Path) -> Callable[[Path], str]:
    """A function that returns what OpenDKIM says of the message in a file."""
    program = shutil.which("opendkim", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        pytest.skip("opendkim is not installed (Debian: apt-get install opendkim)")
    keys = tmp_path / "keys"
    keys.write_text(f"{signing.SELECTOR}._domainkey.{signing.DOMAIN} {signing.record().decode()}\n")
    settings = tmp_path / "opendkim.conf"
    settings.write_text(f"Mode v\nTestPublicKeys {keys}\n")

    def said(message: Path) -> str:
        command = [program, "-x", str(settings), "-v", "-t", str(message)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        return ran.stdout + ran.stderr

    return said


@pytest.fixture
def written(desk: Desk) -> list[Path]:
    """The signed copies that three people would get, in Arabic, English and French."""
    settings = (desk.path / "mailer.toml").read_text(encoding="utf-8")
    desk.write("mailer.toml", settings + _TABLE)
    desk.write("dkim.pem", signing.pem())
    people = desk.write("people.csv", "address,name,language\n" + "".join(
        f"desk-{language}@example.net,{name},{language}\n"
        for language, name in (("ar", "محمد علي"), ("en", "Noor  Lindqvist"), ("fr", "Inès Moreau"))
    ))  # fmt: skip
    create = ("--title", "Press", "--basis", "legitimate-interest", "--source", "peers")
    assert desk.type("lists", "create", "press", *create).code == 0
    assert desk.type("contacts", "import", str(people), "--list", "press").code == 0
    sent = desk.type("send", str(desk.path / _RELEASE), "--to", "press", "--yes", "--json")
    assert sent.json["deliveries"]["sent"] == 3, sent.err
    return sorted((desk.path / "outbox").rglob("*.eml"))


def test_it_verifies_every_edition(said_by_opendkim: Callable[[Path], str], written: list[Path]) -> None:
    verdicts = [said_by_opendkim(message) for message in written]

    assert len(verdicts) == 3
    for said in verdicts:
        assert f"verification (s={signing.SELECTOR}, d={signing.DOMAIN}, 2048-bit key) succeeded" in said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\r\nSubject: ", b"\r\nSubject: x"),
        (b"Content-Language: ", b"Content-Language: x"),
        (b"\r\nContent-Type: text/plain", b"\r\nContent-Type: text/Plain"),
        (b"DKIM-Signature: ", b"Subject: another one\r\nDKIM-Signature: "),
        (b"DKIM-Signature: ", b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nDKIM-Signature: "),
    ],
)
def test_it_refuses_what_was_changed_or_added(
    said_by_opendkim: Callable[[Path], str], written: list[Path], before: bytes, after: bytes
) -> None:
    message = written[0].read_bytes()
    changed = message.replace(before, after, 1)
    written[0].write_bytes(changed)

    said = said_by_opendkim(written[0])

    assert changed != message
    assert "succeeded" not in said
    assert "verification failed" in said or "bad signature" in said
