"""Passages: words of ours that differ from reader to reader and are ready for the part where they stand."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from mailer.content.mail.message import Compiled, assemble, compile_message, dump, load, message_id
from mailer.domain.rendering import Passage, Recipient
from tests.unit.aurelia import LANGUAGES, composed
from tests.unit.test_message import DATE, FRAME, LEAVING

ID = message_id("0123456789abcdef" * 2, "lenta-warnings", "news.example.org")
TOLD = Passage("Because of <b>A &amp; B</b>.<br>Čapek — محمد", "Because of A & B.\nČapek — محمد\nFrom afar.\n.")


@pytest.fixture(scope="module", params=LANGUAGES)
def compiled(request: pytest.FixtureRequest) -> Compiled:
    """Return an edition in quoted-printable or in base64, as its letters have it."""
    return load(dump(compile_message(composed(request.param))))


def received(compiled: Compiled, reader: Recipient) -> EmailMessage:
    parts = assemble(compiled, FRAME, reader, message_id=ID, list_id=None, unsubscribe=LEAVING, date=DATE)
    message = message_from_bytes(b"".join(parts), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_passage_stands_as_it_is_in_either_part(compiled: Compiled) -> None:
    message = received(compiled, Recipient(1, "jane@example.org", "Jane", reason=TOLD))

    assert TOLD.html in part(message, "html")
    assert f"\n{TOLD.text}\n\n" in part(message, "plain")


def test_nothing_of_a_passage_can_break_a_line_of_the_wire(compiled: Compiled) -> None:
    parts = assemble(
        compiled,
        FRAME,
        Recipient(1, "jane@example.org", reason=TOLD),
        message_id=ID,
        list_id=None,
        unsubscribe=LEAVING,
        date=DATE,
    )

    lines = b"".join(parts).partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert all(len(line) <= 76 and line.isascii() and b"\n" not in line and b"\r" not in line for line in lines)
    assert not [line for line in lines if line.startswith((b"From ", b"."))]


def test_without_a_passage_the_edition_says_why_by_itself(compiled: Compiled) -> None:
    message = received(compiled, Recipient(1, "jane@example.org", "Jane"))

    assert "ZQSLOT" not in part(message, "html") + part(message, "plain")
    assert "Aurelia Relief Network" in part(message, "plain").partition("\n-- \n")[2].partition("\n\n")[2]


def test_a_column_of_a_list_never_stands_as_markup(compiled: Compiled) -> None:
    reader = Recipient(1, "jane@example.org", fields={"reason_html": "<script>", "reason_text": "<script>"})

    message = received(compiled, reader)

    assert "<script>" not in part(message, "html") + part(message, "plain")
