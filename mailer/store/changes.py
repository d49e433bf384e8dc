"""Changes: each with its values, which go when the person is erased, and a commitment to them, which stays."""

import hmac
import json
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, insert, select

from mailer.domain.changeset import Change, Subject, Verb
from mailer.store.change_schema import change_values, changes
from mailer.store.database import Transaction

_KEY_OCTETS = 16


def write(tx: Transaction, changeset: int, made: Iterable[Change]) -> None:
    """Write down the changes that a changeset made, in order.

    The key of a commitment (HMAC-SHA256) stands beside the values and is removed with them: what is left proves what
    somebody who kept the values shows, and tells nobody else anything.
    """
    entries = [(one, secrets.token_hex(_KEY_OCTETS), _dumped(one)) for one in made]
    if not entries:
        return
    rows = [_row(changeset, *entry) for entry in entries]
    ids = tx.scalars(insert(changes).returning(changes.c.id, sort_by_parameter_order=True), rows).all()
    values = [
        {"change_id": number, "key": key, "values": said} for number, (_, key, said) in zip(ids, entries, strict=True)
    ]
    tx.execute(insert(change_values), values)


def of(tx: Transaction, changeset: int) -> list[Change]:
    """Return what a changeset changed, in order; values that were erased are empty."""
    joined = changes.outerjoin(change_values, change_values.c.change_id == changes.c.id)
    columns: tuple[Any, ...] = (*changes.c, change_values.c["values"].label("said"))
    wanted = select(*columns).select_from(joined)
    return [
        _change(row) for row in tx.execute(wanted.where(changes.c.changeset_id == changeset).order_by(changes.c.id))
    ]


def commitment(made: Change, *, key: str, said: str) -> str:
    """Return the commitment to a change whose values are ``said`` as they are stored, as hexadecimal digits."""
    what = "\n".join((made.subject, str(made.subject_id), made.verb, said))
    return hmac.digest(bytes.fromhex(key), what.encode(), "sha256").hex()


def _row(changeset: int, made: Change, key: str, said: str) -> dict[str, Any]:
    return {
        "changeset_id": changeset,
        "subject": made.subject,
        "subject_id": made.subject_id,
        "contact_id": made.contact_id,
        "verb": made.verb,
        "commitment": commitment(made, key=key, said=said),
    }


def _dumped(made: Change) -> str:
    return json.dumps({name: list(pair) for name, pair in made.values.items()}, ensure_ascii=False, default=str)


def _change(row: Row[tuple[Any, ...]]) -> Change:
    said: dict[str, Sequence[Any]] = json.loads(row.said) if row.said else {}
    values = {name: tuple(pair) for name, pair in said.items()}
    return Change(Subject(row.subject), row.subject_id, Verb(row.verb), values, row.contact_id)
