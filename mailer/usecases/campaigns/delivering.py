"""Claim, send, settle, record: the one loop that sends, for every campaign and every engine (design 9)."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import NoReturn

from mailer.content.mail.dkim import Signer
from mailer.domain.breaker import weigh
from mailer.domain.campaign import CampaignState
from mailer.domain.delivery import Outcome, OutcomeKind, Outgoing, Phase, RetryPolicy
from mailer.errors import MailerError, RelayUnavailable
from mailer.store.database import Transaction, clock
from mailer.store.sending import answers, campaigns, claims, deliveries
from mailer.store.sending.claims import Claimed
from mailer.usecases.campaigns.pacing import WAIT_FOR_DUE, Pace, claim, give_back, next_claim, pace_of
from mailer.usecases.campaigns.settling import apply_uncertain_policy, settled, settled_together
from mailer.usecases.campaigns.spreading import spread, threads_at_hand
from mailer.usecases.desk import Desk
from mailer.usecases.messages.addressing import addresser
from mailer.usecases.ports import Session, Watcher

LEASE = timedelta(seconds=60)
_RENEW_EVERY = 15.0
_WATCH_EVERY = 0.1
_RECORD_EVERY = 0.25
_MOST = 500
_AT_ONCE = 50
_FIRST = 8  # no more until the first answers are read, or while all are that we are not wanted here
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # Linux has one that runs through suspend
_HORIZON = 10.0  # a batch is no more than what this many seconds send


@dataclass(slots=True)
class Run:
    """One campaign being sent by this process: what is on its way, and when what was last done.

    ``is_dry`` says that the last claim found nothing due; ``next_at`` when something will be. ``threads`` is how many
    build messages side by side. With ``is_answer`` each answers an earlier one.
    """

    campaign_id: int
    owner: str
    policy: RetryPolicy
    pace: Pace
    address: Callable[[Claimed, datetime], Outgoing]
    watcher: Watcher
    threads: int = 1
    is_answer: bool = False
    flight: dict[int, Claimed] = field(default_factory=dict)
    unrecorded: list[Outcome] = field(default_factory=list)
    streak: tuple[Outcome, ...] = ()
    answered: int = 0
    started: float = field(default_factory=time.monotonic)
    renewed: float = field(default_factory=time.monotonic)
    watched: float = 0.0
    recorded: float = field(default_factory=time.monotonic)
    is_dry: bool = False
    is_stopping: bool = False
    next_at: datetime | None = None

    @property
    def batch(self) -> int:
        """Return how many deliveries to claim at once: at most what ten seconds can send at the present rate."""
        if not self.answered or self.streak:
            return _FIRST
        rate = self.answered / max(time.monotonic() - self.started, 0.001)
        return max(_FIRST, min(_MOST, int(rate * _HORIZON)))

    @property
    def reserve(self) -> int:
        """Return how many may be on their way when more are claimed: none while we may be unwanted by the relay."""
        return self.batch if self.answered and not self.streak else 0


def deliver(desk: Desk, session: Session, run: Run) -> None:
    """Send what is due of a running campaign until nothing is due within a minute, or it is stopped.

    RelayUnavailable if the relay goes away, MailerError with the campaign paused if this machine can write down no
    more; everything that was not begun is back in the queue by then.
    """
    while not _is_done(desk, session, run):
        _claim(desk, session, run)
        _gather(session, run)
        _record(desk, run)
        _renew(desk, session, run)
    _end_streak(desk, run)
    if session.failure and run.is_stopping:
        _break_off(desk, session, run)


def _break_off(desk: Desk, session: Session, run: Run) -> NoReturn:
    if not session.is_ours:
        hint = f"Then run: mailer resume {run.campaign_id}"
        is_refusal, was_useful = session.is_refused, run.answered > 0
        raise RelayUnavailable(session.failure, hint=hint, is_refusal=is_refusal, was_useful=was_useful)
    with desk.store.begin() as tx:
        campaigns.move(tx, run.campaign_id, CampaignState.PAUSED, paused_reason=session.failure)
    raise MailerError(session.failure, hint=f"Mend that, then run: mailer resume {run.campaign_id}")


def new_run(
    desk: Desk,
    tx: Transaction,
    campaign_id: int,
    *,
    owner: str,
    watcher: Watcher,
    relay: str,
    signer: Signer | None = None,
) -> Run:
    """Return the run of a campaign as it was frozen, through this relay."""
    campaign = campaigns.get(tx, campaign_id)
    address = addresser(tx, campaign_id, desk.settings, desk.settings.relays[relay], dkim=signer)
    pace = pace_of(desk.settings, relay)
    threads = threads_at_hand() if signer else 1  # all else that building takes would only wait for the interpreter
    policy = RetryPolicy(campaign.valid_until)
    return Run(campaign_id, owner, policy, pace, address, watcher, threads, campaign.kind.is_answer)


def _is_done(desk: Desk, session: Session, run: Run) -> bool:
    _watch(desk, session, run)
    if session.pending or run.unrecorded:
        return False
    return run.is_stopping or ((run.is_dry or run.pace.is_resting) and not _waits_for_due(desk, run))


def _watch(desk: Desk, session: Session, run: Run) -> None:
    """Begin nothing new after a person's pause or cancel, or at the end of this process or of the relay."""
    if run.is_stopping or time.monotonic() - run.watched < _WATCH_EVERY:
        return
    run.watched = time.monotonic()
    with desk.store.read() as tx:
        state = campaigns.state_of(tx, run.campaign_id)
    if state is not CampaignState.RUNNING or run.watcher.wants_stop() or session.failure:
        _stop(session, run)


def _stop(session: Session, run: Run) -> None:
    run.is_stopping = True
    session.stop()


