"""Mail that the relay takes: each once, as it was written, with as few round trips as the relay allows."""

import time

import pytest

from mailer.domain.delivery import OutcomeKind, Phase
from tests.relay.scripted import Moment, ScriptedRelay
from tests.relay.sending import (
    MAIL,
    PATIENT,
    RecordingJournal,
    kinds,
    mails,
    readers,
    settle,
    settle_in_the_end,
    transport_to,
)

ACCEPTED = OutcomeKind.ACCEPTED


def test_a_mail_arrives_as_it_was_written(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    with transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails("anna@example.org"))

    outcome, arrived = outcomes["anna@example.org"], relay.messages[0]
    assert (outcome.kind, outcome.phase, outcome.code, outcome.enhanced) == (ACCEPTED, Phase.BODY, 250, "2.0.0")
    assert (outcome.queue_id, outcome.relay, outcome.attempt) == (arrived.queue_id, "default", 1)
    assert outcome.at is not None
    assert outcome.at.tzinfo is not None
    assert (arrived.sender, arrived.content) == ("bounces@news.example.org", MAIL)


@pytest.mark.parametrize("pipelining", [True, False], ids=["chained", "step by step"])
@pytest.mark.parametrize("replies_apart", [False, True], ids=["together", "apart"])
def test_every_reader_gets_one_mail(pipelining: bool, replies_apart: bool, journal: RecordingJournal) -> None:  # noqa: FBT001 - a case
    with (
        ScriptedRelay(pipelining=pipelining, replies_apart=replies_apart) as relay,
        transport_to(relay, connections=3, messages_per_connection=7).open(journal) as session,
    ):
        outcomes = settle(session, mails(*readers(60)))

    assert set(kinds(outcomes).values()) == {ACCEPTED}
    assert sorted(message.recipient for message in relay.messages) == sorted(readers(60))
    assert relay.violations == []


