"""Whole messages, against the numbered requirements for deliverability.

item 1    one recipient: test_1_*                        items 48, 51, 52, 53  structure, charset, language: test_48_*
item 4    Message-ID: test_4_*                           item 57   threading: test_57_*
item 9    injection is impossible: test_9_*              item 58   non-ASCII local parts: test_58_*
item 10   no smuggling: test_10_*                        item 60   sizes: test_60_*
item 12   nothing missing: test_12_*                     item 64   same input, same bytes: test_64_*
item 13   escaping by part: test_13_*                    items 63, 65  only known fields: test_65_*
item 14   test sends are marked: test_14_*               item 123  filled equals fully built: test_123_*
items 17, 23, 31, 33-36  fields and markers: test_23_*, test_31_*, test_33_*, test_34_*, test_36_*

Running this file as a program writes the golden message anew.
"""

import html
import random
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import SMTPUTF8, default
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.content.mail import headers
from mailer.content.mail.message import (
    Compiled,
    Frame,
    Unsubscribe,
    assemble,
    compile_message,
    dump,
    load,
    message_id,
    missing_fields,
)
from mailer.domain.rendering import Recipient, Rendered, Slot
from mailer.errors import MailerError, ReleaseError

GOLDEN = Path(__file__).parent / "golden" / "release.en.eml"
NAME, OUTLET, LEAVE, LABEL = "ZQSLOT0000000001", "ZQSLOT0000000002", "ZQSLOT0000000003", "ZQSLOT0000000004"
SLOTS = (
    Slot(NAME, "name", "colleague"),
    Slot(OUTLET, "outlet", ""),
    Slot(LEAVE, "unsubscribe_url"),
    Slot(LABEL, "unsubscribe_label", "Unsubscribe"),
)
DATE = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
ID = message_id("0123456789abcdef" * 2, "east-africa", "news.example.org")
FRAME = Frame(
    "Example Media", "media@news.example.org", "press@example.org", feedback_id="7:africa:release:examplenews"
)
LEAVING = Unsubscribe(
    "https://press.example.org/u/v1.k1.u.aa.vrlzaebpge3bllgbrc45h5nefa",
    "mailto:unsubscribe@news.example.org?subject=unsubscribe",
)
JANE = Recipient(12, "jane@example.org", "Jane Doe", {"outlet": "The Example Times"})
NAMES = ("Jane Doe", "Müller, Hans", "محمد علي", "国际移民", 'O\'Neil "Bob" <b>', "", "From x", ".y", "=?utf-8?q?a?=")
SENTENCES = {
    "en": "People are leaving because the rains failed again this year.",
    "fr": "Les déplacés ont quitté leurs foyers à cause de la sécheresse.",
    "es": "Los niños y las niñas también están en camino desde el año pasado.",
    "ar": "يغادر الناس لأن الأمطار لم تهطل هذا العام.",
    "ru": "Люди уходят, потому что дождей в этом году снова не было.",
    "zh-Hans": "由于今年再次没有降雨人们正在离开。",
}
PLACED_ONCE = ("Date", "From", "Reply-To", "To", "Subject", "Message-ID", "List-Id", "List-Unsubscribe")
HOSTILE = st.text() | st.text("=?utf-8qB_\r\n\0 :<>\"'&.From\u2028\x85\x1e", max_size=40)


def rendered(language: str, *, subject: str = "", body: str = "") -> Rendered:
    sentence = body or f"{SENTENCES[language]}\n" * 20
    return Rendered(
        language,
        "rtl" if language == "ar" else "ltr",
        subject or SENTENCES[language],
        f'<html lang="{language}"><body><p title="{OUTLET}">Dear {NAME},</p>\n<p>{html.escape(sentence)}</p>\n'
        f'<p>{OUTLET} <a href="https://slot.invalid/{LEAVE}">{LABEL}</a></p></body></html>\n',
        f"Dear {NAME},\n\n{sentence}\n\n{OUTLET} {LABEL}:\nhttps://slot.invalid/{LEAVE}\n",
        SLOTS,
    )


def filled(text: str, recipient: Recipient, *, escape: bool) -> str:
    """Put the values in by plain replacing: what the reader should see."""
    values = {
        f"https://slot.invalid/{LEAVE}": LEAVING.url,
        NAME: headers.squashed(recipient.name) or "colleague",
        OUTLET: headers.squashed(recipient.fields.get("outlet", "")),
        LABEL: "Unsubscribe",
    }
    for token, value in values.items():
        text = text.replace(token, html.escape(value) if escape else value)
    return text


