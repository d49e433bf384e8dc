"""The proof sheet: one page that opens from disk, with every pane locked."""

from dataclasses import replace
from datetime import timedelta

import html5lib
import pytest

from mailer.content.lint.copy import read_page
from mailer.content.lint.rules import findings
from mailer.content.proof import panes
from mailer.content.proof.clock import clock
from mailer.content.proof.inbox import subject_of
from mailer.content.proof.links import links_of
from mailer.content.proof.names import language_names
from mailer.content.proof.occasion import Occasion
from mailer.content.proof.sheet import contact_sheet, proof_sheet
from mailer.content.proof.webmail import as_gmail_shows, as_outlook_shows_by_night
from mailer.content.proof.word import as_word_shows
from mailer.domain.campaign import LeftOut
from mailer.domain.finding import Finding, Severity
from mailer.domain.readership import Foresight, Readership, Way
from mailer.domain.settings import Sender
from tests.unit import aurelia
from tests.unit.copies import NOW, READER, good, of_release, written

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


def test_every_anchor_leads_somewhere_and_every_frame_has_a_name(sheet: str) -> None:
    page = read_page(sheet)

    anchors = [link.get("href") for link in page.iter("a") if link.get("href").startswith("#")]

    assert all(page.get_element_by_id(anchor[1:]) is not None for anchor in anchors)
    names = [frame.get("title") for frame in page.iter("iframe")]
    assert len(set(names)) == len(names)


def test_what_scrolls_can_be_reached_by_keyboard_and_has_a_name(sheet: str) -> None:
    page = read_page(sheet)

    texts = list(page.iter("pre"))

    assert {(text.get("tabindex"), text.get("role")) for text in texts} == {("0", "region")}
    assert all(page.get_element_by_id(text.get("aria-labelledby")) is not None for text in texts)


def test_the_sheet_follows_the_light_of_its_viewer(sheet: str) -> None:
    own = read_page(sheet).find(".//style").text

    assert '<meta name="color-scheme" content="light dark">' in sheet
    assert "@media (prefers-color-scheme: dark)" in own
    assert "@media print" in own


def test_the_same_release_gives_the_same_bytes(sheet: str) -> None:
    copies = [good(language) for language in aurelia.LANGUAGES]

    assert proof_sheet(copies, findings(copies), OCCASION) == sheet


def test_hostile_words_stay_words() -> None:
    hostile = "</title></style><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    copy = written(f"{hostile} It rains.", headline=f"Rain {hostile}", summary=hostile)
    found = [Finding("E012", Severity.ERROR, hostile, hostile, hostile)]
    way = Way(hostile, hostile)
    seen = Foresight(READER, (hostile,), "en", hostile, gets_it=False, told=hostile, ways=(way,))
    crowd = Readership(1, {hostile: {"en": 1}}, {}, zones={"Europe/Zurich": 1})
    occasion = replace(OCCASION, foresight=seen, readership=crowd, sender=Sender(hostile, "press@example.org"))

    page = read_page(proof_sheet([copy], found, occasion))

    pages = [page, *(read_page(frame.get("srcdoc")) for frame in page.iter("iframe"))]
    assert all(one.find(".//script") is None for one in pages)
    assert not any(name.startswith("on") for one in pages for element in one.iter() for name in element.keys())  # noqa: SIM118 - lxml


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


def test_the_clock_of_the_embargo_is_told_from_west_to_east() -> None:
    people = {"Asia/Kathmandu": 3, "America/New_York": 2, "": 4}

    found = clock(aurelia.EMBARGO, NOW, ["Europe/Zurich"], people)

    assert found.told == "ends in 23 hours"
    assert [(one.zone, one.day, one.time, one.offset, one.people) for one in found.locals] == [
        ("America/New_York", "Tuesday 24 November 2026", "00:00", "UTC-05:00", 2),
        ("UTC", "Tuesday 24 November 2026", "05:00", "UTC+00:00", 0),
        ("Europe/Zurich", "Tuesday 24 November 2026", "06:00", "UTC+01:00", 0),
        ("Asia/Kathmandu", "Tuesday 24 November 2026", "10:45", "UTC+05:45", 3),
    ]


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (timedelta(minutes=61), "ends in 1 hour 1 minute"),
        (timedelta(days=2, hours=3, minutes=4), "ends in 2 days 3 hours"),
        (timedelta(seconds=5), "ends in less than a minute"),
        (-timedelta(days=1), "ended 1 day ago"),
    ],
)
def test_the_time_until_the_embargo_ends_is_told_in_two_units(before: timedelta, told: str) -> None:
    assert clock(aurelia.EMBARGO, aurelia.EMBARGO.until - before, [], {}).told == told


