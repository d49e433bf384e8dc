"""How contacts and suppressions look on the terminal and as JSON."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from mailer.cli import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailer.domain.contact import ContactRow
    from mailer.domain.subscription import Profile, Subscription
    from mailer.domain.suppression import Suppression
    from mailer.usecases.subscribing import Subscribed, Unsubscribed
    from mailer.usecases.suppressing import Suppressed


def left_out(number: int) -> None:
    """Say on stderr how many an export left out."""
    if number:
        show.note(f"{show.count(number, 'contact')} left out: must not be written to (mailer suppressions ls).")


def profiles(found: Sequence[Profile], most: int) -> None:
    """Show contacts that were found, a line each."""
    if not found:
        show.line("Nobody was found.")
        return
    titles = ("name", "address", "outlet", "kind", "languages", "country", "lists", "not written to")
    rows = [
        (
            who.name,
            who.address.address,
            who.outlet,
            who.kind,
            ", ".join(who.languages),
            who.country,
            ", ".join(one.lists),
            ", ".join(each.reason for each in one.suppressions),
        )
        for one in found
        for who in (one.contact,)
    ]
    show.table(titles, rows, spare=(3, 5, 4))
    if len(found) == most:
        show.note(f"The first {most} are shown; more words find fewer.")


def profiles_csv(found: Sequence[Profile]) -> None:
    """Write contacts that were found as a list file to stdout."""
    from mailer.usecases.exporting import as_csv

    sys.stdout.writelines(as_csv([one.contact for one in found]))


def profile(found: Profile, zone: str) -> None:
    """Show all that is known of a contact; what forbids writing comes first."""
    for one in found.suppressions:
        whole = " (nor to any other address of this person)" if one.is_person else ""
        note = f": {one.note}" if one.note else ""
        show.warning(f"MUST NOT BE WRITTEN TO: {one.address}{whole}, {one.told}{note}")
    facts = {**found.contact.fields, **_facts(found.contact)}
    known = {name: value for name, value in facts.items() if value and name != "name"}
    rows = [(name, ", ".join(value) if isinstance(value, list) else value) for name, value in known.items()]
    numbered = f"contact #{found.id}"
    show.table((numbered, found.contact.name), [("addresses", ", ".join(found.addresses)), *rows])
    if found.subscriptions:
        show.table(
            ("list", "since", "basis", "source", "frequency", "ended"),
            [_subscription_row(one, zone) for one in found.subscriptions],
            spare=(4, 3),
        )
    else:
        show.line("Is on no list.")


def profile_json(found: Profile) -> dict[str, Any]:
    """Return all that is known of a contact as JSON values."""
    return {
        "id": found.id,
        "address": found.contact.address.address,
        "addresses": list(found.addresses),
        **_facts(found.contact),
        "fields": found.contact.fields,
        "lists": list(found.lists),
        "subscriptions": [_subscription_json(one) for one in found.subscriptions],
        "suppressions": [suppression_json(one) for one in found.suppressions],
    }


def subscribed(result: Subscribed) -> None:
    """Say who is on the list now."""
    returned = dict(result.returned)
    for address in result.joined:
        before = returned.get(address)
        again = f" again (left it on {before.ended_at:%Y-%m-%d})" if before and before.ended_at else ""
        show.line(f"{address} is on {result.list}{again}.")
    for address in result.already:
        show.line(f"{address} was on {result.list} already.")


def unsubscribed(result: Unsubscribed) -> None:
    """Say which lists an address has left."""
    show.line(
        f"{result.address} has left {', '.join(result.left)}." if result.left else f"{result.address} was on no list."
    )
    if result.is_suppressed:
        show.line("Nothing will be written to this person any more.")


def suppressions(found: Sequence[Suppression], zone: str) -> None:
    """Show all suppressions."""
    if not found:
        show.line("Nobody is suppressed.")
        return
    rows = [
        (
            one.address,
            "person" if one.is_person else "address",
            one.reason,
            show.when(one.created_at, zone),
            one.name,
            one.note,
        )
        for one in found
    ]
    show.table(("address", "what", "reason", "since", "name", "note"), rows, spare=(1, 3))


def suppression_json(one: Suppression) -> dict[str, Any]:
    """Return a suppression as JSON values."""
    return {
        "address": one.address,
        "is_person": one.is_person,
        "reason": one.reason,
        "note": one.note,
        "name": one.name,
        "created_at": one.created_at,
    }


def suppressed(result: Suppressed) -> None:
    """Say that nothing may be written to an address."""
    one = result.suppression
    whom = f"{one.address} and every other address of this person" if one.is_person else one.address
    when = "any more" if result.is_new else "as it is"
    show.line(f"Nothing will be written to {whom} {when} ({one.told}).")


def unsuppressed(removed: Sequence[Suppression]) -> None:
    """Say what no longer forbids writing."""
    for one in removed:
        show.line(f"{one.address} may be written to again (was: {one.told}).")
    show.line("Ended subscriptions stay ended: mailer subscribe ADDRESS --list LIST.")


def _facts(who: ContactRow) -> dict[str, Any]:
    return {
        "name": who.name,
        "outlet": who.outlet,
        "role": who.role,
        "kind": who.kind,
        "languages": list(who.languages),
        "country": who.country,
        "timezone": who.timezone,
        "beats": list(who.beats),
        "phone": who.phone,
        "notes": who.notes,
        "embargo_since": who.embargo_since,
        "embargo_version": who.embargo_version,
    }


def _subscription_row(one: Subscription, zone: str) -> tuple[str, ...]:
    ended = f"{show.when(one.ended_at, zone)} ({one.ended_reason})" if one.ended_at else ""
    return one.list, show.when(one.since, zone), one.terms.basis, one.terms.source, one.terms.frequency, ended


def _subscription_json(one: Subscription) -> dict[str, Any]:
    return {
        "list": one.list,
        "since": one.since,
        "basis": one.terms.basis,
        "source": one.terms.source,
        "frequency": one.terms.frequency,
        "ended_at": one.ended_at,
        "ended_reason": one.ended_reason or None,
    }
