"""What the database cannot do is said with the next step."""

from pathlib import Path

import pytest
from sqlalchemy import text

from mailer.errors import MailerError
from mailer.store.database import Store
from mailer.store.opening import open_store


def write_much(store: Store, pragma: str) -> None:
    with store.begin() as tx:
        tx.execute(text(f"PRAGMA {pragma}"))
        tx.execute(text("CREATE TABLE notes (text)"))
        tx.execute(text("INSERT INTO notes VALUES (zeroblob(9000000))"))


@pytest.mark.parametrize(
    ("pragma", "reason", "hint"),
    [
        ("query_only = ON", "attempt to write a readonly database", "cannot be written to"),
        ("max_page_count = 1", "database or disk is full", "Make room"),
    ],
)
def test_a_disk_that_takes_nothing_is_told_with_what_to_do(tmp_path: Path, pragma: str, reason: str, hint: str) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'mailer.db'}")

    with pytest.raises(MailerError) as told:
        write_much(store, pragma)

    assert reason in told.value.message
    assert hint in (told.value.hint or "")
    store.close()
