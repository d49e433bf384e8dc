"""A campaign and a relay that misbehaves: each ending has its state, its exit code and its sentence."""

import json
import os
import re
import signal
from collections import Counter
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from mailer.transport import opening
from mailer.transport.smtp import SmtpTransport
from mailer.transport.timeouts import Timeouts
from tests.cli.campaigning import PEOPLE, fill, mailer, recipients, send_and_kill, sending, wait_for_messages
from tests.cli.conftest import Desk
from tests.relay.script import Script
from tests.relay.scripted import Moment, ScriptedRelay


def test_everybody_gets_one_message_and_a_second_send_finds_nobody_left(desk: Desk, relay: ScriptedRelay) -> None:
    first = desk.run("send", "wells", "--to", "press", "--yes")

    second = desk.run("send", "wells", "--to", "press", "--yes")

    assert (first.code, second.code) == (0, 0)
    assert recipients(relay) == PEOPLE
    assert "6 already had it" in second.out
    assert desk.json("status", "wells", "--json")["balanced"] is True


def test_an_address_with_letters_beyond_ascii_needs_a_relay_that_takes_them(desk: Desk, relay: ScriptedRelay) -> None:
    refused = desk.run("send", "wells", "--to", "josé@example.org", "--yes")
    relay.smtputf8 = True
    desk.run("send", "wells", "--to", "josé@example.org", "--yes")

    assert refused.code == 3
    assert "SMTPUTF8" in desk.run("log", "--campaign", "1").out
    assert recipients(relay) == ["josé@example.org"]
    assert b"To: jos\xc3\xa9@example.org\r\n" in relay.messages[0].content


def test_again_sends_it_to_those_who_have_had_it(desk: Desk, relay: ScriptedRelay) -> None:
    desk.run("send", "wells", "--to", "press", "--yes")

    desk.run("send", "wells", "--to", "press", "--again", "--yes")

    assert Counter(recipients(relay)) == dict.fromkeys(PEOPLE, 2)


def test_a_relay_that_is_down_marks_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", "smtp://127.0.0.1:9")

    refused = desk.run("send", "wells", "--to", "press", "--yes")

    assert refused.code == 69
    assert "127.0.0.1:9" in refused.err
    assert desk.json("status", "--json") == []
    assert desk.json("send", "wells", "--to", "press", "--dry-run", "--json")["recipients"] == 6


def test_a_refused_recipient_does_not_stop_the_others(desk: Desk, relay: ScriptedRelay) -> None:
    relay.answer(PEOPLE[2], "rcpt", "550 5.1.1 no such mailbox")

    told = desk.run("send", "wells", "--to", "press", "--yes")

    [failed] = [entry for entry in desk.json("log", "--json") if entry["state"] == "failed"]
    assert told.code == 3
    assert (failed["address"], failed["phase"], failed["code"], failed["enhanced"]) == (PEOPLE[2], "rcpt", 550, "5.1.1")
    assert recipients(relay) == [one for one in PEOPLE if one != PEOPLE[2]]


def test_a_failed_recipient_is_sent_to_again_by_retry_and_only_that_one(desk: Desk, relay: ScriptedRelay) -> None:
    relay.answer(PEOPLE[2], "rcpt", "550 5.1.1 no such mailbox", times=1)
    desk.run("send", "wells", "--to", "press", "--yes")

    told = desk.run("retry", "wells")

    assert told.code == 0
    assert recipients(relay) == PEOPLE


def test_a_retry_of_what_another_campaign_has_brought_since_says_so(desk: Desk, relay: ScriptedRelay) -> None:
    relay.answer(PEOPLE[2], "rcpt", "550 5.1.1 no such mailbox", times=1)
    desk.run("send", "wells", "--to", "press", "--yes")
    desk.run("send", "wells", "--to", "press", "--yes")

    told = desk.run("retry", "1")

    assert told.code == 1
    assert "nothing is left to retry: wells has reached" in told.err
    assert "mailer explain" in told.err
    assert "has no failed or deferred deliveries to retry" in desk.run("retry", "2").err
    assert recipients(relay) == PEOPLE


