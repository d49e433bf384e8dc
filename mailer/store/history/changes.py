"""Changes: each with its values, which go when the person is erased, and a commitment to them, which stays."""

import hmac
import json
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, Table, func, insert, literal, select

from mailer.domain.changeset import Action, Change, Subject, Verb
from mailer.store.database import Transaction
from mailer.store.tables.change_schema import change_values, changes, changesets

_KEY_OCTETS = 16
#: What of a change stays for good.
LOGGED = ("subject", "subject_id", "contact_id", "verb", "commitment")


def write(tx: Transaction, changeset: int, made: Iterable[Change]) -> None:
    """Write down the changes that a changeset made, in order.

    The key of a commitment (HMAC-SHA256) stands beside the values and is removed with them: what is left proves what
    somebody who kept the values shows, and tells nobody else anything.
    """
    entries = [seal(one) for one in made]
    if not entries:
        return
    rows = [{"changeset_id": changeset, **dict(zip(LOGGED, one, strict=False))} for one in entries]
    ids = tx.scalars(insert(changes).returning(changes.c.id, sort_by_parameter_order=True), rows).all()
    values = [
        {"change_id": number, "key": one[-2], "values": one[-1]} for number, one in zip(ids, entries, strict=True)
    ]
    tx.execute(insert(change_values), values)


def write_prepared(tx: Transaction, changeset: int, prepared: Table) -> None:
    """Write down the changes in a table of ``place`` (from 1) and what ``seal`` gives, all at once."""
    if not tx.scalar(select(func.count()).select_from(prepared)):
        return
    before = tx.scalar(select(func.max(changes.c.id))) or 0
    p, own = prepared.c, [prepared.c[name] for name in LOGGED]
    adding = insert(changes).from_select(["changeset_id", *LOGGED], select(literal(changeset), *own).order_by(p.place))
    tx.execute(adding)
    mine = changes.c.changeset_id == changeset
    place = (func.row_number().over(order_by=changes.c.id)).label("place")
    written = select(changes.c.id, place).where(mine, changes.c.id > before).subquery("written")
    values = select(written.c.id, p.key, p["values"]).join(prepared, p.place == written.c.place)
    tx.execute(insert(change_values).from_select(["change_id", "key", "values"], values))


def seal(made: Change) -> tuple[Any, ...]:
    """Return a change as it is stored: the columns of ``LOGGED``, then the key of its commitment and its values."""
    key, said = secrets.token_hex(_KEY_OCTETS), _dumped(made)
    sealed = commitment(made, key=key, said=said)
    return made.subject, made.subject_id, made.contact_id, made.verb, sealed, key, said


def of(tx: Transaction, changeset: int) -> list[Change]:
    """Return what a changeset changed, in order; values that were erased are empty."""
    joined = changes.outerjoin(change_values, change_values.c.change_id == changes.c.id)
    columns: tuple[Any, ...] = (*changes.c, change_values.c["values"].label("said"))
    wanted = select(*columns).select_from(joined)
    return [
        change_of(row) for row in tx.execute(wanted.where(changes.c.changeset_id == changeset).order_by(changes.c.id))
    ]


def by_action(tx: Transaction, action: Action, *, last: int) -> list[Change]:
    """Return what was changed by the ``last`` changesets of an action, in order."""
    done = select(changesets.c.id).where(changesets.c.action == action)
    newest = tx.scalars(done.order_by(changesets.c.id.desc()).limit(last)).all()
    return [change for changeset in reversed(newest) for change in of(tx, changeset)]


def commitment(made: Change, *, key: str, said: str) -> str:
    """Return the commitment to a change whose values are ``said`` as they are stored, as hexadecimal digits."""
    what = "\n".join((made.subject, str(made.subject_id), made.verb, said))
    return hmac.digest(bytes.fromhex(key), what.encode(), "sha256").hex()


def _dumped(made: Change) -> str:
    return json.dumps({name: list(pair) for name, pair in made.values.items()}, ensure_ascii=False, default=str)


def change_of(row: Row[Any]) -> Change:
    """Return a row of ``changes``, with its values as ``said``; they are empty where they were erased."""
    said: dict[str, Sequence[Any]] = _read(row.said) if row.said else {}
    values = {name: tuple(pair) for name, pair in said.items()}
    return Change(Subject(row.subject), row.subject_id, Verb(row.verb), values, row.contact_id)


def _read(said: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return json.loads(said)
    except ValueError:  # somebody has been at it: the audit shows that it is so
        return {}
