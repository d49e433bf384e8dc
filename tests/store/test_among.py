"""Membership in a list: the same answer in whatever form it is asked."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from mailer.store.among import among
from mailer.store.database import Store
from mailer.store.tables.schema import deliveries
from tests.store.ledger import running_campaign

SIZE = 12


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with the deliveries 1 to 12."""
    running_campaign(store, SIZE)
    return store


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(wanted=st.lists(st.integers(-2, SIZE + 3), max_size=SIZE + 5))
def test_those_and_only_those_are_found(filled: Store, wanted: list[int]) -> None:
    with filled.read() as tx:
        found = set(tx.scalars(select(deliveries.c.id).where(among(tx, deliveries.c.id, wanted))))

    assert found == set(wanted) & set(range(1, SIZE + 1))


@pytest.mark.parametrize("wanted", [range(1, 5000), range(1, 5000, 2)], ids=["one run", "many numbers"])
def test_a_list_may_be_long(filled: Store, wanted: range) -> None:
    with filled.read() as tx:
        found = set(tx.scalars(select(deliveries.c.id).where(among(tx, deliveries.c.id, list(wanted)))))

    assert found == set(wanted) & set(range(1, SIZE + 1))


def test_texts_are_compared_as_they_are(filled: Store) -> None:
    d = deliveries.c
    with filled.read() as tx:
        [one, other] = tx.scalars(select(d.address_key).order_by(d.id).limit(2))
        found = list(tx.scalars(select(d.address_key).where(among(tx, d.address_key, [one, "x\"'", ""]))))

    assert found == [one]
    assert other != one
