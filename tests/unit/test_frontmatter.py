import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.content.release.frontmatter import FrontMatter, split_front_matter
from mailer.errors import ReleaseError

KNOWN = ("date", "embargo", "kind", "place", "spokespeople", "summary", "tags")


def split(text: str) -> FrontMatter:
    return split_front_matter(text, source="drought.md", known=KNOWN)


def test_values_are_words_and_nothing_is_guessed() -> None:
    front = split("---\nkind: no\ndate: 2026-11-24\nplace: 0612\nsummary: yes\n---\n# Rain\n")

    assert front.values == {"kind": "no", "date": "2026-11-24", "place": "0612", "summary": "yes"}


def test_lists_and_descriptions_may_stand_in_values() -> None:
    front = split("---\ntags: [a, b]\nspokespeople:\n  - ada\n  - {name: Ben, phone: +1 202 555 0101}\n---\n")

    assert front.values["tags"] == ["a", "b"]
    assert front.values["spokespeople"] == ["ada", {"name": "Ben", "phone": "+1 202 555 0101"}]


def test_each_key_has_its_line_and_the_text_too() -> None:
    front = split("\n---\ndate: 2026-11-24   # a remark\ntags: [a,\n  b]\nplace: Lakeside\n---\n# Rain\n")

    assert front.lines == {"date": 3, "tags": 4, "place": 6}
    assert (front.text, front.text_line) == ("# Rain\n", 8)


def test_a_file_without_front_matter_is_all_text() -> None:
    front = split("# Rain\n\n---\nkey: value\n---\n")

    assert front.values == {}
    assert front.text_line == 1


@pytest.mark.parametrize(
    ("head", "line", "cure"),
    [
        ("embargo: Europe: 06:00", 2, 'quotes: embargo: "Europe: 06:00"'),
        ("date: x\nsummary: Rain: at last", 3, 'quotes: summary: "Rain: at last"'),
        ('summary: "Rain" at last', 2, "quotes"),
        ("summary: @rain", 2, 'quotes: summary: "@rain"'),
        ("summary: *Rain* at last", 2, 'quotes: summary: "*Rain* at last"'),
        ("summary: &rain at last", 2, "quotes"),
        ("summary: !rain", 2, "quotes"),
        ("summary: [Update] Rain", 2, 'quotes: summary: "[Update] Rain"'),
        ('summary: "Rain\ndate: x', 2, "quotes"),
        ("tags: [a, b\ndate: x", 2, "quotes"),
        ("spokespeople: {name: A, title: B: C}", 2, "quotes"),
        ("\tdate: x", 2, "blanks"),
        ("date 2026", 2, "`key: value`"),
        ("date: x\nand so on", 3, "`key: value`"),
        ("- date", 2, "`key: value`"),
        ("? [x]\n: y", 2, "`key: value`"),
        ("sumary: Rain", 2, "'summary'"),
        ("Date: x", 2, "'date'"),
        ("colour: x", 2, "There are: date"),
        ("date: x\nplace: y\ndate: z", 4, "Keep one"),
        ("spokespeople: {name: A, name: B}", 2, "Keep one"),
    ],
)
def test_what_cannot_be_read_names_file_line_and_cure(head: str, line: int, cure: str) -> None:
    with pytest.raises(ReleaseError) as refused:
        split(f"---\n{head}\n---\n# Rain\n")

    assert refused.value.message.startswith(f"drought.md, line {line}: ")
    assert cure in refused.value.hint


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("---\ndate: x\n# Rain\n", "Put ---"),
        ("—\ndate: x\n---\n", "three hyphens"),
        ("--\ndate: x\n--\n", "three hyphens"),
    ],
)
def test_fences_that_do_not_close_or_open_are_told(text: str, cure: str) -> None:
    with pytest.raises(ReleaseError) as refused:
        split(text)

    assert "line 1" in refused.value.message
    assert cure in refused.value.hint


@given(st.text(alphabet=st.sampled_from("abc:#-[]{}\"'&*!|>%@`, \n\t"), max_size=60))
def test_any_head_is_read_or_refused_with_file_and_cure(head: str) -> None:
    refused: ReleaseError | None = None
    values: set[str] = set()

    try:
        values = set(split(f"---\n{head}\n---\n").values)
    except ReleaseError as error:
        refused = error

    assert values <= set(KNOWN)
    assert refused is None or (refused.message.startswith("drought.md") and refused.hint)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ReleaseError, match="cannot be read"):
        split(f"---\ntags: {'[' * 3000}\n---\n")
