"""The HTML part, in every language: how it is built, what it holds, how large it is."""

import re
from itertools import pairwise

import html5lib
import pytest

from mailer.content.mail.compiled import compile_message
from mailer.errors import ReleaseError
from tests.unit.aurelia import LANGUAGES, ORGANISATION, SPOKESPEOPLE, composed, composed_body, release
from tests.unit.copies import good
from tests.unit.page import read, styles, words_of

EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@EVERY_LANGUAGE
def test_a_page_is_html_without_errors(language: str) -> None:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)

    parser.parse(composed(language).html)

    assert parser.errors == []


@EVERY_LANGUAGE
def test_language_and_direction_are_told_on_the_page_and_on_its_content(language: str) -> None:
    html = read(composed(language).html)

    content = html.find("body/div")

    assert content is not None
    wanted = {"ar": ("ar", "rtl"), "zh": ("zh-Hans", "ltr")}.get(language, (language, "ltr"))
    assert (html.get("lang"), html.get("dir")) == wanted
    assert (content.get("lang"), content.get("dir"), content.get("role")) == (*wanted, "article")


@EVERY_LANGUAGE
def test_there_is_one_headline_and_no_level_is_skipped(language: str) -> None:
    html = read(composed(language).html)

    levels = [int(element.tag[1]) for element in html.iter() if re.fullmatch(r"h[1-6]", str(element.tag))]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


@EVERY_LANGUAGE
def test_layout_tables_are_told_from_tables_and_images_have_words(language: str) -> None:
    html = read(composed(language).html)

    tables, images = list(html.iter("table")), list(html.iter("img"))

    assert tables
    assert all(table.get("role") == "presentation" for table in tables)
    assert images
    assert all(image.get("alt") and image.get("width") == "600" for image in images)


@EVERY_LANGUAGE
def test_whom_to_call_stands_in_the_contact_block_with_links(language: str) -> None:
    html = read(composed(language).html)

    block = next(table for table in html.iter("table") if "contact" in (table.get("class") or "").split())

    links = [link.get("href") for link in block.iter("a")]
    assert links == [
        "mailto:ines.moreau@aurelia.example.org",
        "tel:+12025550142",
        "mailto:tomas.adeyemi@aurelia.example.org",
        "tel:+12025550167",
    ]
    assert all(person.name in words_of(block) for person in SPOKESPEOPLE)
    assert block.find(".//h2") is not None


@EVERY_LANGUAGE
def test_nothing_private_and_no_template_mark_is_left(language: str) -> None:
    rendered = composed(language)

    both = rendered.html + rendered.text + rendered.subject

    assert not re.search(r"\{\{|\{%|\{#", both)
    assert "0199" not in both
    assert "None" not in both


@EVERY_LANGUAGE
def test_an_ordinary_release_weighs_20_to_30_kilobytes(language: str) -> None:
    size = len(good(language).html.encode())

    assert 20_000 <= size <= 30_000


@EVERY_LANGUAGE
def test_the_same_release_gives_the_same_mail(language: str) -> None:
    assert composed(language, release()) == composed(language, release())


@EVERY_LANGUAGE
def test_an_embargo_is_told_in_banner_subject_and_text_until_it_is_lifted(language: str) -> None:
    under, lifted = composed(language), composed(language, embargoed=False)

    banner = "06:00 CET (05:00 GMT)"

    assert banner in words_of(read(under.html)).replace("\u00a0", " ")
    assert banner in " ".join(under.text.replace("\u00a0", " ").split())
    assert under.subject.endswith(lifted.subject)
    assert len(under.subject) > len(lifted.subject)
    assert "GMT" not in lifted.html + lifted.text


def test_an_embargoed_variant_of_a_release_without_embargo_is_refused() -> None:
    from mailer.content.page.edition import compose

    with pytest.raises(ReleaseError, match="no embargo"):
        compose(release(embargo=None), "en", organisation=ORGANISATION, embargoed=True)


def test_a_language_that_was_not_written_is_named_with_those_that_were() -> None:
    with pytest.raises(ReleaseError, match=r"no edition in 'de'.*en, fr, es, ar, ru, zh"):
        composed("de")


def test_a_release_without_a_date_gets_none() -> None:
    rendered = composed("en", release(date=None, embargo=None))

    assert "Geneva\u00a0\u2013 A new network" in rendered.text
    assert "24 November" not in rendered.text.partition("25")[0]


def test_a_release_with_nobody_to_call_has_no_contact_block() -> None:
    rendered = composed("en", release(spokespeople=(), spokespeople_none=True))

    assert "please contact" not in rendered.html
    assert "PLEASE CONTACT" not in rendered.text


def test_the_preheader_is_hidden_and_says_something_of_its_own() -> None:
    html = read(composed("en").html)

    first = html.find("body/div/div")

    assert first is not None
    assert "display:none" in (first.get("style") or "")
    assert (first.text or "").startswith("Sirens, radio and text messages")


def test_what_looks_like_html_is_shown_as_typed() -> None:
    rendered = composed_body("<b>&\"' <script>alert(1)</script> [press](javascript:alert(1))", headline="<b>&\"'")

    html = read(rendered.html)

    assert html.find(".//b") is None
    assert html.find(".//script") is None
    assert "javascript" not in " ".join(link.get("href") or "" for link in html.iter("a"))
    assert words_of(next(html.iter("h1"))) == "<b>&\"'"
    assert "<b>&\"' <script>" in rendered.text


def test_control_characters_do_not_reach_the_mail() -> None:
    rendered = composed_body("A bell\x07 and\x92 a mark\ufeff.")

    assert "A bell and a mark." in rendered.text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]", rendered.html + rendered.text)


@pytest.mark.parametrize("written", ["w\ufffdlls", "w&#xFFFD;lls", "w&#xD83D;lls", "w&#0;lls"])
def test_a_broken_letter_is_never_dropped_in_silence(written: str) -> None:
    with pytest.raises(ReleaseError, match=r"holds the character U\+FFFD.* after '.*Forty w'"):
        compile_message(composed_body(f"Forty {written} have reopened."))


def test_links_that_lead_nowhere_are_refused_with_file_and_line() -> None:
    with pytest.raises(ReleaseError, match=r"short\.md, line 9.*report\.pdf"):
        composed_body("First.\n\nSee [the report](report.pdf).")


def test_style_elements_stay_far_below_what_gmail_reads() -> None:
    found = styles(composed("en").html)

    assert len(found) == 4
    assert sum(len(style) for style in found) < 8_192
    assert not any("url(" in style or "@import" in style for style in found)