def _waits_for_due(desk: Desk, run: Run) -> bool:
    """Return whether something is due within a minute, having waited a moment for it if it is not due now."""
    with desk.store.read() as tx:
        now = clock(tx)
        run.next_at = next_claim(tx, run.pace, run.campaign_id, now)
    if run.next_at is None or run.next_at - now > WAIT_FOR_DUE:
        return False
    run.is_dry = run.next_at > now
    if run.is_dry:
        time.sleep(_WATCH_EVERY)
    return True


def _claim(desk: Desk, session: Session, run: Run) -> None:
    if run.is_stopping or run.is_dry or run.pace.is_resting or session.pending > run.reserve:
        return
    with desk.store.begin() as tx:
        now, deadline = clock(tx), _deadline()  # together: a slow commit must not make the lease look longer
        claimed = claim(tx, run.pace, run.campaign_id, limit=run.batch, owner=run.owner, lease=LEASE, now=now)
        claimed = answers.with_originals(tx, claimed) if run.is_answer else claimed
    run.is_dry = not claimed and not run.pace.is_resting
    run.flight.update((one.id, one) for one in claimed)
    for start in range(0, len(claimed), _AT_ONCE):  # the first are on the wire while the last are being built
        _submit(session, run, _addressed(run, claimed[start : start + _AT_ONCE], now), deadline)


def _addressed(run: Run, claimed: Sequence[Claimed], now: datetime) -> list[Outgoing]:
    """Return the messages; one that cannot be built fails by itself and does not stop the others."""
    built = spread(partial(_built, run, now), claimed, threads=run.threads)
    run.unrecorded += [one for one in built if isinstance(one, Outcome)]
    return [one for one in built if isinstance(one, Outgoing)]


def _built(run: Run, now: datetime, one: Claimed) -> Outgoing | Outcome:
    try:
        return run.address(one, now)
    except MailerError as error:
        return _unsendable(one.id, one.attempt, error.message)


def _submit(session: Session, run: Run, outgoing: Sequence[Outgoing], deadline: float) -> None:
    """Queue the messages; one that the transport finds unsafe fails by itself."""
    try:
        session.submit(outgoing, deadline)
    except ValueError:
        for one in outgoing:
            try:
                session.submit([one], deadline)
            except ValueError as error:
                run.unrecorded.append(_unsendable(one.delivery_id, one.attempt, str(error)))


def _unsendable(delivery_id: int, attempt: int, reason: str) -> Outcome:
    return Outcome(delivery_id, attempt, OutcomeKind.PERMANENT, Phase.CONNECT, text=reason)


def _gather(session: Session, run: Run) -> None:
    found = session.collect(_WATCH_EVERY) if session.pending else []
    run.answered += _tried(found)
    domains = {number: one.domain for number, one in run.flight.items()} if _has_refusals(run, found) else {}
    weighed = weigh(run.streak, found, domains)
    run.streak = weighed.streak
    run.unrecorded += weighed.settled
    if weighed.is_open and not run.is_stopping:
        _stop(session, run)


def _has_refusals(run: Run, found: Sequence[Outcome]) -> bool:
    return bool(run.streak) or any(outcome.kind is OutcomeKind.POLICY for outcome in found)


def _record(desk: Desk, run: Run) -> None:
    is_due = time.monotonic() - run.recorded >= _RECORD_EVERY or len(run.unrecorded) >= _MOST
    if not run.unrecorded or not (is_due or len(run.flight) <= len(run.unrecorded) + len(run.streak)):
        return
    with desk.store.begin() as tx:
        now = clock(tx)
        give_back(tx, run.pace, run.unrecorded, now)
        deliveries.record(tx, settled_together(run.unrecorded, run.policy, now), now, owner=run.owner)
        apply_uncertain_policy(tx, desk.settings.uncertain, run.unrecorded)
    _forget(run, run.unrecorded)
    run.unrecorded = []
    run.recorded = time.monotonic()


def _forget(run: Run, outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        run.flight.pop(outcome.delivery_id, None)
    run.watcher.advance(_tried(outcomes))


def _tried(outcomes: Sequence[Outcome]) -> int:
    return sum(outcome.kind is not OutcomeKind.UNTRIED for outcome in outcomes)


def _renew(desk: Desk, session: Session, run: Run) -> None:
    """Lengthen the leases. If some were lost (this process slept), what waits is left to run out and comes back."""
    if time.monotonic() - run.renewed < _RENEW_EVERY:
        return
    if run.flight:
        with desk.store.begin() as tx:
            until, deadline = clock(tx) + LEASE, _deadline()
            held = claims.renew(tx, run.flight, owner=run.owner, until=until)
        if held == len(run.flight):
            session.extend(deadline)
    run.renewed = time.monotonic()


def _deadline() -> float:
    return time.clock_gettime(_CLOCK) + LEASE.total_seconds()


def _end_streak(desk: Desk, run: Run) -> None:
    """Settle refusals of the sender that no other answer followed: deferred if the breaker opened, failed if not."""
    if not run.streak:
        return
    domains = {number: one.domain for number, one in run.flight.items()}
    is_open = weigh(run.streak, (), domains).is_open
    with desk.store.begin() as tx:
        now = clock(tx)
        pairs = [(one, settled(one, run.policy, now, is_relays_fault=is_open)) for one in run.streak]
        deliveries.record(tx, pairs, now, owner=run.owner)
        if is_open:
            campaigns.move(tx, run.campaign_id, CampaignState.PAUSED, paused_reason=_reason(run.streak[-1]))
    _forget(run, run.streak)
    run.streak = ()


def _reason(outcome: Outcome) -> str:
    said = " ".join(str(part) for part in (outcome.code, outcome.enhanced, outcome.text) if part)
    return f"the relay refuses our mail, not the addresses: {said}"
