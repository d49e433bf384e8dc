"""How campaigns, plans and the delivery log look on the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show
from mailer.cli.paging import paged
from mailer.cli.show_next_steps import next_steps
from mailer.domain.campaign import LEFT_OUT_TOLD, CampaignKind, LeftOut
from mailer.domain.delivery import DeliveryState
from mailer.domain.duty import told as who_answers
from mailer.domain.schedule import describe
from mailer.domain.variant import variant_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mailer.domain.campaign import Campaign, Standing, Tally
    from mailer.usecases.campaigns.explaining import LogEntry, Verdict
    from mailer.usecases.campaigns.sending import Plan

_DOMAINS_SHOWN = 8
_BAD = frozenset({DeliveryState.FAILED, DeliveryState.UNCERTAIN})

_CAMPAIGN = (
    "campaign", "release", "kind", "state", "rehearsal", "candidates", "recipients",
    *(f"left_out.{reason}" for reason in LeftOut), *(f"deliveries.{state}" for state in DeliveryState),
    "uncertain", "balanced", "lists", "relay", "paused_reason", "relay_trouble", "scheduled_at", "started_at",
    "finished_at", "next_at",
)  # fmt: skip


def plan(planned: Plan, zone: str) -> None:
    """Show what would be sent to whom: the blast radius."""
    editions = [*_editions(planned)]
    show.table(("edition", "recipients", "subject"), editions, right=(1,))
    for title, numbers in (("Lists", planned.by_list), ("Domains", planned.by_domain)):
        if numbers:
            show.line(f"{title:9}{_enumerated(numbers)}")
    candidates = show.count(planned.candidates, "candidate")
    show.line(f"{show.count(planned.recipients, 'recipient')} of {candidates}{_out(planned.left_out)}.")
    for sentence in _circumstances(planned, zone):
        show.line(sentence)


def _editions(planned: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield each edition with how many get it, and those that come later with how many wait for them."""
    for key, rendered in planned.composition.rendered.items():
        one = variant_of(key)
        number = planned.by_variant.get(key, 0)
        if number or not one.follows:
            yield f"{one.language}, {one.follows} follows" if one.follows else key, f"{number:,}", rendered.subject
    for language in planned.composition.awaited.held:
        yield language, f"{planned.by_variant.get(language, 0):,}", "(waits until it comes)"


def plan_json(planned: Plan, state: str) -> dict[str, Any]:
    """Return a plan as JSON values; ``campaign`` is null because nothing was prepared."""
    return {
        "campaign": None,
        "state": state,
        "candidates": planned.candidates,
        "recipients": planned.recipients,
        "left_out": {reason.value: planned.left_out[reason] for reason in LeftOut},
        "lists": planned.by_list,
        "languages": planned.by_variant,
        "domains": planned.by_domain,
        "relay": planned.target.request.relay,
        "deliveries": {state.value: 0 for state in DeliveryState},
    }


def standing(found: Standing, zone: str) -> None:
    """Show where a campaign stands: deliveries by state, the books, what comes next."""
    campaign, tally = found.campaign, found.tally
    reason = f": {campaign.paused_reason}" if campaign.paused_reason else ""
    show.line(f"Campaign {campaign.id}: {campaign.release}{_kind(campaign)} is {campaign.state}{reason}")
    rows = [(state.value, f"{number:,}") for state, number in tally.deliveries.items() if number]
    show.table(("deliveries", "number"), rows, right=(1,))
    show.line(balance(tally))
    for one in found.allowed:
        show.line(f"{one.rule} was allowed by {one.allowed_by}: {one.reason}")
    for sentence in next_steps(found, zone):
        show.line(sentence)


@paged()
def standings(found: Sequence[Standing], zone: str) -> None:
    """Show every campaign in a line."""
    if not found:
        show.line("No campaign yet. Send one: mailer send RELEASE --to LIST")
        return
    rows = [
        (
            one.campaign.id,
            one.campaign.release,
            f"{one.campaign.state}{_kind(one.campaign)}",
            f"{one.tally.recipients:,}",
            f"{one.tally.deliveries[DeliveryState.SENT]:,}",
            _trouble(one.tally.deliveries[DeliveryState.FAILED]),
            _trouble(one.tally.deliveries[DeliveryState.UNCERTAIN]),
            show.when(one.campaign.started_at or one.campaign.scheduled_at, zone),
            "yes" if one.tally.is_balanced else show.bad("NO"),
        )
        for one in found
    ]
    titles = ("no", "release", "state", "recipients", "sent", "failed", "uncertain", "start", "balanced")
    show.table(titles, rows, right=(0, 3, 4, 5, 6), spare=(7, 8))
    for one in found:
        if not one.tally.is_balanced:
            show.line(f"Campaign {one.campaign.id}: {balance(one.tally)}")


