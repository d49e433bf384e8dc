"""Nobody lost, nobody doubled, nobody wrongly marked: campaigns under unkind circumstances, on both databases."""

import re
import resource
import signal
import time
from collections import Counter

import pytest
from sqlalchemy import create_engine

from tests.cli.campaigning import (
    PEOPLE,
    begun,
    fill,
    in_state,
    mailer,
    prepared,
    recipients,
    send_and_kill,
    sending,
    states,
    wait_for_messages,
)
from tests.cli.conftest import Desk
from tests.relay.scripted import Moment, ScriptedRelay

BUSY = 75


@pytest.fixture
def desk(workspace: Desk, relay: ScriptedRelay, url: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A workspace with a release, six people on a list, and the relay."""
    monkeypatch.setenv("MAILER_DATABASE_URL", url)
    return prepared(workspace, relay, monkeypatch)


def test_what_the_killed_sender_of_a_cancelled_campaign_held_is_cancelled_and_can_be_sent_later(
    desk: Desk, relay: ScriptedRelay
) -> None:
    people = fill(desk, 100)
    relay.delay("*", "body", 0.01)
    process = sending(desk, relay, after=10)
    while True:
        process.send_signal(signal.SIGSTOP)
        if desk.run("cancel", "wells").code != BUSY:
            break
        process.send_signal(signal.SIGCONT)  # it was stopped in the middle of a transaction
        time.sleep(0.05)
    process.kill()
    process.communicate()

    desk.run("run", "--once")

    doubtful = in_state(desk, "uncertain")
    assert set(states(desk)) <= {"sent", "uncertain", "cancelled"}
    desk.run("send", "wells", "--to", "press", "--yes")
    assert Counter(recipients(relay)) == dict.fromkeys(sorted({*people} - {*doubtful} | {*recipients(relay)}), 1)
    assert set(recipients(relay)) | set(doubtful) == set(people)


def test_the_same_send_typed_after_a_kill_settles_what_was_left_and_a_dry_run_writes_nothing(
    desk: Desk, relay: ScriptedRelay
) -> None:
    fill(desk, 100)
    relay.delay("*", "body", 0.01)
    send_and_kill(desk, relay, after=10)
    left = states(desk)

    looked = desk.run("send", "wells", "--to", "press", "--dry-run")
    untouched = states(desk)
    again = desk.run("send", "wells", "--to", "press", "--yes")

    settled = states(desk)
    assert left["sending"] > 0
    assert (looked.code, untouched) == (BUSY, left)
    assert again.code == BUSY
    assert "mailer resume 1" in again.err
    assert "sending" not in settled
    assert settled["sent"] >= left.get("sent", 0)
    assert settled.get("uncertain", 0) <= 8


def test_a_cancelled_campaign_is_not_retried_and_its_readers_can_still_be_sent_to(
    desk: Desk, relay: ScriptedRelay
) -> None:
    relay.answer(PEOPLE[2], "rcpt", "550 5.1.1 no such mailbox", times=1)
    relay.answer("*", "rcpt", "451 4.2.0 later", times=5)
    desk.run("send", "wells", "--to", "press", "--yes")
    desk.run("cancel", "wells")

    told = desk.run("retry", "wells")

    assert told.code == 1
    assert "cancelled" in told.err
    assert states(desk) == {"failed": 1, "cancelled": 5}
    assert desk.run("send", "wells", "--to", "press", "--yes").code == 0
    assert recipients(relay) == PEOPLE


def test_a_doubtful_delivery_of_a_cancelled_campaign_stays_in_doubt_until_it_is_counted_as_sent(
    desk: Desk, relay: ScriptedRelay
) -> None:
    relay.drop(PEOPLE[1], Moment.AFTER_DOT, times=1)
    for reader in {*PEOPLE} - {PEOPLE[1]}:
        relay.answer(reader, "rcpt", "451 4.2.0 later", times=1)
    desk.run("send", "wells", "--to", "press", "--yes")
    desk.run("cancel", "wells")

    refused = desk.run("decide", "wells", "--resend")

    assert refused.code == 1
    assert states(desk) == {"cancelled": 5, "uncertain": 1}
    assert desk.run("decide", "wells", "--assume-sent").code == 1  # a cancelled campaign ends with 1
    assert states(desk) == {"cancelled": 5, "sent": 1}


def test_a_rehearsal_is_not_finished_through_a_relay_that_sends(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", "outbox:outbox")
    desk.run("send", "wells", "--to", "press", "--detach", "--yes")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", relay.url)

    told = desk.run("resume", "wells")

    assert told.code == 78
    assert "rehearsal" in told.err
    assert relay.messages == []
    assert states(desk) == {"queued": 6}


def test_a_campaign_is_not_written_to_files_and_counted_as_sent(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run("send", "wells", "--to", "press", "--detach", "--yes")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", "outbox:outbox")

    told = desk.run("run", "--once")

    assert told.code == 78
    assert states(desk) == {"queued": 6}
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", relay.url)
    assert desk.run("run", "--once").code == 0
    assert recipients(relay) == PEOPLE


def test_a_disk_that_is_full_pauses_the_campaign_and_loses_nobody(
    desk: Desk, relay: ScriptedRelay, dialect: str
) -> None:
    people = fill(desk, 300)
    relay.delay("*", "body", 0.01)
    process = sending(desk, relay, after=40)
    journal = next((desk.path / "journals").glob("*.log"))

    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (journal.stat().st_size, resource.RLIM_INFINITY))
    _, said = process.communicate(timeout=60)

    assert process.returncode == 1, said
    assert "Traceback" not in said
    if dialect == "postgresql":  # the ledger is on another disk: it can still be written down there
        told = desk.json("status", "wells", "--json")
        assert told["state"] == "paused"
        assert "journal" in told["paused_reason"]
    assert desk.run("resume", "wells").code in {0, 3}
    assert Counter(recipients(relay)).most_common(1)[0][1] == 1
    assert set(recipients(relay)) | set(in_state(desk, "uncertain")) == set(people)
    assert len(in_state(desk, "uncertain")) <= 8
    assert states(desk)["sent"] >= 298


def test_two_interrupts_end_it_at_once_and_lose_nobody(desk: Desk, relay: ScriptedRelay) -> None:
    people = fill(desk, 200)
    relay.delay("*", "body", 0.02)
    process = sending(desk, relay, after=20)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGINT):
        process.send_signal(number)
    process.communicate(timeout=60)

    assert desk.run("resume", "wells").code in {0, 3}
    assert Counter(recipients(relay)).most_common(1)[0][1] == 1
    assert set(recipients(relay)) | set(in_state(desk, "uncertain")) == set(people)


def test_refusals_of_the_sender_that_a_killed_process_had_not_weighed_blame_nobody(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_CONNECTIONS", "1")
    relay.answer("*", "body", "550 5.7.1 your domain is not allowed here", times=2)
    relay.delay(PEOPLE[2], "body", 60)
    process = mailer(desk, "send", "wells", "--to", "press", "--yes")
    while begun(desk) < 3:
        assert process.poll() is None
    process.kill()
    process.communicate()

    desk.run("run", "--once")

    counted = states(desk)
    assert (counted.get("failed", 0), counted["deferred"], counted["uncertain"]) == (0, 2, 1)


def test_who_left_or_was_suppressed_after_the_freeze_is_told_with_the_reason(desk: Desk, relay: ScriptedRelay) -> None:
    desk.run("send", "wells", "--to", "press", "--detach", "--yes")
    desk.run("unsubscribe", PEOPLE[0], "--list", "press")
    desk.run("unsubscribe", PEOPLE[1], "--list", "press", "--reason", "removed")
    desk.run("suppressions", "add", PEOPLE[2])
    desk.run("suppressions", "add", PEOPLE[3], "--person", "--reason", "complained")
    desk.run("run", "--once")

    log = {entry["address"]: (entry["state"], entry["reason"]) for entry in desk.json("log", "--json")}
    [left] = desk.json("explain", PEOPLE[0], "--json")
    assert recipients(relay) == PEOPLE[4:]
    assert re.fullmatch(r"left press on \d{4}-\d\d-\d\d", log[PEOPLE[0]][1])
    assert re.fullmatch(r"taken off press on \d{4}-\d\d-\d\d", log[PEOPLE[1]][1])
    assert log[PEOPLE[2]] == ("suppressed", "suppressed (manual)")
    assert log[PEOPLE[3]] == ("suppressed", "suppressed (complained)")
    assert {log[reader] for reader in PEOPLE[4:]} == {("sent", "")}
    assert (left["state"], left["reason"]) == log[PEOPLE[0]]
    assert f"suppressed, through press: {left['reason']}" in desk.run("explain", PEOPLE[0]).out
    assert "suppressed (manual)" in desk.run("log", "--address", PEOPLE[2]).out


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_a_database_that_breaks_off_ends_the_sending_and_loses_nobody(
    desk: Desk, relay: ScriptedRelay, url: str
) -> None:
    people = fill(desk, 300)
    relay.delay("*", "body", 0.02)
    process = mailer(desk, "send", "wells", "--to", "press", "--yes")
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    for _ in range(3):
        wait_for_messages(relay, len(relay.messages) + 10)  # sent by this process, not by the one before it
        with server.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "Traceback" not in said
        process = mailer(desk, "resume", "wells")
    process.communicate(timeout=60)
    server.dispose()

    assert states(desk) == {"sent": 306}
    assert recipients(relay) == people


@pytest.mark.parametrize("policy", ["resend", "assume-sent"])
def test_what_the_house_decides_about_doubtful_deliveries_holds_for_those_of_a_killed_process(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch, policy: str
) -> None:
    monkeypatch.setenv("MAILER_SENDING_UNCERTAIN", policy)
    people = fill(desk, 50)
    relay.delay("*", "body", 0.05)
    send_and_kill(desk, relay, after=10)

    desk.run("resume", "wells")

    assert states(desk) == {"sent": 56}
    twice = [reader for reader, number in Counter(recipients(relay)).items() if number > 1]
    assert len(twice) <= (8 if policy == "resend" else 0)
    assert set(people) >= set(recipients(relay))
    assert len(set(recipients(relay))) >= (56 if policy == "resend" else 48)


@pytest.mark.parametrize("words", [("retry", "wells"), ("decide", "wells", "--resend")])
def test_what_a_person_paused_stays_paused_when_something_of_it_is_queued_again(
    desk: Desk, relay: ScriptedRelay, words: tuple[str, ...]
) -> None:
    fill(desk, 200)
    relay.answer(PEOPLE[0], "rcpt", "550 5.1.1 no such mailbox", times=1)
    relay.drop(PEOPLE[1], Moment.AFTER_DOT, times=1)
    relay.delay("*", "body", 0.02)
    process = mailer(desk, "send", "wells", "--to", "press", "--yes")
    wait_for_messages(relay, 20)
    desk.run("pause", "wells")
    process.communicate(timeout=60)
    before, sent = states(desk), len(relay.messages)

    told = desk.run(*words)

    assert before["queued"] > 100
    assert states(desk)["queued"] == before["queued"] + 1
    assert (told.code, len(relay.messages)) == (1, sent)
    assert "mailer resume 1" in told.out
    assert desk.json("status", "wells", "--json")["state"] == "paused"
