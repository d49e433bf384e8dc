"""Why somebody gets a mail, and where we have their address from: in the language of the edition, in both parts."""

from datetime import date
from html import unescape

import pytest
from lxml.html import fragment_fromstring

from mailer.content.page.plaintext import WIDTH, display_width
from mailer.content.page.reason import passage
from mailer.domain.contact import Basis
from mailer.domain.reason import Origin, Reason
from mailer.domain.rendering import Passage
from tests.unit.aurelia import LANGUAGES

HOUSE = "Aurelia Relief Network"
DAY = date(2026, 11, 25)
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EVERY_BASIS = pytest.mark.parametrize("basis", Basis)
MARKS = dict.fromkeys(map(ord, "\u200e\u200f"))


def made(reason: Reason, language: str = "en") -> Passage:
    return passage(reason, language, organisation=HOUSE, answer_to="press@aurelia.example.org")


def read(found: Passage) -> tuple[str, str]:
    """Return what a reader sees in either part, as one line."""
    html = " ".join(fragment_fromstring(found.html.replace("<br>", " "), create_parent="p").text_content().split())
    return html, " ".join(found.text.translate(MARKS).split())


@EVERY_LANGUAGE
@EVERY_BASIS
def test_a_built_sentence_names_the_list_and_says_the_same_in_both_parts(language: str, basis: Basis) -> None:
    html, text = read(made(Reason("Lenta Basin", basis), language))

    assert html == text
    assert "Lenta Basin" in html
    assert "{" not in html


@EVERY_LANGUAGE
def test_each_basis_and_being_named_alone_has_a_sentence_of_its_own(language: str) -> None:
    sentences = {made(Reason("Lenta Basin", basis), language).text for basis in Basis}

    assert len(sentences | {made(Reason(), language).text}) == len(Basis) + 1


@EVERY_LANGUAGE
def test_a_list_s_own_sentence_stands_as_it_was_typed_in_every_language(language: str) -> None:
    said = "You asked for news of the Lenta basin at our briefing."

    html, text = read(made(Reason("Lenta Basin", Basis.CONSENT, said), language))

    assert (html, text) == (said, said)


@EVERY_LANGUAGE
def test_a_first_mail_says_whence_since_when_and_how_to_object(language: str) -> None:
    found = made(Reason("Lenta Basin", Basis.LEGITIMATE_INTEREST, origin=Origin("Media guide, spring", DAY)), language)

    html, text = read(found)

    assert html == text
    assert all(fact in text for fact in ("Lenta Basin", "Media guide, spring", "2026", "press@aurelia.example.org"))
    assert found.html.count("<br>") == 1


@EVERY_LANGUAGE
def test_where_nobody_knows_the_source_the_organisation_is_named(language: str) -> None:
    _, text = read(made(Reason("Lenta Basin", Basis.MEMBER, "Own words.", Origin(" ", DAY)), language))

    assert HOUSE in text


def test_the_notice_in_english() -> None:
    found = made(Reason("Lenta", Basis.CONSENT, origin=Origin("", DAY)))

    assert found.text.replace("\u00a0", " ").split("\n")[2:] == [
        "We have your address from a list of media contacts kept by Aurelia",
        "Relief Network (since 25 November 2026). You can object at any time:",
        "unsubscribe below or write to press@aurelia.example.org.",
    ]


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "zh"])
def test_lines_of_the_text_part_are_no_longer_than_the_others(language: str) -> None:
    found = made(Reason("A list with rather a long title", Basis.CONSENT, origin=Origin("A guide " * 9, DAY)), language)

    assert max(map(display_width, found.text.split("\n"))) <= WIDTH


def test_what_was_typed_is_escaped_in_html_and_loses_what_no_mail_can_carry() -> None:
    found = made(Reason("Press <b>& more", Basis.CONSENT, origin=Origin("a\u0007b\r\nBcc: x <script>", DAY)))

    assert "<b>" not in found.html
    assert "<script>" not in found.html
    assert "Press <b>& more" in unescape(found.html)
    assert "ab Bcc: x <script>" in found.text.replace("\n", " ")
    assert len(found.text.split("\n")) == len([line for line in found.text.split("\n") if line])


@pytest.mark.parametrize(
    ("said", "language", "opening"),
    [
        ("You asked for it.", "ar", '<span dir="ltr">'),
        ("طلبتم ذلك.", "en", '<span dir="rtl">'),
        ("طلبتم ذلك.", "ar", "طلبتم"),
        ("You asked for it.", "en", "You"),
    ],
)
def test_a_sentence_that_runs_the_other_way_is_isolated(said: str, language: str, opening: str) -> None:
    assert made(Reason("L", Basis.CONSENT, said), language).html.startswith(opening)


def test_latin_names_are_isolated_in_an_arabic_sentence() -> None:
    found = made(Reason("Lenta Basin", Basis.CONSENT, origin=Origin("Media guide", DAY)), "ar")

    assert '<span dir="ltr">Lenta Basin</span>' in found.html
    assert '<span dir="ltr">press@aurelia.example.org</span>' in found.html