def built(
    compiled: Compiled, recipient: Recipient = JANE, frame: Frame = FRAME, leaving: Unsubscribe = LEAVING
) -> bytes:
    listed = ("Africa press", "africa.press.example.org")
    return b"".join(assemble(compiled, frame, recipient, message_id=ID, list_id=listed, unsubscribe=leaving, date=DATE))


def modern(message: bytes) -> EmailMessage:
    parsed = message_from_bytes(message, policy=default)
    assert not parsed.defects
    assert all(not part.defects for part in parsed.walk())
    return parsed


def bodies(parsed: Message) -> list[str]:
    contents = [part.get_payload(decode=True) for part in parsed.walk() if not part.is_multipart()]
    return [content.decode() for content in contents if isinstance(content, bytes)]


def names_of(message: bytes) -> list[str]:
    """Find field names by the letter of RFC 5322, not by a library: what any receiver may take for a field."""
    head = message.partition(b"\r\n\r\n")[0]
    return [
        line.partition(b":")[0].decode() for line in re.split(rb"\r\n|\r|\n", head) if line[:1] not in {b" ", b"\t"}
    ]


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("name", NAMES)
def test_every_field_and_text_is_read_as_it_was_meant_in_six_languages(language: str, name: str) -> None:
    source = rendered(language)
    recipient = replace(JANE, name=name)

    message = built(compile_message(source), recipient)

    parsed = modern(message)
    assert str(parsed["Date"].datetime) == "2026-11-24 05:00:00+00:00"
    assert parsed["From"] == "Example Media <media@news.example.org>"
    assert [(box.display_name, box.addr_spec) for box in parsed["To"].addresses] == [(name, "jane@example.org")]
    assert parsed["Subject"] == SENTENCES[language]
    assert parsed["Message-ID"] == ID
    assert parsed["Content-Language"] == language
    for reading in (parsed, message_from_bytes(message)):
        text, page = bodies(reading)
        assert text == filled(source.text, recipient, escape=False).replace("\n", "\r\n")
        assert page == filled(source.html, recipient, escape=True).replace("\n", "\r\n")
    old = message_from_bytes(message)
    assert str(make_header(decode_header(str(old["Subject"]).replace("\r\n", "")))) == SENTENCES[language]


@settings(max_examples=300)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_9_no_value_can_add_a_field_or_end_the_header(name: str, outlet: str, custom: str) -> None:
    source = rendered("fr", subject=f"Nouvelles de {NAME} {OUTLET}")
    recipient = replace(JANE, name=name, fields={"outlet": outlet, "custom": custom})

    message = built(compile_message(source), recipient)

    assert names_of(message) == names_of(built(compile_message(source)))
    text, page = bodies(modern(message))
    assert text == filled(source.text, recipient, escape=False).replace("\n", "\r\n")
    assert page == filled(source.html, recipient, escape=True).replace("\n", "\r\n")


@settings(max_examples=200)
@given(HOSTILE, st.sampled_from(["fr", "ar"]))
def test_10_and_22_what_goes_on_the_wire_is_plain_whatever_the_text(body: str, language: str) -> None:
    body = "".join(character for character in body if character in "\r\n\t" or character.isprintable())

    message = built(
        compile_message(rendered(language, body=f"{SENTENCES[language]}{body}\n.\n\r.\r\r\n.\nFrom x\n.y\n"))
    )

    assert_wire_is_plain(message)


def assert_wire_is_plain(message: bytes) -> None:
    assert message.isascii()
    assert b"\0" not in message
    assert re.search(rb"\r(?!\n)|(?<!\r)\n", message) is None
    head, _, body = message.partition(b"\r\n\r\n")
    assert all(len(line) <= 998 for line in head.split(b"\r\n"))
    for line in body.split(b"\r\n"):
        assert len(line) <= 76
        assert not line.startswith((b".", b"From "))
    assert message.endswith(b"--\r\n")
    assert len(head) < 10_240


@pytest.mark.parametrize("language", SENTENCES)
def test_22_lines_are_short_in_every_language(language: str) -> None:
    message = built(compile_message(rendered(language)))

    assert_wire_is_plain(message)