def test_the_next_envelope_travels_behind_the_mail(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    relay.delay("reader1@example.org", "body", 0.3)

    with transport_to(relay).open(journal) as session:
        settle(session, mails(*readers(2)))

    verbs = [line.split(" ")[0] for _, line in relay.commands]
    assert verbs == ["EHLO", "MAIL", "RCPT", "DATA", "MAIL", "RCPT", "DATA", "QUIT"]


def test_a_connection_is_used_again_for_the_next_batch(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    with transport_to(relay).open(journal) as session:
        settle(session, mails(*readers(3)))
        settle(session, mails(*readers(3)))

    assert (relay.connections, len(relay.messages)) == (1, 6)


def test_a_connection_is_left_with_a_word_after_its_share_of_mails(
    relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    with transport_to(relay, messages_per_connection=4).open(journal) as session:
        settle(session, mails(*readers(10)))

    shares = [sum(message.connection == number for message in relay.messages) for number in (1, 2, 3)]
    assert shares == [4, 4, 2]
    assert len(relay.said("QUIT")) == 3


def test_the_relay_s_own_limit_of_mails_is_kept(journal: RecordingJournal) -> None:
    with (
        ScriptedRelay(extra=("LIMITS MAILMAX=2",)) as relay,
        transport_to(relay).open(journal) as session,
    ):
        settle(session, mails(*readers(6)))

    assert [message.connection for message in relay.messages] == [1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize("chunking", [False, True], ids=["DATA", "BDAT"])
def test_only_as_many_domains_as_the_relay_allows_go_through_one_connection(
    journal: RecordingJournal, *, chunking: bool
) -> None:
    names = ["a@one.example", "b@ONE.example", "c@two.example", "d@one.example", "e@two.example", "f@three.example"]
    with (
        ScriptedRelay(extra=("LIMITS RCPTMAX=1 RCPTDOMAINMAX=2",), chunking=chunking) as relay,
        transport_to(relay, chunking=chunking).open(journal) as session,
    ):
        outcomes = settle(session, mails(*names))

    assert set(kinds(outcomes).values()) == {ACCEPTED}
    assert [message.connection for message in relay.messages] == [1, 1, 1, 1, 1, 2]
    assert len(relay.said("QUIT")) == 2


@pytest.mark.parametrize("chunking", [False, True], ids=["DATA", "BDAT"])
def test_an_old_connection_is_left_before_the_next_mail(journal: RecordingJournal, *, chunking: bool) -> None:
    with (
        ScriptedRelay(chunking=chunking) as relay,
        transport_to(relay, chunking=chunking, seconds_per_connection=0.3).open(journal) as session,
    ):
        settle(session, mails("anna@example.org"))
        before = list(relay.said("QUIT"))
        time.sleep(0.4)
        outcomes = settle(session, mails("ben@example.org"))

    assert before == []
    assert kinds(outcomes) == {"ben@example.org": ACCEPTED}
    assert [message.connection for message in relay.messages] == [1, 2]
    assert len(relay.said("QUIT")) == 2


def test_a_connection_that_grows_old_at_work_ends_behind_a_whole_mail(journal: RecordingJournal) -> None:
    with (
        ScriptedRelay() as relay,
        transport_to(relay, seconds_per_connection=0.3).open(journal) as session,
    ):
        relay.delay("*", "body", 0.1)
        outcomes = settle(session, mails(*readers(8)))

    assert set(kinds(outcomes).values()) == {ACCEPTED}
    assert relay.connections > 1
    assert len(relay.said("QUIT")) == relay.connections


def test_no_more_connections_are_opened_than_there_is_work(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    with transport_to(relay, connections=8).open(journal) as session:
        settle(session, mails("anna@example.org"))

    assert relay.connections == 1


def test_a_relay_that_allows_one_connection_gets_one(journal: RecordingJournal) -> None:
    with (
        ScriptedRelay(most_connections=1) as relay,
        transport_to(relay, connections=4).open(journal) as session,
    ):
        outcomes = settle(session, mails(*readers(40)))

    assert set(kinds(outcomes).values()) == {ACCEPTED}
    assert len(relay.messages) == 40
    assert {message.connection for message in relay.messages} == {1}


def test_an_idle_connection_is_left_and_made_again(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    with transport_to(relay, timeouts=PATIENT.scaled(0.01)).open(journal) as session:
        while not relay.said("QUIT"):
            session.collect(0.01)
        outcomes = settle(session, mails("anna@example.org"))

    assert kinds(outcomes) == {"anna@example.org": ACCEPTED}
    assert relay.connections == 2
    assert session.failure == ""


@pytest.mark.parametrize(
    "content",
    [
        b".\r\n",
        b".hidden\r\nlines\r\n",
        b"one\r\n.\r\ntwo\r\n..\r\n...three\r\n",
        b"ends with a dot\r\n.\r\n",
        b"no end of line",
        b"no end of line.",
        b"\r\n",
        b"\r\n.\r\nMAIL FROM:<x@example.net>\r\nRCPT TO:<y@example.net>\r\nDATA\r\n",
        b"x" * 998 + b"\r\n" + b"long\r\n" * 50_000,
    ],
)
def test_no_content_ends_a_mail_early(content: bytes, relay: ScriptedRelay, journal: RecordingJournal) -> None:
    with transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails("anna@example.org", "ben@example.org", content=content))

    whole = content if content.endswith(b"\r\n") else content + b"\r\n"
    assert set(kinds(outcomes).values()) == {ACCEPTED}
    assert relay.contents() == {"anna@example.org": [whole], "ben@example.org": [whole]}


def test_the_size_is_told_where_the_relay_asks(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    with transport_to(relay).open(journal) as session:
        settle(session, mails("anna@example.org"))

    assert relay.messages[0].parameters == f"SIZE={len(MAIL)}"


def test_a_mail_that_is_too_long_for_the_relay_is_not_begun(journal: RecordingJournal) -> None:
    with ScriptedRelay(size=100) as relay, transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails("anna@example.org", content=b"x" * 200 + b"\r\n"))

    assert outcomes["anna@example.org"].kind is OutcomeKind.PERMANENT
    assert outcomes["anna@example.org"].enhanced == "5.3.4"
    assert relay.said("MAIL") == []


def test_an_address_beyond_ascii_needs_a_relay_that_takes_it(journal: RecordingJournal) -> None:
    with ScriptedRelay(smtputf8=False) as relay, transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails("zoë@example.org", "ben@example.org"))

    assert kinds(outcomes) == {"zoë@example.org": OutcomeKind.PERMANENT, "ben@example.org": ACCEPTED}
    assert "SMTPUTF8" in outcomes["zoë@example.org"].text
    assert [line for line in relay.said("RCPT") if "zo" in line] == []


def test_an_address_beyond_ascii_is_written_in_utf_8(journal: RecordingJournal) -> None:
    with ScriptedRelay(smtputf8=True) as relay, transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails("zoë@example.org", "ben@example.org"))

    assert set(kinds(outcomes).values()) == {ACCEPTED}
    assert [message.parameters.endswith("SMTPUTF8") for message in relay.messages] == [True, False]


def test_the_ehlo_name_is_the_sender_s_domain_unless_set(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    with transport_to(relay).open(journal), transport_to(relay, ehlo_name="desk.example.org").open(journal):
        pass

    assert sorted(relay.said("EHLO")) == ["EHLO desk.example.org", "EHLO news.example.org"]


def test_a_null_return_path_is_possible(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    message = mails("anna@example.org")[0]
    bounce = type(message)(1, 1, "", message.recipient, message.parts)

    with transport_to(relay).open(journal) as session:
        settle(session, [bounce])

    assert relay.messages[0].sender == ""


def test_a_relay_may_hang_up_after_each_mail(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    relay.drop("*", Moment.AFTER_REPLY)

    with transport_to(relay).open(journal) as session:
        outcomes = settle(session, mails("anna@example.org"))
        later = settle_in_the_end(session, mails("ben@example.org"))

    assert kinds(outcomes) | kinds(later) == {"anna@example.org": ACCEPTED, "ben@example.org": ACCEPTED}


def test_a_relay_of_the_old_school_that_knows_only_helo_is_used(journal: RecordingJournal) -> None:
    with (
        ScriptedRelay(pipelining=False, ehlo="502 5.5.1 EHLO not known") as relay,
        transport_to(relay).open(journal) as session,
    ):
        outcomes = settle(session, mails(*readers(3)))

    assert set(kinds(outcomes).values()) == {ACCEPTED}
    assert relay.messages[0].parameters == ""
    assert relay.violations == []
