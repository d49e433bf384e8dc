"""What we ask a relay to report: failure and delay, under a name that we know again (RFC 3461)."""

import pytest

from mailer.domain.delivery import OutcomeKind, Outgoing
from mailer.transport.envelope import xtext
from tests.relay.scripted import ScriptedRelay
from tests.relay.sending import MAIL, RecordingJournal, kinds, mails, settle, transport_to

TOKEN = "0123456789abcdef" * 2


def message(recipient: str) -> Outgoing:
    """Return a message with a name for reports."""
    return Outgoing(1, 1, "bounces@news.example.org", recipient, (MAIL,), TOKEN)


@pytest.mark.parametrize("chunking", [False, True], ids=["DATA", "BDAT"])
def test_a_relay_that_offers_dsn_is_asked_for_reports(journal: RecordingJournal, *, chunking: bool) -> None:
    with (
        ScriptedRelay(extra=("DSN",), chunking=chunking) as relay,
        transport_to(relay, chunking=chunking).open(journal) as session,
    ):
        settle(session, [message("press+tavo@example.org")])

    assert relay.messages[0].parameters == f"SIZE={len(MAIL)} RET=HDRS ENVID={TOKEN}"
    assert relay.said("RCPT") == [
        "RCPT TO:<press+tavo@example.org> NOTIFY=FAILURE,DELAY ORCPT=rfc822;press+2Btavo@example.org"
    ]


@pytest.mark.parametrize(("extra", "dsn"), [((), True), (("DSN",), False)], ids=["not offered", "turned off"])
def test_otherwise_nothing_is_said_of_reports(extra: tuple[str, ...], *, dsn: bool, journal: RecordingJournal) -> None:
    with ScriptedRelay(extra=extra) as relay, transport_to(relay, dsn=dsn).open(journal) as session:
        settle(session, [message("anna@example.org")])

    assert relay.messages[0].parameters == f"SIZE={len(MAIL)}"
    assert relay.said("RCPT") == ["RCPT TO:<anna@example.org>"]


def test_a_message_without_a_name_is_reported_without_one(journal: RecordingJournal) -> None:
    with ScriptedRelay(extra=("DSN",)) as relay, transport_to(relay).open(journal) as session:
        settle(session, mails("anna@example.org"))

    assert relay.messages[0].parameters == f"SIZE={len(MAIL)} RET=HDRS"


def test_an_address_beyond_ascii_is_not_repeated(journal: RecordingJournal) -> None:
    with ScriptedRelay(extra=("DSN",), smtputf8=True) as relay, transport_to(relay).open(journal) as session:
        outcomes = settle(session, [message("zoë@example.org")])

    assert kinds(outcomes) == {"zoë@example.org": OutcomeKind.ACCEPTED}
    assert relay.said("RCPT") == ["RCPT TO:<zoë@example.org> NOTIFY=FAILURE,DELAY"]


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("anna@example.org", "anna@example.org"),
        ("a+b=c", "a+2Bb+3Dc"),
        ("a b\r\nRCPT", "a+20b+0D+0ARCPT"),
        ("\x7f~!", "+7F~!"),
    ],
)
def test_xtext_is_one_word_of_ascii(text: str, encoded: str) -> None:
    assert xtext(text) == encoded
