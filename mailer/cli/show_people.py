"""How contacts look on the terminal, as JSON and as list files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show
from mailer.cli.paging import paged
from mailer.cli.show_suppressions import suppression_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailer.domain.contact import ContactRow
    from mailer.domain.subscription import Profile, Subscription
    from mailer.usecases.people.subscribing import Subscribed, Unsubscribed


def left_out(number: int) -> None:
    """Say on stderr how many an export left out."""
    if number:
        show.note(f"{show.count(number, 'contact')} left out: must not be written to (mailer suppressions ls).")


@paged()
def profiles(found: Sequence[Profile], most: int) -> None:
    """Show contacts that were found, a line each."""
    if not found:
        show.line("Nobody was found. Fewer or shorter words find more; to add somebody: mailer contacts add ADDRESS")
        return
    titles = ("name", "address", "outlet", "kind", "languages", "country", "lists", "not written to")
    shown = len(titles) if any(one.suppressions for one in found) else len(titles) - 1
    rows = [
        (
            who.name,
            who.address.address,
            who.outlet,
            who.kind,
            ", ".join(who.languages),
            who.country,
            ", ".join(one.lists),
            show.bad(", ".join(each.reason for each in one.suppressions)),
        )
        for one in found
        for who in (one.contact,)
    ]
    show.table(titles[:shown], rows, spare=(3, 5, 4, 6))
    if len(found) == most:
        show.note(f"Shown: the first {most}; more words find fewer.")


def profiles_csv(found: Sequence[Profile]) -> None:
    """Write contacts that were found as a list file to stdout."""
    from mailer.usecases.people.exporting import as_csv

    show.csv_stream().writelines(as_csv([one.contact for one in found]))


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
    show.line()
    if found.subscriptions:
        show.table(
            ("list", "since", "basis", "source", "frequency", "ended"),
            [_subscription_row(one, zone) for one in found.subscriptions],
            spare=(4, 3),
        )
    else:
        show.line(f"Is on no list. To change that: mailer subscribe {found.contact.address.address} --list LIST")


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


def _subscription_row(one: Subscription, zone: str) -> tuple[object, ...]:
    ended = f"{show.when(one.ended_at, zone)} ({one.ended_reason})" if one.ended_at else ""
    row = (one.list, show.when(one.since, zone), one.terms.basis, one.terms.source, one.terms.frequency, ended)
    return tuple(map(show.past, row)) if ended else row


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