def test_1_and_23_and_65_each_field_stands_once_and_is_known() -> None:
    message = built(compile_message(rendered("en")))

    names = names_of(message)
    assert len(set(names)) == len(names)
    assert {name.encode() for name in names} <= headers.ALLOWED
    assert set(PLACED_ONCE) <= set(names)
    assert message.count(b"MIME-Version") == 1
    assert re.findall(rb"[\w.]+@[\w.]+", re.search(rb"\r\nTo: .*", message)[0]) == [b"jane@example.org"]  # type: ignore[index] # it is there


def test_1_no_other_recipient_is_named_in_a_message() -> None:
    compiled = compile_message(rendered("en"))
    recipients = [Recipient(number, f"reader{number:04}@example.org", f"Reader {number:04}") for number in range(200)]

    messages = [built(compiled, recipient) for recipient in recipients]

    for number, message in enumerate(messages):
        assert set(re.findall(rb"[Rr]eader ?(\d{4})", message)) == {b"%04d" % number}


def test_4_message_ids_are_short_unique_and_plain() -> None:
    chance = random.Random(4)  # noqa: S311 - examples, not secrets
    tokens = {f"{chance.getrandbits(128):032x}" for _ in range(20_000)}

    made = {message_id(token, "displacement-in-east-africa-reaches-a-record", "news.example.org") for token in tokens}

    assert len(made) == len(tokens)
    assert all(
        re.fullmatch(r"<[A-Za-z0-9.]+@[a-z0-9.-]+>", identifier) and len(identifier) <= 76 for identifier in made
    )


@pytest.mark.parametrize(
    ("slug", "domain", "rest"),
    [
        ("east-africa", "news.example.org", ".east.africa@news.example.org>"),
        ("Évian/2026 \r\n<x>", "News.Example.org", ".vian.2026.x@news.example.org>"),
        ("---", "example.org", "@example.org>"),
        ("east-africa", "a" * 30 + ".example.org", "@" + "a" * 30 + ".example.org>"),
    ],
)
def test_4_the_slug_gives_way(slug: str, domain: str, rest: str) -> None:
    token = "0123456789abcdef" * 2

    assert message_id(token, slug, domain) == f"<{token}{rest}"


@pytest.mark.parametrize(("token", "domain"), [("short", "example.org"), ("0" * 32, "exa mple.org"), ("0" * 32, "")])
def test_4_what_cannot_be_a_message_id_is_refused(token: str, domain: str) -> None:
    with pytest.raises(ValueError, match="Message-ID"):
        message_id(token, "slug", domain)


def test_4_a_foreign_message_id_is_refused() -> None:
    with pytest.raises(MailerError, match="cannot stand in Message-ID"):
        b"".join(
            assemble(
                compile_message(rendered("en")),
                FRAME,
                JANE,
                message_id="<a@example.org>\r\nBcc: evil@example.org",
                list_id=None,
                unsubscribe=LEAVING,
                date=DATE,
            )
        )


def test_12_an_empty_value_without_a_fallback_names_field_and_delivery() -> None:
    source = replace(rendered("en"), slots=(Slot(NAME, "name"), *SLOTS[1:]))
    compiled = compile_message(source)
    nameless = replace(JANE, name=" \r\n ")

    with pytest.raises(MailerError, match=r"delivery 12 .*'name' is empty"):
        built(compiled, nameless)
    assert missing_fields(compiled, nameless, Unsubscribe()) == ("name", "unsubscribe_url")
    assert missing_fields(compiled, JANE, LEAVING) == ()


def test_12_no_token_of_ours_is_left_in_a_message() -> None:
    for language in SENTENCES:
        message = built(compile_message(rendered(language, subject=f"{NAME} at {OUTLET}")))

        parsed = modern(message)
        assert not any(
            mark in text for text in (parsed["Subject"], *bodies(parsed)) for mark in ("ZQSLOT", "slot.invalid")
        )


