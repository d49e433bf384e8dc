"""Who reads a campaign or an audience, counted and looked at one by one; for proofs, which change nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from mailer.domain.campaign import LeftOut
from mailer.store.database import Transaction
from mailer.store.sending.audiences import Audience
from mailer.store.sending.candidates import judged
from mailer.store.sending.choices import Choice
from mailer.store.tables.schema import contacts, deliveries, distribution_lists, variants


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one candidate, None for a recipient, by a list (None: named) in the edition of ``language``."""

    list_id: int | None
    language: str | None
    verdict: LeftOut | None


def by_list(tx: Transaction, campaign_id: int) -> dict[str, dict[str, int]]:
    """Return the deliveries of the campaign by list ("" for named addresses) and language, the largest list first."""
    d, one = deliveries.c, distribution_lists.c
    counted = select(d.list_id, d.variant_id, func.count().label("number")).where(d.campaign_id == campaign_id)
    few = counted.group_by(d.list_id, d.variant_id).subquery()
    named = few.outerjoin(distribution_lists, one.id == few.c.list_id).join(variants, variants.c.id == few.c.variant_id)
    rows = tx.execute(select(func.coalesce(one.slug, ""), variants.c.language, few.c.number).select_from(named))
    numbers: Counter[tuple[str, str]] = Counter()  # an edition may have several variants
    for slug, language, number in rows:
        numbers[slug, language] += number
    found: dict[str, dict[str, int]] = {}
    for (slug, language), number in sorted(numbers.items(), key=lambda one: (-one[1], one[0])):
        found.setdefault(slug, {})[language] = number
    return found


def zones(tx: Transaction, campaign_id: int) -> Mapping[str, int]:
    """Return how many recipients of the campaign are in each time zone, "" where none is known."""
    joined = deliveries.outerjoin(contacts, contacts.c.id == deliveries.c.contact_id)
    zone = func.coalesce(contacts.c.timezone, "")
    wanted = select(zone, func.count()).select_from(joined).where(deliveries.c.campaign_id == campaign_id)
    return {row[0]: row[1] for row in tx.execute(wanted.group_by(zone))}


def zones_among(tx: Transaction, audience: Audience) -> Mapping[str, int]:
    """Return how many recipients of an audience are in each time zone, "" where none is known."""
    joined = audience.outerjoin(contacts, contacts.c.id == audience.c.contact_id)
    zone = func.coalesce(contacts.c.timezone, "")
    wanted = select(zone, func.count()).select_from(joined).where(audience.c.verdict.is_(None))
    return {row[0]: row[1] for row in tx.execute(wanted.group_by(zone))}


def judgements(tx: Transaction, choice: Choice, contact_id: int) -> list[Judgement]:
    """Return the verdicts on one contact, that of the list which carries it first."""
    found = judged(choice).subquery("found")
    wanted = select(found.c.list_id, found.c.language, found.c.verdict).where(found.c.contact_id == contact_id)
    rows = tx.execute(wanted)
    every = [Judgement(list_id, language, LeftOut(verdict) if verdict else None) for list_id, language, verdict in rows]
    return sorted(every, key=lambda one: one.verdict is not None)


def edition_of(tx: Transaction, campaign_id: int, address_keys: Sequence[str]) -> str:
    """Return the language of the edition that a delivery of the campaign to one of these addresses has, "" if none."""
    d = deliveries.c
    wanted = select(variants.c.language).join_from(deliveries, variants, variants.c.id == d.variant_id)
    found = tx.scalar(wanted.where(d.campaign_id == campaign_id, d.address_key.in_(address_keys)).limit(1))
    return found or ""
