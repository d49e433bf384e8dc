"""What was done to outlets by hand, taken back where nothing newer stands in the way."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from mailer.domain.changeset import Change, Verb
from mailer.domain.outlet import Outlet, facts_of
from mailer.store.database import Transaction
from mailer.store.people import outlet_edits, outlets


def take_back(tx: Transaction, one: Change, *, now: datetime, changeset: int) -> tuple[int, int]:
    """Return how many facts of an outlet are as they were before, and how many were changed since and stay."""
    if one.verb is Verb.CHANGED:
        return _restore(tx, one, outlets.by_id(tx, one.subject_id), now=now, changeset=changeset)
    if one.verb is Verb.REMOVED:
        return _return(tx, one, now=now, changeset=changeset)
    return 0, 0


def _restore(tx: Transaction, one: Change, outlet: Outlet | None, *, now: datetime, changeset: int) -> tuple[int, int]:
    if outlet is None:
        return 0, len(one.values)
    current = facts_of(outlet)
    said: dict[str, Any] = {name: pair[0] for name, pair in one.values.items() if current.get(name) == pair[1]}
    other = outlets.find(tx, said.get("name", outlet.name))
    if other is not None and other.id != outlet.id:  # its old name belongs to somebody else by now
        said.pop("name", None)
    if said:
        outlet_edits.change(tx, outlet, replace(outlet, **said), now, changeset=changeset)
    return len(said), len(one.values) - len(said)


def _return(tx: Transaction, one: Change, *, now: datetime, changeset: int) -> tuple[int, int]:
    """Let an outlet that became a part of another be one again; its people have come back before it."""
    facts = {name: pair[0] for name, pair in one.values.items()}
    outlets.ids(tx, [facts["name"]])
    found = outlets.find(tx, facts["name"])
    if found is None or (found.desk_address, found.cap) != ("", None):
        return 0, 1
    after = replace(found, desk_address=facts.get("desk_address", ""), cap=facts.get("cap"))
    if after != found:
        outlet_edits.change(tx, found, after, now, changeset=changeset)
    return 1, 0
