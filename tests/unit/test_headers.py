"""Text to header lines, against the numbered requirements for deliverability.

item 9   injection is impossible: test_9_*          item 22  line lengths: test_22_*
item 19  display names: test_19_*                   item 23  no field twice: test_23_*
item 20  encoded-words: test_20_*                   item 24  Date: test_24_*
item 21  structured fields: test_21_*               items 31, 33  List fields: test_31_*, test_33_*
item 58  addresses stay ASCII: test_58_*            item 60  sizes: test_60_*
"""

import binascii
import quopri
import re
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailer.content.mail import headers
from mailer.content.mail.words import clusters, encoded_words

if TYPE_CHECKING:
    from collections.abc import Callable

FORBIDDEN = [*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), "\u2028", "\u2029", "\ud800", "\udfff"]
PAYLOADS = [
    "=?utf-8?q?Hi=0D=0ABcc:=20evil@example.org?=",
    "=?utf-8?B?SGkNCkJjYzogZXZpbEBleGFtcGxlLm9yZw==?=",
    "=?utf-8?q??=",
    "x =?utf-8?q?a?= y",
    '"=?utf-8?q?a?="',
]
NAMES = [
    "Jane Doe",
    "Müller, Hans",
    "Doe, Jane",
    "محمد علي",
    "国际移民组织",
    "Организация по миграции",
    'O\'Neil "Bob"',
    "Back\\slash, Inc.",
    "J. Smith",
    "a" * 200,
    "Very Long Name " * 13 + "End",
    "Very, Long " * 18 + "End",
    "é" * 200,
    "👩‍👩‍👧‍👦 Family 🇨🇭",
    *PAYLOADS,
]
SENDABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029"), min_size=1)
SUBJECTS = SENDABLE.filter(lambda text: text.strip() != "")
ENCODED_WORD = re.compile(r"=\?utf-8\?([bq])\?([^?]+)\?=")


def body_of(field: bytes) -> str:
    """Unfold as RFC 5322 2.2.3 says: take out each CRLF before a blank."""
    assert field.endswith(b"\r\n")
    return field[:-2].decode("ascii").replace("\r\n ", " ").partition(": ")[2]


def decoded(value: str) -> str:
    """Read encoded-words as RFC 2047 says, by other code than that under test; each word must decode alone."""
    words = value.split(" ")
    texts = []
    for word in words:
        match = ENCODED_WORD.fullmatch(word)
        if match is None:
            return value
        octets = binascii.a2b_base64(match[2]) if match[1] == "b" else quopri.decodestring(match[2], header=True)
        texts.append(octets.decode("utf-8"))
    return "".join(texts)


def tight(name: str) -> str:
    """Take out blanks: Python's own parser leaves one between two encoded-words of a name (gh-79728)."""
    return name.replace(" ", "")


def nfc(text: str) -> str:
    return headers.checked("x", text)


@pytest.mark.parametrize("character", FORBIDDEN)
def test_9_no_control_or_line_end_passes_the_choke_point(character: str) -> None:
    text = f"Jane{character}Bcc: evil@example.org"

    writers: list[Callable[[], bytes]] = [
        lambda: headers.unstructured("Subject", text),
        lambda: headers.mailbox("To", text, "jane@example.org"),
        lambda: headers.mailbox("To", "Jane", f"jane{character}@example.org"),
        lambda: headers.structured("Feedback-ID", text),
        lambda: headers.uris("List-Unsubscribe", [f"https://example.org/{character}"]),
        lambda: headers.list_id(text, "press.example.org"),
        lambda: headers.list_id("Press", f"press{character}.example.org"),
    ]

    for write in writers:
        with pytest.raises(ValueError, match=r"."):
            write()


@pytest.mark.parametrize("more", [b"Bcc: evil@example.org\r\n", b"Subject: b\r\n", b"X-Mailer: x\r\n"])
def test_9_a_field_more_than_in_a_block_that_was_found_safe_is_refused(more: bytes) -> None:
    block = b"Subject: a\r\n b\r\nMIME-Version: 1.0\r\n"

    headers.check_own(block, fields=2, whole=100)
    with pytest.raises(ValueError, match="twice or an unknown"):
        headers.check_own(more + block, fields=2, whole=100)
    with pytest.raises(ValueError, match="twice or an unknown"):
        headers.check_own(block.replace(b"b\r\n", b"b\r\n" + more), fields=2, whole=100)


def test_9_a_header_that_is_too_long_with_what_all_messages_have_is_refused() -> None:
    with pytest.raises(ValueError, match="the header has 10241 octets"):
        headers.check_own(b"Subject: a\r\n", fields=1, whole=10_241)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_9_what_looks_like_an_encoded_word_is_shown_as_it_was_written(payload: str) -> None:
    subject = headers.unstructured("Subject", payload)
    sender = headers.mailbox("From", payload, "media@example.org")

    parsed = message_from_bytes(subject + sender + b"\r\n", policy=default)

    assert parsed["Subject"] == payload
    assert tight(parsed["From"].addresses[0].display_name) == tight(payload)
    assert parsed.keys() == ["Subject", "From"]


