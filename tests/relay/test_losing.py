"""Connections that end at every moment: what was on the wire is known exactly."""

import contextlib
import socket
import threading
import time

import pytest

from mailer.domain.delivery import OutcomeKind, Phase
from mailer.transport.timeouts import Timeouts
from tests.relay.scripted import Moment, ScriptedRelay
from tests.relay.sending import (
    DISK_FULL,
    MAIL,
    PATIENT,
    FullDisk,
    RecordingJournal,
    collect_all,
    far_off,
    kinds,
    mails,
    nearly_over,
    notes_of,
    readers,
    settle,
    settle_in_the_end,
    transport_to,
    wait_for_begins,
)

ACCEPTED, UNTRIED, UNCERTAIN = OutcomeKind.ACCEPTED, OutcomeKind.UNTRIED, OutcomeKind.UNCERTAIN


@pytest.mark.parametrize("pipelining", [True, False], ids=["chained", "step by step"])
@pytest.mark.parametrize(
    ("moment", "kind"),
    [
        (Moment.AFTER_RCPT, UNTRIED),
        (Moment.MID_BODY, UNCERTAIN),
        (Moment.AFTER_DOT, UNCERTAIN),
        (Moment.AFTER_REPLY, ACCEPTED),
    ],
)
def test_a_drop_leaves_the_mail(
    moment: Moment, kind: OutcomeKind, *, pipelining: bool, journal: RecordingJournal
) -> None:
    with ScriptedRelay(pipelining=pipelining) as relay, transport_to(relay).open(journal) as session:
        relay.drop("ben@example.org", moment)
        outcomes = settle(session, mails("ben@example.org"))
        later = settle_in_the_end(session, mails("carla@example.org"))

    assert kinds(outcomes) == {"ben@example.org": kind}
    assert kinds(later) == {"carla@example.org": ACCEPTED}
    assert relay.violations == []


def test_a_drop_before_the_envelope_is_answered_leaves_the_mail_untried(
    relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    relay.drop("*", Moment.BEFORE_MAIL, times=1)

    with transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails("ben@example.org"))

    assert outcomes["ben@example.org"].kind is UNTRIED
    assert outcomes["ben@example.org"].phase is Phase.CONNECT
    assert journal.notes == []


def test_a_drop_after_the_go_ahead_is_uncertain_only_if_the_mail_was_begun(
    relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    relay.drop("ben@example.org", Moment.AFTER_354)

    with transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails("ben@example.org"))

    begun = "begin 1 1" in journal.notes
    assert outcomes["ben@example.org"].kind is (UNCERTAIN if begun else UNTRIED)


def test_of_a_mail_and_the_envelope_behind_it_only_the_mail_is_uncertain(
    relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    relay.drop("anna@example.org", Moment.AFTER_DOT)

    with transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails("anna@example.org", "ben@example.org"))

    assert kinds(outcomes) == {"anna@example.org": UNCERTAIN, "ben@example.org": UNTRIED}
    assert journal.notes == ["begin 1 1"]


def test_a_relay_that_closes_after_three_mails_gets_them_all_in_the_end(journal: RecordingJournal) -> None:
    with ScriptedRelay(close_after=3) as relay, transport_to(relay, connections=2).open(journal) as session:
        outcomes = settle_in_the_end(session, mails(*readers(20)))

    assert set(kinds(outcomes).values()) == {ACCEPTED}
    assert sorted(message.recipient for message in relay.messages) == sorted(readers(20))


def test_every_note_is_with_the_system_before_the_first_byte_of_the_mail(relay: ScriptedRelay) -> None:
    arrived_too_early: list[str] = []

    class WatchingJournal(RecordingJournal):
        def begin(self, delivery_id: int, attempt: int) -> None:
            arrived_too_early.extend(
                m.recipient for m in relay.messages if m.recipient == f"reader{delivery_id}@example.org"
            )
            super().begin(delivery_id, attempt)

    journal = WatchingJournal()
    with transport_to(relay, connections=2).open(journal) as session:
        settle(session, mails(*readers(50)))

    assert arrived_too_early == []
    assert journal.flushed == journal.notes
    assert sorted(journal.notes) == notes_of(50)