def test_a_relay_that_greylists_everybody_is_waited_for(desk: Desk, relay: ScriptedRelay) -> None:
    relay.answer("*", "rcpt", "451 4.7.1 greylisted, come back later", times=6)

    first = desk.run("send", "wells", "--to", "press", "--yes")
    again = desk.run("send", "wells", "--to", "press", "--yes")

    told = desk.json("status", "wells", "--json")
    assert (first.code, again.code) == (75, 75)
    assert "next at" in first.out
    assert "mailer resume" in again.err
    assert told["deliveries"]["deferred"] == 6
    assert told["next_at"] is not None
    assert desk.run("run", "--once").out == "Nothing is due.\n"
    assert relay.messages == []


@pytest.mark.parametrize("moment", [Moment.BEFORE_MAIL, Moment.AFTER_RCPT, Moment.AFTER_354])
def test_a_line_dropped_before_the_body_is_tried_again_at_once(
    desk: Desk, relay: ScriptedRelay, moment: Moment
) -> None:
    address = "*" if moment is Moment.BEFORE_MAIL else PEOPLE[1]
    relay.drop(address, moment, times=1)

    told = desk.run("send", "wells", "--to", "press", "--yes")

    uncertain = desk.json("status", "wells", "--json")["deliveries"]["uncertain"]
    assert uncertain <= (1 if moment is Moment.AFTER_354 else 0)
    assert told.code == (3 if uncertain else 0)
    assert Counter(recipients(relay)).most_common(1)[0][1] == 1
    assert len(relay.messages) + uncertain == 6


@pytest.mark.parametrize("moment", [Moment.MID_BODY, Moment.AFTER_DOT])
def test_a_line_dropped_in_or_after_the_body_leaves_one_delivery_uncertain(
    desk: Desk, relay: ScriptedRelay, moment: Moment
) -> None:
    relay.drop(PEOPLE[1], moment, times=1)

    told = desk.run("send", "wells", "--to", "press", "--yes")

    [doubtful] = [entry for entry in desk.json("log", "--json") if entry["state"] == "uncertain"]
    assert told.code == 3
    assert (doubtful["address"], doubtful["phase"], doubtful["code"]) == (PEOPLE[1], "body", 0)
    assert "mailer decide" in told.out
    assert desk.json("status", "wells", "--json")["balanced"] is True


def test_an_uncertain_delivery_can_be_sent_again_with_the_same_message_id(desk: Desk, relay: ScriptedRelay) -> None:
    relay.drop(PEOPLE[1], Moment.AFTER_DOT, times=1)
    desk.run("send", "wells", "--to", "press", "--yes")
    [doubtful] = [entry for entry in desk.json("log", "--json") if entry["state"] == "uncertain"]

    told = desk.run("decide", "wells", "--resend", "--address", PEOPLE[1])

    last = next(m.content for m in reversed(relay.messages) if m.recipient == PEOPLE[1])
    assert told.code == 0
    assert doubtful["message_id"].encode() in last
    assert desk.json("status", "wells", "--json")["deliveries"]["sent"] == 6


def test_an_uncertain_delivery_can_be_counted_as_sent(desk: Desk, relay: ScriptedRelay) -> None:
    relay.drop(PEOPLE[1], Moment.AFTER_DOT, times=1)
    desk.run("send", "wells", "--to", "press", "--yes")

    told = desk.run("decide", "wells", "--assume-sent")

    books = desk.json("status", "wells", "--json")
    assert told.code == 0
    assert (books["deliveries"]["sent"], books["balanced"]) == (6, True)


def test_a_decision_is_kept_with_who_made_it_and_when(desk: Desk, relay: ScriptedRelay) -> None:
    relay.drop(PEOPLE[1], Moment.AFTER_DOT, times=1)
    desk.run("send", "wells", "--to", "press", "--yes")
    desk.run("decide", "wells", "--assume-sent")

    told = desk.run("explain", PEOPLE[1])
    [[decided]] = [one["decisions"] for one in desk.json("explain", PEOPLE[1], "--json")]

    assert re.search(r"\S+@\S+ decided about try 1: assume-sent", told.out)
    assert (decided["attempt"], decided["decision"]) == (1, "assume-sent")
    assert decided["by"].endswith(f"@{os.uname().nodename}")
    assert decided["at"]
    assert [one["decisions"] for one in desk.json("explain", PEOPLE[2], "--json")] == [[]]


