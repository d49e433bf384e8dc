"""No table is forgotten: what may hold something of a person is erased and told, or listed with the reason why not."""

import re

import pytest
from sqlalchemy import JSON, Column, Table, Text, inspect

from mailer.domain.erasure import Fate
from mailer.store.database import Store
from mailer.store.privacy.personal_columns import ELSEWHERE, HELD, IN_PASSING
from mailer.store.tables.schema import metadata

PEOPLE = {"contacts", "addresses", "deliveries"}
#: How columns are called that hold, or point to, a person.
PERSONAL = re.compile(r"(^|_)(address|contact|delivery|name|phone|notes?|text|person|recipient|reader)(_|$)")


def columns_held() -> set[str]:
    return {f"{held.table.name}.{name}" for held in HELD for name in held.columns}


def points_to_people(column: Column[object]) -> bool:
    return any(key.column.table.name in PEOPLE for key in column.foreign_keys)


def test_every_table_is_held_of_persons_or_elsewhere_with_the_reason(store: Store) -> None:
    with store.read() as tx:
        there = set(inspect(tx).get_table_names())
    held = [one.table.name for one in HELD]

    assert set(held) | set(ELSEWHERE) == there
    assert set(held).isdisjoint(ELSEWHERE)
    assert len(held) == len(set(held))
    assert all(ELSEWHERE.values())


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: str(table.name))
def test_every_column_that_points_to_people_or_is_called_so_is_known(table: Table) -> None:
    if table.name in ELSEWHERE:
        assert not [column.name for column in table.columns if points_to_people(column)]
        return
    personal = [one.name for one in table.columns if points_to_people(one) or PERSONAL.search(one.name)]
    free = [one.name for one in table.columns if isinstance(one.type, JSON)]

    missing = {f"{table.name}.{name}" for name in (*personal, *free)} - columns_held()

    assert missing == set(), "name them in personal_columns.py, with what becomes of them"


def test_what_points_to_something_is_erased_before_it() -> None:
    gone = {one.table: place for place, one in enumerate(HELD) if one.fate is Fate.REMOVED}

    late = [
        (table.name, key.column.table.name)
        for table, place in gone.items()
        for column in table.columns
        for key in column.foreign_keys
        if gone.get(key.column.table, place) < place
    ]

    assert late == []


def test_what_remains_is_told_why() -> None:
    assert [one.table.name for one in HELD if (one.fate is Fate.REMOVED) == bool(one.remains)] == []


def test_words_are_taken_only_out_of_texts() -> None:
    assert [str(one) for one in IN_PASSING if not isinstance(one.type, Text | JSON)] == []
