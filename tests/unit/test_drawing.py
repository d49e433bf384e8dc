"""Tables as lines of text."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mailer.cli.drawing import drawn


def _plain(text: str, row: int, column: int) -> str:
    assert row >= 0 <= column
    return text


def _lines(lines: Sequence[Sequence[str]], widths: dict[int, int], *, right: tuple[int, ...] = ()) -> list[str]:
    return list(drawn(lines, widths, right=right, rule="-", paint=_plain))


def test_long_cells_go_on_in_the_next_line_between_words() -> None:
    lines = [("name", "number"), ("Maria de la Cruz", "7"), ("王小明王", "1,204")]

    assert _lines(lines, {0: 8, 1: 6}, right=(1,)) == [
        "name       number",
        "-----------------",
        "Maria de        7",
        "la Cruz",
        "王小明王    1,204",
    ]


def test_columns_that_have_no_width_are_left_out() -> None:
    assert _lines([("a", "b"), ("1", "2")], {1: 1}) == ["b", "-", "2"]


def test_line_breaks_in_a_cell_are_kept_in_its_column() -> None:
    assert _lines([("a", "b"), ("one\ntwo", "x")], {0: 3, 1: 1}) == ["a     b", "-------", "one   x", "two"]


@given(st.text("ab 王é\n", max_size=60), st.integers(2, 30))
def test_nothing_of_a_cell_is_lost_and_nothing_is_too_wide(text: str, width: int) -> None:
    _, _, *found = _lines([("t",), (text,)], {0: width})

    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in found)


def test_each_piece_is_painted_as_its_cell() -> None:
    lines = [("a", "b"), ("1", "2 3")]

    found = list(drawn(lines, {0: 1, 1: 1}, right=(), rule="-", paint=lambda text, row, column: f"{row}{column}{text}"))

    assert found == ["00a   01b", "-----", "101   112", "10    113"]
