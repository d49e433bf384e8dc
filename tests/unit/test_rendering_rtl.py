"""Right-to-left editions: direction everywhere, sides resolved, Latin runs isolated."""

import re
from xml.etree.ElementTree import Element

from mailer.content.page.bidi import marked, runs
from tests.unit.aurelia import composed
from tests.unit.page import read


def _arabic() -> Element:
    return read(composed("ar").html)


def test_every_table_tells_its_direction() -> None:
    html = composed("ar").html

    tables = re.findall(r"<table[^>]*>", html)

    assert len(tables) > 6
    assert all('dir="rtl"' in table for table in tables)


def test_nothing_is_set_to_the_left_but_what_ends_there() -> None:
    left = [element for element in _arabic().iter() if "text-align:left" in (element.get("style") or "")]
    aligned = [element for element in _arabic().iter() if element.get("align") == "left"]

    assert left == []
    assert [element.get("class") for element in aligned] == ["aside"]


def test_bars_stand_on_the_right() -> None:
    html = composed("ar").html

    assert "border-right:4px solid" in html
    assert "border-left" not in html


def test_phones_addresses_and_links_are_isolated() -> None:
    bare = []

    for element in _arabic().iter():
        for parent_dir, text in ((element.get("dir"), element.text), (None, element.tail)):
            if (
                text
                and re.search(r"@|https?://|\+\d", text)
                and parent_dir != "ltr"
                and element.tag not in {"style", "title"}
            ):
                bare.append(text)

    assert [text for text in bare if "charset" not in text and "mso" not in text] == []


def test_latin_names_with_accents_stay_whole() -> None:
    assert list(runs("Inès Moreau")) == [("Inès Moreau", True)]
    assert list(runs("اتصلوا على +1 202 555 0142.")) == [
        ("اتصلوا على ", False),
        ("+1 202 555 0142", True),
        (".", False),
    ]
    assert list(runs("(منظمة WHO X)")) == [("(منظمة ", False), ("WHO X", True), (")", False)]


def test_plain_words_and_figures_are_left_alone() -> None:
    assert list(runs("عام 2024 و 3.8 ملايين")) == [("عام 2024 و 3.8 ملايين", False)]


def test_a_line_of_text_that_begins_with_a_latin_word_is_marked_but_a_link_is_not() -> None:
    assert marked("  Inès Moreau، جنيف") == "  \u200fInès Moreau، جنيف"
    assert marked("https://example.org/a") == "https://example.org/a"
    assert marked("جنيف") == "جنيف"


def test_no_capitals_spacing_or_slant_is_used_where_the_script_has_none() -> None:
    for language in ("ar", "zh"):
        html = composed(language).html

        assert not re.search(r"text-transform|letter-spacing|font-style|<em", html)
