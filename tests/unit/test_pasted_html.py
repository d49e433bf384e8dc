# Saved pages are the example here, with the dashes of the press.
# ruff: noqa: E501

from datetime import date

import pytest

from mailer.content.pasted.pieces import Pasted, PieceKind
from mailer.content.pasted.reading import read_pasted
from mailer.errors import ReleaseError

LEAD = "Herders in three valleys have lost four in ten animals since March, according to a survey with local councils."
SECOND = "The survey covered 1,240 households. It found that wells built after 2020 kept working in every village."
LAST = "Example Relief asks donors to fund deeper wells before the next dry season begins in November."

ARTICLE_PAGE = f"""\
<!doctype html>
<html lang="en"><head>
<meta charset="utf-8"><title>Drought halves herds in the Example valleys | Example Relief</title>
<meta property="og:title" content="Drought halves herds in the Example valleys">
<meta property="og:site_name" content="Example Relief">
<meta property="article:published_time" content="2026-11-24T08:00:00+00:00">
<link rel="canonical" href="https://relief.example.org/news/drought">
<style>.x {{ color: red }}</style><script>var menu = "Drought and other words";</script>
</head><body class="has-sidebar">
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav></header>
<div class="cookie-banner"><p>We use cookies to understand how visitors use this site and to make it better for everybody.</p></div>
<main><article>
<h1>Drought halves herds in the Example valleys</h1>
<p class="date"><time datetime="2026-11-24">24 November 2026</time></p>
<div class="share-buttons"><a href="https://social.example/x">Share</a></div>
<figure><img src="goat.jpg" alt=""><figcaption>A goat that has nothing to do with this text at all.</figcaption></figure>
<p><strong>Lakeside</strong>&nbsp;– {LEAD}</p>
<p>{SECOND.replace("wells", '<a href="/wells">wells</a>', 1)}</p>
<h2>What comes next</h2>
<ul><li>deeper wells</li><li>spare <em>parts</em></li></ul>
<blockquote><p>“Nobody here talks about next year.”</p></blockquote>
<p>{LAST}</p>
<p>For more information, please contact:<br>Ada Example, Press Officer, Lakeside<br>
<a href="mailto:ada@example.org">ada@example.org</a>, +1 202 555 0101</p>
</article></main>
<aside><h3>Related news</h3><p>Ten years of wells: what we have learned about water that lasts, and who repairs it.</p></aside>
<footer><p>Example Relief is an invented organisation. All rights reserved by nobody in particular, 2026.</p></footer>
</body></html>
"""

DIV_SOUP = f"""\
<html><head><title>Example Water - Wells hold through the drought</title></head><body>
<form id="aspnetForm"><table><tr><td>
<div id="topnav"><a href="/a">About us</a> <a href="/b">Projects</a> <a href="/c">Contact</a></div>
<div id="content">
<div class="label">Press release</div>
<div class="title">Wells hold through the drought</div>
<div class="text">LAKESIDE, 24 November 2026 - {LEAD}<br><br>{SECOND}<br><br>{LAST}<br><br>
Media contact: <a href="mailto:ben@example.org">Ben Sample</a>, Spokesperson</div>
</div>
<div id="bottom"><a href="/privacy">Privacy policy</a> | <a href="/terms">Terms</a></div>
</td></tr></table></form></body></html>
"""

SIDE_CONTACT = f"""\
<html lang="fr"><head><title>Les puits tiennent bon</title></head><body>
<main><h1>Les puits tiennent bon</h1>
<p>Genève, le 24 novembre 2026 – {LEAD}</p><p>{SECOND}</p><p>{LAST}</p></main>
<aside class="sidebar"><h3>Contact presse</h3><p>Zoé Exemple</p><p>Chargée de communication</p>
<p>zoe@example.org</p></aside></body></html>
"""


def read(text: str, language: str = "en") -> Pasted:
    return read_pasted(text, html=True, language=language)


def test_an_article_is_read_without_menus_banners_captions_and_footers() -> None:
    found = read(ARTICLE_PAGE)

    assert found.headline == "Drought halves herds in the Example valleys"
    assert found.place == "Lakeside"
    assert found.paragraphs == (
        LEAD,
        SECOND,
        "What comes next",
        "deeper wells",
        "spare parts",
        "“Nobody here talks about next year.”",
        LAST,
    )


def test_lists_headings_and_quotes_of_a_page_stay_what_they_are() -> None:
    found = read(ARTICLE_PAGE)

    assert [piece.kind for piece in found.pieces[2:6]] == [
        PieceKind.HEADING,
        PieceKind.BULLET,
        PieceKind.BULLET,
        PieceKind.QUOTE,
    ]


def test_links_in_the_text_are_kept_with_their_whole_address() -> None:
    linked = [run for piece in read(ARTICLE_PAGE).pieces for run in piece.runs if run.url]

    assert [(run.text, run.url) for run in linked] == [("wells", "https://relief.example.org/wells")]


def test_the_date_comes_from_the_marks_of_the_page() -> None:
    found = read(ARTICLE_PAGE)

    assert found.date == date(2026, 11, 24)


def test_a_contact_broken_into_lines_is_found() -> None:
    (person,) = read(ARTICLE_PAGE).spokespeople

    assert (person.name, person.title, person.city) == ("Ada Example", "Press Officer", "Lakeside")
    assert (person.address, person.phone) == ("ada@example.org", "+1 202 555 0101")


def test_an_old_page_without_any_structure_is_read_too() -> None:
    found = read(DIV_SOUP)

    assert found.headline == "Wells hold through the drought"
    assert (found.place, found.date) == ("LAKESIDE", date(2026, 11, 24))
    assert found.paragraphs == (LEAD, SECOND, LAST)


def test_an_address_behind_a_name_is_found() -> None:
    (person,) = read(DIV_SOUP).spokespeople

    assert (person.name, person.title, person.address) == ("Ben Sample", "Spokesperson", "ben@example.org")


def test_a_contact_beside_the_article_is_taken_with_a_doubt() -> None:
    found = read(SIDE_CONTACT, "fr")

    assert [(person.name, person.address) for person in found.spokespeople] == [("Zoé Exemple", "zoe@example.org")]
    assert any("beside the text" in doubt for doubt in found.doubts)


def test_a_page_in_another_language_than_the_draft_is_told() -> None:
    found = read(SIDE_CONTACT, "en")

    assert any("is in fr, the draft is in en" in doubt for doubt in found.doubts)


def test_pictures_that_are_left_out_are_told() -> None:
    found = read(ARTICLE_PAGE)

    assert any("1 picture was left out" in doubt for doubt in found.doubts)


def test_a_dateline_that_differs_from_the_page_is_told() -> None:
    page = ARTICLE_PAGE.replace("</strong>&nbsp;–", "</strong>, 23 November –")

    found = read(page)

    assert any("which one is right" in doubt for doubt in found.doubts)


def test_the_encoding_that_a_page_names_is_used() -> None:
    page = SIDE_CONTACT.replace("<head>", '<head><meta charset="windows-1252">').encode("cp1252")

    found = read_pasted(page, html=True, language="fr")

    assert found.place == "Genève"


def test_a_page_in_no_known_encoding_is_refused() -> None:
    with pytest.raises(ReleaseError, match="encoding"):
        read_pasted(SIDE_CONTACT.encode("cp1252"), html=True, language="fr")


def test_scripts_never_become_text() -> None:
    found = read(ARTICLE_PAGE.replace("</p>\n<h2>", "</p><script>alert('x')</script>\n<h2>"))

    assert not any("alert" in text for text in (*found.paragraphs, *found.left_out))
