"""Several relays: chosen by list or by hand."""

from collections.abc import Iterator

import pytest

from tests.cli.conftest import Desk
from tests.cli.test_relays import PEOPLE, prepared, recipients
from tests.relay.scripted import ScriptedRelay


@pytest.fixture
def spare() -> Iterator[ScriptedRelay]:
    """A second relay, which the settings call ``spare``."""
    with ScriptedRelay() as running:
        yield running
    assert running.violations == []


@pytest.fixture
def desk(workspace: Desk, relay: ScriptedRelay, spare: ScriptedRelay, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A workspace with a release, six people on a list, and two relays."""
    monkeypatch.setenv("MAILER_RELAYS_SPARE_URL", spare.url)
    return prepared(workspace, relay, monkeypatch)


def test_the_relay_of_the_list_is_chosen_and_shown(
    desk: Desk, relay: ScriptedRelay, spare: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_SPARE_LISTS", "press, not-there-yet")

    planned = desk.json("send", "wells", "--to", "press", "--dry-run", "--json")
    told = desk.run("send", "wells", "--to", "press", "--yes")

    assert planned["relay"] == "spare"
    assert "Through relay spare." in told.out
    assert (recipients(relay), recipients(spare)) == ([], PEOPLE)
    assert {entry["relay"] for entry in desk.json("log", "--json")} == {"spare"}


def test_what_is_typed_is_stronger(desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILER_RELAYS_SPARE_LISTS", "press")

    desk.run("send", "wells", "--to", "press", "--relay", "default", "--yes")

    assert recipients(relay) == PEOPLE


def test_one_relay_alone_is_not_worth_a_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAILER_RELAYS_SPARE_URL")

    assert "Through relay" not in desk.run("send", "wells", "--to", "press", "--dry-run").out
