"""What was kept long enough goes; who had what stays: on both databases."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from mailer.bootstrap import App, open_app
from mailer.domain.changeset import Action
from mailer.store.history import changesets
from mailer.store.privacy import purges
from mailer.usecases.privacy.purging import Purged, purge
from tests.cli.campaigning import PEOPLE, states
from tests.cli.conftest import Desk

pytestmark = pytest.mark.usefixtures("url")


@pytest.fixture
def app(desk: Desk) -> Iterator[App]:
    """A workspace in which something was sent, one person was left out, and something was changed."""
    desk.run("suppressions", "add", PEOPLE[0])
    desk.run("send", "wells", "--to", "press", "--yes")
    opened = open_app(desk.path, named=None, environ=dict(os.environ))
    yield opened
    opened.desk.store.close()


def later(app: App, *, days: int, is_dry_run: bool = False, **rules: int) -> Purged:
    """Return what a purge does so many days from now."""
    settings = replace(app.settings, retention=replace(app.settings.retention, **rules))
    desk = replace(app.desk, settings=settings, clock=lambda: app.desk.clock() + timedelta(days=days))
    return purge(desk, is_dry_run=is_dry_run)


def rows(app: App, query: str) -> list[tuple[object, ...]]:
    with app.desk.store.read() as tx:
        return [tuple(row) for row in tx.execute(text(query))]


def test_what_is_not_old_stays(app: App) -> None:
    done = later(app, days=80)

    assert sum(done.rows.values()) == 0
    assert done.changeset is None
    assert len(rows(app, "SELECT id FROM delivery_attempts WHERE text <> ''")) == len(PEOPLE) - 1


def test_answers_go_first_and_their_codes_stay(app: App) -> None:
    done = later(app, days=100)

    assert done.rows["answers of relays"] == len(PEOPLE) - 1
    assert set(rows(app, "SELECT text, code FROM delivery_attempts")) == {("", 250)}
    assert rows(app, "SELECT count(*) FROM delivery_attempts WHERE queue_id <> ''") == [(len(PEOPLE) - 1,)]
    with app.desk.store.read() as tx:
        (last,) = changesets.newest(tx, limit=1)
    assert (last.action, last.id, last.counts.updated) == (Action.PURGE, done.changeset, len(PEOPLE) - 1)


def test_details_go_later_and_books_and_receipts_stay(app: App, desk: Desk) -> None:
    later(app, days=800)

    assert set(
        rows(app, "SELECT name, text, queue_id FROM deliveries JOIN delivery_attempts ON delivery_id = deliveries.id")
    ) == {("", "", "")}
    assert rows(app, "SELECT contact_id, address_key, reason FROM left_out") == [(None, "", "suppressed")]
    assert states(desk) == {"sent": len(PEOPLE) - 1}
    again = desk.json("send", "wells", "--to", "press", "--dry-run", "--json")
    assert (again["recipients"], again["left_out"]["already_had"]) == (0, len(PEOPLE) - 1)


def test_values_of_changes_go_only_where_a_rule_says_so(app: App) -> None:
    later(app, days=4000)
    kept = rows(app, "SELECT count(*) FROM change_values")
    done = later(app, days=4000, change_values_months=12)

    assert kept[0][0] == done.rows["before and after of changes"] > 0
    assert rows(app, "SELECT count(*) FROM change_values") == [(0,)]
    assert rows(app, "SELECT count(*) FROM changes") == kept


def test_a_campaign_that_is_not_over_is_left_alone(app: App) -> None:
    with app.desk.store.begin() as tx:
        tx.execute(text("UPDATE campaigns SET state = 'paused'"))

    done = later(app, days=800, smtp_text_days=0)

    assert sum(done.rows.values()) == 0


def test_many_rows_go_in_many_small_transactions(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purges, "STRETCH", 2)

    done = later(app, days=800)

    assert done.rows["queue ids and answers of attempts"] == len(PEOPLE) - 1
    assert rows(app, "SELECT count(*) FROM delivery_attempts WHERE text <> '' OR queue_id <> ''") == [(0,)]
    assert [*purges.Extent(5, 1, 5).stretches()] == [range(1, 3), range(3, 5), range(5, 6)]


def test_a_dry_run_counts_and_touches_nothing(app: App, desk: Desk) -> None:
    told = later(app, days=800, is_dry_run=True)

    assert told.rows["queue ids and answers of attempts"] == len(PEOPLE) - 1
    assert rows(app, "SELECT count(*) FROM delivery_attempts WHERE text <> ''") == [(len(PEOPLE) - 1,)]
    typed = desk.run("db", "purge", "--dry-run")
    assert typed.code == 0, typed.err
    assert "Never touched" in typed.out
    assert desk.json("db", "purge", "--json")["changeset"] is None
