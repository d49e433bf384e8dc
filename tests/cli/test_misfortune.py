"""Whatever goes wrong, there is one sentence on stderr with the next step, and nothing is lost."""

import contextlib
import fcntl
import json
import os
import pty
import re
import ssl
import stat
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
import trustme

from mailer.cli import exit_code
from tests.cli.campaigning import RELEASE, SPOKESPEOPLE
from tests.cli.conftest import Desk, Typed
from tests.relay.scripted import ScriptedRelay

UNDECODABLE = "caf\udce9"


@pytest.fixture
def desk(workspace: Desk) -> Desk:
    """A workspace with a release and one person on a list."""
    workspace.write("releases/wells.md", RELEASE)
    workspace.write("spokespeople.toml", SPOKESPEOPLE)
    workspace.run("lists", "create", "press", "--title", "Press")
    workspace.run("contacts", "add", "ana@example.org", "--name", "Ana", "--outlet", "The Acacia Tribune")
    workspace.run("subscribe", "ana@example.org", "--list", "press")
    return workspace


def assert_one_sentence(told: Typed) -> None:
    lines = [line for line in told.err.splitlines() if not line.startswith("The checks found")]
    assert len(lines) == 1, told.err
    assert lines[0].startswith("mailer: ")


def speaking_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def test_a_relay_that_refuses_tls_gets_nothing_and_marks_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedRelay() as relay:
        # this address leads to this machine too, but is not known as loopback: encryption is required
        monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", f"smtp://0.0.0.0:{relay.port}")
        told = desk.run("send", "wells", "--to", "press", "--yes")

    assert told.code == 69
    assert_one_sentence(told)
    assert "offers no encryption (STARTTLS)" in told.err
    assert (relay.messages, relay.said("MAIL")) == ([], [])
    assert desk.json("status", "--json") == []


def test_a_relay_with_a_strangers_certificate_gets_nothing_and_marks_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = trustme.CA(), trustme.CA()
    ours.cert_pem.write_to_path(str(desk.path / "ca.pem"))
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_CA_FILE", str(desk.path / "ca.pem"))
    with ScriptedRelay(tls=speaking_tls(theirs)) as relay:
        monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", relay.url)
        told = desk.run("send", "wells", "--to", "press", "--yes")

    assert told.code == 69
    assert_one_sentence(told)
    assert "cannot be trusted" in told.err
    assert relay.said("MAIL") == []
    assert desk.json("status", "--json") == []


def test_a_relay_that_is_down_leaves_a_prepared_campaign_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", "smtp://127.0.0.1:9")
    desk.run("send", "wells", "--to", "press", "--detach", "--yes")

    told = desk.run("resume", "wells", "--json")

    books = desk.json("status", "wells", "--json")
    assert told.code == 69
    assert_one_sentence(told)
    assert json.loads(told.out)["deliveries"] == books["deliveries"]
    assert (books["state"], books["deliveries"]["queued"], books["balanced"]) == ("running", 1, True)


def test_a_damaged_database_is_named_with_what_to_do(desk: Desk) -> None:
    for path in desk.path.glob("mailer.db*"):
        path.unlink()
    desk.write("mailer.db", "this is no database at all, but a text")

    told = desk.run("status")

    assert told.code == 1
    assert_one_sentence(told)
    assert "backups/" in told.err


def test_nothing_is_sent_where_no_journal_can_be_kept(desk: Desk) -> None:
    desk.write("journals", "a file where a folder should be")

    told = desk.run("send", "wells", "--to", "press", "--yes")

    assert told.code == 1
    assert "no journal can be made" in told.err
    assert desk.json("status", "--json") == []
    assert not list((desk.path / "outbox").glob("*.eml"))