def standings_csv(found: Sequence[Standing]) -> None:
    """Write every campaign as CSV."""
    show.objects_csv(_CAMPAIGN, map(standing_json, found))


def standing_json(found: Standing) -> dict[str, Any]:
    """Return a standing as the JSON of design 6."""
    campaign, tally = found.campaign, found.tally
    return {
        "campaign": campaign.id,
        "release": campaign.release,
        "kind": campaign.kind.value,
        "state": campaign.state.value,
        "rehearsal": campaign.is_rehearsal,
        "candidates": tally.candidates,
        "recipients": tally.recipients,
        "left_out": {reason.value: number for reason, number in tally.left_out.items()},
        "deliveries": {state.value: number for state, number in tally.deliveries.items()},
        "held_for": found.held_for,
        "uncertain": list(found.uncertain),
        "balanced": tally.is_balanced,
        "lists": list(found.lists),
        "relay": campaign.relay,
        "paused_reason": campaign.paused_reason,
        "relay_trouble": found.trouble.reason if found.trouble else "",
        "scheduled_at": campaign.scheduled_at,
        "started_at": campaign.started_at,
        "finished_at": campaign.finished_at,
        "next_at": found.next_at,
        "allowed": [{"id": one.rule, "reason": one.reason, "by": one.allowed_by} for one in found.allowed],
    }


def balance(tally: Tally) -> str:
    """Return the books in a sentence, and whether they balance."""
    counted = sum(tally.deliveries.values())
    verdict = "The books balance" if tally.is_balanced else "THE BOOKS DO NOT BALANCE"
    return (
        f"{verdict}: {show.count(tally.candidates, 'candidate')} = {show.count(tally.recipients, 'recipient')}"
        f" + {sum(tally.left_out.values()):,} left out{_out(tally.left_out, lead=' (', end=')')};"
        f" {show.count(counted, 'delivery', 'deliveries')}, {tally.accepted:,} accepted."
    )


@paged()
def log(entries: Sequence[LogEntry], zone: str) -> None:
    """Show the delivery log as a table."""
    if not entries:
        show.line("Nothing was found. Why somebody had nothing: mailer explain ADDRESS; every campaign: mailer status")
        return
    titles = ("no", "address", "state", "try", "when", "relay", "phase", "answer", "queue id")
    show.table(titles, [_log_row(entry, zone) for entry in entries], right=(0, 3), spare=(8, 6, 5, 3))
    show.line(f"{show.count(len(entries), 'line')}, times in {zone}")


def log_json(entries: Sequence[LogEntry]) -> list[dict[str, Any]]:
    """Return the delivery log as the JSON of design 6."""
    return [_log_values(entry) for entry in entries]


def log_csv(entries: Sequence[LogEntry]) -> None:
    """Write the delivery log as CSV; cells that a spreadsheet would calculate are made harmless."""
    show.objects_csv(_LOG_FIELDS, map(_log_values, entries))


@paged()
def verdicts(found: Sequence[Verdict], address: str, zone: str) -> None:
    """Show why an address was in or out, and what happened."""
    if not found:
        show.line(f"{address} was never a candidate in any campaign. On which lists? mailer contacts show {address}")
    for one in found:
        whom = f", to {one.address}" if len({each.address for each in found}) > 1 else ""
        show.line(f"Campaign {one.campaign.id} ({one.campaign.release}, {one.campaign.state}){whom}:")
        for sentence in _told(one, zone):
            show.line(f"  {sentence}")