def test_notes_of_one_arrival_are_handed_over_together(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    with transport_to(relay, messages_per_connection=1000).open(journal) as session:
        settle(session, mails(*readers(100)))

    assert len(journal.notes) == 200
    assert journal.flushes <= 101


@pytest.mark.parametrize("error", DISK_FULL)
def test_without_a_journal_nothing_is_begun(relay: ScriptedRelay, error: Exception) -> None:
    with transport_to(relay).open(FullDisk(error=error)) as session:
        outcomes = settle(session, mails(*readers(3)))
        failure = session.failure

    assert set(kinds(outcomes).values()) == {UNTRIED}
    assert relay.messages == []
    assert "No space left" in failure


def test_a_silent_relay_leaves_the_mail_uncertain(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    relay.delay("anna@example.org", "body", 3, times=1)
    quick = Timeouts(command=5, greeting=5, before_body=5, block=5, final_dot=0.3, idle=5, backoff=0.01)

    with transport_to(relay, timeouts=quick).open(journal) as session:
        outcomes = settle(session, mails("anna@example.org"))

    assert outcomes["anna@example.org"].kind is UNCERTAIN
    assert "silent" in outcomes["anna@example.org"].text


def test_a_relay_silent_before_the_mail_leaves_it_untried(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    relay.delay("anna@example.org", "rcpt", 3, times=1)
    quick = Timeouts(command=0.3, greeting=5, before_body=5, block=5, final_dot=5, idle=5, backoff=0.01)

    with transport_to(relay, timeouts=quick).open(journal) as session:
        outcomes = settle(session, mails("anna@example.org"))

    assert kinds(outcomes) == {"anna@example.org": UNTRIED}


def test_a_relay_that_goes_away_for_good_is_given_up_with_a_sentence(journal: RecordingJournal) -> None:
    brief = Timeouts(grace=0.3, backoff=0.01, longest_backoff=0.05, quit=1)

    with ScriptedRelay() as relay, transport_to(relay, timeouts=brief, connections=3).open(journal) as session:
        settle(session, mails(*readers(5)))
        relay.stop_listening()
        relay.hang_up_all()
        outcomes = settle(session, mails(*readers(40)))
        failure = session.failure

    assert set(kinds(outcomes).values()) == {UNTRIED}
    assert f"127.0.0.1:{relay.port}" in failure
    assert "refuses connections" in failure


def test_a_relay_that_drops_every_mail_before_it_is_begun_is_given_up(
    relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    relay.drop("*", Moment.BEFORE_MAIL)
    brief = Timeouts(grace=0.3, backoff=0.01, longest_backoff=0.05, quit=1)

    with transport_to(relay, timeouts=brief).open(journal) as session:
        while not session.failure:
            outcomes = settle(session, mails(*readers(3)))
            assert set(kinds(outcomes).values()) == {UNTRIED}

    assert "cannot be used any more" in session.failure


def test_a_relay_that_comes_back_in_time_is_used_again(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    with transport_to(relay).open(journal) as session:
        settle(session, mails("anna@example.org"))
        relay.hang_up_all()
        outcomes = settle_in_the_end(session, mails(*readers(5)))

    assert set(kinds(outcomes).values()) == {ACCEPTED}


def test_no_mail_is_begun_with_too_little_of_its_lease_left(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    with transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails(*readers(3)), nearly_over())

    assert set(kinds(outcomes).values()) == {UNTRIED}
    assert (relay.messages, relay.said("MAIL"), journal.notes) == ([], [], [])


def test_a_lease_that_runs_out_behind_a_mail_abandons_the_envelope(
    relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    relay.delay("reader1@example.org", "body", 0.5)

    with transport_to(relay).open(journal) as session:
        session.submit(mails(*readers(4)), far_off())
        wait_for_begins(journal, 1)
        session.extend(nearly_over())
        outcomes = collect_all(session)

    assert sorted(outcome.kind for outcome in outcomes) == [ACCEPTED, UNTRIED, UNTRIED, UNTRIED]
    assert [message.recipient for message in relay.messages] == ["reader1@example.org"]


def test_a_renewed_lease_lets_the_rest_go_on(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    relay.delay("reader1@example.org", "body", 0.5)

    with transport_to(relay).open(journal) as session:
        session.submit(mails(*readers(4)), far_off())
        wait_for_begins(journal, 1)
        session.extend(nearly_over())
        session.extend(far_off())
        outcomes = collect_all(session)

    assert {outcome.kind for outcome in outcomes} == {ACCEPTED}


def test_after_stop_at_most_one_more_mail_leaves_on_each_connection(
    relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    relay.delay("*", "body", 0.1)

    with transport_to(relay, connections=2).open(journal) as session:
        session.submit(mails(*readers(200)), far_off())
        first = session.collect(20)
        before = sum(note.startswith("begin") for note in journal.notes)
        session.stop()
        outcomes = first + collect_all(session)

    begun = sum(note.startswith("begin") for note in journal.notes)
    accepted = [outcome for outcome in outcomes if outcome.kind is ACCEPTED]
    assert begun - before <= 2
    assert len(accepted) == begun == len(relay.messages)
    assert {outcome.kind for outcome in outcomes} == {ACCEPTED, UNTRIED}
    assert len(outcomes) == 200


def test_after_stop_nothing_is_taken_on(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    with transport_to(relay).open(journal) as session:
        session.stop()
        outcomes = settle(session, mails(*readers(3)))

    assert set(kinds(outcomes).values()) == {UNTRIED}
    assert relay.said("QUIT") == ["QUIT"]


def test_leaving_a_session_lets_the_mail_on_the_wire_be_answered(
    relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    relay.delay("anna@example.org", "body", 0.3)

    with transport_to(relay, timeouts=PATIENT).open(journal) as session:
        session.submit(mails("anna@example.org"), far_off())
        while not journal.notes:
            session.collect(0.01)

    assert journal.flushed == ["begin 1 1", "reply 1 1 250"]


def test_two_yeses_are_one_too_many(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    relay.answer("anna@example.org", "rcpt", "250 2.1.5 Ok\r\n354 go ahead\r\n250 2.0.0 Ok: queued as FALSE\r\n")

    with transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails("anna@example.org"))

    assert outcomes["anna@example.org"].kind is UNTRIED
    assert journal.notes == []


def hasty(answer: bytes, listener: socket.socket, arrived: list[bytes]) -> None:
    """Be a relay that answers a mail when it has read only the first of it, and reads the rest a moment later."""
    sock, _ = listener.accept()
    with sock:
        sock.sendall(b"220 hasty\r\n")
        for reply in (b"250 hasty", b"250 Ok", b"250 Ok", b"354 go ahead"):
            assert sock.recv(4096).endswith(b"\r\n")
            sock.sendall(reply + b"\r\n")
        sock.recv(4096)
        sock.sendall(answer + b"\r\n")
        time.sleep(0.5)
        with contextlib.suppress(ConnectionError):
            while chunk := sock.recv(1 << 20):
                arrived[0] = (arrived[0] + chunk)[-100:]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"250 2.0.0 Ok: queued as EARLY", UNCERTAIN),
        (b"421 4.3.2 closing", OutcomeKind.TRANSIENT),
        (b"451 4.3.0 not now", OutcomeKind.TRANSIENT),
        (b"552 5.3.4 too long", OutcomeKind.PERMANENT),
    ],
)
def test_an_answer_to_a_mail_that_is_still_being_written_is_believed_unless_it_is_a_yes(
    answer: bytes, kind: OutcomeKind, journal: RecordingJournal
) -> None:
    content = MAIL + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 300_000
    arrived = [b""]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        relay = threading.Thread(target=hasty, args=(answer, listener, arrived))
        relay.start()
        url = f"smtp://127.0.0.1:{listener.getsockname()[1]}"

        with transport_to(url).open(journal) as session:
            outcomes = settle(session, mails("anna@example.org", content=content))
        relay.join()

    assert outcomes["anna@example.org"].kind is kind
    assert b"\r\n.\r\n" not in arrived[0]