def test_13_values_are_escaped_in_html_and_raw_in_text() -> None:
    recipient = replace(JANE, name="<b>&\"'{{7*7}}", fields={"outlet": '" onclick="x'})

    text, page = bodies(modern(built(compile_message(rendered("en")), recipient)))

    assert "Dear <b>&\"'{{7*7}},\r\n" in text
    assert '<p title="&quot; onclick=&quot;x">Dear &lt;b&gt;&amp;&quot;&#x27;{{7*7}},</p>' in page


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "//example.org", 'https://e.org/"onclick="']
)
def test_13_a_value_in_a_link_must_be_a_web_or_mail_address(link: str) -> None:
    source = Rendered("en", "ltr", "News", f'<a href="{OUTLET}">x</a>', "x", (Slot(OUTLET, "outlet"),))

    with pytest.raises(MailerError, match="is not a web or mail address"):
        built(compile_message(source), replace(JANE, fields={"outlet": link}))


def test_13_a_column_of_a_list_never_takes_the_place_of_the_way_to_leave() -> None:
    recipient = replace(JANE, fields={"outlet": "A", "unsubscribe_url": "https://example.net/elsewhere"})

    message = built(compile_message(rendered("en")), recipient)

    assert b"elsewhere" not in message
    assert missing_fields(compile_message(rendered("en")), recipient, Unsubscribe()) == ("unsubscribe_url",)


def test_14_a_test_message_says_so_in_its_subject() -> None:
    message = built(compile_message(rendered("ar")), frame=replace(FRAME, is_test=True))

    assert modern(message)["Subject"] == f"[TEST] {SENTENCES['ar']}"


def test_31_both_ways_to_leave_stand_in_order_of_preference() -> None:
    parsed = message_from_bytes(built(compile_message(rendered("en"))))

    assert str(parsed["List-Unsubscribe"]).replace("\r\n", "") == f"<{LEAVING.url}>, <{LEAVING.mailto}>"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_31_one_click_is_promised_only_with_a_web_address() -> None:
    message = built(compile_message(rendered("en")), leaving=replace(LEAVING, url=""))

    parsed = message_from_bytes(message)
    assert parsed["List-Unsubscribe"] == f"<{LEAVING.mailto}>"
    assert parsed["List-Unsubscribe-Post"] is None
    assert f'href="{LEAVING.mailto}"' in bodies(parsed)[1]


def test_31_a_web_address_of_900_octets_arrives_whole_everywhere() -> None:
    url = "https://press.example.org/u/" + "x" * 872

    message = built(compile_message(rendered("en")), leaving=replace(LEAVING, url=url))

    text, page = bodies(modern(message))
    assert f"<{url}>,".encode() in message
    assert url in text
    assert f'href="{url}"' in page


