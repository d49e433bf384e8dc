"""What must never reach a wire: an envelope or a mail that a relay could read as two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.domain.delivery import Outgoing
from mailer.domain.settings import Relay
from mailer.errors import SettingsError
from mailer.transport.envelope import check_envelope
from mailer.transport.smtp import SmtpTransport
from mailer.transport.wire import end_of, has_leading_dot, stuffed
from tests.relay.scripted import ScriptedRelay
from tests.relay.sending import MAIL, RecordingJournal, far_off, mails, settle, transport_to

PIECES = st.sampled_from(
    [b".", b"\r\n", b"\r", b"\n", b"\0", b"x", b"..", b"\r\n.\r\n", b"\n.\n", b"\r.\r", b"MAIL FROM:<a@b.example>"]
)


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nRCPT TO:<z@example.net>",
        "a@example.org>\r\nRCPT TO:<z@example.net",
        "a@example.org> SIZE=1",
        "a@example.org\n",
        "a\r@example.org",
        "a b@example.org",
        "a\0@example.org",
        "a\x85@example.org",
        "a\u2028@example.org",
        "a\u00a0@example.org",
        "a\u200b@example.org",
        "<a@example.org>",
        "a@",
        "@example.org",
        "example.org",
        "",
        "a@exämple.org",
        "a@example.org\t",
    ],
)
def test_an_envelope_that_could_be_two_is_refused_before_the_socket(
    address: str, relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    with transport_to(relay).open(journal) as session:
        with pytest.raises(ValueError, match=r"address|envelope"):
            session.submit(mails("anna@example.org", address), far_off())
        pending = session.pending

    assert pending == 0
    assert relay.said("MAIL") == []


def test_a_bad_return_path_is_refused_too(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    message = Outgoing(1, 1, "b@example.org>\r\nDATA", "anna@example.org", (MAIL,))

    with transport_to(relay).open(journal) as session, pytest.raises(ValueError, match="envelope"):
        session.submit([message], far_off())

    assert relay.said("MAIL") == []


@given(st.text(max_size=40))
def test_whatever_passes_as_an_address_is_one_word(text: str) -> None:
    message = Outgoing(1, 1, "", f"{text}@example.org", (MAIL,))

    try:
        check_envelope(message)
    except ValueError:
        return
    line = f"RCPT TO:<{message.recipient}>"
    assert line.split() == ["RCPT", f"TO:<{message.recipient}>"]
    assert line.isprintable()
    assert line.count("<") == line.count(">") == 1


@pytest.mark.parametrize(
    "content",
    [
        b"one\n.\ntwo\r\n",
        b"one\n.\r\ntwo\r\n",
        b"one\r.\rtwo\r\n",
        b"one\r\n.\ntwo\r\n",
        b"one\r\n.\rtwo\r\n",
        b"one\r.\r\ntwo\r\n",
        b".\n",
        b"one\0two\r\n",
        b"",
    ],
)
def test_a_mail_that_could_end_early_is_refused(
    content: bytes, relay: ScriptedRelay, journal: RecordingJournal
) -> None:
    with transport_to(relay).open(journal) as session, pytest.raises(ValueError, match=r"mail|message"):
        session.submit(mails("anna@example.org", content=content), far_off())

    assert relay.said("MAIL") == []


@given(st.lists(PIECES, max_size=12).map(b"".join))
def test_whatever_passes_ends_once_even_for_a_relay_that_splits_on_any_line_end(content: bytes) -> None:
    try:
        is_dotted = has_leading_dot(content)
    except ValueError:
        return
    wire = (stuffed(content) if is_dotted else content) + end_of(content)

    lines = wire.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    assert lines.index(b".") == len(lines) - 2
    assert (b"\r\n" + wire).index(b"\r\n.\r\n") == len(wire) - 3


@given(st.lists(st.sampled_from([b".", b"..", b"a", b"", b".a"]), min_size=1, max_size=8))
def test_stuffing_is_undone_by_the_relay(lines: list[bytes]) -> None:
    content = b"\r\n".join(lines) + b"\r\n"

    wire = stuffed(content)

    assert b"\r\n".join(line[1:] if line[:1] == b"." else line for line in wire.split(b"\r\n")) == content


def test_smuggled_commands_stay_text(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    content = b"Hello\r\n.\r\nMAIL FROM:<boss@example.org>\r\nRCPT TO:<victim@example.net>\r\nDATA\r\nx\r\n.\r\n"

    with transport_to(relay).open(journal) as session:
        settle(session, mails("anna@example.org", content=content))

    assert relay.contents() == {"anna@example.org": [content]}


@pytest.mark.parametrize("name", ["a b.example.org", "a\r\nMAIL FROM:<>", "exämple.org", "a\t"])
def test_a_bad_ehlo_name_is_a_setting_to_mend(name: str) -> None:
    with pytest.raises(SettingsError, match="ehlo_name"):
        SmtpTransport(Relay("default", "smtp://127.0.0.1:25", ehlo_name=name), sender_domain="example.org")