def test_of_many_zones_those_with_most_readers_are_told() -> None:
    people = {f"Etc/GMT-{number}": number for number in range(1, 15)}

    found = clock(aurelia.EMBARGO, NOW, [], people)

    assert found.others == 2
    assert "Etc/GMT-1" not in {one.zone for one in found.locals}


def test_the_readers_of_a_release_are_one_small_table() -> None:
    crowd = Readership(5, {"africa": {"en": 3, "fr": 1}, "": {"en": 1}}, {LeftOut.SUPPRESSED: 2}, zones={"": 5})

    page = read_page(proof_sheet([good("en")], [], replace(OCCASION, readership=crowd)))

    card = page.get_element_by_id("recipients")
    rows = [[cell.text_content() for cell in row] for row in card.iter("tr")]
    assert rows == [
        ["List", "English", "Français", "All"],
        ["africa", "3", "1", "4"],
        ["named by address", "1", "", "1"],
        ["All", "4", "1", "5"],
    ]
    assert "Left out: 2 suppressed." in card.text_content()


def test_what_one_contact_gets_stands_above_everything() -> None:
    told = "Noor would get the en edition through africa-press."
    ways = (Way("africa-press", "carries it", carries=True), Way("desk", "not on it"))
    seen = Foresight(READER, ("en",), "en", "they read en", gets_it=True, told=told, ways=ways)

    page = read_page(proof_sheet([written(GREETING)], [], replace(OCCASION, is_invented=False, foresight=seen)))

    card = page.find(".//main")[0].text_content()
    assert told in card
    assert "desk: not on it" in card
    assert "name: Noor <Lindqvist>" in card


def test_a_subject_is_cut_where_inboxes_cut_it() -> None:
    subject = subject_of(good("en"))

    assert len(subject.shown) <= 60
    assert f"{subject.shown} {subject.rest}".replace("  ", " ").replace(" ", "") == subject.text.replace(" ", "")


def test_wide_letters_fill_the_line_of_an_inbox_twice_as_fast() -> None:
    chinese = replace(good("zh"), subject="水" * 40)

    assert len(subject_of(chinese).shown) == 29


def test_a_mark_is_not_cut_from_its_letter() -> None:
    marked = replace(good("ar"), subject="ب\u0651" * 70)

    found = subject_of(marked)

    assert len(found.shown) == 59 * 2
    assert found.shown + found.rest == marked.subject


def test_of_many_lists_the_smaller_ones_are_one_row() -> None:
    crowd = Readership(28, {f"list-{number}": {"en": 2} for number in range(14)}, {})

    page = read_page(proof_sheet([good("en")], [], replace(OCCASION, readership=crowd)))

    rows = [[cell.text_content() for cell in row] for row in page.get_element_by_id("recipients").iter("tr")]
    assert rows[-2:] == [["2 other lists", "4", "4"], ["All", "28", "28"]]


def test_a_link_is_told_with_its_place() -> None:
    places = {link.url: link.place for link in links_of(good("en"))}

    assert places["https://aurelia.example.org/lenta/2024"].startswith("releases/lenta-warnings/en.md, line ")
    assert places["https://aurelia.example.org/lenta"] == "links"
    assert places["https://aurelia.example.org/photos/gauge.jpg"] == "photo"
    assert places["mailto:ines.moreau@aurelia.example.org"] == "contacts"
    assert places["tel:+12025550142"] == "contacts"
    assert places["https://press.aurelia.example.org/u/1"] == "footer"


def test_the_phone_of_a_contact_is_told_as_such_however_it_is_printed() -> None:
    ines = replace(aurelia.release().spokespeople[0], phone="+1 (0) 202 555 0142 ext. 7")

    places = {link.url: link.place for link in links_of(of_release(spokespeople=(ines,)))}

    assert places["tel:+12025550142"] == "contacts"


