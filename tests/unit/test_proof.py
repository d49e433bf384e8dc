"""The proof sheet: one page that opens from disk, with every pane locked."""

from dataclasses import replace

import html5lib
import pytest

from mailer.content.lint.copy import read_page
from mailer.content.lint.rules import findings
from mailer.content.proof import panes
from mailer.content.proof.occasion import Occasion
from mailer.content.proof.sheet import contact_sheet, proof_sheet
from mailer.domain.finding import Finding, Severity
from mailer.domain.settings import Sender
from tests.unit import aurelia
from tests.unit.copies import NOW, READER, good, written

OCCASION = Occasion(
    READER, is_invented=True, sender=Sender("Aurelia Press", "press@example.org"), made_at=NOW, is_embargoed=True
)


GREETING = 'Dear {{ recipient.name | fallback("colleague") }}, the river rises.'


@pytest.fixture(scope="module")
def sheet() -> str:
    copies = [good(language) for language in aurelia.LANGUAGES]
    return proof_sheet(copies, findings(copies), OCCASION)


def test_the_sheet_is_valid_html(sheet: str) -> None:
    parser = html5lib.HTMLParser(strict=True)

    parser.parse(sheet)

    assert parser.errors == []


def test_no_page_of_the_sheet_has_a_script(sheet: str) -> None:
    page = read_page(sheet)

    pages = [page, *(read_page(frame.get("srcdoc")) for frame in page.iter("iframe"))]

    assert all(one.find(".//script") is None for one in pages)
    assert not any(name.startswith("on") for one in pages for element in one.iter() for name in element.keys())  # noqa: SIM118 - lxml


def test_every_pane_is_a_locked_frame(sheet: str) -> None:
    frames = list(read_page(sheet).iter("iframe"))

    assert len(frames) == 8 * len(aurelia.LANGUAGES)
    assert {frame.get("sandbox") for frame in frames} == {"allow-same-origin"}
    assert all("default-src 'none'" in frame.get("srcdoc") for frame in frames)


def test_the_sheet_needs_nothing_but_the_pictures_of_the_release(sheet: str) -> None:
    page = read_page(sheet)

    fetched = [
        element for element in page.iter("link", "img", "object", "embed") if element.get("src") or element.get("href")
    ]

    assert fetched == []
    assert "url(" not in sheet
    assert "@import" not in sheet


def test_every_language_has_an_anchor_at_the_top(sheet: str) -> None:
    page = read_page(sheet)

    anchors = [link.get("href") for link in page.find(".//nav").iter("a")]

    assert anchors == [*(f"#{language}" for language in aurelia.LANGUAGES), "#findings"]
    assert all(page.get_element_by_id(anchor[1:]) is not None for anchor in anchors)


def test_the_pane_with_images_off_may_load_none() -> None:
    found = {pane.name: pane.page for pane in panes.panes(good("en").html)}

    assert "img-src 'none'" in found["no-images"]
    assert "img-src https:" in found["light"]


def test_each_pane_has_its_own_light_whatever_the_viewers_is() -> None:
    found = {pane.name: pane.page for pane in panes.panes(good("en").html)}

    assert "prefers-color-scheme" not in found["light"]
    assert "@media not all {" in found["light"]
    assert "@media all {" in found["dark"]
    assert '<meta name="color-scheme" content="dark">' in found["dark"]


def test_the_small_phone_has_no_style_element() -> None:
    found = {pane.name: pane.page for pane in panes.panes(good("en").html)}

    assert "<style" not in found["plain-phone"]
    assert "style=" in found["plain-phone"]


def test_right_to_left_text_is_shown_so(sheet: str) -> None:
    section = read_page(sheet).get_element_by_id("ar")

    assert section.find(".//pre").get("dir") == "rtl"
    assert section.find(".//h2").get("lang") == "ar"


def test_what_the_checks_found_is_on_the_sheet() -> None:
    found = [Finding("E012", Severity.ERROR, "short.md, line 9", "“TK” looks like a note", "Write what belongs there")]

    page = read_page(proof_sheet([good("en")], found, OCCASION))

    (row,) = page.get_element_by_id("findings").find(".//tbody").iter("tr")
    assert [cell.text_content() for cell in row] == [found[0].message, found[0].where, found[0].fix, "E012"]


def test_the_values_of_the_reader_are_shown_and_cannot_break_the_page() -> None:
    page = read_page(proof_sheet([written(GREETING)], [], OCCASION))

    rows = [[cell.text_content() for cell in row] for row in page.iter("tr")]

    assert ["recipient.name", "Noor <Lindqvist>", "colleague"] in rows


def test_the_embargo_is_told_above_everything() -> None:
    page = read_page(proof_sheet([good("en")], [], OCCASION))

    (line,) = page.find_class("embargo")

    assert line.text_content().startswith("Embargoed until Tuesday 24 November 2026, 06:00\xa0CET")


def test_a_page_that_gmail_cuts_fills_the_bar() -> None:
    copy = good("en")

    page = read_page(proof_sheet([replace(copy, html=copy.html + " " * 120_000)], [], OCCASION))

    (bar,) = page.find_class("track")[0]
    assert (bar.get("class"), bar.get("style")) == ("error", "width:100%")


def test_the_contact_sheet_has_four_panes() -> None:
    assert [pane.name for pane in contact_sheet(good("fr"))] == ["light", "dark", "plain-phone", "no-images"]
