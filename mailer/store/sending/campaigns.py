"""Campaigns: what was frozen, where they stand, and who is sending them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes
from typing import Any

from sqlalchemy import Row, Select, and_, exists, insert, or_, select, update

from mailer.domain.campaign import CAMPAIGN_TRANSITIONS, Campaign, CampaignKind, CampaignState, LeftOut, Tally
from mailer.domain.delivery import DeliveryState
from mailer.domain.variant import Variant
from mailer.store.database import Transaction, new_id
from mailer.store.sending import deliveries
from mailer.store.sending.turns import has_any, in_state
from mailer.store.tables.schema import campaign_lists, campaigns, distribution_lists, releases, variants
from mailer.store.tables.schema import deliveries as delivery_rows

_S = CampaignState
_LONGEST_NUMBER = 18  # a longer one fits into no database


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """What is written when a campaign is prepared. ``frame`` is whatever the composer needs again at send time."""

    release_id: int
    kind: CampaignKind
    relay: str
    is_rehearsal: bool
    frame: Mapping[str, Any]
    content_hash: str
    valid_until: datetime
    scheduled_at: datetime | None = None
    scheduled_zone: str = ""


def add(tx: Transaction, new: NewCampaign, now: datetime) -> int:
    """Return the id of a new campaign in state ``draft`` with empty books."""
    adding = (
        insert(campaigns)
        .values(
            release_id=new.release_id,
            kind=new.kind,
            state=_S.DRAFT,
            relay=new.relay,
            is_rehearsal=new.is_rehearsal,
            frame=dict(new.frame),
            content_hash=new.content_hash,
            token_secret=token_bytes(32),
            candidates=0,
            recipients=0,
            left_out={},
            created_at=now,
            valid_until=new.valid_until,
            scheduled_at=new.scheduled_at,
            scheduled_zone=new.scheduled_zone,
        )
        .returning(campaigns.c.id)
    )
    return new_id(tx, adding)


def add_lists(tx: Transaction, campaign_id: int, lists: Sequence[int], *, excluded: bool = False) -> None:
    """Note the lists that the campaign goes to, or leaves out, in order."""
    if lists:
        rows = [
            {"campaign_id": campaign_id, "list_id": list_id, "position": n, "is_excluded": excluded}
            for n, list_id in enumerate(lists)
        ]
        tx.execute(insert(campaign_lists), rows)


def add_variant(
    tx: Transaction, campaign_id: int, variant: Variant, *, subject: str = "", compiled: bytes = b""
) -> int:
    """Return the id of a variant that deliveries are built from; without ``compiled`` they wait for it."""
    named = {"language": variant.language, "follows": variant.follows}
    values = {"campaign_id": campaign_id, **named, "subject": subject, "compiled": compiled}
    return new_id(tx, insert(variants).values(**values).returning(variants.c.id))


def compiled_variants(tx: Transaction, campaign_id: int) -> dict[int, bytes]:
    """Return the compiled variants of the campaign by id; one that is waited for is none yet."""
    rows = tx.execute(select(variants.c.id, variants.c.compiled).where(variants.c.campaign_id == campaign_id))
    return {row.id: bytes(row.compiled) for row in rows if row.compiled}


def compiled_editions(tx: Transaction, campaign_id: int) -> list[bytes]:
    """Return every edition of the campaign as it is without an announcement; one that is waited for is none yet."""
    v = variants.c
    wanted = select(v.compiled).where(v.campaign_id == campaign_id, v.follows == "").order_by(v.id)
    return [bytes(one) for one in tx.scalars(wanted) if one]


def set_books(tx: Transaction, campaign_id: int, tally: Counter[str]) -> None:
    """Store the audience's figures as they were at the freeze."""
    out = {reason.value: tally.get(reason.value, 0) for reason in LeftOut}
    values = {"recipients": tally[""], "candidates": tally.total(), "left_out": out}
    tx.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(**values))


def move(tx: Transaction, campaign_id: int, state: CampaignState, **values: object) -> bool:
    """Return whether the campaign was in a state that may become ``state``, and now is in it."""
    before = [one for one in CampaignState if state in CAMPAIGN_TRANSITIONS[one]]
    c = campaigns
    moved = tx.execute(update(c).where(c.c.id == campaign_id, c.c.state.in_(before)).values(state=state, **values))
    return bool(moved.rowcount)


def mark_started(tx: Transaction, campaign_id: int, now: datetime) -> None:
    """Note when sending began."""
    tx.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(started_at=now))


def prolong(tx: Transaction, campaign_id: int, until: datetime) -> None:
    """Let the campaign be worth sending until then, if that is later than before."""
    c = campaigns.c
    tx.execute(update(campaigns).where(c.id == campaign_id, c.valid_until < until).values(valid_until=until))


def lock(tx: Transaction, campaign_id: int) -> None:
    """Let nobody else finish, reopen or cancel the campaign until the transaction ends."""
    tx.execute(select(campaigns.c.id).where(campaigns.c.id == campaign_id).with_for_update())


def own(tx: Transaction, campaign_id: int, *, owner: str, instead_of: str) -> bool:
    """Return whether ``owner`` now sends the campaign; False if it is no longer ``instead_of``'s."""
    c = campaigns
    taken = tx.execute(update(c).where(c.c.id == campaign_id, c.c.owner == instead_of).values(owner=owner))
    return bool(taken.rowcount)


def owned(tx: Transaction) -> list[Campaign]:
    """Return the campaigns that some process says it is sending."""
    return [_campaign(row) for row in tx.execute(_selection().where(campaigns.c.owner != ""))]


def get(tx: Transaction, campaign_id: int) -> Campaign:
    """Return the campaign with this number."""
    return _campaign(tx.execute(_selection().where(campaigns.c.id == campaign_id)).one())


