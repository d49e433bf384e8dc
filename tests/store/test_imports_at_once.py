"""Several at work on the same people, on both databases: nobody twice, nobody lost, nobody kept waiting."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mailer.domain.contact import ContactKind
from mailer.store.database import Store
from mailer.store.sending.audiences import Choice
from mailer.store.tables import schema as t
from mailer.usecases.people import listing, subscribing
from mailer.usecases.people.accounting import ImportReport
from mailer.usecases.people.importing import Attended, import_contacts
from tests.store.ledger import NOW, claim, freeze, signed

_SIZE = 300


@pytest.fixture
def files(store: Store, tmp_path: Path) -> list[Path]:
    """Two lists, and a file for each; most people are in both."""
    made = []
    for slug, first in (("africa", 0), ("europe", _SIZE // 3)):
        listing.create_list(store, slug, title="", kind=ContactKind.JOURNALIST, basis=None, source="d", by=signed(NOW))
        rows = [f"n{n}@example.org,N {n},Outlet {n % 7},en;fr" for n in range(first, first + _SIZE)]
        path = tmp_path / f"{slug}.csv"
        path.write_text("\n".join(["address,name,outlet,language", *rows]), encoding="utf-8")
        made.append(path)
    return made


def test_two_imports_at_once_bring_everybody_once(store: Store, files: list[Path]) -> None:
    both_have_read = threading.Barrier(2)
    reports: list[ImportReport] = []

    def bring(path: Path) -> None:
        def wait(_: int) -> None:
            both_have_read.wait(timeout=30)

        reports.append(_import(store, path, Attended(wait)))

    _at_once(*(lambda path=path: bring(path) for path in files))

    number = _SIZE + _SIZE // 3
    assert sum(report.added for report in reports) == number
    assert sum(report.joined for report in reports) == 2 * _SIZE
    with store.read() as tx:
        for table, there in ((t.contacts, number), (t.addresses, number), (t.subscriptions, 2 * _SIZE), (t.outlets, 7)):
            assert tx.scalar(select(func.count()).select_from(table)) == there


def test_who_leaves_while_a_file_is_read_is_not_kept_waiting(store: Store, files: list[Path]) -> None:
    _import(store, files[0])
    left: list[int] = []

    def leave(row: int) -> None:
        subscribing.unsubscribe(store, "n1@example.org", list_slug="africa", by=signed(NOW))
        left.append(row)

    report = _import(store, files[0], Attended(leave))

    assert [error.value for error in report.errors] == ["n1@example.org"]
    assert left


def test_a_running_campaign_goes_on_while_a_file_is_read(store: Store, files: list[Path]) -> None:
    _import(store, files[0])
    with store.begin() as tx:
        campaign = freeze(tx, Choice((1,), fallback="en"))
    claimed: list[int] = []

    _import(store, files[1], Attended(lambda _: claimed.append(len(claim(store, campaign, limit=50)))))

    assert claimed == [50]


def _import(store: Store, path: Path, attended: Attended = Attended()) -> ImportReport:  # noqa: B008 - a frozen value
    return import_contacts(store, path, list_slug=None, dry_run=False, by=signed(NOW), attended=attended)


def _at_once(*actions: Callable[[], object]) -> None:
    troubles: list[BaseException] = []

    def run(action: Callable[[], object]) -> None:
        try:
            action()
        except BaseException as error:  # noqa: BLE001 - told below
            troubles.append(error)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not troubles