def test_33_and_36_a_release_is_marked_as_list_mail_from_people() -> None:
    parsed = message_from_bytes(built(compile_message(rendered("en"))))

    assert parsed["List-Id"] == '"Africa press" <africa.press.example.org>'
    assert parsed["Feedback-ID"] == "7:africa:release:examplenews"
    assert parsed["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert parsed["Auto-Submitted"] is None
    assert parsed["Precedence"] is None


def test_36_a_mail_that_nobody_decided_to_send_says_so() -> None:
    frame = Frame("Example", "media@example.org", auto_response_suppress="", auto_submitted="auto-generated")

    parsed = message_from_bytes(built(compile_message(rendered("en")), frame=frame))

    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["X-Auto-Response-Suppress"] is None
    assert parsed["Reply-To"] is None


@pytest.mark.parametrize("language", SENTENCES)
def test_48_and_51_and_52_text_comes_first_in_utf_8_without_flowing(language: str) -> None:
    parsed = modern(built(compile_message(rendered(language))))

    assert parsed.get_content_type() == "multipart/alternative"
    assert [part["Content-Type"] for part in parsed.iter_parts()] == [
        'text/plain; charset="utf-8"',
        'text/html; charset="utf-8"',
    ]
    assert {part["Content-Transfer-Encoding"] for part in parsed.iter_parts()} <= {"quoted-printable", "base64", "7bit"}


def test_57_a_correction_stands_under_what_it_corrects() -> None:
    earlier = message_id("f" * 32, "east-africa", "news.example.org")

    message = b"".join(
        assemble(
            compile_message(rendered("en")),
            FRAME,
            JANE,
            message_id=ID,
            list_id=None,
            unsubscribe=LEAVING,
            date=DATE,
            in_reply_to=earlier,
        )
    )

    parsed = message_from_bytes(message)
    assert (parsed["In-Reply-To"], parsed["References"], parsed["List-Id"]) == (earlier, earlier, None)


def test_58_an_address_that_needs_smtputf8_stands_as_it_is_in_one_header_and_nothing_else_does() -> None:
    message = built(compile_message(rendered("en")), replace(JANE, address="josé@example.org"))

    to = message_from_string(message.decode(), policy=SMTPUTF8)["To"].addresses[0]
    assert (to.addr_spec, to.display_name) == ("josé@example.org", "Jane Doe")
    assert ["josé" in line.decode() for line in message.split(b"\r\n") if not line.isascii()] == [True]


@pytest.mark.parametrize("address", ["jo\x85sé@example.org", "josé\u2028@example.org", "josé,b@example.org", "é@é.fr"])
def test_58_only_letters_are_let_through(address: str) -> None:
    with pytest.raises(MailerError, match=r"delivery 12 "):
        built(compile_message(rendered("en")), replace(JANE, address=address))


def test_60_a_name_that_no_header_can_hold_is_refused() -> None:
    with pytest.raises(MailerError, match=r"delivery 12 .*too long"):
        built(compile_message(rendered("en")), replace(JANE, name="é" * 3000))


def test_64_the_same_input_gives_the_same_bytes_on_every_machine() -> None:
    for language in SENTENCES:
        first = compile_message(rendered(language))
        second = load(dump(compile_message(rendered(language))))

        assert built(first) == built(second)
        assert first == second
        assert dump(first) == dump(second)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd\ufeff")))
def test_64_what_is_stored_is_read_back_exactly(text: str) -> None:
    compiled = compile_message(rendered("en", subject=f"News {text}", body=text))
    built(compiled)

    assert load(dump(compiled)) == compiled


def test_a_form_of_another_version_is_refused_with_the_next_step() -> None:
    with pytest.raises(MailerError, match="Send it with the version that prepared it"):
        load(b'{"version":2}')


@pytest.mark.parametrize(
    ("language", "encoding"), [("fr", "quoted-printable"), ("ar", "base64"), ("en", "quoted-printable")]
)
def test_123_filled_messages_read_like_fully_built_ones(language: str, encoding: str) -> None:
    chance = random.Random(123)  # noqa: S311 - examples, not secrets
    source = rendered(language)
    compiled = compile_message(source)
    alphabet = "abc éم国<&\"'=.\t\u200f👩F"

    for number in range(340):
        name, outlet = ("".join(chance.choices(alphabet, k=chance.randrange(60))) for _ in "12")
        recipient = Recipient(number, f"r{number}@example.org", name, {"outlet": outlet})
        whole = replace(
            source,
            text=filled(source.text, recipient, escape=False),
            html=filled(source.html, recipient, escape=True),
            slots=(),
        )

        patched = modern(built(compiled, recipient))

        assert bodies(patched) == bodies(modern(built(compile_message(whole), recipient)))
        assert [part["Content-Transfer-Encoding"] for part in patched.iter_parts()] == [encoding, encoding]


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x1e", "\x85", "\ufffd", "\ufeff", "\n"])
def test_51_a_broken_character_in_a_subject_is_refused_before_anything_is_sent(character: str) -> None:
    with pytest.raises(ReleaseError):
        compile_message(rendered("en", subject=f"News{character} today"))


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x1e", "\ufffd", "\ufeff"])
def test_51_a_broken_character_in_a_text_is_refused_before_anything_is_sent(character: str) -> None:
    with pytest.raises(ReleaseError, match=f"plain of the en edition holds the character U.{ord(character):04X}"):
        compile_message(rendered("en", body=f"People{character} leave"))


def test_51_half_a_character_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(ReleaseError, match=r"U\+D800"):
        compile_message(rendered("en", body="People\ud800 leave"))


def test_an_edition_without_a_subject_is_refused() -> None:
    with pytest.raises(ReleaseError, match="no usable subject"):
        compile_message(replace(rendered("en"), subject=" \n"))


def test_the_golden_release() -> None:
    assert golden_message() == GOLDEN.read_bytes()


def golden_message() -> bytes:
    source = rendered(
        "en",
        subject=f"Displacement in East Africa reaches a record 4.2 million, {NAME}",
        body=(
            "NEW YORK: A record 4.2 million people have left their homes in East Africa.\n"
            "From the field, staff report that wells are dry.\n.\nCafé “Horn” fed 300 families.\n"
        ),
    )
    return built(load(dump(compile_message(source))), replace(JANE, name="Müller, Jane"))


if __name__ == "__main__":
    GOLDEN.write_bytes(golden_message())
