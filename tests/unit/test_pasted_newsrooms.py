"""Saved pages as common newsroom systems make them; all of them are invented."""

from datetime import date
from pathlib import Path

import pytest

from mailer.content.pasted.pieces import Page, Pasted
from mailer.content.pasted.reading import read_page
from mailer.content.sources import page_of

PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.name for path in PAGES.glob("*.html"))
#: What stands on these pages and is no part of the release.
FURNITURE = (
    *("cookie", "Cookie", "Skip to", "Home", "Our work", "Share", "Copy link", "Download PDF", "Subscribe", "privacy"),
    *("another", "Another", "teaser", "Submitted by", "rights", "invented address", "Similaire", "autre", "Partager"),
    *("commentaire", "étoile", "propulsé", "liked", "Views", "Immersive", "fine piece", "Ben Sample", "SharePoint"),
    *("الارتباط", "الرئيسية", "خبر آخر", "جميع الحقوق", "English", "Français", "Tags"),
)


def page(name: str) -> Page:
    return page_of(PAGES / name)


def read(name: str) -> Pasted:
    return read_page(page(name), page(name).language)


def test_there_are_six_pages_at_least() -> None:
    assert len(NAMES) >= 6


@pytest.mark.parametrize("name", NAMES)
def test_headline_place_and_day_are_found(name: str) -> None:
    found = read(name)

    headlines = {
        "wordpress.html": "Quarante puits rouvrent autour du lac",
        "portal-ar.html": "إعادة فتح أربعين بئرا حول البحيرة",
    }
    assert found.headline == headlines.get(name, "Forty wells reopen around the lake")
    assert found.place.casefold() in {"nairobi", "نيروبي"}
    assert found.date == date(2026, 11, 24)


@pytest.mark.parametrize("name", NAMES)
def test_the_contact_is_found(name: str) -> None:
    found = read(name)

    (person,) = found.spokespeople
    assert person.name in {"Leila Haddad", "Leïla Haddad", "ليلى حداد"}
    assert (person.address, person.phone) == ("leila@example.org", "+1 202 555 0111")


@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_whole_and_nothing_else_is_in_it(name: str) -> None:
    text = "\n".join((*read(name).paragraphs, read(name).subhead))

    assert "240" in text
    assert any(word in text for word in ("The last sixty", "Les soixante derniers", "الستون الأخيرة"))
    assert [word for word in FURNITURE if word in text] == []
    assert "555" not in text


@pytest.mark.parametrize(
    ("name", "language"), [("drupal.html", "en"), ("wordpress.html", "fr-FR"), ("portal-ar.html", "ar")]
)
def test_the_language_is_that_of_the_page(name: str, language: str) -> None:
    assert page(name).language == language


def test_headings_lists_tables_and_quotations_stay_what_they_are() -> None:
    kinds = {name: {str(piece.kind) for piece in read(name).pieces} for name in NAMES}

    assert kinds["wordpress.html"] >= {"heading", "bullet", "table"}
    assert kinds["sharepoint.html"] >= {"heading", "bullet"}
    assert "quote" in kinds["newsroom-story.html"]
    assert "quote" in kinds["drupal.html"]


def test_pictures_are_named_by_what_they_show() -> None:
    assert any("“A woman draws water from a well”" in doubt for doubt in read("drupal.html").doubts)


def test_who_we_are_is_kept_apart() -> None:
    about = " ".join(piece.text for piece in read("newsroom-story.html").boilerplate)

    assert about.startswith("About Example Relief Network")
