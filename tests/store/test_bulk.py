"""A large transaction looks up no parents, and leaves everything as it found it."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, make_url, text
from sqlalchemy.exc import IntegrityError

from mailer.errors import NotFinished
from mailer.store.database import Store
from mailer.store.opening import open_store
from mailer.store.sending import campaigns
from mailer.store.sending.audiences import Choice
from mailer.store.tables.schema import contact_languages, contacts
from tests.store.ledger import add_list, add_person, freeze


@pytest.fixture
def postgresql(databases: Callable[..., str], migrated_database: str) -> str:
    """The URL of a PostgreSQL database with the schema and nothing in it."""
    return str(databases(migrated_database))


@pytest.fixture
def as_ordinary_role(postgresql: str) -> Iterator[str]:
    """The URL of that database for a role that may read and write, and nothing else."""
    owner, role = open_store(postgresql), f"ordinary_{uuid4().hex[:12]}"
    with owner.begin() as tx:
        tx.execute(text(f"CREATE ROLE {role}"))
        tx.execute(text(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}"))
        tx.execute(text(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}"))
    yield make_url(postgresql).update_query_dict({"options": f"-c role={role}"}).render_as_string(hide_password=False)
    with owner.begin() as tx:
        tx.execute(text(f"DROP OWNED BY {role}"))
        tx.execute(text(f"DROP ROLE {role}"))
    owner.close()


def test_after_a_large_transaction_parents_are_looked_up_again(store: Store) -> None:
    with store.begin(is_large=True) as tx:
        add_list(tx, "press")

    with pytest.raises(IntegrityError):
        _add_language_of_nobody(store)


def test_a_large_transaction_that_fails_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        _fail_after_adding(store, "press")

    with store.begin() as tx:
        add_list(tx, "press")  # the name is free
    with pytest.raises(IntegrityError):
        _add_language_of_nobody(store)


def test_nobody_is_removed_from_under_a_large_transaction(postgresql: str) -> None:
    store, other = open_store(postgresql), open_store(postgresql)
    with store.begin() as tx:
        add_person(tx, "anna@example.org")

    with store.begin(is_large=True), pytest.raises(NotFinished):
        _remove_everybody(other)

    store.close()
    other.close()


def test_an_ordinary_role_of_postgresql_freezes_too(as_ordinary_role: str) -> None:
    store = open_store(as_ordinary_role)
    with store.begin(is_still=True, is_large=True) as tx:
        press = add_list(tx, "press")
        add_person(tx, "anna@example.org", press)
        campaign = freeze(tx, Choice(lists=(press,), fallback="en"))
        recipients = campaigns.tally(tx, campaign).recipients

    assert recipients == 1
    store.close()


def _add_language_of_nobody(store: Store) -> None:
    with store.begin() as tx:
        tx.execute(insert(contact_languages).values(contact_id=99, position=0, language="en"))


def _fail_after_adding(store: Store, slug: str) -> None:
    with store.begin(is_large=True) as tx:
        add_list(tx, slug)
        raise ZeroDivisionError


def _remove_everybody(store: Store) -> None:
    with store.begin() as tx:
        tx.execute(text("SET LOCAL lock_timeout = '50ms'"))
        tx.execute(delete(contacts))
