"""Contacts written as CSV many at a time: whatever the values are, they come back as they were."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.content.listfile.writing import COLUMNS, write_table
from mailer.domain.cell import unprotected

_SIGNS = tuple("=+-@\t\r")
_cells = st.one_of(
    st.sampled_from(
        ["=1", "'=1", "''=1", "'", "''", "'x", "a\r\nb", "a\n=b", "\r", "\n", '"', "a,b", "+", "-1", "@a", ""]
    ),
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=6),
)
_batches = st.lists(st.lists(st.lists(_cells, min_size=13, max_size=13), min_size=1, max_size=4), max_size=3)


@given(batches=_batches, newline=st.sampled_from(["\n", "\r\n"]))
def test_every_value_comes_back_and_none_is_a_formula(batches: list[list[list[str]]], newline: str) -> None:
    written = "".join(write_table(batches, ["Floor"], newline=newline))

    header, *rows = csv.reader(StringIO(written, newline=""))
    assert header == [*COLUMNS, "Floor"]
    assert [[unprotected(cell) for cell in row] for row in rows] == [row for some in batches for row in some]
    assert not any(cell.startswith(_SIGNS) for row in rows for cell in row)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_line_ends_as_was_asked(newline: str) -> None:
    written = "".join(write_table([[["a@example.org", *[""] * 11]]], [], newline=newline))

    assert written == f"{','.join(COLUMNS)}{newline}a@example.org,,,,,,,,,,,{newline}"