@pytest.mark.parametrize(
    "block",
    [
        b"Subject: a\r\n\r\nBcc: evil@example.org\r\n",
        b"Subject: a\nBcc: evil@example.org\r\n",
        b"Subject: a\rBcc: evil@example.org\r\n",
        b"Subject: a\r\n \r\nDate: x\r\n",
        b" begins with a continuation\r\n",
        b"Subject: a",
        b"Subject: a\r\nDate: b",
        b"Subject: caf\xc3\xa9\r\n",
        b"Subject: \0\r\n",
        b"Bcc: evil@example.org\r\n",
        b"Subject: " + b"x" * 990 + b"\r\n",
        b"Subject: a\r\nSubject: b\r\n",
        b"Subject:\r\n",
        b"",
    ],
)
def test_9_and_23_a_header_that_is_not_safe_is_never_sent(block: bytes) -> None:
    with pytest.raises(ValueError, match="header"):
        headers.check_block(block)


def test_9_a_hostile_block_is_refused_in_one_pass() -> None:
    block = b"Subject: a\r\n" + b" a\r\n" * 2000 + b"!" * 1000

    with pytest.raises(ValueError, match="not safe"):
        headers.check_block(block)


@given(SUBJECTS)
@example(" leading and trailing ")
@example("two  blanks")
@example("a" * 300)
def test_9_any_subject_is_read_as_it_was_meant(text: str) -> None:
    field = headers.unstructured("Subject", text)

    assert decoded(body_of(field)) == nfc(text)
    assert headers.check_block(field) == field


@given(SENDABLE)
def test_9_any_display_name_is_read_as_it_was_meant(name: str) -> None:
    field = headers.mailbox("To", name, "jane@example.org")

    shown, _, address = f" {body_of(field)}".rpartition(" ")
    assert address.strip("<>") == "jane@example.org"
    assert unquoted(shown[1:]) == " ".join(nfc(name).split())
    assert headers.check_block(field) == field


def unquoted(phrase: str) -> str:
    if phrase.startswith('"'):
        return re.sub(r"\\(.)", r"\1", phrase[1:-1])
    return decoded(phrase)


@pytest.mark.parametrize("name", NAMES)
def test_19_two_parsers_read_the_display_name(name: str) -> None:
    field = headers.mailbox("To", name, "jane@example.org")

    modern = message_from_bytes(field + b"\r\n", policy=default)["To"].addresses
    phrase, _ = parseaddr(str(message_from_bytes(field + b"\r\n")["To"]).replace("\r\n", ""))

    assert [(tight(box.display_name), box.addr_spec) for box in modern] == [(tight(name), "jane@example.org")]
    assert str(make_header(decode_header(phrase))) == name


@pytest.mark.parametrize("name", NAMES)
def test_19_no_encoded_word_stands_inside_quotes(name: str) -> None:
    field = headers.mailbox("From", name, "media@example.org")

    quoted = re.search(rb'"(.*)"', field, re.DOTALL)
    assert quoted is None or b"=?" not in quoted[1]


def test_19_names_are_written_as_plainly_as_they_can_be() -> None:
    written = [
        headers.mailbox("To", name, "a@example.org") for name in ("Jane Doe", "Doe, Jane", "Müller", "", " A  B ")
    ]

    assert written == [
        b"To: Jane Doe <a@example.org>\r\n",
        b'To: "Doe, Jane" <a@example.org>\r\n',
        b"To: =?utf-8?q?M=C3=BCller?= <a@example.org>\r\n",
        b"To: a@example.org\r\n",
        b"To: A B <a@example.org>\r\n",
    ]


@settings(max_examples=300)
@given(SENDABLE, st.integers(50, 76))
def test_20_each_encoded_word_is_short_and_decodes_alone(text: str, room: int) -> None:
    words = encoded_words(text, room)

    assert all(ENCODED_WORD.fullmatch(word) and len(word) <= 75 for word in words)
    assert len(words[0]) <= room
    assert "".join(decoded(word) for word in words) == text


def test_20_letters_with_marks_and_joined_emoji_are_not_torn_apart() -> None:
    text = "e\u0301" * 30 + "👩‍👩‍👧‍👦" * 5 + "क्षि" * 20 + "🇨🇭" * 9

    words = [decoded(word) for word in encoded_words(text, 66)]

    starts = {0}
    for cluster in clusters(text):
        starts.add(max(starts) + len(cluster))
    position = 0
    for word in words:
        assert position in starts
        position += len(word)


def test_20_base64_is_chosen_where_more_than_a_third_of_the_octets_are_foreign() -> None:
    chosen = {text: encoded_words(text, 75)[0][:10] for text in ("Réfugiés", "Müller", "محمد", "国际", "Миграция")}

    assert chosen == {
        "Réfugiés": "=?utf-8?b?",
        "Müller": "=?utf-8?q?",
        "محمد": "=?utf-8?b?",
        "国际": "=?utf-8?b?",
        "Миграция": "=?utf-8?b?",
    }


