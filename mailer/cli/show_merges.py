"""How duplicates and merges look on the terminal, as JSON and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show
from mailer.cli.paging import paged

if TYPE_CHECKING:
    from mailer.domain.contact import ContactRow
    from mailer.domain.merge import Stay
    from mailer.usecases.people.comparing import Alike, Duplicates
    from mailer.usecases.people.merging import Merged


@paged()
def duplicates(found: Duplicates, skip: int) -> None:
    """Show contacts who may be the same person, a line each."""
    if not found.number:
        show.line("No two contacts look like the same person.")
        return
    titles = ("no", "sure", "in common", "name", "address", "outlet")
    rows = [row for number, one in enumerate(found.groups, start=skip + 1) for row in _group_rows(number, one)]
    show.table(titles, rows, right=(0,), spare=(5,))
    shown = skip + len(found.groups)
    more = f" The next ones: --skip {shown}." if shown < found.number else ""
    show.line(f"{show.count(found.number, 'group')}.{more} One person: mailer contacts merge A B; two: distinct A B.")


def duplicates_json(found: Duplicates) -> list[dict[str, Any]]:
    """Return them as JSON values."""
    return [
        {
            "sure": _sure(one),
            "in_common": [str(each) for each in one.likenesses],
            "contacts": [_who(each) for each in one.contacts],
        }
        for one in found.groups
    ]


def duplicates_csv(found: Duplicates) -> None:
    """Write them as CSV."""
    rows = [
        (number, _sure(one), ";".join(one.likenesses), each.address.address, each.name, each.outlet)
        for number, one in enumerate(found.groups, start=1)
        for each in one.contacts
    ]
    show.as_csv(("group", "sure", "in_common", "address", "name", "outlet"), rows)


def planned(found: Merged) -> None:
    """Show what becomes of two contacts, field by field."""
    ours, theirs = found.kept.address.address, found.other.address.address
    if found.values:
        rows = [(name.removeprefix("field."), *map(_plain, said)) for name, said in found.values.items()]
        show.table(("fact", ours, theirs, "then"), rows)
    show.line(f"Addresses that {ours} gets: {', '.join(found.addresses)}")
    for before, after in found.stays:
        show.line(f"List {after.list}: {_became(before, after, theirs)}")
    if found.suppressed:
        show.line(f"Nothing will be written to this person any more: {theirs} must not be written to.")
    if found.stopped:
        count = show.count(found.stopped, "delivery that waits", "deliveries that wait")
        show.line(f"{count} will not go out: the person gets the release by the other address.")


def merged(found: Merged) -> None:
    """Say what was done."""
    if found.changeset is not None:
        show.line(f"{found.other.address.address} is {_called(found.kept)} now.")
    show.way_back(found.changeset)


def merged_json(found: Merged) -> dict[str, Any]:
    """Return what becomes of two contacts as JSON values."""
    return {
        "kept": _who(found.kept),
        "merged": _who(found.other),
        "facts": {
            name: dict(zip(("kept", "merged", "then"), said, strict=True)) for name, said in found.values.items()
        },
        "addresses": list(found.addresses),
        "lists": [_stay_json(*pair) for pair in found.stays],
        "suppressed": found.suppressed,
        "stopped": found.stopped,
        "changeset": found.changeset,
    }


def told_apart(one: str, another: str, *, is_new: bool, undo: bool) -> None:
    """Say that two contacts are two people, or may be one again."""
    if undo:
        done = "may be one person again" if is_new else "were not said to be two people"
    else:
        done = "are two people" if is_new else "were said to be two people already"
    show.line(f"{one} and {another} {done}.")


def _group_rows(number: int, one: Alike) -> list[tuple[object, ...]]:
    first = (number, _sure(one), ", ".join(one.likenesses))
    return [
        (*(first if not at else ("", "", "")), who.name, who.address.address, who.outlet)
        for at, who in enumerate(one.contacts)
    ]


def _sure(one: Alike) -> str:
    return "likely" if one.is_likely else "maybe"


def _who(who: ContactRow) -> dict[str, Any]:
    return {"address": who.address.address, "name": who.name, "outlet": who.outlet}


def _called(who: ContactRow) -> str:
    return f"{who.name} ({who.address.address})" if who.name else who.address.address


def _became(before: Stay, after: Stay, theirs: str) -> str:
    if after.ended_reason == "merged":
        return f"the two subscriptions become one; that of {theirs} ends"
    if after.ended_at and not before.ended_at:
        return "has left it by one of the addresses, so that the other subscription ends"
    if after.contact_id == before.contact_id:
        return f"since {after.since:%Y-%m-%d}, {after.basis}, {after.frequency}"
    return f"ended, as that of {theirs}" if after.ended_at else f"is on it, as {theirs} is"


def _stay_json(before: Stay, after: Stay) -> dict[str, Any]:
    names = ("since", "basis", "source", "frequency", "ended_at", "ended_reason")
    return {
        "list": after.list,
        "of": "kept" if before.contact_id == after.contact_id and after.ended_reason != "merged" else "merged",
        **{name: getattr(after, name) for name in names},
    }


def _plain(value: Any) -> str:  # noqa: ANN401 - facts are of several kinds
    return ", ".join(value) if isinstance(value, list | tuple) else show.plain(value)
