"""Colours and styles: nothing is lost on the way to the inbox, and the night is as complete as the day."""

import re
from dataclasses import replace

import pytest

from mailer.content.page.edition import compose
from mailer.content.page.palette import PAINTS, PAIRS, contrast, palette
from mailer.content.page.templates import environment, render
from mailer.content.page.typography import letters
from mailer.domain.release import Link
from mailer.domain.rendering import Rendered
from mailer.errors import SettingsError
from tests.unit.aurelia import LANGUAGES, ORGANISATION, composed, english, release
from tests.unit.page import styles

EVERYTHING = """\
## A line below the headline

First with *stress*, **weight** and [a link](https://example.org/).

1. One
   * inner

| Basin | Gauges |
|---|---|
| Lower | 86 |

---

> Words.
> — Somebody

![A map](https://example.org/map.jpg "The map")

## Larger heading

Text.

### Smaller heading

Last.

## Notes to editors

Small.
"""


def _everything() -> Rendered:
    links = (
        Link("One", "https://example.org/1"),
        Link("Two", "https://example.org/2"),
        Link("3", "https://example.org/3"),
    )
    made = replace(english(EVERYTHING, links=links, boilerplate="We."), embargo=release().embargo)
    pages = {"en": "https://example.org/en", "fr": "https://example.org/fr"}
    return compose(made, "en", organisation=ORGANISATION, embargoed=True, web_pages=pages, follows="fr")


def _sheet(name: str, language: str = "en") -> str:
    type_ = letters(language)
    look = {"type": type_, "shades": palette(ORGANISATION.brand_color), "paints": PAINTS}
    sides = {"start": "right", "end": "left"} if type_.is_rtl else {"start": "left", "end": "right"}
    return render(environment(type_), f"_base/{name}.css.j2", {**look, **sides})


def test_every_base_declaration_reaches_the_mail() -> None:
    inline = "; ".join(re.findall(r'style="([^"]*)"', _everything().html)).replace(" ", "")
    rules = re.findall(r"[^{}]+\{([^}]*)\}", _sheet("type") + _sheet("paint"))

    declarations = {part.replace(" ", "") for rule in rules for part in rule.split(";") if part.strip()}

    assert len(declarations) > 80
    assert {one.strip() for one in declarations if one.strip() not in inline} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_important_is_lost_on_the_way(language: str) -> None:
    written = sum(_sheet(name, language).count(" !important") for name in ("reset", "wide", "dark", "ogs"))

    arrived = sum(style.count(" !important") for style in styles(composed(language).html))

    assert arrived == written > 50


def test_base_rules_and_inline_styles_have_no_important() -> None:
    inline = re.findall(r'style="([^"]*)"', composed("en").html)

    assert inline
    assert not any("important" in style for style in inline)
    assert "important" not in _sheet("type") + _sheet("paint")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_night_of_outlook_covers_what_the_night_of_others_covers(language: str) -> None:
    _, _, dark, outlook = styles(composed(language).html)
    rule = re.compile(r"\.(\w+) \{ ([a-z-]+): (#[0-9a-f]{6}) !important; \}")

    assert rule.findall(dark) == rule.findall(outlook)
    assert {name for name, _, _ in rule.findall(dark)} == {paint.name for paint in PAINTS}


def test_every_coloured_element_wears_a_class_that_changes_at_night() -> None:
    painted = {paint.name for paint in PAINTS}

    tags = re.findall(r"<(?!meta)\w+[^>]*style=\"[^\"]*#[0-9a-f]{6}[^\"]*\"[^>]*>", _everything().html)

    assert tags
    assert all(painted & set(" ".join(re.findall(r'class="([^"]*)"', tag)).split()) for tag in tags)


@pytest.mark.parametrize("brand", ["#0b4ea2", "#8a1538", "#00654d", "#767676", "#000000", "#c8102e"])
def test_every_text_can_be_read_by_day_and_by_night(brand: str) -> None:
    shades = palette(brand)

    ratios = [
        contrast(getattr(shades[text], by), getattr(shades[ground], by))
        for text, ground in PAIRS
        for by in ("light", "dark")
    ]

    assert min(ratios) >= 4.5


@pytest.mark.parametrize("brand", ["#8fbdff", "#ffcc00", "blue", "#0b4", ""])
def test_a_brand_colour_that_cannot_be_read_on_white_is_refused(brand: str) -> None:
    with pytest.raises(SettingsError, match="brand colour"):
        compose(release(), "en", organisation=replace(ORGANISATION, brand_color=brand), embargoed=False)


def test_colours_are_written_with_six_digits() -> None:
    html = composed("en", embargoed=False).html

    assert re.findall(r"#[0-9a-fA-F]{3}(?![0-9a-fA-F])", html) == []
    assert "#ffffff" in html


def test_conditional_comments_and_the_tables_in_them_are_balanced() -> None:
    html = composed("en").html

    ghosts = "".join(re.findall(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", html, re.DOTALL))

    assert html.count("<!--[if") == html.count("<![endif]-->") == 3
    assert all(ghosts.count(f"<{tag}") == ghosts.count(f"</{tag}>") for tag in ("table", "tr", "td", "style", "xml"))
