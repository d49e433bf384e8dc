"""Changesets: what somebody did to people, lists and settings at one time, and each change that it made.

Everything that changes them is one, so that it can be told afterwards who did what, and some of it be taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

#: What is written down with a change so that it can be taken back, and tells a reader nothing.
BOOKKEEPING = frozenset({"updated_at", "edited"})
#: Something that was and something that is, for each field that changed: values as JSON has them, None for nothing.
Values = Mapping[str, Sequence[Any]]


class Action(StrEnum):
    """What was done."""

    IMPORT = "import"  #: contacts came from a file
    SYNC = "sync"  #: a list was made what its file in lists/ says
    ADD = "add"  #: one contact was added by hand
    EDIT = "edit"  #: facts of a contact or an outlet were changed by hand
    MERGE = "merge"  #: two contacts became one
    DISTINGUISH = "distinguish"  #: two contacts were said to be two people
    SUBSCRIBE = "subscribe"  #: contacts were put on a list
    UNSUBSCRIBE = "unsubscribe"  #: somebody left lists
    SUPPRESS = "suppress"  #: nothing may be written to somebody any more
    UNSUPPRESS = "unsuppress"  #: somebody may be written to again
    LIST = "list"  #: a list was made, changed or put away
    REFRESH = "refresh"  #: a rule list was brought up to date
    ERASE = "erase"  #: all that was known of a person was removed
    PURGE = "purge"  #: what was kept long enough was removed
    SETTINGS = "settings"  #: settings of sending were found changed
    ALLOW = "allow"  #: a campaign was sent although a check refused it
    UNDO = "undo"  #: another changeset was taken back

    @property
    def can_be_undone(self) -> bool:
        """Return whether it can be taken back as a whole; never what forbids writing to somebody."""
        return self in {Action.IMPORT, Action.SYNC, Action.ADD, Action.EDIT, Action.MERGE, Action.SUBSCRIBE}


class Subject(StrEnum):
    """What a change is about."""

    CONTACT = "contact"
    ADDRESS = "address"
    SUBSCRIPTION = "subscription"
    SUPPRESSION = "suppression"
    LIST = "list"
    OUTLET = "outlet"
    SETTINGS = "settings"
    CAMPAIGN = "campaign"


class Verb(StrEnum):
    """What became of it."""

    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who does something, as ``name@host``, and when (aware UTC)."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One change; ``values`` hold before and after by field. ``contact_id`` is the person whom it is about, if any."""

    subject: Subject
    subject_id: int
    verb: Verb
    values: Values = field(default_factory=dict)
    contact_id: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of a file; each is counted once."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Changeset:
    """What somebody did; ``source`` is the name of the file it came from, ``sha256`` that of its content.

    ``undoes`` is the number of the changeset that it took back, ``undone_by`` of the one that took it back.
    """

    id: int
    action: Action
    by: Signature
    source: str = ""
    sha256: str = ""
    list: str = ""
    counts: Counts = Counts()
    undoes: int | None = None
    undone_by: int | None = None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return before and after of each field that differs; one that is missing counts as None.

    >>> differences({"name": "Ana", "role": "Editor"}, {"name": "Ana", "role": "Chief"})
    {'role': ('Editor', 'Chief')}
    """
    names = dict.fromkeys([*before, *after])
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}
