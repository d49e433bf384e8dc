"""The text part tells the same as the page, in lines that every reader shows whole."""

import re

import pytest

from mailer.content.page.plaintext import display_width
from mailer.content.page.slots import SLOT_URL
from tests.unit.aurelia import LANGUAGES, composed, composed_body
from tests.unit.copies import good
from tests.unit.page import read, words_of

EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def _facts(text: str) -> str:
    return "".join(re.sub(r"[\s\u00a0\u200f]+", "", text)).casefold()


def _words(text: str, language: str) -> set[str]:
    """Return the words, in Chinese the characters, without links and marks of direction."""
    bare = re.sub(r"https?://\S+|ZQSLOT\w+|[\u034f\u2007\u200e\u200f\u2066-\u2069]", " ", text).casefold()
    return set(re.findall(r"\w" if language == "zh" else r"\w+", bare))


@EVERY_LANGUAGE
def test_every_paragraph_of_the_page_is_in_the_text(language: str) -> None:
    rendered = composed(language)
    text = _facts(rendered.text)

    told = [words_of(part) for part in read(rendered.html).iter() if part.tag in {"p", "h1", "h2", "li"}]

    missing = [
        sentence for sentence in told for line in re.split(r"(?<=[.:。\uff1a]) ", sentence) if _facts(line) not in text
    ]
    assert len(told) > 20
    assert [sentence for sentence in missing if "ZQSLOT" not in sentence and "example.org" not in sentence] == []


@EVERY_LANGUAGE
def test_47_page_and_text_share_at_least_four_of_five_words(language: str) -> None:
    rendered = composed(language)
    shown = read(rendered.html).find("body")
    assert shown is not None

    page, text = _words(words_of(shown), language), _words(rendered.text, language)

    assert len(text) > 150
    assert len(page & text) / len(page | text) >= 0.8


@EVERY_LANGUAGE
def test_52_no_line_ends_in_a_blank_but_the_one_that_mail_programs_know(language: str) -> None:
    """“-- ” opens a signature (RFC 3676 4.3): an answer leaves out what is below it, the reader's own way to leave."""
    copy = good(language)
    part = copy.message.get_body(("plain",))
    assert part is not None

    lines, on_the_wire = copy.text.split("\n"), copy.octets.split(b"\r\n")

    assert [line for line in lines if line != line.rstrip()] == ["-- "]
    assert lines.index("-- ") > len(lines) / 2
    assert [line for line in on_the_wire if line != line.rstrip()] == []
    assert (b"--=20" in on_the_wire) is (part["Content-Transfer-Encoding"] == "quoted-printable")
    assert part.get_param("format") is None


@EVERY_LANGUAGE
def test_every_link_of_the_page_is_in_the_text(language: str) -> None:
    rendered = composed(language)

    links = {link.get("href") or "" for link in read(rendered.html).iter("a")}

    bare = {re.sub(r"^(mailto:|tel:)", "", link.removeprefix(SLOT_URL)) for link in links}
    text = rendered.text.replace("\u00a0", "").replace(" ", "")
    assert {link for link in bare if link not in text} == set()


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "zh"])
def test_no_line_is_wider_than_72_columns(language: str) -> None:
    lines = composed(language).text.split("\n")

    wide = [line for line in lines if display_width(line) > 72 and "https://" not in line]

    assert wide == []


@EVERY_LANGUAGE
def test_the_way_out_stands_alone_in_its_line(language: str) -> None:
    rendered = composed(language)
    slot = next(slot for slot in rendered.slots if slot.field == "unsubscribe_url")

    assert rendered.text.split("\n")[-2] == slot.token
    assert f'href="{SLOT_URL}{slot.token}"' in rendered.html


@EVERY_LANGUAGE
def test_the_organisation_says_who_it_is_and_why_it_writes(language: str) -> None:
    rendered = composed(language)

    page = words_of(read(rendered.html))

    for fact in ("Aurelia Relief Network", "1 Example Square", "1200 Geneva, Switzerland"):
        assert fact in page
        assert fact in " ".join(rendered.text.split())
    for field, part in (("reason_html", rendered.html), ("reason_text", rendered.text)):
        (slot,) = [slot for slot in rendered.slots if slot.field == field]
        assert part.count(slot.token) == 1
        assert "Aurelia Relief Network" in (slot.fallback or "").replace("\n", " ")


def test_the_parts_stand_in_the_order_of_a_release() -> None:
    text = composed("en").text

    marks = [
        "AURELIA RELIEF NETWORK", "*** Embargoed until Tuesday 24 November 2026, 06:00", "Flood warnings now",
        "====", "Geneva, 24\u00a0November\u00a0\u2013", "    “Two days", "    — Dalia Renn",
        "WHAT CHANGED\n------------",
        "* 86 gauges", "PLEASE CONTACT", "Tel: +1\u00a0202\u00a0555\u00a00142",
        "NOTES TO EDITORS", "ABOUT", "\n-- \n", "Unsubscribe:",
    ]  # fmt: skip

    places = [text.find(mark) for mark in marks]
    assert -1 not in places
    assert places == sorted(places)


def test_a_labelled_link_stands_below_its_paragraph() -> None:
    text = composed_body("See [the appeal](https://example.org/appeal) or write to a@example.org.").text

    assert "See the appeal or write to a@example.org.\n\nthe appeal:\nhttps://example.org/appeal\n" in text


def test_lists_tables_and_inner_lists_are_readable() -> None:
    text = composed_body("Start.\n\n1. One\n2. Two\n   * inner\n\n| Basin | Gauges |\n|---|---|\n| Lower | 86 |\n").text

    assert "1. One\n2. Two\n   * inner\n" in text
    assert "Basin: Lower\nGauges: 86\n" in text