def test_a_fault_of_our_own_is_a_sentence_and_with_debug_a_traceback(desk: Desk) -> None:
    told = desk.run("contacts", "find", UNDECODABLE)

    assert told.code == 1
    assert_one_sentence(told)
    assert "should not have happened" in told.err
    with pytest.raises(UnicodeEncodeError):
        exit_code(["--debug", "-C", str(desk.path), "contacts", "find", UNDECODABLE])


def test_a_full_disk_behind_a_pipe_is_a_sentence(desk: Desk) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    command = [sys.executable, "-m", "mailer", "-C", str(desk.path), "contacts", "export"]

    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert ended.returncode != 0
    assert "No space left" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_terminal_that_knows_only_ascii_stops_nothing(desk: Desk) -> None:
    desk.run("contacts", "add", "rene@example.org", "--name", "René Müller")
    command = [sys.executable, "-m", "mailer", "-C", str(desk.path), "contacts", "find", "rene"]

    ended = subprocess.run(
        command, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    )

    assert ended.returncode == 0, ended.stderr
    assert b"rene@example.org" in ended.stdout


@pytest.mark.parametrize(
    ("words", "code", "meant"),
    [
        (["sned", "wells"], 2, "did you mean 'send'?"),
        (["check", "well"], 65, "Did you mean wells?"),
        (["check", "storm"], 65, "To begin it: mailer new storm"),
        (["send", "wells", "--to", "pres", "--yes"], 2, "press"),
        (["log", "--outlet", "acacia tribune"], 1, "Did you mean The Acacia Tribune?"),
        (["log", "--outlet", "Elsewhere"], 1, "mailer contacts find"),
        (["status", "9" * 30], 1, "there is no campaign"),
    ],
)
def test_what_is_not_known_is_answered_with_the_nearest(desk: Desk, words: list[str], code: int, meant: str) -> None:
    told = desk.run(*words)

    assert told.code == code
    assert meant in told.err
    assert told.out == ""


def test_what_steers_a_terminal_is_never_shown(desk: Desk) -> None:
    desk.write("lists/press.csv", "address,name\nben@example.org,Ben\x1b[2J\n")

    told = desk.run("contacts", "import", str(desk.path / "lists" / "press.csv"))

    assert "1 skipped" in told.out
    assert "\x1b" not in told.out


def test_files_with_personal_data_and_keys_are_for_their_owner_alone(desk: Desk) -> None:
    desk.run("send", "wells", "--to", "press", "--yes")

    private = [*desk.path.glob("mailer.db*"), desk.path / "keys.toml", *desk.path.glob("outbox/*.eml")]
    folders = [desk.path / name for name in ("outbox", "journals", "lists")]
    assert len(private) >= 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


def test_a_slug_means_the_campaign_and_not_a_later_test_copy(desk: Desk) -> None:
    sent = desk.json("send", "wells", "--to", "press", "--yes", "--json")["campaign"]
    desk.run("send", "wells", "--test", "me@example.org", "--yes")

    assert desk.json("status", "wells", "--json")["campaign"] == sent
    assert [entry["address"] for entry in desk.json("log", "--campaign", "wells", "--json")] == ["ana@example.org"]


