"""Two at once, on both databases: whoever comes second sees what the first has done, or is told to try again."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from mailer.bootstrap import App, open_app
from mailer.domain.campaign import CampaignKind
from mailer.domain.delivery import Delivery, DeliveryState, Outcome, OutcomeKind, Phase
from mailer.errors import MailerError, NotFinished
from mailer.store.database import Store, clock
from mailer.store.sending import campaigns, claims, deliveries
from mailer.store.tables.schema import campaigns as campaign_rows
from mailer.store.tables.schema import deliveries as rows
from mailer.store.tables.schema import left_out, subscriptions
from mailer.usecases.campaigns import sending, steering
from mailer.usecases.campaigns.recovering import recover
from mailer.usecases.campaigns.settling import close_books
from mailer.usecases.founding import found_workspace
from mailer.usecases.messages.composing import open_release
from tests.cli.campaigning import RELEASE, SPOKESPEOPLE
from tests.store.ledger import LEASE, NOW, add_list, add_person, claim, counts, holding, settle_all, subscribe

PEOPLE = 12
Opening = Callable[[], App]


@pytest.fixture
def opening(tmp_path: Path, url: str) -> Iterator[Opening]:
    """A function that opens the same workspace once more, as another process would; twelve people are on its list."""
    desk = tmp_path / "desk"
    found_workspace(desk)
    (desk / "releases" / "wells.md").write_text(RELEASE)
    (desk / "spokespeople.toml").write_text(SPOKESPEOPLE)
    environ = {"MAILER_DATABASE_URL": url, "MAILER_RELAYS_DEFAULT_URL": "smtp://127.0.0.1:9"}
    with ExitStack() as closing:

        def another() -> App:
            app = open_app(desk, named=None, environ=environ)
            closing.callback(app.desk.store.close)
            return app

        with another().desk.store.begin() as tx:
            press = add_list(tx, "press")
            for number in range(PEOPLE):
                add_person(tx, f"n{number}@d{number % 3}.example.org", press)
        yield another


def planned(app: App) -> sending.Plan:
    return sending.plan(app.desk, open_release(app.desk, Path("wells")), sending.SendRequest(to=("press",)))


def at_once(holding: Store, until_then: str, *actions: Callable[[], object]) -> list[object]:
    """Return what came of the actions, errors too, all begun while somebody ``holding`` the database is in the way.

    SQLite has one lock for everything; on PostgreSQL ``until_then`` is the statement that takes the one that counts.
    """
    results: list[object] = []

    def act(action: Callable[[], object]) -> None:
        try:
            results.append(action())
        except MailerError as error:
            results.append(error)

    threads = [threading.Thread(target=act, args=(action,)) for action in actions]
    with holding.begin() as tx:
        if tx.dialect.name == "postgresql":
            tx.execute(text(until_then))
        for thread in threads:
            thread.start()
        time.sleep(0.5)  # each has come as far as it can
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("is_known", [False, True])
def test_two_who_send_the_same_release_at_once_make_one_campaign(opening: Opening, is_known: bool) -> None:  # noqa: FBT001 - a case
    one, other, third = opening(), opening(), opening()
    if is_known:
        steering.cancel(one.desk, str(sending.prepare(one.desk, planned(one))))
    plans = planned(one), planned(other)

    results = at_once(
        third.desk.store,
        "LOCK TABLE releases IN ROW EXCLUSIVE MODE; UPDATE releases SET kind = kind; LOCK TABLE releases IN SHARE MODE",
        lambda: sending.prepare(one.desk, plans[0]),
        lambda: sending.prepare(other.desk, plans[1]),
    )

    with third.desk.store.read() as tx:
        assert len(holding(tx, "wells")) == PEOPLE
        assert len(campaigns.unfinished(tx, "wells", CampaignKind.RELEASE)) == 1
    assert [type(result) for result in results if isinstance(result, Exception)] == [NotFinished]


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_an_audience_that_changes_while_it_is_frozen_is_seen_as_it_was_in_one_moment(opening: Opening) -> None:
    app, third = opening(), opening()
    store = third.desk.store
    with store.begin() as tx:
        subscribe(tx, 1, add_person(tx, "back@d9.example.org").contact_id, ended=True)
    plan = planned(app)

    def swap() -> None:
        time.sleep(0.25)  # the first half of the freeze is done, the second waits for us
        with opening().desk.store.begin() as tx:
            ended = subscriptions.c.contact_id == 1
            tx.execute(update(subscriptions).where(ended).values(ended_at=NOW, ended_reason="asked"))
            subscribe(tx, 1, PEOPLE + 1)

    at_once(
        store,
        "LOCK TABLE deliveries IN SHARE MODE",
        lambda: sending.prepare(app.desk, plan),
        swap,
    )

    with store.read() as tx:
        written_to = set(tx.scalars(select(rows.c.address_key)))
        not_written_to = set(tx.scalars(select(left_out.c.address_key)))
    assert len(written_to) == PEOPLE
    assert not_written_to == {"back@d9.example.org"}
    assert not written_to & not_written_to


def test_a_retry_that_meets_the_end_of_the_campaign_is_not_forgotten(opening: Opening) -> None:
    one, other, third = opening(), opening(), opening()
    store = third.desk.store
    campaign = sending.prepare(one.desk, planned(one))
    settle_all(store, claim(store, campaign), OutcomeKind.PERMANENT)

    def finish() -> None:
        with one.desk.store.begin() as tx:
            close_books(tx, campaign)

    def retry() -> None:
        time.sleep(0.2)
        steering.retry(other.desk, str(campaign))

    at_once(store, "UPDATE campaigns SET relay = relay", finish, retry)

    with store.read() as tx:
        tally = campaigns.tally(tx, campaign)
    assert counts(store, campaign) == {"queued": PEOPLE}
    assert tally.state == "running"
    assert tally.is_balanced


def test_a_failed_reader_of_two_campaigns_is_retried_by_one_of_them(opening: Opening) -> None:
    one, other, third = opening(), opening(), opening()
    store = third.desk.store
    both = []
    for _ in range(2):
        both.append(sending.prepare(one.desk, planned(one)))
        settle_all(store, claim(store, both[-1]), OutcomeKind.PERMANENT)
        with store.begin() as tx:
            close_books(tx, both[-1])

    at_once(
        store,
        "LOCK TABLE releases IN SHARE ROW EXCLUSIVE MODE",
        lambda: steering.retry(one.desk, str(both[0])),
        lambda: steering.retry(other.desk, str(both[1])),
    )

    assert sorted((counts(store, both[0]), counts(store, both[1])), key=str) == [{"failed": PEOPLE}, {"queued": PEOPLE}]


def test_a_second_recovery_leaves_alone_what_was_claimed_again_meanwhile(opening: Opening) -> None:
    one, third = opening(), opening()
    store = third.desk.store
    campaign = sending.prepare(one.desk, planned(one))
    dead = f"{one.desk.origin.host}-{one.desk.origin.boot}-12-abcd.log"
    journals = one.desk.journals
    journals.mkdir()
    (journals / dead).write_text("")
    first = claim(store, campaign, owner=dead)

    with store.begin() as tx:
        now = clock(tx)
        tx.execute(select(rows.c.id).with_for_update())
        recovering = threading.Thread(target=recover, args=(one.desk,))
        recovering.start()
        time.sleep(0.5)  # it has read what there is to recover, and waits to write it
        requeued = [
            (
                Outcome(found.id, 1, OutcomeKind.UNTRIED, Phase.CONNECT),
                Delivery(DeliveryState.QUEUED, 0),
            )
            for found in first
        ]
        deliveries.record(tx, requeued, now, owner=dead)
        again = claims.claim(tx, campaign, limit=500, owner="elsewhere", lease=LEASE, now=now)
    recovering.join()

    assert [found.attempt for found in again] == [1] * PEOPLE
    assert counts(store, campaign) == {"sending": PEOPLE}


def test_a_cancelled_campaign_takes_back_whatever_returns_to_it(opening: Opening) -> None:
    app = opening()
    store = app.desk.store
    campaign = sending.prepare(app.desk, planned(app))
    claimed = claim(store, campaign, owner="elsewhere")
    steering.cancel(app.desk, str(campaign))
    settle_all(store, claimed, OutcomeKind.UNTRIED, owner="elsewhere")  # and dies before it closes the books

    recover(app.desk)

    with store.read() as tx:
        assert holding(tx, "wells") == []
    assert counts(store, campaign) == {"cancelled": PEOPLE}


def test_a_lease_that_somebody_else_has_settled_is_not_lengthened(opening: Opening) -> None:
    app = opening()
    store = app.desk.store
    campaign = sending.prepare(app.desk, planned(app))
    claimed = claim(store, campaign, owner="elsewhere")
    with store.begin() as tx:
        tx.execute(update(rows).where(rows.c.id == claimed[0].id).values(lease_until=NOW - timedelta(days=400)))
    recover(app.desk)

    with store.begin() as tx:
        held = claims.renew(tx, [one.id for one in claimed], owner="elsewhere", until=clock(tx) + LEASE)

    assert held == PEOPLE - 1
    assert counts(store, campaign) == {"sending": PEOPLE - 1, "uncertain": 1}


def test_a_campaign_whose_owner_cannot_be_looked_at_is_its_own_while_its_leases_run(opening: Opening) -> None:
    app = opening()
    store = app.desk.store
    campaign = sending.prepare(app.desk, planned(app))
    owner = f"{app.desk.origin.host}-{app.desk.origin.boot}-12-abcd.log"  # of another workspace on the same database
    claim(store, campaign, owner=owner)
    with store.begin() as tx:
        campaigns.own(tx, campaign, owner=owner, instead_of="")

    recover(app.desk)
    held = owner_of(store, campaign)
    with store.begin() as tx:
        tx.execute(update(rows).where(rows.c.state == "sending").values(lease_until=NOW - timedelta(days=400)))
    recover(app.desk)

    assert (held, owner_of(store, campaign)) == (owner, "")


def owner_of(store: Store, campaign: int) -> str:
    with store.read() as tx:
        return str(tx.scalar(select(campaign_rows.c.owner).where(campaign_rows.c.id == campaign)))
