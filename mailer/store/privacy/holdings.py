"""Holdings: every row about a person, table by table, with the words that numbers stand for."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, FromClause, Row, Select, select

from mailer.domain.holding import Chapter
from mailer.store.database import Transaction
from mailer.store.privacy.personal_columns import HELD, Held, Person
from mailer.store.tables import schema as s
from mailer.store.tables.change_schema import change_values, changes, changesets

#: What a number in these columns stands for: the tables on the way, and what is told of the last one, by name.
_Words = Mapping[str, Column[Any]]
_SAID_OF: Mapping[str, _Words] = {
    "changeset_id": {
        "done": changesets.c.action,
        "done_by": changesets.c.who,
        "done_at": changesets.c.created_at,
        "from_file": changesets.c.source,
    },
    "list_id": {"list": s.distribution_lists.c.slug, "list_title": s.distribution_lists.c.title},
    "outlet_id": {"outlet": s.outlets.c.name},
    "change_id": {"subject": changes.c.subject, "verb": changes.c.verb},
    "variant_id": {"edition": s.variants.c.language, "subject_line": s.variants.c.subject},
}
_RELEASE: _Words = {
    "release": s.releases.c.slug,
    "headline": s.releases.c.headline,
    "sent_at": s.campaigns.c.started_at,
}


def of(tx: Transaction, who: Person) -> list[Chapter]:
    """Return all that the ledger holds of the person, a chapter for each table that holds anything."""
    found = [Chapter(held.table.name, held.title, _rows(tx, held, who)) for held in reversed(HELD)]
    return [one for one in found if one.rows]


def _rows(tx: Transaction, held: Held, who: Person) -> tuple[Mapping[str, Any], ...]:
    wanted = _selection(held).where(held.whose(who)).order_by(*held.table.primary_key.columns)
    return tuple(_said(row, held) for row in tx.execute(wanted))


def _selection(held: Held) -> Select[Any]:
    table = held.table
    joined: FromClause = table
    words: dict[str, Column[Any]] = {}
    for name, said in _SAID_OF.items():
        if name in table.c:
            other = next(iter(said.values())).table
            joined = joined.outerjoin(other, other.c.id == table.c[name])
            words.update(said)
    if "campaign_id" in table.c:
        joined = joined.outerjoin(s.campaigns, s.campaigns.c.id == table.c.campaign_id)
        joined = joined.outerjoin(s.releases, s.releases.c.id == s.campaigns.c.release_id)
        words.update(_RELEASE)
    own = [column for column in table.columns if column.name not in held.hidden]
    return select(*own, *(column.label(f"_{name}") for name, column in words.items())).select_from(joined)


def _said(row: Row[Any], held: Held) -> dict[str, Any]:
    """Return a row by the names of its columns, empty values left out."""
    said = {name.removeprefix("_"): value for name, value in row._mapping.items() if value not in (None, "", {})}  # noqa: SLF001 - SQLAlchemy's public accessor
    return {**said, "values": json.loads(said["values"])} if held.table is change_values else said
