"""Mail in chunks: a window of messages on the wire, each once, as it was written, under its own envelope."""

import time

import pytest

from mailer.domain.delivery import OutcomeKind, Phase
from tests.relay.conftest import Certificates
from tests.relay.scripted import ScriptedRelay
from tests.relay.sending import (
    DISK_FULL,
    MAIL,
    FullDisk,
    RecordingJournal,
    begun,
    collect_all,
    far_off,
    kinds,
    mails,
    nearly_over,
    notes_of,
    readers,
    settle,
    transport_to,
    wait_for_begins,
)

ACCEPTED, UNTRIED = OutcomeKind.ACCEPTED, OutcomeKind.UNTRIED


def window(journal: RecordingJournal) -> int:
    """Return how many mails are on the wire when a moment has passed in which more could have followed the first."""
    wait_for_begins(journal, 1)
    time.sleep(0.1)
    return begun(journal)


@pytest.mark.parametrize("chunking", [True, False], ids=["BDAT", "DATA"])
@pytest.mark.parametrize(
    "content",
    [
        MAIL,
        b".\r\n",
        b"one\r\n.\r\ntwo\r\n..\r\n...three\r\n",
        b"no end of line.",
        b"\r\n.\r\nMAIL FROM:<x@example.net>\r\nRCPT TO:<y@example.net>\r\nBDAT 3 LAST\r\n",
        b"long\r\n" * 50_000,
    ],
)
def test_the_same_bytes_arrive_either_way(content: bytes, journal: RecordingJournal, *, chunking: bool) -> None:
    with ScriptedRelay(chunking=True) as relay, transport_to(relay, chunking=chunking).open(journal) as session:
        outcomes = settle(session, mails("anna@example.org", "ben@example.org", content=content))

    whole = content if content.endswith(b"\r\n") else content + b"\r\n"
    assert set(kinds(outcomes).values()) == {ACCEPTED}
    assert relay.contents() == {"anna@example.org": [whole], "ben@example.org": [whole]}
    assert (len(relay.said("BDAT")), len(relay.said("DATA"))) == ((2, 0) if chunking else (0, 2))
    assert relay.violations == []


def test_an_outcome_says_what_the_relay_said(chunking_relay: ScriptedRelay, journal: RecordingJournal) -> None:
    with transport_to(chunking_relay, chunking=True).open(journal) as session:
        outcome = settle(session, mails("anna@example.org"))["anna@example.org"]

    assert (outcome.kind, outcome.phase, outcome.code, outcome.enhanced) == (ACCEPTED, Phase.BODY, 250, "2.0.0")
    assert outcome.queue_id == chunking_relay.messages[0].queue_id


@pytest.mark.parametrize("replies_apart", [False, True], ids=["together", "apart"])
def test_every_reader_gets_one_mail(replies_apart: bool, journal: RecordingJournal) -> None:  # noqa: FBT001 - a case
    with (
        ScriptedRelay(chunking=True, replies_apart=replies_apart) as relay,
        transport_to(relay, chunking=True, connections=3, messages_per_connection=20).open(journal) as session,
    ):
        outcomes = settle(session, mails(*readers(150)))

    assert set(kinds(outcomes).values()) == {ACCEPTED}
    assert sorted(message.recipient for message in relay.messages) == sorted(readers(150))
    assert relay.violations == []


def test_mail_in_chunks_travels_encrypted(certificates: Certificates, journal: RecordingJournal) -> None:
    with ScriptedRelay(tls=certificates.good, chunking=True) as relay:
        way = transport_to(relay, chunking=True, ca_file=certificates.ca_file, connections=2)
        with way.open(journal) as session:
            outcomes = settle(session, mails(*readers(60), content=MAIL + b"line\r\n" * 5000))

    assert set(kinds(outcomes).values()) == {ACCEPTED}
    assert all(message.is_encrypted for message in relay.messages)
    assert len(relay.said("BDAT")) == 60


@pytest.mark.parametrize("pipelining", [True, False])
def test_without_both_offers_mail_travels_by_data(*, pipelining: bool, journal: RecordingJournal) -> None:
    with (
        ScriptedRelay(pipelining=pipelining, chunking=not pipelining) as relay,
        transport_to(relay, chunking=True).open(journal) as session,
    ):
        outcomes = settle(session, mails(*readers(3)))

    assert set(kinds(outcomes).values()) == {ACCEPTED}
    assert (len(relay.said("DATA")), relay.said("BDAT"), relay.violations) == (3, [], [])


# -- the window -----------------------------------------------------------------------------------------------------


