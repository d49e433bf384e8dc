"""Mail that the relay does not take: what it says is kept, and the others are not disturbed."""

import pytest

from mailer.domain.delivery import OutcomeKind, Phase
from tests.relay.scripted import ScriptedRelay
from tests.relay.sending import RecordingJournal, collect_all, far_off, kinds, mails, readers, settle, transport_to

ACCEPTED, TRANSIENT = OutcomeKind.ACCEPTED, OutcomeKind.TRANSIENT
PERMANENT, POLICY, UNTRIED = OutcomeKind.PERMANENT, OutcomeKind.POLICY, OutcomeKind.UNTRIED
THREE = ("anna@example.org", "ben@example.org", "carla@example.org")


@pytest.mark.parametrize("pipelining", [True, False], ids=["chained", "step by step"])
@pytest.mark.parametrize(
    ("phase", "reply", "kind"),
    [
        ("rcpt", "550 5.1.1 no such mailbox", PERMANENT),
        ("rcpt", "450 4.2.0 greylisted", TRANSIENT),
        ("rcpt", "550-5.7.1 we do not\n550 5.7.1 like you", POLICY),
        ("data", "451 4.3.0 not now", TRANSIENT),
        ("body", "554 5.6.0 not like this", PERMANENT),
        ("body", "452 4.3.1 disk full", TRANSIENT),
        ("body", "550 5.7.1 spam", POLICY),
    ],
)
def test_a_refused_address_does_not_stop_the_others(
    phase: str, reply: str, kind: OutcomeKind, *, pipelining: bool, journal: RecordingJournal
) -> None:
    with ScriptedRelay(pipelining=pipelining) as relay, transport_to(relay).open(journal) as session:
        relay.answer("ben@example.org", phase, reply)
        outcomes = settle(session, mails(*THREE))

    assert [outcomes[name].kind for name in THREE] == [ACCEPTED, kind, ACCEPTED]
    assert outcomes["ben@example.org"].phase == phase
    assert outcomes["ben@example.org"].code == int(reply[:3])
    assert [message.recipient for message in relay.messages] == ["anna@example.org", "carla@example.org"]
    assert (relay.connections, relay.violations) == (1, [])


@pytest.mark.parametrize("pipelining", [True, False], ids=["chained", "step by step"])
def test_a_refused_sender_is_no_word_about_the_reader(*, pipelining: bool, journal: RecordingJournal) -> None:
    with ScriptedRelay(pipelining=pipelining) as relay, transport_to(relay).open(journal) as session:
        relay.answer("bounces@news.example.org", "mail", "550 5.7.1 not you", times=1)
        outcomes = settle(session, mails(*THREE))

    assert [outcomes[name].kind for name in THREE] == [POLICY, ACCEPTED, ACCEPTED]
    assert outcomes["anna@example.org"].phase is Phase.MAIL
    assert relay.violations == []


def test_after_a_refusal_the_transaction_is_reset(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    relay.answer("anna@example.org", "rcpt", "550 5.1.1 no")

    with transport_to(relay).open(journal) as session:
        settle(session, mails(*THREE))

    assert len(relay.said("RSET")) == 1


def test_a_mail_for_nobody_is_ended_by_a_lone_full_stop(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    relay.answer("anna@example.org", "rcpt", "550 5.1.1 no")
    relay.answer("", "data", "354 go on all the same")

    with transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails(*THREE))

    assert [outcomes[name].kind for name in THREE] == [PERMANENT, ACCEPTED, ACCEPTED]
    assert [message.recipient for message in relay.messages] == ["ben@example.org", "carla@example.org"]
    assert relay.connections == 1


def test_every_address_may_be_refused(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    relay.answer("*", "rcpt", "550 5.1.1 no such mailbox")

    with transport_to(relay, connections=2).open(journal) as session:
        outcomes = settle(session, mails(*readers(30)))

    assert set(kinds(outcomes).values()) == {PERMANENT}
    assert relay.messages == []


@pytest.mark.parametrize("pipelining", [True, False], ids=["chained", "step by step"])
@pytest.mark.parametrize("phase", ["rcpt", "data", "body"])
def test_421_means_later_for_the_mail_that_got_it(phase: str, *, pipelining: bool, journal: RecordingJournal) -> None:
    with ScriptedRelay(pipelining=pipelining) as relay, transport_to(relay).open(journal) as session:
        relay.answer("ben@example.org", phase, "421 4.3.2 shutting down", times=1)
        outcomes = settle(session, mails(*THREE))

    assert [outcomes[name].kind for name in THREE][:2] == [ACCEPTED, TRANSIENT]
    assert outcomes["ben@example.org"].phase == phase
    assert outcomes["carla@example.org"].kind in {ACCEPTED, UNTRIED}
    assert len(relay.messages) == sum(outcome.kind is ACCEPTED for outcome in outcomes.values())
    assert relay.connections >= 1


def test_421_to_mail_means_later(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    relay.answer("*", "mail", "421 4.7.0 slow down", times=1)

    with transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails(*THREE))

    assert [outcomes[name].kind for name in THREE] == [TRANSIENT, ACCEPTED, ACCEPTED]
    assert outcomes["anna@example.org"].phase is Phase.MAIL
    assert relay.connections == 2


@pytest.mark.parametrize("pipelining", [True, False], ids=["chained", "step by step"])
def test_421_to_mail_after_other_mails_only_asks_for_another_connection(
    *, pipelining: bool, journal: RecordingJournal
) -> None:
    with (
        ScriptedRelay(pipelining=pipelining, mails_before_421=2) as relay,
        transport_to(relay).open(journal) as session,
    ):
        outcomes = settle(session, mails(*readers(7)))

    assert {outcome.kind for outcome in outcomes.values()} == {ACCEPTED}
    assert sorted(message.recipient for message in relay.messages) == sorted(readers(7))
    assert relay.connections == 4


def test_421_to_mail_after_stop_lets_nothing_wait_for_a_connection_that_nobody_makes(
    journal: RecordingJournal,
) -> None:
    with ScriptedRelay(mails_before_421=1) as relay, transport_to(relay).open(journal) as session:
        relay.delay("reader1@example.org", "body", 0.3)
        session.submit(mails(*readers(3)), far_off())
        while not journal.notes:
            session.collect(0.01)
        session.stop()
        outcomes = collect_all(session)

    assert sorted(outcome.kind for outcome in outcomes) == [ACCEPTED, UNTRIED, UNTRIED]


def test_a_go_ahead_that_is_none_sends_no_mail(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    relay.answer("anna@example.org", "data", "250 2.0.0 fine")

    with transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails(*THREE))

    assert outcomes["anna@example.org"].kind is TRANSIENT
    assert "begin 1 1" not in journal.notes
    assert [message.recipient for message in relay.messages] == ["ben@example.org", "carla@example.org"]


def test_neither_yes_nor_no_to_a_mail_leaves_it_uncertain(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    relay.answer("anna@example.org", "body", "354 more")

    with transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails("anna@example.org"))

    assert kinds(outcomes) == {"anna@example.org": OutcomeKind.UNCERTAIN}


def test_what_is_not_smtp_is_not_believed(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    relay.answer("anna@example.org", "body", "HTTP/1.1 200 OK")

    with transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails("anna@example.org"))

    assert kinds(outcomes) == {"anna@example.org": OutcomeKind.UNCERTAIN}
