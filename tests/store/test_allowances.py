"""Allowances stay with their campaign, on SQLite and on PostgreSQL."""

from dataclasses import replace

from mailer.domain.allowance import Allowance
from mailer.store.database import Store
from mailer.store.sending import allowances
from tests.store.ledger import running_campaign

_LAKE = Allowance("E012", "TK is the name of the lake", "amal@desk")
_DATE = Allowance("E005", "a letter without a date", "amal@desk")


def test_what_was_allowed_is_told_of_its_campaign_alone(store: Store) -> None:
    campaign_id = running_campaign(store, 1)
    with store.begin() as tx:
        allowances.add(tx, campaign_id, [_LAKE, _DATE])
        allowances.add(tx, campaign_id, [])

    with store.read() as tx:
        assert allowances.of(tx, campaign_id) == [_DATE, _LAKE]
        assert allowances.of(tx, campaign_id + 1) == []


def test_of_a_rule_that_is_allowed_again_the_first_word_stays(store: Store) -> None:
    campaign_id = running_campaign(store, 1)
    with store.begin() as tx:
        allowances.add(tx, campaign_id, [_LAKE])
        allowances.add(tx, campaign_id, [replace(_LAKE, reason="said later"), _DATE])

    with store.read() as tx:
        assert allowances.of(tx, campaign_id) == [_DATE, _LAKE]