def test_retry_tries_at_once_what_was_put_off(desk: Desk, relay: ScriptedRelay) -> None:
    relay.answer(PEOPLE[1], "rcpt", "451 4.7.1 greylisted, come back later", times=1)
    relay.answer(PEOPLE[2], "rcpt", "550 5.1.1 no such mailbox", times=1)
    first = desk.run("send", "wells", "--to", "press", "--yes")

    told = desk.run("retry", "wells")

    assert (first.code, told.code) == (75, 0)
    assert "1 failed delivery queued again, 1 due now." in told.err
    assert recipients(relay) == PEOPLE


def test_a_relay_that_refuses_the_sender_pauses_the_campaign_and_blames_nobody(
    desk: Desk, relay: ScriptedRelay
) -> None:
    relay.answer("*", "body", "550 5.7.1 your domain is not allowed here")

    told = desk.run("send", "wells", "--to", "press", "--yes")

    books = desk.json("status", "wells", "--json")
    assert told.code == 1
    assert books["state"] == "paused"
    assert "550 5.7.1 your domain is not allowed here" in books["paused_reason"]
    assert books["deliveries"]["failed"] == 0
    assert books["deliveries"]["deferred"] + books["deliveries"]["queued"] == 6
    assert books["balanced"] is True


@pytest.mark.parametrize("phase", ["mail", "body"])
def test_a_campaign_that_the_breaker_paused_goes_on_at_once_when_the_fault_is_mended(
    url: str, desk: Desk, relay: ScriptedRelay, phase: str
) -> None:
    assert url
    relay.answer("*", phase, "550 5.7.1 your domain is not allowed here")
    paused = desk.run("send", "wells", "--to", "press", "--yes")
    deferred = desk.json("status", "wells", "--json")["deliveries"]["deferred"]
    relay.script = Script()

    told = desk.run("resume", "wells")

    assert paused.code == 1
    assert deferred > 0
    assert "Mend that, then: mailer resume 1" in paused.out
    assert "asked to try later" not in paused.out
    assert told.code == 0, told.out
    assert recipients(relay) == PEOPLE


def test_what_the_relay_asked_to_try_later_is_still_tried_later_after_a_pause(desk: Desk, relay: ScriptedRelay) -> None:
    relay.answer(PEOPLE[0], "rcpt", "451 4.7.1 greylisted, come back later", times=1)
    desk.run("send", "wells", "--to", "press", "--yes")
    paused = desk.run("pause", "wells")

    told = desk.run("resume", "wells")

    assert "Go on with: mailer resume 1" in paused.out
    assert "next at" not in paused.out
    assert told.code == 75
    assert "The relay asked to try later; next at" in told.out
    assert recipients(relay) == PEOPLE[1:]


def test_a_relay_that_the_settings_do_not_know_is_refused(desk: Desk) -> None:
    refused = desk.run("send", "wells", "--to", "press", "--relay", "elsewhere", "--yes")

    assert refused.code == 78
    assert "elsewhere" in refused.err


def test_every_message_is_to_one_person_and_names_no_other(desk: Desk, relay: ScriptedRelay) -> None:
    desk.run("send", "wells", "--to", "press", "--yes")

    for message in relay.messages:
        text = message.content.decode("ascii")
        assert f"To: {message.recipient}\r\n" in text
        assert not [other for other in PEOPLE if other != message.recipient and other in text]


@pytest.mark.parametrize("kills", [1, 4])
def test_a_killed_send_is_resumed_without_loss_and_without_a_double(
    url: str, desk: Desk, relay: ScriptedRelay, kills: int
) -> None:
    assert url
    people = fill(desk, 300)
    relay.delay("*", "body", 0.002)
    process = mailer(desk, "send", "wells", "--to", "press", "--yes")
    for round_ in range(1, kills + 1):
        wait_for_messages(relay, 60 * round_)
        process.kill()
        process.communicate()
        process = mailer(desk, "resume", "wells")
    process.communicate()

    told = desk.json("status", "wells", "--json")
    uncertain = [entry["address"] for entry in desk.json("log", "--json") if entry["state"] == "uncertain"]
    got = Counter(message.recipient for message in relay.messages)
    assert told["state"] == "finished"
    assert told["balanced"] is True
    assert set(got.values()) == {1}
    assert set(got) | set(uncertain) == set(people)
    assert len(uncertain) <= 8 * kills


