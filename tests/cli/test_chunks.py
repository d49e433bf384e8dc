"""Campaigns sent in chunks, what a relay is told of each delivery, and how it lets us in."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.cli.campaigning import PEOPLE, begun, fill, in_state, prepared, recipients, send_and_kill, states
from tests.cli.conftest import Desk
from tests.relay.scripted import ScriptedRelay

WINDOW, CONNECTIONS = 8, 4


@pytest.fixture
def relay() -> Iterator[ScriptedRelay]:
    """A relay that offers CHUNKING and DSN."""
    with ScriptedRelay(chunking=True, extra=("DSN",)) as running:
        yield running
    assert running.violations == []


@pytest.fixture
def desk(workspace: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A workspace with a release, six people on a list, and a relay that is sent to in chunks."""
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_CHUNKING", "true")
    return prepared(workspace, relay, monkeypatch)


def test_a_campaign_travels_in_chunks_and_each_report_would_name_its_delivery(desk: Desk, relay: ScriptedRelay) -> None:
    told = desk.run("send", "wells", "--to", "press", "--yes")

    named = {
        message.recipient: re.search(rb"Message-ID: <([0-9a-f]{32})\.", message.content) for message in relay.messages
    }
    asked = {message.recipient: message.parameters for message in relay.messages}
    assert told.code == 0
    assert sorted(named) == PEOPLE
    assert len(relay.said("BDAT")) == len(PEOPLE)
    for address, found in named.items():
        assert found is not None
        assert asked[address].endswith(f" RET=HDRS ENVID={found[1].decode()}")


def test_a_campaign_signs_in_with_the_token_that_a_command_prints(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("token.json", '{"access_token": "t0ken", "expires_in": 3599}')
    with ScriptedRelay(tokens={"press@example.org": "t0ken"}, mechanisms=("XOAUTH2",)) as relay:
        settings = {"URL": relay.url, "USERNAME": "press@example.org", "AUTH": "xoauth2", "TOKEN": "cmd:cat token.json"}
        for name, value in settings.items():
            monkeypatch.setenv(f"MAILER_RELAYS_DEFAULT_{name}", value)

        told = desk.run("send", "wells", "--to", "press", "--yes")

    assert (told.code, recipients(relay)) == (0, PEOPLE)
    assert "t0ken" not in told.out + told.err


def test_a_sender_killed_in_the_midst_of_its_windows_leaves_uncertain_what_was_on_the_wire_and_no_more(
    desk: Desk, relay: ScriptedRelay
) -> None:
    people = fill(desk, 300)
    relay.delay("*", "body", 0.002)
    send_and_kill(desk, relay, after=60)
    on_the_wire = begun(desk)

    desk.run("resume", "wells")

    doubtful = in_state(desk, "uncertain")
    assert on_the_wire >= 60
    assert len(doubtful) <= WINDOW * CONNECTIONS
    assert set(states(desk)) <= {"sent", "uncertain"}
    assert max(Counter(recipients(relay)).values()) == 1
    assert set(recipients(relay)) | set(doubtful) == set(people)
