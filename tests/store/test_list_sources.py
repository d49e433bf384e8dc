"""The source of a list is remembered with the import that brought it, once."""

from sqlalchemy import select

from mailer.store.database import Store
from mailer.store.history import changes
from mailer.store.imports import list_sources
from mailer.store.people import lists
from mailer.store.tables.schema import distribution_lists
from tests.store.ledger import NOW, add_list, begun


def test_a_source_is_remembered_once_and_written_down(store: Store) -> None:
    with store.begin() as tx:
        add_list(tx, "press")
        press = lists.find(tx, "press")
        assert press is not None
        first, second = begun(tx, NOW), begun(tx, NOW)

        list_sources.remember(tx, press, "accreditation desk", changeset=first)
        list_sources.remember(tx, press, "somewhere else", changeset=second)

        assert tx.scalar(select(distribution_lists.c.source)) == "accreditation desk"
        made = [one.values for one in changes.of(tx, first)]
        assert made == [{"source": ("", "accreditation desk")}]
        assert list(changes.of(tx, second)) == []
