"""Canonical forms (RFC 6376 3.4): pieces brought into form one by one give what the whole message would."""

import hashlib
import re
from base64 import b64encode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailer.content.mail.canonical import canonical_fields, canonical_lines
from mailer.content.mail.dkim import Signer
from mailer.content.mail.message import assemble, compile_message
from mailer.domain.rendering import Recipient, Rendered, Slot
from mailer.domain.settings import Dkim
from tests.unit import signing
from tests.unit.test_message import DATE, FRAME, ID, LEAVING

NAME, OUTLET = "ZQSLOT0000000001", "ZQSLOT0000000002"
SIGNER = Signer(Dkim(signing.DOMAIN, signing.SELECTOR, "file:dkim.pem"), sign=lambda _: b"unsigned")

LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffd"), max_size=60)
PIECES = st.sampled_from(
    ["From x", ".", "..y", "\n", "\n\n", " ", "  ", "\t", " \t ", "é", "国际移民", "=", "word", "x" * 75, NAME, OUTLET]
)
TEXTS = st.lists(PIECES | LETTERS).map("".join)
VALUES = st.lists(st.sampled_from(["Jane", " ", "  ", "\t", ".", "From ", "é", "国", "x" * 40, "\n"])).map("".join)


def relaxed(body: bytes) -> bytes:
    """Return the whole body in relaxed form by the letter of RFC 6376 3.4.4, line by line."""
    lines = [re.sub(rb"[ \t]+", b" ", line.rstrip(b" \t")) for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


@given(text=TEXTS, html=TEXTS, name=VALUES, outlet=VALUES, fallback=VALUES)
@example(text=f"{NAME}{OUTLET}", html=f"{NAME}", name="", outlet="a  b", fallback="")
@example(text=f" {NAME} \n", html=f"\n{OUTLET}\n\n\n", name="From x", outlet=".", fallback="two\nlines ")
@example(text=f"国{NAME}", html=f"{OUTLET}国" * 30, name="a \t b", outlet="国", fallback=" ")
@example(text="two  blanks\nand\ttabs\n\n\n", html="", name="", outlet="", fallback="")
def test_a_digest_made_of_pieces_is_that_of_the_whole_body(
    *, text: str, html: str, name: str, outlet: str, fallback: str
) -> None:
    slots = (Slot(NAME, "name", fallback), Slot(OUTLET, "outlet", fallback))
    compiled = compile_message(Rendered("en", "ltr", "A headline", html, text, slots))

    message = b"".join(
        assemble(
            compiled,
            FRAME,
            Recipient(1, "jane@example.org", name, {"outlet": outlet}),
            message_id=ID,
            list_id=None,
            unsubscribe=LEAVING,
            date=DATE,
            signer=SIGNER,
        )
    )

    whole = relaxed(message.partition(b"\r\n\r\n")[2])
    assert signing.tags(message)["bh"] == b64encode(hashlib.sha256(whole).digest()).decode()


@pytest.mark.parametrize(
    ("field", "canonical"),
    [
        (b"Subject: A headline\r\n", ("subject", b"subject:A headline")),
        (b"SUBJECT:A \t  headline \r\n", ("subject", b"subject:A headline")),
        (b"Subject: A\r\n headline\r\n", ("subject", b"subject:A headline")),
        (b"Subject:\r\n\tA\r\n headline\r\n", ("subject", b"subject:A headline")),
        (b"Subject : A: headline\r\n", ("subject", b"subject:A: headline")),
    ],
)
def test_a_field_is_unfolded_and_its_blanks_become_one(field: bytes, canonical: tuple[str, bytes]) -> None:
    assert canonical_fields(field) == [canonical]


def test_fields_stay_in_their_order() -> None:
    block = b"To: a@example.org\r\nSubject: one\r\n two\r\nA: b\r\n"

    assert [name for name, _ in canonical_fields(block)] == ["to", "subject", "a"]


def test_the_example_of_the_standard_comes_out_as_it_is_printed_there() -> None:
    header = b"A: X\r\nB : Y\t\r\n\tZ  \r\n"
    body = b" C \r\nD \t E\r\n"

    assert canonical_fields(header) == [("a", b"a:X"), ("b", b"b:Y Z")]
    assert canonical_lines(body) == b" C\r\nD E\r\n"
