"""How relays look on the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show
from mailer.cli.paging import paged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailer.domain.delivery import Outcome
    from mailer.domain.health import Health
    from mailer.domain.inspection import Inspection
    from mailer.domain.rate import Limits
    from mailer.usecases.campaigns.relaying import Checked, RelayLine

_RELAY = (
    "name", "url", "preset", "rehearsal", "connections", "messages_per_connection", "rate", "daily_limit", "groups",
    "tried_24h", "daily_left", "failures", "trouble", "troubled_since", "retry_at",
)  # fmt: skip


@paged()
def relays(found: Sequence[RelayLine], zone: str) -> None:
    """Show all relays, a line for each."""
    titles = ("relay", "url", "preset", "limits", "last 24 h", "health")
    rows = [
        (
            one.relay.name,
            one.relay.url,
            one.relay.preset,
            _limits(one.relay.limits),
            f"{one.tried:,}" if one.left is None else f"{one.tried:,}, {one.left:,} left",
            show.bad(_health(one.health, zone)) if one.health else "good",
        )
        for one in found
    ]
    show.table(titles, rows, spare=(2, 3))


def relays_csv(found: Sequence[RelayLine]) -> None:
    """Write all relays as CSV."""
    rows = (relay_json(one) | {"groups": _groups(one.relay.limits)} for one in found)
    show.objects_csv(_RELAY, rows)


def relay_json(found: RelayLine) -> dict[str, Any]:
    """Return a relay as JSON values."""
    relay, health = found.relay, found.health
    return {
        "name": relay.name,
        "url": relay.url,
        "preset": relay.preset,
        "rehearsal": found.is_rehearsal,
        "connections": relay.connections,
        "messages_per_connection": relay.messages_per_connection,
        "rate": str(relay.limits.rate or ""),
        "daily_limit": relay.limits.daily,
        "groups": [
            {
                "name": group.name,
                "domains": list(group.domains),
                "rate": str(group.rate or ""),
                "connections": group.connections,
            }
            for group in relay.limits.groups
        ],
        "tried_24h": found.tried,
        "daily_left": found.left,
        "failures": health.failures if health else 0,
        "trouble": health.reason if health else "",
        "troubled_since": health.since if health else None,
        "retry_at": health.retry_at if health else None,
    }


def checked(found: Checked, zone: str) -> None:
    """Show what a look at a relay showed."""
    one = found.inspection
    for title, value in _seen(one, zone):
        if value:
            show.line(f"{title:<13}{value}")
    if one.trouble:
        show.note(f"{one.trouble}{'' if one.trouble.endswith('.') else '.'} {one.hint}")
    else:
        show.line("It takes mail from us.")
    if found.probe:
        show.line(f"Probe: {_answer(found.probe)}")


def checked_json(name: str, found: Checked) -> dict[str, Any]:
    """Return the same as JSON values."""
    one, certificate = found.inspection, found.inspection.certificate
    return {
        "name": name,
        "place": one.place,
        "greeting": one.greeting,
        "offers": list(one.offers),
        "tls": one.tls,
        "cipher": one.cipher,
        "certificate": {
            "subject": certificate.subject,
            "issuer": certificate.issuer,
            "not_after": certificate.not_after,
        }
        if certificate
        else None,
        "offers_encrypted": list(one.offers_encrypted),
        "sign_in": one.sign_in,
        "trouble": one.trouble,
        "probe": _outcome(found.probe) if found.probe else None,
    }


def _seen(one: Inspection, zone: str) -> list[tuple[str, str]]:
    certificate = one.certificate
    nothing = "none" if one.greeting else ""
    return [
        ("Place", one.place),
        ("Greeting", one.greeting),
        ("Offers", ", ".join(one.offers)),
        ("TLS", f"{one.tls}, {one.cipher}" if one.tls else nothing),
        ("Certificate", f"{certificate.subject}, by {certificate.issuer}" if certificate else ""),
        ("Valid until", f"{show.when(certificate.not_after, zone)} {zone}" if certificate else ""),
        ("Inside TLS", ", ".join(one.offers_encrypted)),
        ("Sign-in", one.sign_in or nothing),
    ]


def _limits(limits: Limits) -> str:
    told = [str(limits.rate)] if limits.rate else []
    told += [f"{limits.daily:,} in 24 h"] if limits.daily else []
    return ", ".join([*told, *_groups(limits)])


def _groups(limits: Limits) -> list[str]:
    told = []
    for group in limits.groups:
        held = [str(group.rate)] if group.rate else []
        held += [f"{group.connections} at once"] if group.connections else []
        told.append(f"{group.name}: {' and '.join(held)}")
    return told


def _health(health: Health, zone: str) -> str:
    then = f"; next try {show.when(health.retry_at, zone)}" if health.retry_at else ""
    return f"{health.reason} ({health.failures} in a row{then})"


def _answer(probe: Outcome) -> str:
    said = " ".join(str(part) for part in (probe.code or "", probe.enhanced, probe.text) if part)
    return f"{probe.kind} at {probe.phase}: {said}"


def _outcome(probe: Outcome) -> dict[str, Any]:
    return {
        "kind": probe.kind.value,
        "phase": probe.phase.value,
        "code": probe.code,
        "enhanced": probe.enhanced,
        "text": probe.text,
        "queue_id": probe.queue_id,
    }
