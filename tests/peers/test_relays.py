"""Debian's Postfix and Exim as the relay: what they say they took is what the ledger says it gave, each once."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.peers.conftest import Desk, Typed, people
from tests.peers.relay import PASSWORD, SIZE_LIMIT, Relay

_RELEASE = "releases/record-returns-lake-orun"
_UNAVAILABLE, _SOME_FAILED, _LATER = 69, 3, 75
#: The connections of a relay whose settings say nothing about them: so many messages are on the wire at a time.
_CONNECTIONS = 4
PEOPLE = people(40)
FIVE_HUNDRED = people(500)


def send(desk: Desk, *words: str) -> Typed:
    """Type the command that sends the release to the list."""
    return desk.type("send", str(desk.path / _RELEASE), "--to", "press", "--yes", "--json", *words)


def logged(desk: Desk) -> dict[str, dict[str, Any]]:
    """Return the lines of ``mailer log`` by address."""
    return {line["address"]: line for line in desk.type("log", "--json").json}


def in_state(lines: dict[str, dict[str, Any]], state: str) -> set[str]:
    """Return the addresses whose delivery is in that state."""
    return {address for address, line in lines.items() if line["state"] == state}


def books(desk: Desk) -> tuple[str, dict[str, int]]:
    """Return the state of the campaign and of its deliveries, those in no state left out; its books balance."""
    told = desk.type("status", "1", "--json").json
    assert told["balanced"] is True
    return told["state"], {state: number for state, number in told["deliveries"].items() if number}


def begun(desk: Desk) -> int:
    """Return how many messages the journals say were begun; one may be gone by the time it is opened."""
    written = ""
    for journal in (desk.path / "journals").glob("*.log"):
        with contextlib.suppress(FileNotFoundError):
            written += journal.read_text(encoding="utf-8", errors="replace")
    return written.count("begin")


def test_five_hundred_people_get_it_once_each_through_starttls(relayed: Callable[..., Desk], relay: Relay) -> None:
    desk = relayed(500)

    sent = send(desk)

    taken = relay.deliveries(500)
    assert sent.code == 0, sent.err
    assert Counter(to for to, _ in taken) == Counter(FIVE_HUNDRED)
    assert {(address, line["queue_id"]) for address, line in logged(desk).items()} == set(taken)
    assert books(desk) == ("finished", {"sent": 500})
    assert relay.count(relay.encrypted) > 0
    assert relay.complained.findall(relay.log) == []


@pytest.mark.parametrize("way", ["plain", "login"])
def test_who_signs_in_with_the_right_password_is_taken_mail_from(
    relayed: Callable[..., Desk], relay: Relay, way: str
) -> None:
    desk = relayed(40, port=relay.login_port if way == "login" else relay.port, password=PASSWORD)

    sent = send(desk)

    assert sent.code == 0, sent.err
    assert Counter(to for to, _ in relay.deliveries(40)) == Counter(PEOPLE)
    assert [one.lower() for one in relay.signed_in.findall(relay.log)] == [way] * 40
    assert relay.count(relay.sign_in_refused) == 0


def test_with_a_wrong_password_nothing_is_sent_or_marked_and_it_is_not_tried_again_and_again(
    relayed: Callable[..., Desk], relay: Relay
) -> None:
    desk = relayed(40, password="guessed")

    sent = send(desk)

    assert sent.code == _UNAVAILABLE
    assert "refused the user name or password of press-desk" in sent.err
    assert desk.type("status", "--json").json == []
    assert relay.deliveries() == []
    assert relay.count(relay.sign_in_refused) == 1


def test_a_password_that_was_changed_meanwhile_pauses_a_prepared_campaign_for_a_person(
    relayed: Callable[..., Desk], relay: Relay
) -> None:
    desk = relayed(40, password=PASSWORD)
    assert send(desk, "--detach").code == _LATER
    desk.hand_to(relay, password="the old one")

    refused = desk.type("resume", "1")

    assert refused.code == _UNAVAILABLE
    assert books(desk) == ("paused", {"queued": 40})
    assert relay.count(relay.sign_in_refused) == 1
    desk.hand_to(relay, password=PASSWORD)
    assert desk.type("resume", "1").code == 0
    assert Counter(to for to, _ in relay.deliveries(40)) == Counter(PEOPLE)


def test_one_greylisted_address_is_put_off_and_sent_to_once_the_relay_agrees(
    relayed: Callable[..., Desk], relay: Relay
) -> None:
    desk = relayed(40)
    relay.answer({PEOPLE[20]: "450 4.2.0 Greylisted, come back later"})

    sent = send(desk)

    put_off = logged(desk)[PEOPLE[20]]
    assert sent.code == _LATER, sent.err
    assert sent.json["next_at"]
    assert (put_off["state"], put_off["phase"], put_off["code"], put_off["attempts"]) == ("deferred", "rcpt", 450, 1)
    assert "Greylisted" in put_off["text"]
    assert Counter(to for to, _ in relay.deliveries(39)) == Counter({*PEOPLE} - {PEOPLE[20]})

    relay.answer({})
    desk.hasten()
    retried = desk.type("run", "--once")

    assert retried.code == 0, retried.err
    assert Counter(to for to, _ in relay.deliveries(40)) == Counter(PEOPLE)
    assert books(desk) == ("finished", {"sent": 40})


def test_one_refused_address_fails_alone_with_what_the_relay_said(relayed: Callable[..., Desk], relay: Relay) -> None:
    desk = relayed(40)
    relay.answer({PEOPLE[20]: "550 5.1.1 Nobody of this name works at our desk"})

    sent = send(desk)

    refused = logged(desk)[PEOPLE[20]]
    assert sent.code == _SOME_FAILED, sent.err
    assert (refused["state"], refused["phase"], refused["code"]) == ("failed", "rcpt", 550)
    assert refused["enhanced"] == "5.1.1"
    assert "Nobody of this name works at our desk" in refused["text"]
    assert Counter(to for to, _ in relay.deliveries(39)) == Counter({*PEOPLE} - {PEOPLE[20]})
    assert books(desk) == ("finished", {"sent": 39, "failed": 1})


def test_a_message_that_is_too_big_for_the_relay_never_leaves(relayed: Callable[..., Desk], relay: Relay) -> None:
    desk = relayed(40)
    edition = desk.path / _RELEASE / "en.md"
    paragraph = "\n\nThe wells of the eastern shore were measured again, village by village, in October."
    desk.write(str(edition), edition.read_text(encoding="utf-8") + paragraph * 200)

    sent = send(desk)

    lines = logged(desk).values()
    assert sent.code == _SOME_FAILED, sent.err
    assert {(line["state"], line["code"], line["enhanced"]) for line in lines} == {("failed", 0, "5.3.4")}
    assert all(f"the relay takes {SIZE_LIMIT}; nothing was sent" in line["text"] for line in lines)
    assert relay.has_seen_no_mail()


def test_421_in_the_midst_puts_off_whom_it_met_and_nobody_gets_it_twice(
    relayed: Callable[..., Desk], relay: Relay
) -> None:
    desk = relayed(40)
    met = PEOPLE[10:13]
    relay.answer(dict.fromkeys(met, "421 4.3.2 Closing for a moment"))

    sent = send(desk)

    lines = logged(desk)
    assert sent.code == _LATER, sent.err
    assert in_state(lines, "deferred") == {*met}
    assert {(lines[one]["code"], lines[one]["attempts"]) for one in met} == {(421, 1)}
    assert Counter(to for to, _ in relay.deliveries(37)) == Counter({*PEOPLE} - {*met})

    relay.answer({})
    desk.hasten()
    assert desk.type("resume", "1").code == 0

    assert Counter(to for to, _ in relay.deliveries(40)) == Counter(PEOPLE)
    assert books(desk) == ("finished", {"sent": 40})


def test_in_chunks_with_refused_people_among_them_all_others_get_it_once(
    relayed: Callable[..., Desk], relay: Relay
) -> None:
    desk = relayed(200)
    everybody = people(200)
    refused = {everybody[10]: "550 5.1.1 Nobody of this name", everybody[20]: "450 4.2.0 Greylisted"}
    relay.answer(refused)
    settings = (desk.path / "mailer.toml").read_text(encoding="utf-8")
    desk.write("mailer.toml", settings.replace("\nca_file", "\nchunking = true\nca_file", 1))

    sent = send(desk)

    lines = logged(desk)
    assert sent.code == _LATER, sent.err  # one was told to come later
    assert Counter(to for to, _ in relay.deliveries(len(everybody) - 2)) == Counter({*everybody} - {*refused})
    assert (lines[everybody[10]]["code"], lines[everybody[20]]["code"]) == (550, 450)
    assert in_state(lines, "sent") == {*everybody} - {*refused}
    assert relay.complained.findall(relay.log) == []


def test_a_sender_killed_in_the_midst_of_five_hundred_is_resumed_without_loss_and_without_a_double(
    relayed: Callable[..., Desk], relay: Relay
) -> None:
    desk = relayed(500)
    process = desk.begin("send", str(desk.path / _RELEASE), "--to", "press", "--yes")
    while begun(desk) < 100:
        assert process.poll() is None
        time.sleep(0.001)
    process.kill()
    process.communicate()

    before = len(relay.deliveries())
    resumed = desk.type("resume", "1")

    assert 0 < before < 500
    lines = logged(desk)
    sent, uncertain = in_state(lines, "sent"), in_state(lines, "uncertain")
    got = Counter(to for to, _ in relay.deliveries(len(sent)))
    assert resumed.code == (_SOME_FAILED if uncertain else 0), resumed.err
    assert set(got.values()) == {1}
    assert sent | uncertain == set(FIVE_HUNDRED)
    assert sent <= set(got) <= set(FIVE_HUNDRED)
    assert len(uncertain) <= _CONNECTIONS
    assert books(desk)[0] == "finished"
