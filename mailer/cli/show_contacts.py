"""How contacts that were added or changed by hand look on the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailer.domain.contact import ContactRow
    from mailer.usecases.people.editing import Edited


def added(who: ContactRow, list_slug: str | None) -> None:
    """Say that a contact was added."""
    show.line(f"Added {named(who)}{f' and put on {list_slug}' if list_slug else ''}.")


def edited(found: Edited) -> None:
    """Show what was changed of a contact, field by field."""
    if not found.made:
        show.line(f"{named(found.contact)} is so already; nothing was changed.")
        return
    show.line(named(found.contact))
    show.table(("field", "before", "after"), pairs(found.made))
    show.way_back(found.changeset)


def edited_json(found: Edited) -> dict[str, Any]:
    """Return what was changed of a contact as JSON values."""
    return {
        "address": found.contact.address.address,
        "changed": {name: list(pair) for name, pair in found.made.items()},
        "changeset": found.changeset,
    }


def pairs(made: Mapping[str, tuple[Any, Any]]) -> list[tuple[str, str, str]]:
    """Return a row for each field: its name, before, after."""
    return [(name.removeprefix("field."), told(before), told(after)) for name, (before, after) in made.items()]


def told(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return one value as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return show.plain(value)


def named(who: ContactRow) -> str:
    """Return name and address as mail programs write them."""
    return f"{who.name} <{who.address.address}>" if who.name else who.address.address