def verdicts_json(found: Sequence[Verdict]) -> list[dict[str, Any]]:
    """Return the same as JSON values."""
    return [
        {
            "campaign": one.campaign.id,
            "release": one.campaign.release,
            "address": one.address,
            "state": one.state or None,
            "reason": one.reason,
            "list": one.carried_by,
            "tells_origin": one.tells_origin,
            "left_out": [{"list": name, "reason": reason.value} for name, reason in one.reasons],
            "attempts": log_json(one.attempts),
            "decisions": [
                {"attempt": decided.attempt, "decision": decided.decision, "by": decided.decided_by, "at": decided.at}
                for decided in one.decisions
            ],
        }
        for one in found
    ]


_LOG_FIELDS = (
    "campaign", "address", "state", "attempts", "relay", "phase", "code", "enhanced", "text", "queue_id",
    "message_id", "at", "release", "rehearsal", "kind", "reason",
)  # fmt: skip


def _log_values(entry: LogEntry) -> dict[str, Any]:
    values = {name: getattr(entry.line, name, None) for name in _LOG_FIELDS}
    return {
        **values, "message_id": entry.message_id, "rehearsal": entry.line.is_rehearsal, "reason": entry.reason
    }  # fmt: skip


def _log_row(entry: LogEntry, zone: str) -> tuple[object, ...]:
    one = entry.line
    answer = entry.reason or " ".join(str(part) for part in (one.code or "", one.enhanced, one.text) if part)
    moment = show.when(one.at, zone)
    state = show.bad(one.state) if one.state in _BAD else one.state
    return (one.campaign, one.address, state, one.attempts, moment, one.relay, one.phase, answer, one.queue_id)


def _told(one: Verdict, zone: str) -> list[str]:
    told = [f"not through {name or 'its own address'}: {LEFT_OUT_TOLD[reason]}" for name, reason in one.reasons]
    if one.carried_by is not None:
        reason = f": {one.reason}" if one.reason else ""
        told.insert(0, f"{one.state}, through {one.carried_by or 'its own address'}{reason}")
    if one.tells_origin:
        told.append(f"{'carried' if one.attempts else 'is to carry'} the notice of where the address came from")
    told += [f"{show.when(entry.line.at, zone)} {zone}, {_answer(entry)}" for entry in one.attempts]
    told += [
        f"{show.when(each.at, zone)} {zone}, {each.decided_by} decided about try {each.attempt}: {each.decision}"
        for each in one.decisions
    ]
    return told or ["was not a candidate: neither on its lists nor named"]


def _answer(entry: LogEntry) -> str:
    one = entry.line
    said = " ".join(str(part) for part in (one.code or "", one.enhanced, one.text) if part)
    queue = f" ({one.queue_id})" if one.queue_id else ""
    return f"try {one.attempts} at {one.relay}, phase {one.phase}: {said}{queue}"


def _circumstances(planned: Plan, zone: str) -> list[str]:
    told = [f"To be sent on {describe(planned.target.moment)}."] if planned.target.moment else []
    if planned.is_rehearsal:
        told.append("This is a rehearsal: messages are written to files, nobody counts as having had it.")
    embargo = planned.composition.release.embargo
    if embargo and planned.composition.is_embargoed:
        told.append(f"Marked as embargoed until {show.when(embargo.until, zone)} {zone}.")
    duty = planned.composition.duty
    return told + [f"{who_answers(absent, duty.day)}." for absent in duty.absent]


def _enumerated(numbers: Mapping[str, int]) -> str:
    shown = list(numbers.items())[:_DOMAINS_SHOWN]
    rest = sum(numbers.values()) - sum(number for _, number in shown)
    told = [f"{name or 'named by address'} {number:,}" for name, number in shown]
    return ", ".join([*told, f"others {rest:,}"] if rest else told)


def _out(left_out: Mapping[LeftOut, int], lead: str = "; left out: ", end: str = "") -> str:
    told = ", ".join(f"{number:,} {LEFT_OUT_TOLD[reason]}" for reason, number in left_out.items() if number)
    return f"{lead}{told}{end}" if told else ""


def _trouble(number: int) -> object:
    return show.bad(f"{number:,}") if number else "0"


def _kind(campaign: Campaign) -> str:
    if campaign.kind is CampaignKind.TEST:
        return " (test copy)"
    if campaign.kind is CampaignKind.LATE:
        return " (late edition, rehearsal)" if campaign.is_rehearsal else " (late edition)"
    return " (rehearsal)" if campaign.is_rehearsal else ""