def test_a_link_that_is_no_web_page_is_shown_and_cannot_be_followed() -> None:
    copy = good("en")
    html = copy.html.replace("https://aurelia.example.org/lenta/2024", "javascript:alert(1)")

    page = read_page(proof_sheet([replace(copy, html=html, page=read_page(html))], [], OCCASION))

    assert "javascript:alert(1)" in page.get_element_by_id("en-links").text_content()
    assert not any((link.get("href") or "").startswith("javascript") for link in page.iter("a"))


def test_word_sees_what_is_meant_for_it_and_not_what_it_does_not_know() -> None:
    html = (
        "<html><head><!--[if mso]><xml><o:PixelsPerInch>96</o:PixelsPerInch></xml>"
        "<style>p { color: red !important; }</style><![endif]-->"
        "<style>@media (min-width: 1px) { p { color: blue } } [data-ogsc] p { color: lime } b { color: tan }</style>"
        "</head><body><!--[if mso]><table><tr><td><![endif]--><!--[if !mso]><!--><i>other</i><!--<![endif]-->"
        '<div style="max-width:600px; padding:4px; border-radius:4px; color:navy">a</div>'
        '<table style="max-width:9px"><tr><td style="padding:0; mso-padding-alt:12px 24px; width:20px">'
        '<a style="display:inline-block; padding:9px">b</a></td></tr></table>'
        '<p style="width:9px; margin:0 auto; color:red !important; display:none">c</p>'
        "<!--[if mso]></td></tr></table><![endif]--></body></html>"
    )

    page = read_page(as_word_shows(html))

    styles = {element.tag: element.get("style") for element in page.iter("div", "td", "a", "p")}
    assert styles == {"div": "color:navy", "td": "width:20px; padding:12px 24px", "a": "", "p": "display:none"}
    assert [style.text.strip() for style in page.iter("style")] == ["p { color: red !important; }", "b { color: tan }"]
    assert "other" not in page.text_content()
    assert "96" not in page.text_content()
    assert [table.get("style") for table in page.iter("table")] == [None, "max-width:9px"]


@pytest.mark.parametrize("language", aurelia.LANGUAGES)
def test_nothing_that_is_read_is_lost_in_an_approximation(language: str) -> None:
    copy = good(language)
    body = read_page(copy.html).find("body").text_content().split()

    for name in ("word", "gmail", "outlook-dark"):
        assert read_page(panes.pane(copy.html, name).page).find("body").text_content().split() == body


def test_what_is_no_more_than_an_approximation_says_so(sheet: str) -> None:
    names = [frame.get("title") for frame in read_page(sheet).get_element_by_id("en").iter("iframe")]

    assert [name for name in names if name.endswith(", approximation")] == [
        "English: Outlook on Windows, approximation",
        "English: Gmail on a phone, approximation",
        "English: outlook.com, dark mode, approximation",
    ]


def test_gmail_drops_comments_dark_styles_and_rules_by_attribute() -> None:
    shown = as_gmail_shows(good("en").html)

    assert "<!--" not in shown
    assert "prefers-color-scheme" not in shown
    assert "data-ogsc" not in shown
    assert "@media (min-width: 621px)" in shown


def test_outlook_by_night_is_marked_for_our_own_colours() -> None:
    page = read_page(as_outlook_shows_by_night(good("en").html))

    (heading,) = page.iter("h1")
    assert heading.get("data-ogsc") == "#0f1c2b"
    assert "color:#0f1c2b" not in heading.get("style")
    assert page.find("body").get("data-ogsb") == "#eef1f5"
    assert any("[data-ogsc] .head" in (style.text or "") for style in page.iter("style"))


def test_a_language_without_words_of_ours_is_called_by_its_own_name() -> None:
    assert language_names(["de", "fr", "zh-Hans", "zh-Hant"]) == {
        "de": "Deutsch",
        "fr": "Français",
        "zh-Hans": "中文 (zh-Hans)",
        "zh-Hant": "中文 (zh-Hant)",
    }


def test_a_page_that_gmail_cuts_fills_the_bar() -> None:
    copy = good("en")

    page = read_page(proof_sheet([replace(copy, html=copy.html + " " * 120_000)], [], OCCASION))

    (bar,) = page.find_class("track")[0]
    assert (bar.get("class"), bar.get("style")) == ("error", "width:100%")


def test_the_contact_sheet_has_four_panes() -> None:
    assert [pane.name for pane in contact_sheet(good("fr"))] == ["light", "dark", "plain-phone", "no-images"]
