"""Transfer encodings, against the numbered requirements for deliverability.

item 10   no smuggling: test_10_*          item 50   "From " and "." lines: test_50_*
item 22   line lengths: test_22_*          item 64   boundaries: test_64_*
item 49   choice of encoding: test_49_*    item 123  values between encoded segments: test_123_*
"""

import base64
import binascii
import io
import mailbox
import quopri
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailer.content.mail import mime
from mailer.content.mail.mime import Encoding

LATIN = st.text(st.characters(max_codepoint=0x17F, exclude_categories=["Cs"]))
ANY = st.text(st.characters(exclude_categories=["Cs"]))
LINES = st.lists(
    st.sampled_from(["From x", ".", "..", ".y", "\n", "\r\n", "\r", "é", "=", " ", "\t", "word ", "x" * 75, "From "])
).map("".join)
BODIES = ANY | LATIN | LINES

ENGLISH = "People are leaving because the rains failed again.\n\n" * 9
FRENCH = "Les déplacés ont quitté leurs foyers à cause de la sécheresse. " * 9
SPANISH = "Los niños y niñas también están en camino. " * 9
ARABIC = "يغادر الناس لأن الأمطار لم تهطل هذا العام. " * 9
RUSSIAN = "Люди уходят, потому что дождей снова не было. " * 9
CHINESE = "由于今年再次没有降雨人们正在离开。" * 9


def crlf(text: str) -> bytes:
    return re.sub(r"\r\n|\r|\n", "\r\n", text).encode()


@given(BODIES)
@example("\r.\r\n.\n")
def test_any_text_is_read_as_it_was_meant(text: str) -> None:
    encoded = mime.quoted_printable(text)

    assert quopri.decodestring(encoded) == crlf(text)
    assert binascii.a2b_qp(encoded) == crlf(text)


@given(BODIES)
def test_22_and_50_no_line_is_long_risky_or_ends_in_a_blank(text: str) -> None:
    encoded = mime.quoted_printable(text).encode("ascii")

    for line in encoded.split(b"\r\n"):
        assert re.fullmatch(rb"(?:[\t -<>-~]|=[0-9A-F]{2})*=?", line)
        assert len(line) <= 76
        assert not line.startswith((b"From ", b"."))
        assert not line.endswith((b" ", b"\t"))


@pytest.mark.parametrize("end", ["\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r\n", "\r\n.\r", "\n.\r", "\n\n.\n\n"])
@pytest.mark.parametrize("body", ["word", "mot clé ", "国" * 100])
def test_10_a_body_cannot_end_the_message_early(end: str, body: str) -> None:
    text = f"{body}{end}MAIL FROM:<evil@example.org>{end}"

    for encoded in (mime.quoted_printable(text).encode(), mime.base64_lines(crlf(text))):
        assert b"." not in re.split(rb"\r\n|\r|\n", encoded)
        assert re.search(rb"\r(?!\n)|(?<!\r)\n", encoded) is None


def test_50_from_and_dot_lines_survive_a_mail_store() -> None:
    text = "From the field\n.y\n" + "x" * 71 + " From here\n"

    encoded = mime.quoted_printable(text)

    assert encoded.startswith("=46rom the field\r\n=2Ey\r\n")
    assert mangled(encoded) == encoded


def mangled(body: str) -> str:
    message = mailbox.mboxMessage(f"Subject: a\n\n{body}".replace("\r\n", "\n"))
    out = io.StringIO()
    from email.generator import Generator

    Generator(out, mangle_from_=True, maxheaderlen=0).flatten(message)
    return out.getvalue().partition("\n\n")[2].replace("\n", "\r\n")


@given(st.binary())
def test_22_base64_lines_have_76_characters(octets: bytes) -> None:
    encoded = mime.base64_lines(octets)

    lines = encoded.split(b"\r\n")
    assert all(len(line) == 76 for line in lines[:-1])
    assert len(lines[-1]) <= 76
    assert base64.b64decode(encoded) == octets


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, Encoding.SEVEN_BIT),
        (ENGLISH + "From the field\n", Encoding.QUOTED_PRINTABLE),
        (ENGLISH + ".\n", Encoding.QUOTED_PRINTABLE),
        (ENGLISH + "trailing \n", Encoding.QUOTED_PRINTABLE),
        (ENGLISH + "x" * 77, Encoding.QUOTED_PRINTABLE),
        ("=" * 9999, Encoding.QUOTED_PRINTABLE),
        (FRENCH, Encoding.QUOTED_PRINTABLE),
        (SPANISH, Encoding.QUOTED_PRINTABLE),
        (ARABIC, Encoding.BASE64),
        (RUSSIAN, Encoding.BASE64),
        (CHINESE, Encoding.BASE64),
        ("", Encoding.SEVEN_BIT),
    ],
)
def test_49_the_encoding_of_a_text_that_is_the_same_for_all(text: str, encoding: Encoding) -> None:
    assert mime.choose_encoding([text]) == encoding


def test_49_a_text_with_values_is_never_7bit_nor_base64_while_it_is_ascii() -> None:
    chosen = mime.choose_encoding(["Dear ", ",\n" + ENGLISH])

    assert chosen == Encoding.QUOTED_PRINTABLE


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_49_pure_ascii_is_never_base64(text: str) -> None:
    chosen = mime.choose_encoding([text]), mime.choose_encoding([text, text])

    assert Encoding.BASE64 not in chosen


@given(st.lists(BODIES, min_size=1, max_size=5), st.data())
def test_123_values_put_between_encoded_segments_read_as_if_encoded_whole(
    segments: list[str], draw: st.DataObject
) -> None:
    # A line end between a segment and a value is one line end only if they do not meet as CR and LF.
    segments = [segment.replace("\r", "\n") for segment in segments]
    values = [draw.draw(BODIES).replace("\r", "\n").replace("\n", " ") for _ in segments[1:]]

    pieces = mime.encode_segments(segments)
    encoded = "".join(
        piece + value for piece, value in zip(pieces, [*map(mime.quoted_printable, values), ""], strict=True)
    )

    meant = "".join(segment + value for segment, value in zip(segments, [*values, ""], strict=True))
    assert quopri.decodestring(encoded) == crlf(meant)
    for line in encoded.split("\r\n"):
        assert len(line) <= 76
        assert not line.startswith(("From ", "."))


def test_64_boundaries_are_made_from_the_content() -> None:
    made = [mime.boundary(content) for content in (["a", "b"], ["a", "b"], ["ab"], ["ab", ""])]

    assert made[0] == made[1]
    assert len(set(made)) == 3
    assert all(re.fullmatch(r"=_[0-9a-f]{40}", boundary) for boundary in made)


@given(ANY)
def test_64_no_boundary_can_stand_in_an_encoded_part(text: str) -> None:
    encoded = mime.quoted_printable(f"=_{text}")

    assert "=_" not in encoded