def test_eight_messages_are_on_the_wire_before_the_first_is_answered(
    chunking_relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    chunking_relay.delay("*", "mail", 0.5, times=1)

    with transport_to(chunking_relay, chunking=True).open(journal) as session:
        session.submit(mails(*readers(20)), far_off())
        first = window(journal)
        outcomes = collect_all(session)

    assert first == 8
    assert {outcome.kind for outcome in outcomes} == {ACCEPTED}


def test_each_message_is_one_piece_and_begins_anew(chunking_relay: ScriptedRelay, journal: RecordingJournal) -> None:
    with transport_to(chunking_relay, chunking=True).open(journal) as session:
        settle(session, mails(*readers(3)))

    verbs = [line.split(" ")[0] for _, line in chunking_relay.commands]
    each = ["MAIL", "RCPT", "BDAT"]
    assert verbs == ["EHLO", *each, "RSET", *each, "RSET", *each, "QUIT"]
    assert set(chunking_relay.said("BDAT")) == {f"BDAT {len(MAIL)} LAST"}


def test_long_messages_make_the_window_narrower(chunking_relay: ScriptedRelay, journal: RecordingJournal) -> None:
    chunking_relay.delay("*", "mail", 0.5, times=1)
    content = b"x" * 78 + b"\r\n" + b"y" * 400_000 + b"\r\n"

    with transport_to(chunking_relay, chunking=True).open(journal) as session:
        session.submit(mails(*readers(6), content=content), far_off())
        first = window(journal)
        outcomes = collect_all(session)

    assert first == 3
    assert {outcome.kind for outcome in outcomes} == {ACCEPTED}


def test_a_message_longer_than_the_window_goes_alone(chunking_relay: ScriptedRelay, journal: RecordingJournal) -> None:
    with transport_to(chunking_relay, chunking=True).open(journal) as session:
        outcomes = settle(session, mails(*readers(3), content=b"x" * 3_000_000 + b"\r\n"))

    assert set(kinds(outcomes).values()) == {ACCEPTED}


def test_messages_that_come_later_join_the_window(chunking_relay: ScriptedRelay, journal: RecordingJournal) -> None:
    chunking_relay.delay("*", "mail", 0.5, times=1)
    messages = mails(*readers(6))

    with transport_to(chunking_relay, chunking=True).open(journal) as session:
        for message in messages:
            session.submit([message], far_off())
        wait_for_begins(journal, 6)
        outcomes = collect_all(session)

    assert {outcome.kind for outcome in outcomes} == {ACCEPTED}
    assert chunking_relay.connections == 1


# -- how much one connection takes on -------------------------------------------------------------------------------


def test_a_connection_takes_its_share_and_no_more(chunking_relay: ScriptedRelay, journal: RecordingJournal) -> None:
    with transport_to(chunking_relay, chunking=True, messages_per_connection=4).open(journal) as session:
        settle(session, mails(*readers(10)))

    assert [message.connection for message in chunking_relay.messages] == [1] * 4 + [2] * 4 + [3] * 2
    assert len(chunking_relay.said("QUIT")) == 3


def test_the_relay_s_own_limit_is_kept_in_the_window_too(journal: RecordingJournal) -> None:
    with (
        ScriptedRelay(chunking=True, extra=("LIMITS MAILMAX=2",)) as relay,
        transport_to(relay, chunking=True).open(journal) as session,
    ):
        settle(session, mails(*readers(6)))

    assert [message.connection for message in relay.messages] == [1, 1, 2, 2, 3, 3]


# -- stop, lease, journal -------------------------------------------------------------------------------------------


def test_after_stop_the_window_is_finished_and_nothing_more_is_begun(
    chunking_relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    chunking_relay.delay("*", "body", 0.1)

    with transport_to(chunking_relay, chunking=True, connections=2).open(journal) as session:
        session.submit(mails(*readers(200)), far_off())
        first = session.collect(20)
        session.stop()
        time.sleep(0.05)
        before = begun(journal)
        outcomes = first + collect_all(session)

    accepted = [outcome for outcome in outcomes if outcome.kind is ACCEPTED]
    assert before == begun(journal) == len(accepted) == len(chunking_relay.messages)
    assert {outcome.kind for outcome in outcomes} == {ACCEPTED, UNTRIED}
    assert len(outcomes) == 200
    assert len(chunking_relay.said("QUIT")) == 2


def test_a_lease_that_runs_out_lets_the_window_end(chunking_relay: ScriptedRelay, journal: RecordingJournal) -> None:
    chunking_relay.delay("*", "mail", 0.5, times=1)

    with transport_to(chunking_relay, chunking=True).open(journal) as session:
        session.submit(mails(*readers(20)), far_off())
        wait_for_begins(journal, 8)
        session.extend(nearly_over())
        outcomes = collect_all(session)

    assert sorted(outcome.kind for outcome in outcomes) == [ACCEPTED] * 8 + [UNTRIED] * 12
    assert begun(journal) == len(chunking_relay.messages) == 8


def test_every_note_is_with_the_system_before_the_first_byte(chunking_relay: ScriptedRelay) -> None:
    arrived_too_early: list[str] = []

    class WatchingJournal(RecordingJournal):
        def flush(self) -> None:
            fresh = [note.split(" ")[1] for note in self.notes[len(self.flushed) :] if note.startswith("begin")]
            arrived_too_early.extend(n for n in fresh if chunking_relay.said(f"RCPT TO:<READER{n}@"))
            super().flush()

    journal = WatchingJournal()
    with transport_to(chunking_relay, chunking=True, connections=2).open(journal) as session:
        settle(session, mails(*readers(100)))

    assert arrived_too_early == []
    assert journal.flushed == journal.notes
    assert sorted(journal.notes) == notes_of(100)


@pytest.mark.parametrize("error", DISK_FULL)
def test_without_a_journal_nothing_is_begun(chunking_relay: ScriptedRelay, error: Exception) -> None:
    with transport_to(chunking_relay, chunking=True).open(FullDisk(error=error, room=1)) as session:
        outcomes = settle(session, mails(*readers(12)))
        failure = session.failure

    assert sorted(kinds(outcomes).values()) == [ACCEPTED] * 8 + [UNTRIED] * 4
    assert len(chunking_relay.said("MAIL")) == len(chunking_relay.messages) == 8
    assert "No space left" in failure
