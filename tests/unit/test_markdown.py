"""Markdown as press officers write it."""

import pytest

from mailer.content.page.blocks import (
    Anchor,
    Bullets,
    Emphasis,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Strong,
    Table,
    Text,
    plain,
)
from mailer.content.page.markdown import parse
from mailer.errors import ReleaseError


def test_words_carry_weight_stress_and_links() -> None:
    (block,) = parse("Some **weight**, *stress* and [a label](https://example.org/x).")

    assert isinstance(block, Paragraph)
    assert block.words == (
        Text("Some "),
        Strong((Text("weight"),)),
        Text(", "),
        Emphasis((Text("stress"),)),
        Text(" and "),
        Anchor("https://example.org/x", (Text("a label"),)),
        Text("."),
    )


def test_a_quote_ends_with_who_said_it() -> None:
    (quote,) = parse("> “We stay.”\n> — Maria Santos, *Chief of Mission*")

    assert quote == Quote(((Text("“We stay.”"),),), (Text("Maria Santos, "), Emphasis((Text("Chief of Mission"),))))


def test_a_quote_of_two_paragraphs_keeps_both_and_its_list() -> None:
    (quote,) = parse("> One\n> more.\n>\n> * Two.\n>\n> -- Maria Santos")

    assert isinstance(quote, Quote)
    assert [plain(words) for words in quote.paragraphs] == ["One more.", "Two."]
    assert plain(quote.attribution) == "Maria Santos"


def test_quotation_marks_and_dashes_stay_as_they_were_written() -> None:
    (block,) = parse("\"Straight\" 'single' “curly” «angle» -- and...")

    assert isinstance(block, Paragraph)
    assert plain(block.words) == "\"Straight\" 'single' “curly” «angle» -- and..."


def test_html_and_code_are_only_text() -> None:
    blocks = parse("<b>bold</b> `code` &amp;\n\n    indented words\n\n<div>x</div>")

    assert [plain(block.words) for block in blocks if isinstance(block, Paragraph)] == [
        "<b>bold</b> `code` &",
        "indented words",
        "<div>x</div>",
    ]


def test_addresses_become_links_and_file_names_do_not() -> None:
    (block,) = parse("See https://example.org/a, write to press@example.int, open notes.md or www.example.org.")

    assert isinstance(block, Paragraph)
    links = [word.href for word in block.words if isinstance(word, Anchor)]
    assert links == ["https://example.org/a", "mailto:press@example.int"]


def test_a_rule_below_a_paragraph_does_not_make_it_a_heading() -> None:
    blocks = parse("A paragraph\n---\nAnother")

    assert [type(block) for block in blocks] == [Paragraph, Rule, Paragraph]


def test_headings_skip_no_level() -> None:
    blocks = parse("# One\n\n#### Two\n\n## Three")

    assert [block.level for block in blocks if isinstance(block, Heading)] == [2, 3, 2]


def test_lists_keep_their_numbers_and_inner_lists() -> None:
    (block,) = parse("3. One\n4. Two\n   * inner")

    assert isinstance(block, Bullets)
    assert (block.ordered, block.start, len(block.entries)) == (True, 3, 2)
    assert [plain(words) for words in block.all_words] == ["One", "Two", "inner"]


def test_a_table_has_a_header_and_rows() -> None:
    (block,) = parse("| A | B |\n|---|---|\n| 1 | 2 |")

    assert block == Table(((Text("A"),), (Text("B"),)), (((Text("1"),), (Text("2"),)),))


def test_a_picture_stands_by_itself() -> None:
    blocks = parse('Before ![A map](https://example.org/m.jpg "The caption")')

    assert blocks == (Paragraph((Text("Before"),)), Picture("https://example.org/m.jpg", "A map", "The caption"))


@pytest.mark.parametrize(
    ("text", "cure"), [("[a](b.pdf)", "https://"), ("![a](b.jpg)", "https://"), ("[a](ftp://b)", "https://")]
)
def test_what_a_mail_cannot_carry_is_refused_with_its_line(text: str, cure: str) -> None:
    with pytest.raises(ReleaseError, match=rf"en\.md, line 12.*{cure}"):
        parse(f"First.\n\n{text}", source="en.md", line=10)


def test_dangerous_links_stay_text() -> None:
    (block,) = parse("[a](javascript:alert(1))")

    assert block == Paragraph((Text("[a](javascript:alert(1))"),))


def test_lines_of_chinese_are_joined_without_a_blank() -> None:
    (block,) = parse("第一行\n第二行 and\nLatin")

    assert isinstance(block, Paragraph)
    assert plain(block.words) == "第一行第二行 and Latin"
