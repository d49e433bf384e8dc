"""Each phase of a connection has its own patience, each command may be answered with 421, and 8-bit mail its word."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from mailer.domain.delivery import OutcomeKind, Outgoing, Phase
from mailer.errors import RelayUnavailable
from mailer.transport.timeouts import Timeouts
from tests.relay.conftest import Certificates
from tests.relay.scripted import ScriptedRelay
from tests.relay.sending import (
    MAIL,
    RecordingJournal,
    collect_all,
    far_off,
    kinds,
    mails,
    readers,
    settle,
    transport_to,
)

ACCEPTED, UNTRIED, UNCERTAIN = OutcomeKind.ACCEPTED, OutcomeKind.UNTRIED, OutcomeKind.UNCERTAIN
TRANSIENT, PERMANENT = OutcomeKind.TRANSIENT, OutcomeKind.PERMANENT
LONG = 20.0


def short(**phase: float) -> Timeouts:
    """Return patience for everything but the phase that is named."""
    patient = dict.fromkeys(("connect", "greeting", "command", "before_body", "block", "final_dot", "idle"), LONG)
    return Timeouts(**{**patient, "quit": 1.0, "backoff": 0.01, **phase})


# -- patience -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "timeouts", "kind"),
    [
        ("mail", short(command=0.3), UNTRIED),
        ("rcpt", short(command=0.3), UNTRIED),
        ("data", short(before_body=0.3), UNTRIED),
        ("body", short(final_dot=0.3), UNCERTAIN),
    ],
)
def test_a_relay_that_falls_silent_is_left_after_the_time_of_that_phase(
    phase: str, timeouts: Timeouts, kind: OutcomeKind, *, relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    relay.delay("*", phase, 3, times=1)

    with transport_to(relay, timeouts=timeouts).open(journal) as session:
        outcome = settle(session, mails("anna@example.org"))["anna@example.org"]

    assert outcome.kind is kind
    assert "silent" in outcome.text


def test_a_relay_that_says_nothing_to_ehlo_is_left(journal: RecordingJournal) -> None:
    with mute(b"220 mute\r\n") as url, pytest.raises(RelayUnavailable, match="silent at EHLO"):
        transport_to(url, timeouts=short(command=0.3)).open(journal)


def test_a_place_that_does_not_answer_at_all_is_left(journal: RecordingJournal) -> None:
    with contextlib.ExitStack() as held:
        listener = held.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)  # never accepted: the system answers one or two, and then nobody
        for _ in range(4):
            filler = held.enter_context(socket.socket())
            filler.setblocking(False)  # noqa: FBT003 - the socket module has it so
            filler.connect_ex(listener.getsockname())
        url = f"smtp://127.0.0.1:{listener.getsockname()[1]}"

        with pytest.raises(RelayUnavailable, match="connecting timed out"):
            transport_to(url, timeouts=short(connect=0.5)).open(journal)


@pytest.mark.parametrize("chunking", [False, True], ids=["DATA", "BDAT"])
def test_a_relay_that_reads_no_further_is_left_and_the_mail_is_uncertain(
    journal: RecordingJournal, *, chunking: bool
) -> None:
    offers = b"250-mute\r\n250-CHUNKING\r\n250 PIPELINING\r\n"
    go_ahead = () if chunking else (b"250 Ok\r\n250 Ok\r\n354 go ahead\r\n",)
    content = b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 300_000

    with mute(b"220 mute\r\n", offers, *go_ahead) as url:
        way = transport_to(url, chunking=chunking, timeouts=short(block=0.4))
        with way.open(journal) as session:
            outcome = settle(session, mails("anna@example.org", content=content))["anna@example.org"]

    assert outcome.kind is UNCERTAIN
    assert "silent" in outcome.text


@contextlib.contextmanager
def mute(*words: bytes) -> Iterator[str]:
    """Run a relay that answers each arrival with the next of ``words`` and then reads no more; yield its URL."""
    over = threading.Event()

    def talk() -> None:
        sock, _ = listener.accept()
        with sock:
            for number, word in enumerate(words):
                if number:
                    sock.recv(4096)
                sock.sendall(word)
            over.wait(LONG)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=talk)
        thread.start()
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        over.set()
        thread.join()


# -- 421 ------------------------------------------------------------------------------------------------------------


def test_421_to_starttls_is_told(certificates: Certificates, journal: RecordingJournal) -> None:
    with ScriptedRelay(tls=certificates.good) as relay:
        relay.answer("", "starttls", "421 4.3.2 busy")
        with pytest.raises(RelayUnavailable, match=r"refused STARTTLS: 421 4\.3\.2 busy"):
            transport_to(relay, ca_file=certificates.ca_file).open(journal)

    assert relay.said("MAIL") == []


def test_421_to_a_sign_in_is_no_word_about_the_password(journal: RecordingJournal) -> None:
    with ScriptedRelay(users={"desk": "secret"}) as relay:
        relay.answer("desk", "auth", "421 4.3.2 busy")
        with pytest.raises(RelayUnavailable, match="at the moment") as caught:
            transport_to(relay, username="desk", password="secret").open(journal)

    assert type(caught.value) is RelayUnavailable


@pytest.mark.parametrize("pipelining", [True, False], ids=["chained", "step by step"])
def test_421_to_a_reset_leaves_the_next_mail_untried(*, pipelining: bool, journal: RecordingJournal) -> None:
    with ScriptedRelay(pipelining=pipelining) as relay, transport_to(relay).open(journal) as session:
        relay.answer("anna@example.org", "rcpt", "550 5.1.1 no such mailbox")
        relay.answer("", "rset", "421 4.3.2 closing", times=1)
        outcomes = settle(session, mails("anna@example.org", "ben@example.org"))
        later = settle(session, mails("ben@example.org"))

    assert kinds(outcomes) == {"anna@example.org": PERMANENT, "ben@example.org": UNTRIED}
    assert kinds(later) == {"ben@example.org": ACCEPTED}


def test_421_to_a_reset_puts_off_the_window_behind_it(journal: RecordingJournal) -> None:
    with ScriptedRelay(chunking=True) as relay, transport_to(relay, chunking=True).open(journal) as session:
        relay.answer("", "rset", "421 4.3.2 closing", times=1)
        outcomes = settle(session, mails(*readers(3)))

    assert [outcomes[name].kind for name in readers(3)] == [ACCEPTED, TRANSIENT, TRANSIENT]
    assert {outcomes[name].phase for name in readers(3)[1:]} == {Phase.CONNECT}


@pytest.mark.parametrize("chunking", [False, True], ids=["DATA", "BDAT"])
def test_421_to_a_connection_that_is_idle_costs_nothing(*, chunking: bool, journal: RecordingJournal) -> None:
    with (
        ScriptedRelay(chunking=chunking) as relay,
        transport_to(relay, chunking=chunking).open(journal) as session,
    ):
        relay.answer("anna@example.org", "body", "250 2.0.0 Ok\r\n421 4.4.2 idle for too long\r\n")
        first = settle(session, mails("anna@example.org"))
        second = settle(session, mails("ben@example.org"))

    assert kinds(first) | kinds(second) == {"anna@example.org": ACCEPTED, "ben@example.org": ACCEPTED}
    assert relay.connections == 2


@pytest.mark.parametrize("chunking", [False, True], ids=["DATA", "BDAT"])
def test_a_relay_that_hangs_up_between_two_mails_costs_nothing(*, chunking: bool, journal: RecordingJournal) -> None:
    with (
        ScriptedRelay(chunking=chunking) as relay,
        transport_to(relay, chunking=chunking).open(journal) as session,
    ):
        settle(session, mails("anna@example.org"))
        relay.hang_up_all()
        time.sleep(0.1)
        outcomes = settle(session, mails("ben@example.org"))

    assert kinds(outcomes) == {"ben@example.org": ACCEPTED}


# -- 8-bit ----------------------------------------------------------------------------------------------------------


EIGHT_BIT = Outgoing(1, 1, "desk@example.org", "anna@example.org", (MAIL, "Zoë\r\n".encode()))


@pytest.mark.parametrize("chunking", [False, True], ids=["DATA", "BDAT"])
def test_a_mail_of_8_bit_says_so(*, chunking: bool, journal: RecordingJournal) -> None:
    with (
        ScriptedRelay(chunking=chunking) as relay,
        transport_to(relay, chunking=chunking).open(journal) as session,
    ):
        settle(session, [EIGHT_BIT])

    assert relay.messages[0].parameters == f"SIZE={len(EIGHT_BIT.content)} BODY=8BITMIME"
    assert relay.messages[0].content == EIGHT_BIT.content


@pytest.mark.parametrize("chunking", [False, True], ids=["DATA", "BDAT"])
def test_a_mail_of_8_bit_is_not_begun_where_the_relay_takes_none(*, chunking: bool, journal: RecordingJournal) -> None:
    ehlo = "250 relay.example.org\n250 PIPELINING\n250 CHUNKING\n250 SIZE"
    with (
        ScriptedRelay(ehlo=ehlo, chunking=chunking) as relay,
        transport_to(relay, chunking=chunking).open(journal) as session,
    ):
        session.submit([EIGHT_BIT, *mails("ben@example.org")], far_off())
        outcomes = collect_all(session)

    assert [outcome.kind for outcome in outcomes] == [PERMANENT, ACCEPTED]
    assert outcomes[0].enhanced == "5.6.3"
    assert [message.recipient for message in relay.messages] == ["ben@example.org"]
    assert journal.notes.count("begin 1 1") == 1  # that of the second, which has the same number
