"""A campaign: one release going to one audience, frozen; its states and its books."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mailer.domain.allowance import Allowance
from mailer.domain.delivery import DeliveryState
from mailer.domain.health import Health


class CampaignState(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"  #: being put together; nothing is sent
    AWAITING_APPROVAL = "awaiting-approval"  #: complete, waits for a second person
    SCHEDULED = "scheduled"  #: starts by itself at its time
    RUNNING = "running"  #: its deliveries are being sent
    PAUSED = "paused"  #: stopped by a person or by the breaker; can go on
    FINISHED = "finished"  #: nothing is left to send
    CANCELLED = "cancelled"  #: what was not sent by then never will be


_S = CampaignState

#: The whole machine: what each state may become. A pair missing here cannot happen.
CAMPAIGN_TRANSITIONS: dict[CampaignState, frozenset[CampaignState]] = {
    _S.DRAFT: frozenset({_S.AWAITING_APPROVAL, _S.SCHEDULED, _S.RUNNING, _S.CANCELLED}),
    _S.AWAITING_APPROVAL: frozenset({_S.DRAFT, _S.SCHEDULED, _S.RUNNING, _S.CANCELLED}),
    _S.SCHEDULED: frozenset({_S.RUNNING, _S.PAUSED, _S.DRAFT, _S.CANCELLED}),
    _S.RUNNING: frozenset({_S.PAUSED, _S.FINISHED, _S.CANCELLED}),
    _S.PAUSED: frozenset({_S.RUNNING, _S.SCHEDULED, _S.CANCELLED}),
    _S.FINISHED: frozenset({_S.RUNNING}),
    _S.CANCELLED: frozenset(),
}


class CampaignKind(StrEnum):
    """What sort of sending it is."""

    RELEASE = "release"  #: a release to its audience; gives receipts
    TEST = "test"  #: a test copy to named addresses; never counted as had
    LATE = "late-edition"  #: an edition that came later, to those who were told so, in the thread of what they had

    @property
    def is_answer(self) -> bool:
        """Return whether its deliveries answer earlier ones."""
        return self is CampaignKind.LATE


class LeftOut(StrEnum):
    """Why a candidate is not a recipient, in the order in which the reasons are looked for."""

    UNSUBSCRIBED = "unsubscribed"  #: the subscription to this list has ended
    EXCLUDED = "excluded"  #: on a list given with --exclude
    SUPPRESSED = "suppressed"  #: the address or the person must not be written to
    ALREADY_HAD = "already_had"  #: has a receipt for this item
    NO_EDITION = "no_edition"  #: no edition in a language that this person can be sent
    NO_ITEMS = "no_items"  #: a digest with nothing in it for this person
    OUTLET_CAP = "outlet_cap"  #: as many others of the outlet get it as its cap allows
    DUPLICATE = "duplicate"  #: is a recipient through another list already


#: Why somebody is left out, as it is told.
LEFT_OUT_TOLD = {
    LeftOut.SUPPRESSED: "suppressed",
    LeftOut.UNSUBSCRIBED: "unsubscribed",
    LeftOut.EXCLUDED: "excluded",
    LeftOut.DUPLICATE: "on several lists",
    LeftOut.ALREADY_HAD: "already had it",
    LeftOut.NO_EDITION: "no edition in their language",
    LeftOut.NO_ITEMS: "nothing for them",
    LeftOut.OUTLET_CAP: "over the cap of their outlet",
}


def may_become(state: CampaignState, wanted: CampaignState) -> bool:
    """Return whether a campaign in ``state`` may become ``wanted``."""
    return wanted in CAMPAIGN_TRANSITIONS[state]


@dataclass(frozen=True, slots=True)
class Tally:
    """What the books of a campaign say: counts as frozen, and counts as they stand now.

    ``accepted`` counts deliveries with an accepted attempt, a decision or evidence of acceptance.
    """

    state: CampaignState
    candidates: int
    recipients: int
    left_out: dict[LeftOut, int]
    deliveries: dict[DeliveryState, int]
    accepted: int

    @property
    def is_balanced(self) -> bool:
        """Return whether nobody is unaccounted for (design 7)."""
        counted = self.deliveries
        had = sum(counted[state] for state in (DeliveryState.SENT, DeliveryState.BOUNCED, DeliveryState.COMPLAINED))
        unsettled = sum(number for state, number in counted.items() if not state.is_final)
        return (
            self.candidates == self.recipients + sum(self.left_out.values())
            and self.recipients == sum(counted.values())
            and self.accepted == had
            and (self.state is not CampaignState.FINISHED or unsettled == 0)
        )

    @property
    def only_waits(self) -> bool:
        """Return whether all that is left is held: something has to come first."""
        left = {state for state, number in self.deliveries.items() if number and not state.is_final}
        return left == {DeliveryState.HELD}


#: The reason of a pause that a person asked for; any other one is something to mend first.
BY_HAND = "paused by hand"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as it stands; times are aware UTC. ``owner`` names the journal of the process that sends it, or ""."""

    id: int
    kind: CampaignKind
    release: str
    state: CampaignState
    relay: str
    is_rehearsal: bool
    created_at: datetime
    valid_until: datetime
    scheduled_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    paused_reason: str = ""
    owner: str = ""
    content_hash: str = ""

    @property
    def waits_for_repair(self) -> bool:
        """Return whether something has to be mended before it can go on: the breaker has paused it."""
        return self.state is CampaignState.PAUSED and self.paused_reason not in {"", BY_HAND}

    def starts_later(self, now: datetime) -> bool:
        """Return whether it has not begun and is scheduled for after ``now``."""
        return self.started_at is None and self.scheduled_at is not None and self.scheduled_at > now


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign with its books, the time when something is due next, and the addresses that are in doubt.

    ``held_for`` tells how many wait for which edition. ``held_back_by`` names the relay whose limits make it later than
    it would be; ``trouble`` is that of its own relay. ``allowed`` is what it was sent with although a check refused it.
    """

    campaign: Campaign
    tally: Tally
    next_at: datetime | None = None
    lists: tuple[str, ...] = field(default=())
    uncertain: tuple[str, ...] = field(default=())
    held_back_by: str = ""
    held_for: dict[str, int] = field(default_factory=dict)
    trouble: Health | None = None
    allowed: tuple[Allowance, ...] = field(default=())
