"""Windows that fail: messages refused in their midst, relays that close, lines lost at every moment."""

import time

import pytest

from mailer.domain.delivery import OutcomeKind, Phase
from mailer.transport.timeouts import Timeouts
from tests.relay.scripted import Moment, ScriptedRelay
from tests.relay.sending import (
    PATIENT,
    RecordingJournal,
    collect_all,
    far_off,
    kinds,
    mails,
    readers,
    settle,
    settle_in_the_end,
    transport_to,
)

ACCEPTED, TRANSIENT, UNCERTAIN = OutcomeKind.ACCEPTED, OutcomeKind.TRANSIENT, OutcomeKind.UNCERTAIN
PERMANENT, POLICY, UNTRIED = OutcomeKind.PERMANENT, OutcomeKind.POLICY, OutcomeKind.UNTRIED
FIVE = readers(5)
THIRD = FIVE[2]
DESK = "bounces@news.example.org"

REFUSALS = [
    ("mail", "550 5.7.1 not you", POLICY),
    ("mail", "452 4.3.1 disk full", TRANSIENT),
    ("rcpt", "550 5.1.1 no such mailbox", PERMANENT),
    ("rcpt", "450 4.2.0 greylisted", TRANSIENT),
    ("rcpt", "550-5.7.1 we do not\n550 5.7.1 like you", POLICY),
    ("body", "554 5.6.0 not like this", PERMANENT),
    ("body", "452 4.3.1 disk full", TRANSIENT),
    ("body", "550 5.7.1 spam", POLICY),
]


def script(relay: ScriptedRelay, phase: str, reply: str) -> None:
    """Let the third message get ``reply`` at ``phase``; all messages have the same sender."""
    if phase == "mail":
        relay.answer(DESK, "mail", "250 2.1.0 Ok", times=2)
        relay.answer(DESK, "mail", reply, times=1)
    else:
        relay.answer(THIRD, phase, reply, times=1)


@pytest.mark.parametrize("replies_apart", [False, True], ids=["together", "apart"])
@pytest.mark.parametrize(("phase", "reply", "kind"), REFUSALS)
def test_a_refused_message_does_not_disturb_those_around_it(
    phase: str, reply: str, kind: OutcomeKind, *, replies_apart: bool, journal: RecordingJournal
) -> None:
    with (
        ScriptedRelay(chunking=True, replies_apart=replies_apart) as relay,
        transport_to(relay, chunking=True).open(journal) as session,
    ):
        script(relay, phase, reply)
        outcomes = settle(session, mails(*FIVE))

    assert [outcomes[name].kind for name in FIVE] == [ACCEPTED, ACCEPTED, kind, ACCEPTED, ACCEPTED]
    assert (outcomes[THIRD].phase, outcomes[THIRD].code) == (phase, int(reply[:3]))
    assert [message.recipient for message in relay.messages] == [name for name in FIVE if name != THIRD]
    assert (relay.connections, relay.violations) == (1, [])