def state_of(tx: Transaction, campaign_id: int) -> CampaignState:
    """Return the state of the campaign."""
    return CampaignState(tx.execute(select(campaigns.c.state).where(campaigns.c.id == campaign_id)).scalar_one())


def find(tx: Transaction, named: str) -> Campaign | None:
    """Return the campaign with this number, or the newest one of the release with this slug: test copies come last."""
    is_test = campaigns.c.kind == CampaignKind.TEST
    wanted = _selection().order_by(is_test, campaigns.c.id.desc()).limit(1)
    is_number = named.isdecimal() and len(named) <= _LONGEST_NUMBER
    chosen = campaigns.c.id == int(named) if is_number else releases.c.slug == named
    row = tx.execute(wanted.where(chosen)).first()
    return _campaign(row) if row else None


def newest_of(tx: Transaction, release_slug: str) -> Campaign | None:
    """Return the newest campaign that brought the release to its audience; no test copies, no late editions."""
    wanted = _selection().where(releases.c.slug == release_slug, campaigns.c.kind == CampaignKind.RELEASE)
    row = tx.execute(wanted.order_by(campaigns.c.id.desc()).limit(1)).first()
    return _campaign(row) if row else None


def all_campaigns(tx: Transaction) -> list[Campaign]:
    """Return every campaign, newest first."""
    return [_campaign(row) for row in tx.execute(_selection().order_by(campaigns.c.id.desc()))]


def unfinished(tx: Transaction, release_slug: str, kind: CampaignKind) -> list[Campaign]:
    """Return the release's campaigns of this kind in which something is to be sent; rehearsals do not count."""
    ended = [_S.FINISHED, _S.CANCELLED]
    wanted = _selection().where(
        releases.c.slug == release_slug,
        campaigns.c.state.not_in(ended),
        campaigns.c.kind == kind,
        ~campaigns.c.is_rehearsal,
        campaigns.c.id.not_in(_only_waiting()),
    )
    return [_campaign(row) for row in tx.execute(wanted)]


def due(tx: Transaction, now: datetime) -> list[Campaign]:
    """Return scheduled campaigns whose time has come and running ones with something due, oldest first."""
    c, d = campaigns, delivery_rows
    put_off = and_(d.c.campaign_id == c.c.id, in_state(DeliveryState.DEFERRED), d.c.next_attempt_at <= now)
    has_due = or_(has_any(c.c.id, DeliveryState.QUEUED, DeliveryState.SENDING), exists().where(put_off))
    is_settled = ~has_any(c.c.id, *(state for state in DeliveryState if not state.is_final))
    wanted = or_(
        and_(c.c.state == _S.SCHEDULED, c.c.scheduled_at <= now),
        and_(c.c.state == _S.RUNNING, or_(has_due, is_settled)),
    )
    return [_campaign(row) for row in tx.execute(_selection().where(wanted).order_by(c.c.id))]


def frame(tx: Transaction, campaign_id: int) -> dict[str, Any]:
    """Return what the composer stored for send time."""
    return dict(tx.execute(select(campaigns.c.frame).where(campaigns.c.id == campaign_id)).scalar_one())


def token_secret(tx: Transaction, campaign_id: int) -> bytes:
    """Return what the tokens of the campaign's messages follow from, beside the number of each delivery."""
    return bytes(tx.execute(select(campaigns.c.token_secret).where(campaigns.c.id == campaign_id)).scalar_one())


def lists(tx: Transaction, campaign_id: int) -> list[str]:
    """Return the slugs of the lists that the campaign goes to, in order."""
    joined = campaign_lists.join(distribution_lists, distribution_lists.c.id == campaign_lists.c.list_id)
    wanted = select(distribution_lists.c.slug).select_from(joined)
    chosen = wanted.where(campaign_lists.c.campaign_id == campaign_id, ~campaign_lists.c.is_excluded)
    return list(tx.scalars(chosen.order_by(campaign_lists.c.position)))


def tally(tx: Transaction, campaign_id: int) -> Tally:
    """Return the books of the campaign: as frozen, and as they stand."""
    c = campaigns.c
    row = tx.execute(select(c.state, c.candidates, c.recipients, c.left_out).where(c.id == campaign_id)).one()
    return Tally(
        state=CampaignState(row.state),
        candidates=row.candidates,
        recipients=row.recipients,
        left_out={reason: row.left_out.get(reason.value, 0) for reason in LeftOut},
        deliveries=deliveries.counts(tx, campaign_id),
        accepted=deliveries.accepted(tx, campaign_id),
    )


def _only_waiting() -> Select[tuple[int]]:
    """Return the query for the running campaigns of which all that is left waits for an edition."""
    c = campaigns.c
    open_states = (state for state in DeliveryState if not state.is_final and state is not DeliveryState.HELD)
    waits = (has_any(c.id, DeliveryState.HELD), ~has_any(c.id, *open_states))
    return select(c.id).where(c.state == _S.RUNNING, *waits)


def _selection() -> Select[tuple[Any, ...]]:
    joined = campaigns.join(releases, releases.c.id == campaigns.c.release_id)
    return select(campaigns, releases.c.slug).select_from(joined)


def _campaign(row: Row[tuple[Any, ...]]) -> Campaign:
    return Campaign(
        id=row.id,
        kind=CampaignKind(row.kind),
        release=row.slug,
        state=CampaignState(row.state),
        relay=row.relay,
        is_rehearsal=row.is_rehearsal,
        created_at=row.created_at,
        valid_until=row.valid_until,
        scheduled_at=row.scheduled_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        paused_reason=row.paused_reason,
        owner=row.owner,
        content_hash=row.content_hash,
    )
