"""What is different between two versions of a release, edition by edition."""

from dataclasses import replace

import html5lib
import pytest

from mailer.content.lint.copy import read_page
from mailer.content.proof.comparison import difference_sheet
from mailer.content.proof.difference import Version, difference
from mailer.domain.proof import Difference, Pixels
from mailer.domain.wording import Change
from tests.unit import aurelia
from tests.unit.copies import NOW, frozen, good, written

BEFORE = "A first paragraph says that 4,000 people left [their homes](https://example.org/a) on Monday."
AFTER = "A first paragraph says that 5,000 people left [their homes](https://example.org/b) on Monday. TK more."


def version(name: str, body: str) -> Version:
    return Version(name, {"en": written(body)})


def found() -> Difference:
    return difference(version("old", BEFORE), version("new", AFTER), {})


def test_the_words_that_changed_are_told() -> None:
    (edition,) = found().editions

    changed = [(piece.change, piece.text) for piece in edition.text.pieces if piece.change is not Change.SAME]
    assert (Change.REMOVED, "4,000") in changed
    assert (Change.ADDED, "5,000") in changed
    assert edition.subject.is_same
    assert not edition.is_same


def test_findings_that_came_are_told_and_those_that_moved_are_not() -> None:
    old, new = version("old", f"{BEFORE}\n\nXXX"), version("new", f"One more.\n\n{BEFORE}\n\nXXX\n\nTK")

    told = difference(old, new, {})

    assert [one.message for one in told.findings_added if one.id == "E012"] == ["“TK” looks like a note to yourself"]
    assert not [one for one in told.findings_removed if one.id == "E012"]


def test_links_that_came_and_went_are_told() -> None:
    (edition,) = found().editions

    assert [link.url for link in edition.links_removed] == ["https://example.org/a"]
    assert [link.url for link in edition.links_added] == ["https://example.org/b"]


def test_pictures_that_went_are_told() -> None:
    bare = replace(aurelia.release(), editions=(replace(aurelia.release().edition("en"), photos=()),))
    without = replace(good("en"), page=read_page(aurelia.composed("en", bare).html))

    told = difference(Version("old", {"en": good("en")}), Version("new", {"en": without}), {})

    assert told.editions[0].pictures_removed == ("https://aurelia.example.org/photos/gauge-1200.jpg",)


def test_an_edition_that_only_one_version_has_is_told_so() -> None:
    old, new = (
        Version("old", {"en": good("en"), "fr": good("fr")}),
        Version("new", {"en": good("en"), "ar": good("ar")}),
    )

    told = {
        one.language: (one.change, one.octets[0] == 0, one.octets[1] == 0) for one in difference(old, new, {}).editions
    }

    assert told == {
        "en": (Change.SAME, False, False),
        "ar": (Change.ADDED, True, False),
        "fr": (Change.REMOVED, False, True),
    }


def test_of_what_was_sent_only_what_its_message_shows_is_checked() -> None:
    told = difference(version("old", BEFORE), replace(version("sent", AFTER), is_frozen=True), {})

    assert told.is_partial
    assert "E012" not in {one.id for one in told.findings_added}


@pytest.mark.parametrize("language", aurelia.LANGUAGES)
def test_that_a_sent_version_has_no_file_is_not_found_wrong_with_it(language: str) -> None:
    copy = good(language)

    told = difference(Version("sent", {language: frozen(copy)}, is_frozen=True), Version("new", {language: copy}), {})

    assert (told.findings_added, told.findings_removed) == ((), ())


@pytest.mark.parametrize("language", aurelia.LANGUAGES)
def test_a_version_is_the_same_as_itself(language: str) -> None:
    one = Version("one", {language: good(language)})

    (edition,) = difference(one, one, {}).editions

    assert edition.is_same
    assert (edition.links_added, edition.links_removed, edition.pictures_added) == ((), (), ())


def sheet(old: Version, new: Version, pixels: dict[str, Pixels] | None = None) -> str:
    return difference_sheet(difference(old, new, pixels or {}), old, new, at=NOW, zone="Europe/Zurich")


def test_the_sheet_marks_words_for_eyes_and_for_ears() -> None:
    page = read_page(sheet(version("old", BEFORE), version("new", AFTER)))

    text = page.find_class("words")[0]
    assert next(mark.text_content() for mark in text.iter("del")) == "[removed: 4,000]"
    assert next(mark.text_content() for mark in text.iter("ins")) == "[added: 5,000]"


def test_the_sheet_is_valid_html_without_a_script_and_its_frames_are_locked() -> None:
    old = Version("<script>", {one: good(one) for one in aurelia.LANGUAGES})
    made = sheet(old, version("<b>new</b>", f"{AFTER} <script>alert(1)</script>"))

    parser = html5lib.HTMLParser(strict=True)
    parser.parse(made)
    page = read_page(made)
    frames = list(page.iter("iframe"))

    assert page.find(".//script") is None
    assert page.find(".//h1").text_content() == "<script> → <b>new</b>"
    assert {frame.get("sandbox") for frame in frames} == {"allow-same-origin"}
    assert all("default-src 'none'" in frame.get("srcdoc") for frame in frames)


def test_the_same_versions_give_the_same_bytes() -> None:
    first, second = (sheet(version("old", BEFORE), version("new", AFTER)) for _ in range(2))

    assert first == second


def test_what_is_the_same_is_folded_away() -> None:
    many = "\n\n".join(f"Paragraph {number} says what it says." for number in range(9))

    page = read_page(sheet(version("old", f"{many}\n\nOld end."), version("new", f"{many}\n\nNew end.")))

    folded = [one.find("summary").text_content() for one in page.find_class("words")[0].iter("details")]
    assert len(folded) == 2
    assert all(one.endswith("paragraphs the same") for one in folded)


def test_pixels_are_told_where_a_browser_found_them() -> None:
    pixels = {"en": Pixels(640_000, 64, 10, 20, 30, 40)}

    page = read_page(sheet(version("old", BEFORE), version("new", AFTER), pixels))

    assert "0.010 % of the pixels are different, all within 30 × 40 px" in page.get_element_by_id("en").text_content()
