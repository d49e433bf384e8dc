"""What several revisions do in the same way."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op


def create_partial_index(name: str, table: str, columns: Sequence[str], *, where: str, unique: bool = False) -> None:
    """Make an index of those rows that fulfil ``where``."""
    chosen = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=chosen, postgresql_where=chosen)


def create_lookup(table: str, meanings: Mapping[str, str]) -> None:
    """Make a table of names, each with the sentence that says what it means."""
    name, meaning = sa.Column("name", sa.Text, primary_key=True), sa.Column("meaning", sa.Text, nullable=False)
    lookup = op.create_table(table, name, meaning)
    op.bulk_insert(lookup, [{"name": name, "meaning": meaning} for name, meaning in meanings.items()])


def add_reference(table: str, column: str, target: str) -> None:
    """Add a column that refers to the rows of ``target``; SQLite adds it with its constraint or not at all."""
    name = f"fk_{table}_{column}_{target}"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {target} (id)")


def forbid_changes(table: str) -> None:
    """Let rows be added to ``table``, and none be changed or removed."""
    said = f"{table} is a log: rows are only added"
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_is_a_log() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{said}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_changes BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_is_a_log()"
    )
