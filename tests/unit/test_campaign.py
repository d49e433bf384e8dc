"""The campaign machine and its books."""

from dataclasses import replace

import pytest

from mailer.domain.campaign import CAMPAIGN_TRANSITIONS, CampaignState, LeftOut, Tally, may_become
from mailer.domain.delivery import DeliveryState


def tally(**deliveries: int) -> Tally:
    counted = {state: deliveries.get(state.value, 0) for state in DeliveryState}
    return Tally(
        state=CampaignState.FINISHED,
        candidates=sum(counted.values()) + 3,
        recipients=sum(counted.values()),
        left_out={reason: 3 if reason is LeftOut.DUPLICATE else 0 for reason in LeftOut},
        deliveries=counted,
        accepted=counted[DeliveryState.SENT],
    )


def test_a_finished_campaign_balances_when_everybody_is_accounted_for() -> None:
    assert tally(sent=5, failed=1, uncertain=1, suppressed=1).is_balanced


@pytest.mark.parametrize("open_state", ["queued", "held", "sending", "deferred"])
def test_a_finished_campaign_with_something_left_to_send_does_not_balance(open_state: str) -> None:
    books = tally(sent=5, **{open_state: 1})

    assert not books.is_balanced
    assert replace(books, state=CampaignState.RUNNING).is_balanced


def test_a_lost_delivery_row_shows_in_the_books() -> None:
    assert not replace(tally(sent=5), recipients=6, candidates=9).is_balanced


def test_a_delivery_called_sent_without_an_accepted_attempt_shows_in_the_books() -> None:
    assert not replace(tally(sent=5), accepted=4).is_balanced


def test_a_left_out_candidate_that_was_not_counted_shows_in_the_books() -> None:
    assert not replace(tally(sent=5), candidates=9).is_balanced


def test_every_campaign_state_is_in_the_table_and_cancelled_is_the_end() -> None:
    assert set(CAMPAIGN_TRANSITIONS) == set(CampaignState)
    assert not [state for state in CampaignState if may_become(CampaignState.CANCELLED, state)]
    assert may_become(CampaignState.FINISHED, CampaignState.RUNNING)
