"""Lines of plain text: how wide they are and where they may be broken."""

from hypothesis import given
from hypothesis import strategies as st

from mailer.content.page.plaintext import display_width, tidy, underlined, wrap


def test_wide_signs_count_two_columns_and_combining_ones_none() -> None:
    assert display_width("abc") == 3
    assert display_width("新闻稿") == 6
    assert display_width("e\u0301") == 1
    assert display_width("مدرَّبان") == 6


def test_a_link_is_never_broken() -> None:
    link = "https://example.org/" + "a-b/" * 30

    assert link in wrap(f"See {link} and more words that follow the link").split("\n")


def test_words_bound_by_a_blank_that_does_not_break_stay_together() -> None:
    lines = wrap("word " * 13 + "24\u00a0November\u00a0\u2013 more", 72).split("\n")

    assert any("24\u00a0November\u00a0\u2013" in line for line in lines)


@given(st.lists(st.text("abc\u0301-éд新", min_size=1, max_size=30), min_size=1, max_size=40))
def test_wrapping_loses_no_word_and_keeps_to_the_width(words: list[str]) -> None:
    lines = wrap(" ".join(words), 72, first="* ", indent="  ").split("\n")

    assert " ".join(lines).split() == ["*", *words]
    assert all(display_width(line) <= 72 for line in lines)


def test_without_a_width_lines_stay_as_they_are() -> None:
    assert wrap("一" * 100, 0) == "一" * 100


def test_a_heading_is_underlined_as_wide_as_it_is() -> None:
    assert underlined("新闻", "-") == "新闻\n----"


def test_lines_that_mail_systems_change_are_made_harmless() -> None:
    assert tidy("From here\n.\n\n\n\nEnd  \n-- \n") == "From\u00a0here\n .\n\nEnd\n-- \n"
