"""Who came by an import and has had no mail yet: only they are told where we have their address from."""

import pytest
from sqlalchemy import insert, select, update

from mailer.domain.campaign import CampaignKind
from mailer.domain.contact import Basis
from mailer.domain.delivery import OutcomeKind
from mailer.domain.reason import BASIS, SINCE, SOURCE
from mailer.store.database import Store, Transaction
from mailer.store.sending import particulars, verdicts
from mailer.store.sending.audiences import Choice
from mailer.store.tables.change_schema import newcomers as table
from mailer.store.tables.schema import campaigns, deliveries, subscriptions
from mailer.usecases.campaigns.settling import close_books
from tests.store.ledger import NOW, Person, add_list, add_person, claim, freeze, settle_all

USUAL = {"outlet": ""}


def imported(tx: Transaction, text: str, *lists: int) -> Person:
    """Return somebody whom a file has brought."""
    person = add_person(tx, text, *lists)
    tx.execute(update(subscriptions).where(subscriptions.c.contact_id == person.contact_id).values(source="Guide"))
    tx.execute(insert(table).values(contact_id=person.contact_id))
    return person


def kept(tx: Transaction, campaign_id: int) -> dict[str, dict[str, str]]:
    d = deliveries.c
    return {
        row.address: row.slots for row in tx.execute(select(d.address, d.slots).where(d.campaign_id == campaign_id))
    }


def known(tx: Transaction) -> set[int]:
    return set(tx.scalars(select(table.c.contact_id)))


def test_a_first_mail_keeps_the_source_and_the_day_and_others_keep_nothing(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        imported(tx, "new@example.org", press)
        add_person(tx, "by-hand@example.org", press)
        campaign = freeze(tx, Choice(lists=(press,), fallback="en"))
        found = kept(tx, campaign)
        told = [verdicts.tells_origin(tx, campaign, key) for key in ("new@example.org", "by-hand@example.org")]

    assert found["by-hand@example.org"] == USUAL
    assert found["new@example.org"][SINCE].startswith("2026-11-24 06:00:00")
    assert {name: found["new@example.org"][name] for name in (BASIS, SOURCE)} == {
        BASIS: "legitimate-interest",
        SOURCE: "Guide",
    }
    assert told == [True, False]


@pytest.mark.parametrize("kind", [OutcomeKind.ACCEPTED, OutcomeKind.UNCERTAIN])
def test_whoever_may_have_had_a_mail_is_not_new_any_more(store: Store, kind: OutcomeKind) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        imported(tx, "new@example.org", press)
        first = freeze(tx, Choice(lists=(press,), fallback="en"))
    settle_all(store, claim(store, first), kind)
    with store.begin() as tx:
        second = freeze(tx, Choice(lists=(press,), fallback="en"))

        assert kept(tx, second) == {"new@example.org": USUAL}


@pytest.mark.parametrize(
    "unreal", [{"is_rehearsal": True}, {"kind": CampaignKind.TEST}], ids=["a rehearsal", "a test copy"]
)
def test_a_mail_that_reached_nobody_does_not_count(store: Store, unreal: dict[str, object]) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        imported(tx, "new@example.org", press)
        first = freeze(tx, Choice(lists=(press,), fallback="en"))
        tx.execute(update(campaigns).where(campaigns.c.id == first).values(**unreal))
    settle_all(store, claim(store, first), OutcomeKind.ACCEPTED)
    with store.begin() as tx:
        close_books(tx, first)
        second = freeze(tx, Choice(lists=(press,), fallback="en"))

        assert kept(tx, second)["new@example.org"][SINCE]


def test_whom_a_finished_campaign_reached_is_looked_at_no_more(store: Store) -> None:
    with store.begin() as tx:
        press, partners = add_list(tx, "press"), add_list(tx, "partners")
        imported(tx, "new@example.org", press)
        other = imported(tx, "other@example.org", partners)
        first = freeze(tx, Choice(lists=(press,), fallback="en"))
    settle_all(store, claim(store, first), OutcomeKind.ACCEPTED)

    with store.begin() as tx:
        close_books(tx, first)

        assert known(tx) == {other.contact_id}


def test_a_mail_that_failed_leaves_its_reader_new(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        new = imported(tx, "new@example.org", press)
        first = freeze(tx, Choice(lists=(press,), fallback="en"))
    settle_all(store, claim(store, first), OutcomeKind.PERMANENT)

    with store.begin() as tx:
        close_books(tx, first)
        second = freeze(tx, Choice(lists=(press,), fallback="en"))

        assert known(tx) == {new.contact_id}
        assert kept(tx, second)["new@example.org"][SINCE]


def test_another_basis_than_the_list_s_is_kept_with_the_delivery(store: Store) -> None:
    with store.begin() as tx:
        press, partners = add_list(tx, "press"), add_list(tx, "partners")
        asked = add_person(tx, "asked@example.org", press, partners)
        add_person(tx, "plain@example.org", press)
        mine = (subscriptions.c.contact_id == asked.contact_id, subscriptions.c.list_id == press)
        tx.execute(update(subscriptions).where(*mine).values(basis=Basis.CONSENT))
        through_press = freeze(tx, Choice(lists=(press, partners), fallback="en"))
        through_partners = freeze(tx, Choice(lists=(partners, press), fallback="en"))

        assert kept(tx, through_press) == {
            "asked@example.org": {**USUAL, BASIS: "consent", SOURCE: "", SINCE: ""},
            "plain@example.org": USUAL,
        }
        assert kept(tx, through_partners) == {"asked@example.org": USUAL, "plain@example.org": USUAL}


def test_only_somebody_new_is_told_so_in_a_proof(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        new, other = imported(tx, "new@example.org", press), add_person(tx, "other@example.org")

        standing = particulars.standing(tx, new.contact_id)
        assert (standing.title, standing.source, standing.added_at) == ("Press", "Guide", NOW)
        assert particulars.standing(tx, other.contact_id) == particulars.Standing()