def test_each_message_keeps_its_own_return_path_behind_a_refusal(
    chunking_relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    chunking_relay.answer("bounces+2@news.example.org", "mail", "550 5.7.1 not you")
    chunking_relay.answer(FIVE[3], "rcpt", "550 5.1.1 no such mailbox")
    messages = [
        type(one)(one.delivery_id, 1, f"bounces+{one.delivery_id}@news.example.org", one.recipient, one.parts)
        for one in mails(*FIVE)
    ]

    with transport_to(chunking_relay, chunking=True).open(journal) as session:
        settle(session, messages)

    assert [(message.sender, message.recipient) for message in chunking_relay.messages] == [
        (f"bounces+{number}@news.example.org", f"reader{number}@example.org") for number in (1, 3, 5)
    ]


def test_every_address_may_be_refused(chunking_relay: ScriptedRelay, journal: RecordingJournal) -> None:
    chunking_relay.answer("*", "rcpt", "550 5.1.1 no such mailbox")

    with transport_to(chunking_relay, chunking=True, connections=2).open(journal) as session:
        outcomes = settle(session, mails(*readers(60)))

    assert set(kinds(outcomes).values()) == {PERMANENT}
    assert {outcome.phase for outcome in outcomes.values()} == {Phase.RCPT}
    assert chunking_relay.messages == []


def test_a_yes_to_a_refused_envelope_is_not_believed(chunking_relay: ScriptedRelay, journal: RecordingJournal) -> None:
    chunking_relay.answer(THIRD, "rcpt", "550 5.1.1 no such mailbox")
    chunking_relay.answer("", "body", "250 2.0.0 taken all the same")

    with transport_to(chunking_relay, chunking=True).open(journal) as session:
        outcomes = settle(session, mails(*FIVE))

    assert [outcomes[name].kind for name in FIVE] == [ACCEPTED, ACCEPTED, UNCERTAIN, UNCERTAIN, UNCERTAIN]
    assert "took what it had refused" in outcomes[THIRD].text


def test_neither_yes_nor_no_leaves_all_that_follows_uncertain(
    chunking_relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    chunking_relay.answer(THIRD, "body", "354 more")

    with transport_to(chunking_relay, chunking=True).open(journal) as session:
        outcomes = settle(session, mails(*FIVE))

    assert [outcomes[name].kind for name in FIVE] == [ACCEPTED, ACCEPTED, UNCERTAIN, UNCERTAIN, UNCERTAIN]


# -- 421 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", ["mail", "rcpt", "body"])
def test_a_relay_that_closes_with_421_puts_off_what_it_did_not_read(phase: str, journal: RecordingJournal) -> None:
    with ScriptedRelay(chunking=True) as relay, transport_to(relay, chunking=True).open(journal) as session:
        script(relay, phase, "421 4.3.2 shutting down")
        outcomes = settle(session, mails(*FIVE))
        again = settle(session, mails(*FIVE[2:]))

    assert [outcomes[name].kind for name in FIVE] == [ACCEPTED, ACCEPTED, TRANSIENT, TRANSIENT, TRANSIENT]
    assert {outcomes[name].code for name in FIVE[2:]} == {421}
    assert outcomes[THIRD].phase == phase
    assert set(kinds(again).values()) == {ACCEPTED}
    assert sorted(message.recipient for message in relay.messages) == FIVE
    assert (relay.connections, relay.violations) == (2, [])
    assert "reply 5 1 421" in journal.flushed


def test_after_a_421_that_closes_nothing_the_relay_is_listened_to(
    chunking_relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    chunking_relay.answer(THIRD, "rcpt", "421 4.7.0 slow down\r\n")

    with transport_to(chunking_relay, chunking=True).open(journal) as session:
        outcomes = settle(session, mails(*FIVE))
        settle(session, mails("carla@example.org"))

    assert [outcomes[name].kind for name in FIVE] == [ACCEPTED, ACCEPTED, TRANSIENT, ACCEPTED, ACCEPTED]
    assert [message.connection for message in chunking_relay.messages] == [1, 1, 1, 1, 2]


def test_after_a_421_and_silence_what_is_left_is_uncertain(
    chunking_relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    chunking_relay.answer(THIRD, "body", "421 4.7.0 slow down\r\n")
    chunking_relay.delay("", "rset", 0, times=2)
    chunking_relay.delay("", "rset", 2, times=1)
    quick = Timeouts(command=0.3, greeting=5, before_body=5, block=5, final_dot=0.3, idle=5, backoff=0.01)

    with transport_to(chunking_relay, chunking=True, timeouts=quick).open(journal) as session:
        outcomes = settle(session, mails(*FIVE))

    assert [outcomes[name].kind for name in FIVE] == [ACCEPTED, ACCEPTED, TRANSIENT, UNCERTAIN, UNCERTAIN]


def test_a_421_that_was_not_the_last_word_answers_nothing_else(
    chunking_relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    chunking_relay.answer(THIRD, "rcpt", "421 4.7.0 slow down\r\n")
    chunking_relay.drop(FIVE[3], Moment.AFTER_DOT)

    with transport_to(chunking_relay, chunking=True).open(journal) as session:
        outcomes = settle(session, mails(*FIVE))

    assert [outcomes[name].kind for name in FIVE] == [ACCEPTED, ACCEPTED, TRANSIENT, UNCERTAIN, UNCERTAIN]


# -- lines that are lost --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "third"),
    [
        (Moment.AFTER_RCPT, UNCERTAIN),
        (Moment.MID_BODY, UNCERTAIN),
        (Moment.AFTER_DOT, UNCERTAIN),
        (Moment.AFTER_REPLY, ACCEPTED),
    ],
)
def test_a_lost_line_leaves_exactly_what_was_begun_and_not_answered(
    moment: Moment, third: OutcomeKind, journal: RecordingJournal
) -> None:
    with ScriptedRelay(chunking=True) as relay, transport_to(relay, chunking=True).open(journal) as session:
        relay.drop(THIRD, moment)
        outcomes = settle(session, mails(*FIVE))
        later = settle_in_the_end(session, mails("carla@example.org"))

    assert [outcomes[name].kind for name in FIVE] == [ACCEPTED, ACCEPTED, third, UNCERTAIN, UNCERTAIN]
    assert [note for note in journal.notes if note.startswith("begin")][:5] == [f"begin {n} 1" for n in range(1, 6)]
    assert kinds(later) == {"carla@example.org": ACCEPTED}
    assert relay.violations == []


def test_a_line_lost_before_the_first_reply_leaves_the_whole_window_uncertain(
    chunking_relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    chunking_relay.drop("*", Moment.BEFORE_MAIL, times=1)

    with transport_to(chunking_relay, chunking=True).open(journal) as session:
        session.submit(mails(*readers(20)), far_off())
        outcomes = collect_all(session)

    assert sorted(outcome.delivery_id for outcome in outcomes if outcome.kind is UNCERTAIN) == list(range(1, 9))
    assert {outcome.kind for outcome in outcomes if outcome.delivery_id > 8} == {ACCEPTED}


def test_a_refusal_that_was_read_stands_when_the_line_is_lost(
    chunking_relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    chunking_relay.answer(THIRD, "rcpt", "550 5.1.1 no such mailbox")
    chunking_relay.drop(THIRD, Moment.AFTER_RCPT)

    with transport_to(chunking_relay, chunking=True).open(journal) as session:
        outcomes = settle(session, mails(*FIVE))

    assert [outcomes[name].kind for name in FIVE] == [ACCEPTED, ACCEPTED, PERMANENT, UNCERTAIN, UNCERTAIN]
    assert "reply 3 1 550" in journal.flushed


def test_a_relay_that_closes_after_three_mails_is_believed_about_those(journal: RecordingJournal) -> None:
    with (
        ScriptedRelay(chunking=True, close_after=3) as relay,
        transport_to(relay, chunking=True).open(journal) as session,
    ):
        outcomes = settle(session, mails(*readers(8)))

    assert [outcomes[name].kind for name in readers(8)] == [ACCEPTED] * 3 + [UNCERTAIN] * 5
    assert [message.recipient for message in relay.messages] == readers(3)


def test_a_refused_reset_ends_it(journal: RecordingJournal) -> None:
    with ScriptedRelay(chunking=True) as relay, transport_to(relay, chunking=True).open(journal) as session:
        relay.answer("", "rset", "502 5.5.1 not here", times=1)
        outcomes = settle(session, mails(*FIVE))

    assert [outcomes[name].kind for name in FIVE] == [ACCEPTED] + [UNCERTAIN] * 4


def test_what_is_said_without_being_asked_ends_it(chunking_relay: ScriptedRelay, journal: RecordingJournal) -> None:
    chunking_relay.answer(FIVE[4], "body", "250 2.0.0 Ok\r\n250 2.0.0 and another\r\n")

    with transport_to(chunking_relay, chunking=True).open(journal) as session:
        settle(session, mails(*FIVE))
        settle_in_the_end(session, mails("carla@example.org"))

    assert chunking_relay.connections == 2


def test_messages_that_join_do_not_lengthen_the_wait_for_a_silent_relay(
    chunking_relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    chunking_relay.delay(FIVE[0], "body", 3, times=1)
    quick = Timeouts(command=5, greeting=5, before_body=5, block=5, final_dot=0.6, idle=5, backoff=0.01)

    with transport_to(chunking_relay, chunking=True, timeouts=quick).open(journal) as session:
        began = time.monotonic()
        for message in mails(*FIVE):
            session.submit([message], far_off())
            time.sleep(0.3)
        outcomes = collect_all(session)

    first = next(outcome for outcome in outcomes if outcome.delivery_id == 1)
    assert first.kind is UNCERTAIN
    assert "silent" in first.text
    assert time.monotonic() - began < 3


def test_leaving_a_session_lets_the_window_be_answered(
    chunking_relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    chunking_relay.delay(FIVE[0], "body", 0.3)

    with transport_to(chunking_relay, chunking=True, timeouts=PATIENT).open(journal) as session:
        session.submit(mails(*FIVE), far_off())
        while not journal.flushed:
            session.collect(0.01)

    assert len(chunking_relay.messages) == 5
    assert journal.flushed == [f"begin {n} 1" for n in range(1, 6)] + [f"reply {n} 1 250" for n in range(1, 6)]
