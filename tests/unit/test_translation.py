"""What a translation was made from, and what has changed there since."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.content.release.head import with_key, without_keys
from mailer.domain.release import Edition
from mailer.domain.translation import changes, made_from, share_untranslated, units

_BODY = "First paragraph.\n\nSecond\nparagraph.\n\n\n> A quote.\n"
EDITION = Edition("en", "Wells reopen", "Nairobi", _BODY, summary="Forty wells.", body_line=9)


def test_the_units_of_an_edition_are_named_by_their_lines() -> None:
    assert [(one.where, one.text) for one in units(EDITION)] == [
        ("headline", "Wells reopen"),
        ("summary", "Forty wells."),
        ("line 9", "First paragraph."),
        ("line 11", "Second\nparagraph."),
        ("line 15", "> A quote."),
    ]


def test_what_only_breaks_its_lines_elsewhere_is_no_change() -> None:
    made = made_from(EDITION)

    assert changes(made, replace(EDITION, body=_BODY.replace("Second\nparagraph", "Second  paragraph"))) == ()


@pytest.mark.parametrize(
    ("body", "places"),
    [
        (_BODY.replace("First", "The first"), ["line 9"]),
        (_BODY.replace("> A quote.", "> A quote.\n\nMore."), ["line 17"]),
        (_BODY.replace("First paragraph.\n\n", ""), ["line 9"]),
        (_BODY.replace("> A quote.\n", ""), ["end"]),
        ("> A quote.\n\nFirst paragraph.\n\nSecond\nparagraph.\n", ["line 9", "end"]),
    ],
)
def test_each_unit_that_is_other_new_or_gone_is_a_change(body: str, places: list[str]) -> None:
    found = changes(made_from(EDITION), replace(EDITION, body=body))

    assert [one.where for one in found] == places


@given(st.lists(st.sampled_from(["One.", "Two.", "Three.", "Four."]), max_size=6))
def test_an_edition_is_never_behind_itself(parts: list[str]) -> None:
    edition = replace(EDITION, body="\n\n".join(parts))

    assert changes(made_from(edition), edition) == ()


def test_a_unit_counts_as_untranslated_if_it_is_long_and_the_same() -> None:
    long = "A paragraph that says at some length what happened around the lake."
    source = replace(EDITION, body=f"{long}\n\n{long} Again.\n\n42 per cent\n")

    assert share_untranslated(replace(source, language="fr"), source) == 1
    assert (
        share_untranslated(
            replace(source, body=f"{long}\n\nTraduit, et bien assez long pour qu’on le compte.\n"), source
        )
        == 0.5
    )
    assert share_untranslated(replace(source, body="42 per cent\n"), source) == 0


_FILE = """---
date: 2026-11-24
photos:
  - url: https://example.org/a.jpg
    alt: A well
summary: Forty wells.
---
# Wells reopen
"""


def test_a_key_is_set_where_it_stood_and_else_below_the_others() -> None:
    once = with_key(_FILE, "translated_from", "en abcdef", source="fr.md")

    assert once == _FILE.replace("Forty wells.\n", "Forty wells.\ntranslated_from: en abcdef\n")
    assert with_key(once, "translated_from", "en 000000", source="fr.md") == once.replace("abcdef", "000000")
    assert with_key("# Wells\n", "place", "Nairobi", source="fr.md") == "---\nplace: Nairobi\n---\n# Wells\n"
    assert with_key("\n---\n---\n# A\n", "place", "Nairobi", source="fr.md") == "---\nplace: Nairobi\n---\n# A\n"


def test_keys_go_with_all_that_they_say() -> None:
    bare = without_keys(_FILE, ("date", "photos"), source="en.md")
    empty = without_keys(bare, ("summary",), source="en.md")

    assert bare == "---\nsummary: Forty wells.\n---\n# Wells reopen\n"
    assert with_key(empty, "place", "Nairobi", source="en.md") == "---\nplace: Nairobi\n---\n# Wells reopen\n"