def test_20_a_letter_under_a_heap_of_marks_is_split_between_marks() -> None:
    text = "a" + "\u0301" * 200

    words = encoded_words(text, 66)

    assert "".join(decoded(word) for word in words) == text
    assert max(map(len, words)) <= 75


@pytest.mark.parametrize("length", [20, 80, 200, 900])
def test_21_and_31_a_long_link_stays_whole(length: int) -> None:
    url = "https://press.example.org/u/".ljust(length, "x")[:length]
    mailto = "mailto:unsubscribe@news.example.org?subject=unsubscribe"

    field = headers.uris("List-Unsubscribe", [url.ljust(29, "x"), mailto])

    assert body_of(field) == f"<{url.ljust(29, 'x')}>, <{mailto}>"
    assert b"=?" not in field
    assert headers.check_block(field) == field


@pytest.mark.parametrize(
    "url", ["https://example.org/a b", "https://example.org/>", "javascript:alert(1)", "", "https://example.org/é"]
)
def test_31_what_is_no_plain_link_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="https: or mailto:"):
        headers.uris("List-Unsubscribe", [url])


def test_31_a_link_of_more_than_900_octets_is_refused() -> None:
    with pytest.raises(ValueError, match="https: or mailto:"):
        headers.uris("List-Unsubscribe", ["https://example.org/" + "x" * 900])


@pytest.mark.parametrize("value", ["=?utf-8?q?a?=", "café", "two  blanks", " leading", ""])
def test_21_structured_fields_take_ascii_words_only(value: str) -> None:
    with pytest.raises(ValueError, match="cannot stand in"):
        headers.structured("Feedback-ID", value)


@given(st.lists(st.text("abcdefghij,;", min_size=1, max_size=100), min_size=1, max_size=12))
def test_21_and_22_structured_fields_fold_at_their_own_blanks_only(words: list[str]) -> None:
    field = headers.structured("References", " ".join(words))

    assert body_of(field) == " ".join(words)
    assert all(len(line) <= 78 or b" " not in line.strip().partition(b": ")[2] for line in field.split(b"\r\n"))


@given(SUBJECTS)
def test_22_subject_lines_are_short_where_there_is_a_place_to_fold(text: str) -> None:
    field = headers.unstructured("Subject", text)

    for line in field.decode().split("\r\n"):
        assert len(line) <= 76 or " " not in line.removeprefix("Subject: ").strip()


def test_24_the_date_is_utc_with_a_zone() -> None:
    geneva = timezone(timedelta(hours=1))

    fields = headers.date(datetime(2026, 11, 24, 6, 0, tzinfo=geneva)), headers.date(datetime(2027, 1, 3, tzinfo=UTC))

    assert fields == (b"Date: Tue, 24 Nov 2026 05:00:00 +0000\r\n", b"Date: Sun, 03 Jan 2027 00:00:00 +0000\r\n")


def test_24_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        headers.date(datetime(2026, 11, 24))  # noqa: DTZ001 - it is the point


def test_33_list_ids() -> None:
    written = [
        headers.list_id("Africa press", "africa.press.example.org"),
        headers.list_id('The "A" list', "a.press.example.org"),
        headers.list_id("صحافة", "arab.press.example.org"),
        headers.list_id("=?utf-8?q?a?=", "a.press.example.org"),
        headers.list_id("", "a.press.example.org"),
    ]

    assert written == [
        b'List-Id: "Africa press" <africa.press.example.org>\r\n',
        b'List-Id: "The \\"A\\" list" <a.press.example.org>\r\n',
        b"List-Id: <arab.press.example.org>\r\n",
        b"List-Id: <a.press.example.org>\r\n",
        b"List-Id: <a.press.example.org>\r\n",
    ]


@pytest.mark.parametrize("identifier", ["press", "a..b", "a b.example.org", "é.example.org", "a." * 130 + "b", ""])
def test_33_what_is_no_list_id_is_refused(identifier: str) -> None:
    with pytest.raises(ValueError, match="list id"):
        headers.list_id("Press", identifier)


@pytest.mark.parametrize("address", ["a@münchen.example", "a b@example.org", "a@b@example.org", "a"])
def test_58_an_address_is_never_encoded(address: str) -> None:
    with pytest.raises(ValueError, match="cannot stand in To"):
        headers.mailbox("To", "Jane", address)


def test_60_no_field_grows_beyond_two_thousand_octets() -> None:
    with pytest.raises(ValueError, match="too long"):
        headers.unstructured("Subject", "é" * 2000)


@given(st.text())
def test_values_of_lists_are_squashed_to_what_a_header_can_hold(text: str) -> None:
    value = headers.squashed(text)

    assert headers.checked("x", value) == value
    assert value == value.strip()


def test_a_line_end_in_a_name_becomes_a_blank() -> None:
    found = [headers.squashed(text) for text in ("Jane\r\nDoe", "Jane \n Doe\n", "\ud800Zoe\u0301", "Jane  Doe")]

    assert found == ["Jane Doe", "Jane Doe", "Zoé", "Jane  Doe"]
