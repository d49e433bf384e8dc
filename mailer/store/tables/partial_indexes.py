"""The indexes that hold only some rows of a table.

They stand apart from the tables because no statement names them, and because to know them SQLAlchemy imports its words
for both databases, which takes a command as long as all tables together.
"""

from sqlalchemy import Column, Index, text

from mailer.domain.delivery import FREQUENT
from mailer.store.tables.schema import addresses, contacts, deliveries, metadata, subscriptions


def _partial(name: str, *columns: Column[object], where: str, unique: bool = False) -> Index:
    chosen = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=chosen, postgresql_where=chosen)


#: One word after another, since most deliveries come no further than the first one.
_RARE = " AND ".join(f"state <> '{state}'" for state in FREQUENT)
_a, _s, _d = addresses.c, subscriptions.c, deliveries.c

_INDEXES = (
    _partial("uq_addresses_preferred", _a.contact_id, where="is_preferred", unique=True),
    _partial("ix_contacts_merged_into", contacts.c.merged_into, where="merged_into IS NOT NULL"),
    _partial("uq_subscriptions_active", _s.list_id, _s.contact_id, where="ended_at IS NULL", unique=True),
    _partial("ix_subscriptions_ended", _s.list_id, _s.contact_id, where="ended_at IS NOT NULL"),
    _partial("ix_deliveries_queued", _d.campaign_id, _d.id, where="state = 'queued'"),
    _partial("ix_deliveries_deferred", _d.campaign_id, _d.next_attempt_at, where="state = 'deferred'"),
    _partial("ix_deliveries_sending", _d.campaign_id, _d.lease_until, where="state = 'sending'"),
    _partial("ix_deliveries_answers", _d.answers, where="answers IS NOT NULL"),
    _partial("ix_deliveries_rare", _d.campaign_id, _d.state, where=_RARE),
)

#: All tables with all their indexes.
whole_metadata = metadata