def test_the_same_send_typed_again_after_a_kill_names_what_to_do(desk: Desk, relay: ScriptedRelay) -> None:
    fill(desk, 200)
    relay.delay("*", "body", 0.01)
    send_and_kill(desk, relay, after=20)

    again = desk.run("send", "wells", "--to", "press", "--yes")

    number = re.search(r"mailer resume (\d+)", again.err)
    assert again.code == 75
    assert number
    assert desk.run("resume", number[1]).code in {0, 3}
    assert Counter(recipients(relay)).most_common(1)[0][1] == 1


def test_control_c_finishes_what_is_on_the_wire_and_leaves_nothing_in_doubt(desk: Desk, relay: ScriptedRelay) -> None:
    people = fill(desk, 300)
    relay.delay("*", "body", 0.01)
    process = sending(desk, relay, after=20)

    process.send_signal(signal.SIGINT)
    _, said = process.communicate()

    stopped = desk.json("status", "wells", "--json")
    assert process.returncode == 75
    assert "Go on with: mailer resume" in said
    assert stopped["deliveries"]["uncertain"] == stopped["deliveries"]["sending"] == 0
    assert stopped["deliveries"]["queued"] > 0
    assert desk.run("resume", "wells").code == 0
    assert recipients(relay) == people


@pytest.mark.parametrize("words", [("send", "wells", "--to", "press", "--yes"), ("resume", "1")])
def test_a_relay_that_goes_away_in_the_middle_leaves_the_books_on_the_screen(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    fill(desk, 200)
    if words[0] == "resume":
        desk.run("send", "wells", "--to", "press", "--yes", "--detach")
    brief = Timeouts(grace=0.3, backoff=0.01, longest_backoff=0.05, quit=1)
    monkeypatch.setattr(opening, "SmtpTransport", partial(SmtpTransport, timeouts=brief))
    relay.delay(PEOPLE[0], "body", 60)  # this one is on the wire when the relay goes
    relay.delay("*", "body", 0.01)
    end = Thread(target=go_away, args=(relay,))
    end.start()

    told = desk.run(*words, "--json")
    end.join()

    books = json.loads(told.out)
    assert told.code == 69
    assert told.err.splitlines()[-1].startswith("mailer: The relay")
    assert "mailer resume 1" in told.err
    assert (books["state"], books["balanced"], books["deliveries"]["sending"]) == ("running", True, 0)
    assert books["deliveries"]["queued"] > 0
    assert PEOPLE[0] in books["uncertain"]
    assert len(books["uncertain"]) == books["deliveries"]["uncertain"]
    assert f"Uncertain: {books['uncertain'][0]}" in desk.run("status", "1").out


def go_away(relay: ScriptedRelay) -> None:
    wait_for_messages(relay, 20)
    relay.stop_listening()
    relay.hang_up_all()


def test_two_processes_do_not_send_the_same_campaign(desk: Desk, relay: ScriptedRelay) -> None:
    people = fill(desk, 200)
    relay.delay("*", "body", 0.01)
    process = sending(desk, relay, after=10)

    second = desk.run("resume", "wells")
    third = desk.run("run", "--once")
    process.communicate()

    assert second.code == 75
    assert "is being sent by another process" in second.err
    assert third.code == 0
    assert recipients(relay) == people


def test_a_pause_from_elsewhere_stops_within_a_moment(desk: Desk, relay: ScriptedRelay) -> None:
    people = fill(desk, 300)
    relay.delay("*", "body", 0.1)  # so each of the four connections finishes five messages in half a second
    process = sending(desk, relay, after=10)

    desk.run("pause", "wells")
    before = len(relay.messages)
    process.communicate()

    assert len(relay.messages) - before <= 4 * (5 + 1)
    paused = desk.json("status", "wells", "--json")
    assert process.returncode == 1
    assert paused["state"] == "paused"
    assert paused["deliveries"]["queued"] > 200
    assert paused["deliveries"]["sending"] == paused["deliveries"]["uncertain"] == 0
    relay.script.rules.clear()
    assert desk.run("resume", "wells").code == 0
    assert recipients(relay) == people


def test_journals_of_the_dead_are_cleared_away_once_read(desk: Desk, relay: ScriptedRelay) -> None:
    relay.delay("*", "body", 0.2)
    send_and_kill(desk, relay, after=1)
    journals = Path(desk.path / "journals")
    assert list(journals.glob("*.log"))

    desk.run("resume", "wells")

    assert not list(journals.glob("*.log"))
