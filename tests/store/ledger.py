"""A small ledger for tests: people, lists, and a campaign frozen over them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from mailer.domain.address import parse_address
from mailer.domain.campaign import CampaignKind, CampaignState
from mailer.domain.changeset import Action, Signature
from mailer.domain.delivery import Delivery, DeliveryState, Outcome, OutcomeKind, Phase, RetryPolicy, settle
from mailer.domain.release import Edition, Release, ReleaseKind
from mailer.domain.subscription import Profile
from mailer.domain.variant import variant_of
from mailer.store.database import Store, Transaction, clock, new_id
from mailer.store.history import changesets
from mailer.store.sending import audiences, campaigns, claims, deliveries, releases
from mailer.store.sending.audiences import Choice
from mailer.store.sending.claims import Claimed
from mailer.store.sending.receipts import had
from mailer.store.tables.schema import (
    addresses,
    contact_languages,
    contacts,
    distribution_lists,
    subscriptions,
    suppressions,
)
from mailer.usecases.people.finding import profile_at

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)
RELEASE = Release("returns", ReleaseKind.PRESS_RELEASE, None, (Edition("en", "Returns", "Nairobi", "Text."),))


def signed(at: datetime) -> Signature:
    """Return the signature of somebody at the desk."""
    return Signature("amal@desk", at)


def begun(tx: Transaction, at: datetime) -> int:
    """Return the number of a changeset that anything may belong to."""
    return changesets.begin(tx, Action.EDIT, signed(at))


def contact_profile(store: Store, address: str) -> Profile:
    """Return all that is known of the contact with this address."""
    with store.read() as tx:
        return profile_at(tx, address)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a list."""

    contact_id: int
    key: str


def add_list(tx: Transaction, slug: str) -> int:
    values = {"slug": slug, "title": slug.title(), "basis": "legitimate-interest", "created_at": NOW}
    return new_id(tx, insert(distribution_lists).values(**values).returning(distribution_lists.c.id))


def add_person(tx: Transaction, text: str, *lists: int, languages: Sequence[str] = (), name: str = "") -> Person:
    given = parse_address(text)
    person = insert(contacts).values(name=name, kind="journalist", created_at=NOW, updated_at=NOW)
    contact_id = tx.execute(person.returning(contacts.c.id)).scalar_one()
    tx.execute(
        insert(addresses).values(
            contact_id=contact_id, address=given.address, key=given.key, domain=given.domain, is_preferred=True
        )
    )
    for position, language in enumerate(languages):
        values = {"contact_id": contact_id, "position": position, "language": language}
        tx.execute(insert(contact_languages).values(**values))
    for list_id in lists:
        subscribe(tx, list_id, contact_id)
    return Person(contact_id, given.key)


def subscribe(tx: Transaction, list_id: int, contact_id: int, *, ended: bool = False) -> None:
    end = {"ended_at": NOW, "ended_reason": "asked"} if ended else {}
    values = {"list_id": list_id, "contact_id": contact_id, "since": NOW, "basis": "legitimate-interest", **end}
    tx.execute(insert(subscriptions).values(**values))


def suppress(tx: Transaction, *, key: str | None = None, contact_id: int | None = None) -> None:
    values = {"address_key": key, "contact_id": contact_id, "reason": "manual", "created_at": NOW}
    tx.execute(insert(suppressions).values(**values))


def freeze(
    tx: Transaction, choice: Choice, *, languages: Sequence[str] = ("en",), valid_for: timedelta = timedelta(hours=24)
) -> int:
    """Return the id of a running campaign of RELEASE over the chosen audience, as ``sending.prepare`` makes it."""
    now = clock(tx)
    release_id = releases.save(tx, RELEASE, now)
    campaign_id = campaigns.add(
        tx,
        campaigns.NewCampaign(
            release_id,
            CampaignKind.RELEASE,
            "default",
            is_rehearsal=False,
            frame={},
            content_hash="hash",
            valid_until=now + valid_for,
        ),
        now,
    )
    variants = {
        language: campaigns.add_variant(tx, campaign_id, variant_of(language), subject="S", compiled=b"{}")
        for language in languages
    }
    campaigns.add_lists(tx, campaign_id, choice.lists)
    tally = audiences.freeze(tx, choice, campaign_id=campaign_id, variants=variants, slots=["outlet"])
    campaigns.set_books(tx, campaign_id, tally)
    campaigns.move(tx, campaign_id, CampaignState.RUNNING)
    return campaign_id


def running_campaign(store: Store, size: int) -> int:
    """Return the id of a running campaign with ``size`` recipients ``n0@d0.example`` ... over three domains."""
    with store.begin() as tx:
        press = add_list(tx, "press")
        for number in range(size):
            add_person(tx, f"n{number}@d{number % 3}.example.org", press)
        return freeze(tx, Choice(lists=(press,), fallback="en"))


def holding(tx: Transaction, slug: str = RELEASE.slug) -> list[str]:
    """Return the addresses that hold a receipt: they have had the release, or may yet get it."""
    return sorted(set(tx.scalars(had(releases.release_id(tx, slug)))))


def claim(store: Store, campaign_id: int, *, limit: int = 500, owner: str = "me") -> list[Claimed]:
    with store.begin() as tx:
        return claims.claim(tx, campaign_id, limit=limit, owner=owner, lease=LEASE, now=clock(tx))


def settle_all(store: Store, claimed: Sequence[Claimed], kind: OutcomeKind, *, owner: str = "me") -> None:
    """Record the same outcome for every claimed delivery."""
    with store.begin() as tx:
        now = clock(tx)
        policy = RetryPolicy(now + timedelta(hours=24))
        outcomes = [Outcome(one.id, one.attempt, kind, Phase.BODY, 250, "2.0.0", "said", "Q1") for one in claimed]
        pairs = [(out, settle(Delivery(DeliveryState.SENDING, out.attempt), out, policy, now)) for out in outcomes]
        deliveries.record(tx, pairs, now, owner=owner)


def counts(store: Store, campaign_id: int) -> dict[str, int]:
    """Return how many deliveries are in each state that has any."""
    with store.read() as tx:
        return {state.value: number for state, number in deliveries.counts(tx, campaign_id).items() if number}
