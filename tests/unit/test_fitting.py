"""How wide columns are."""

from hypothesis import given
from hypothesis import strategies as st

from mailer.cli.fitting import fitted

_CELLS = st.text("ab 王é@.", max_size=60)
_TABLES = st.integers(1, 6).flatmap(
    lambda columns: st.lists(st.lists(_CELLS, min_size=columns, max_size=columns), min_size=1, max_size=15)
)


@given(_TABLES, st.integers(0, 5), st.integers(24, 200))
def test_a_table_is_never_wider_than_the_room(lines: list[list[str]], spare: int, room: int) -> None:
    columns = len(lines[0])
    widths = fitted(lines, tuple(range(min(spare, columns - 1))), room)

    assert sum(widths.values()) + 3 * (len(widths) - 1) <= room
    assert set(widths) >= set(range(min(spare, columns - 1), columns))


def test_a_table_for_which_there_is_room_is_as_wide_as_it_is() -> None:
    assert fitted([("name", "address"), ("王小明", "wang@example.org")], (0,), 80) == {0: 6, 1: 16}


def test_columns_that_are_spare_are_left_out_the_empty_ones_first() -> None:
    row = ("a" * 30, "b" * 10, "", "d" * 10)
    lines = [("one", "two", "three", "four"), row, row]

    assert list(fitted(lines, (1, 2), 70)) == [0, 1, 2, 3]
    assert list(fitted(lines, (1, 2), 58)) == [0, 1, 3]
    assert list(fitted(lines, (1, 2), 44)) == [0, 3]
    assert fitted(lines, (1, 2), 33) == {0: 20, 3: 10}


def test_one_long_row_leaves_no_column_out() -> None:
    rows = [(f"Reporter {number}", "Paper") for number in range(12)]
    lines = [("name", "outlet"), *rows, ("a very long name " * 5, "Paper")]

    assert fitted(lines, (1,), 30) == {0: 21, 1: 6}


def test_words_are_kept_whole_where_only_words_have_to_give_way() -> None:
    lines = [("name", "address"), ("Maria Fernandez de la Cruz y Villasenor", "reporter.with.a.name@example.org")]

    assert fitted(lines, (), 50) == {0: 15, 1: 32}