def test_expected_recipients_are_missed_also_where_nobody_is_left(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedRelay() as relay:
        monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", relay.url)
        desk.run("send", "wells", "--to", "press", "--yes")
        told = desk.run("send", "wells", "--to", "press", "--yes", "--expect", "1")

    assert told.code == 1
    assert "you expected 1 recipient, there are 0" in told.err


def test_somebody_who_was_not_asked_about_is_said_to_be_no_candidate(desk: Desk) -> None:
    desk.run("send", "wells", "--to", "press", "--yes")

    assert "was not a candidate" in desk.run("explain", "eve@example.org", "1").out
    assert "mailer contacts show" in desk.run("explain", "eve@example.org").out


def test_a_path_is_also_looked_for_from_the_workspace(desk: Desk) -> None:
    assert desk.run("check", "releases/wells.md").code == 0
    assert desk.run("check", "wells.md").code == 0


ONE_VALUE = {
    "a preview": ["preview", "wells", "--json"],
    "an export": ["contacts", "export", "--json"],
    "a campaign that is watched": ["status", "wells", "--watch", "--json"],
    "all campaigns": ["status", "--json"],
    "the log": ["log", "--attempts", "--json"],
    "an explanation": ["explain", "ana@example.org", "--json"],
    "a pass": ["run", "--once", "--json"],
    "checks": ["check", "wells", "--json"],
    "lists": ["lists", "ls", "--json"],
    "a list": ["lists", "show", "press", "--json"],
    "a person": ["contacts", "show", "ana@example.org", "--json"],
    "people": ["contacts", "find", "ana", "--json"],
    "suppressions": ["suppressions", "ls", "--json"],
}


@pytest.mark.parametrize("words", ONE_VALUE.values(), ids=ONE_VALUE)
def test_json_is_one_value_and_nothing_else(desk: Desk, words: list[str]) -> None:
    desk.run("send", "wells", "--to", "press", "--yes")

    assert isinstance(desk.json(*words), dict | list)


def test_a_failed_delivery_names_the_two_commands_that_follow(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedRelay() as relay:
        monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", relay.url)
        relay.answer("*", "rcpt", "550 5.1.1 no such mailbox")
        told = desk.run("send", "wells", "--to", "press", "--yes")

    assert told.code == 3
    assert "mailer log --campaign 1" in told.out
    assert "mailer retry 1" in told.out


def typed_at_a_terminal(desk: Desk, *words: str, columns: int) -> str:
    """Type a command at a terminal that is so many columns wide; return what it showed, without colours."""
    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    command = [sys.executable, "-m", "mailer", "-C", str(desk.path), *words]
    environ = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    environ["TERM"] = "xterm"  # a dumb one is taken to be 80 columns wide
    with subprocess.Popen(command, stdout=there, stderr=there, stdin=there, env=environ) as process:
        os.close(there)
        shown = b""
        with contextlib.suppress(OSError):  # what a terminal says when nobody writes any more
            while piece := os.read(here, 4096):
                shown += piece
    os.close(here)
    assert process.returncode == 0
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())


def test_on_a_narrow_terminal_the_log_still_shows_whole_addresses_and_times(desk: Desk) -> None:
    desk.run("contacts", "add", "newsroom.of.the.lake@example.org", "--list", "press")
    desk.run("send", "wells", "--to", "press", "--yes")

    narrow = typed_at_a_terminal(desk, "log", columns=80)
    wide = typed_at_a_terminal(desk, "log", columns=240)

    assert re.search(r"ana@example\.org +sent +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", narrow)
    assert max(map(len, narrow.splitlines())) <= 80
    assert "queue id" in wide
    assert "queue id" not in narrow


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--to", "press", "--language", "en"], "--language is for test copies"),
        (["--test", "me@example.org", "--language", "fr"], "wells has no edition in fr. It has: en"),
        (["--test", "me@example.org", "--language", "klingonese"], "is not a language"),
        (["--to", "press", "--relay", "elsewhere"], "mailer.toml knows no relay 'elsewhere'"),
        (["--to", "press,ben@"], "'ben@' is not a mail address"),
        ([], "nobody is named"),
    ],
)
def test_a_send_that_cannot_be_meant_is_refused(desk: Desk, words: list[str], sentence: str) -> None:
    told = desk.run("send", "wells", *words, "--yes")

    assert told.code in {2, 78}
    assert_one_sentence(told)
    assert sentence in told.err
    assert desk.json("status", "--json") == []


@pytest.mark.parametrize("words", [[], ["--resend", "--assume-sent"]])
def test_a_decision_is_one_of_the_two(desk: Desk, words: list[str]) -> None:
    told = desk.run("decide", "1", *words)

    assert told.code == 2
    assert "say --resend or --assume-sent" in told.err
