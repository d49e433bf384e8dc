"""The same mails through servers that others have written, and through the demo's own."""

import smtplib
import socket
from email.message import Message
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from mailer.domain.delivery import OutcomeKind
from mailer.transport.sink import Sink
from tests.relay.sending import RecordingJournal, kinds, mails, readers, settle, transport_to


class Mailbox:
    """Keeps what aiosmtpd hands on."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, bytes]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd calls it so
        assert isinstance(envelope.original_content, bytes)
        assert len(envelope.rcpt_tos) == 1
        self.kept.append((envelope.rcpt_tos[0], envelope.original_content))
        return f"250 2.0.0 Ok: queued as A{len(self.kept)}"


def body(number: int) -> bytes:
    """Return a mail that differs for each reader and begins lines with full stops."""
    return f"Subject: {number}\r\n\r\n.first\r\n..\r\n{'x' * number}\r\n.\r\nend".encode() + b"\r\n"


@pytest.mark.parametrize("connections", [1, 4])
def test_five_hundred_mails_arrive_once_each_at_another_server(connections: int, journal: RecordingJournal) -> None:
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        messages = [mails(name, content=body(number))[0] for number, name in enumerate(readers(500), start=1)]
        messages = [type(m)(n, 1, m.sender, m.recipient, m.parts) for n, m in enumerate(messages, start=1)]
        with transport_to(f"smtp://127.0.0.1:{port}", connections=connections).open(journal) as session:
            outcomes = settle(session, messages)
    finally:
        server.stop()

    assert set(kinds(outcomes).values()) == {OutcomeKind.ACCEPTED}
    assert sorted(mailbox.kept) == sorted((name, body(number)) for number, name in enumerate(readers(500), start=1))


def test_the_sink_keeps_every_mail_as_a_file(tmp_path: Path, journal: RecordingJournal) -> None:
    content = b"Subject: x\r\n\r\n.hidden\r\n\r\n..\r\nend\r\n"

    with (
        Sink(tmp_path / "kept") as sink,
        transport_to(f"smtp://127.0.0.1:{sink.port}", connections=3).open(journal) as session,
    ):
        outcomes = settle(session, mails(*readers(50), content=content))

    files = sorted((tmp_path / "kept").iterdir())
    assert set(kinds(outcomes).values()) == {OutcomeKind.ACCEPTED}
    assert {outcome.queue_id for outcome in outcomes.values()} == {f"SINK{number:06}" for number in range(1, 51)}
    assert sink.count == len(files) == 50
    assert {file.read_bytes() for file in files} == {content}
    assert {file.stem.split("-")[1] for file in files} == set(readers(50))


def test_the_sink_speaks_with_other_clients(tmp_path: Path) -> None:
    message = Message()
    message["Subject"] = "Hello"
    message.set_payload(".\r\nText\r\n")

    with Sink(tmp_path) as sink, smtplib.SMTP("127.0.0.1", sink.port) as client:
        refused = client.send_message(message, "a@example.org", ["anna@example.org", "ben@example.org"])
        code, _ = client.docmd("TURN")

    assert (refused, code, sink.count) == ({}, 502, 2)
    assert all(b"\r\n\r\n.\r\nText\r\n" in path.read_bytes() for path in tmp_path.iterdir())


def test_the_sink_wants_an_envelope_before_a_mail(tmp_path: Path) -> None:
    with Sink(tmp_path) as sink, smtplib.SMTP("127.0.0.1", sink.port) as client:
        client.ehlo("example.org")
        answers = [client.docmd(line)[0] for line in ("DATA", "RCPT TO:<a@example.org>", "MAIL FROM:<>", "DATA")]

    assert answers == [503, 503, 250, 503]
    assert sink.count == 0
