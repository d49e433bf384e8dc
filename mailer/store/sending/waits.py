"""Who waits for an edition that comes later: deliveries that are held for it, and readers who were told of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, update

from mailer.domain.campaign import CampaignKind, CampaignState
from mailer.domain.delivery import DeliveryState
from mailer.domain.variant import Variant
from mailer.store.database import Transaction, new_id
from mailer.store.sending.turns import in_state
from mailer.store.tables.schema import campaigns, deliveries, releases, variants

_S = DeliveryState
#: States in which a delivery that announces the edition may still become one of the edition itself.
_OPEN = (_S.QUEUED, _S.DEFERRED)
#: States in which its reader has been told, or may have been.
_TOLD = (_S.SENT, _S.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits for the edition in ``language``, of one campaign.

    So many are ``held`` for it, ``open`` (to be told of it, but not yet) and ``told``.
    """

    campaign_id: int
    language: str
    held: int = 0
    open: int = 0
    told: int = 0

    @property
    def number(self) -> int:
        """Return how many wait."""
        return self.held + self.open + self.told


def waiting(tx: Transaction, release_slug: str) -> list[Waiting]:
    """Return who waits for which edition of the release, by campaign and language; test copies do not count."""
    wanted = select(variants.c.campaign_id, variants.c.language, variants.c.follows).where(
        variants.c.campaign_id.in_(_of_release(release_slug)), or_(variants.c.follows != "", variants.c.compiled == b"")
    )
    pairs = {(row.campaign_id, row.follows or row.language): None for row in tx.execute(wanted.order_by(variants.c.id))}
    found = (_counted(tx, *pair) for pair in pairs)
    return [one for one in found if one.number]


def lacking(tx: Transaction, campaign_id: int, language: str, fields: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (field, address) of each who waits for the edition and has none of a field that it needs."""
    d = deliveries.c
    wanted = select(d.address, d.name, d.slots).where(d.id.in_(_all(campaign_id, language)))
    for row in tx.execute(wanted.execution_options(yield_per=1000)) if fields else ():
        values = {**row.slots, "name": row.name}
        yield from ((name, row.address) for name in fields if not values.get(name))


def open_edition(tx: Transaction, campaign_id: int, edition: Variant, *, subject: str, compiled: bytes) -> int:
    """Give the edition to those of the campaign who are held for it or not told of it yet; return how many."""
    d, language = deliveries, edition.language
    variant_id = _filled(tx, campaign_id, edition, {"subject": subject, "compiled": compiled})
    held = update(d).where(d.c.campaign_id == campaign_id, in_state(_S.HELD), d.c.held_for == language)
    freed = tx.execute(held.values(state=_S.QUEUED, held_for="")).rowcount
    told_later = update(d).where(d.c.campaign_id == campaign_id, _announces(campaign_id, language))
    changed = tx.execute(told_later.where(d.c.state.in_(_OPEN)).values(variant_id=variant_id)).rowcount
    tx.execute(told_later.where(d.c.state == _S.FAILED).values(variant_id=variant_id))  # a retry sends them this one
    return freed + changed


def told(campaign_id: int, language: str) -> Select[tuple[int]]:
    """Return the query for the deliveries whose readers know that the edition follows, and have not had it since."""
    d, later = deliveries.c, deliveries.alias("later").c
    v, c = variants.alias("of_later").c, campaigns.alias("of_later_campaign").c
    is_late = and_(later.campaign_id == c.id, c.kind == CampaignKind.LATE)
    is_it = and_(is_late, later.variant_id == v.id, v.language == language)
    freed = [state for state in DeliveryState if not state.holds_receipt]
    has_it = select(later.id).where(later.answers == d.id, is_it, later.state.not_in(freed)).exists()
    announced = (d.campaign_id == campaign_id, _announces(campaign_id, language), d.state.in_(_TOLD))
    return select(d.id).where(*announced, ~has_it)


def _counted(tx: Transaction, campaign_id: int, language: str) -> Waiting:
    d = deliveries.c
    held = select(func.count()).where(d.campaign_id == campaign_id, in_state(_S.HELD), d.held_for == language)
    still_open = select(func.count()).where(
        d.campaign_id == campaign_id, _announces(campaign_id, language), d.state.in_(_OPEN)
    )
    numbers = (held, still_open, select(func.count()).select_from(told(campaign_id, language).subquery()))
    return Waiting(campaign_id, language, *(tx.scalar(number) or 0 for number in numbers))


def _all(campaign_id: int, language: str) -> Select[tuple[int]]:
    d = deliveries.c
    held = and_(in_state(_S.HELD), d.held_for == language)
    announced = and_(_announces(campaign_id, language), d.state.in_((*_OPEN, *_TOLD)))
    return select(d.id).where(d.campaign_id == campaign_id, or_(held, announced))


def _announces(campaign_id: int, language: str) -> ColumnElement[bool]:
    v = variants.c
    return deliveries.c.variant_id.in_(select(v.id).where(v.campaign_id == campaign_id, v.follows == language))


def _filled(tx: Transaction, campaign_id: int, edition: Variant, said: Mapping[str, Any]) -> int:
    """Return the campaign's variant of the edition, which it has now if it had none."""
    v = variants
    named = {"campaign_id": campaign_id, "language": edition.language, "follows": ""}
    mine = and_(*(v.c[name] == value for name, value in named.items()))
    known: int | None = tx.scalar(select(v.c.id).where(mine))
    if known is None:
        return new_id(tx, insert(v).values(**named, **said).returning(v.c.id))
    tx.execute(update(v).where(mine, v.c.compiled == b"").values(**said))
    return known


def _of_release(slug: str) -> Select[tuple[int]]:
    c = campaigns.c
    joined = campaigns.join(releases, releases.c.id == c.release_id)
    real = (c.kind == CampaignKind.RELEASE, c.state.not_in([CampaignState.DRAFT, CampaignState.AWAITING_APPROVAL]))
    return select(c.id).select_from(joined).where(releases.c.slug == slug, *real)
