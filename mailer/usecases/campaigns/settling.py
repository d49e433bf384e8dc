"""What follows from an outcome, decided the same way by the living process and by recovery."""

from collections.abc import Iterable
from datetime import datetime

from mailer.domain.campaign import CampaignState
from mailer.domain.delivery import Delivery, DeliveryState, Outcome, OutcomeKind, RetryPolicy, defer, settle
from mailer.domain.settings import UncertainPolicy
from mailer.store.database import Transaction, clock
from mailer.store.sending import campaigns, deliveries, newcomers


def settled(outcome: Outcome, policy: RetryPolicy, now: datetime, *, is_relays_fault: bool = False) -> Delivery:
    """Return the delivery as it stands after the outcome; a refusal that is the relay's fault only defers it."""
    sending = Delivery(DeliveryState.SENDING, outcome.attempt)
    return defer(sending, outcome, policy, now) if is_relays_fault else settle(sending, outcome, policy, now)


def settled_together(outcomes: Iterable[Outcome], policy: RetryPolicy, now: datetime) -> list[tuple[Outcome, Delivery]]:
    """Return each outcome with what becomes of its delivery, worked out once for all that ended alike.

    What is to be tried later has a time of its own.
    """
    alike: dict[tuple[OutcomeKind, int], Delivery] = {}
    pairs: list[tuple[Outcome, Delivery]] = []
    for outcome in outcomes:
        after = alike.get((outcome.kind, outcome.attempt))
        if after is None:
            after = settled(outcome, policy, now)
            if outcome.kind is not OutcomeKind.TRANSIENT:
                alike[outcome.kind, outcome.attempt] = after
        pairs.append((outcome, after))
    return pairs


def apply_uncertain_policy(tx: Transaction, policy: UncertainPolicy, outcomes: Iterable[Outcome]) -> None:
    """Do with freshly uncertain deliveries what the settings say; only a first try is sent again unasked."""
    uncertain = [outcome for outcome in outcomes if outcome.kind is OutcomeKind.UNCERTAIN]
    if not uncertain:
        return
    match policy:
        case UncertainPolicy.RESEND:
            deliveries.resend(tx, [outcome.delivery_id for outcome in uncertain if outcome.attempt == 1])
        case UncertainPolicy.ASSUME_SENT:
            deliveries.count_as_sent(tx, [outcome.delivery_id for outcome in uncertain])
        case UncertainPolicy.HOLD:
            pass


def close_books(tx: Transaction, campaign_id: int) -> None:
    """Finish a running campaign that has nothing left to send, and run on a finished one to which something came back.

    A cancelled one leaves nothing open.
    """
    campaigns.lock(tx, campaign_id)
    state = campaigns.state_of(tx, campaign_id)
    if state is CampaignState.CANCELLED:
        deliveries.cancel_open(tx, campaign_id)
    is_open = deliveries.is_any_open(tx, campaign_id)
    if state is CampaignState.RUNNING and not is_open:
        campaigns.move(tx, campaign_id, CampaignState.FINISHED, finished_at=clock(tx))
        newcomers.forget_reached(tx, campaign_id)
    if state is CampaignState.FINISHED and is_open:
        campaigns.move(tx, campaign_id, CampaignState.RUNNING, finished_at=None)
