"""Looking for contacts who may be the same person."""

from collections.abc import Sequence
from dataclasses import dataclass

from mailer.domain.contact import ContactRow
from mailer.domain.likeness import Likeness
from mailer.store.database import Store
from mailer.store.doubles import likenesses
from mailer.store.people import contacts
from mailer.usecases.people.listing import known_list


@dataclass(frozen=True, slots=True)
class Alike:
    """Contacts who may be one person, and what they have in common, the surest first."""

    contacts: tuple[ContactRow, ...]
    likenesses: tuple[Likeness, ...]

    @property
    def is_likely(self) -> bool:
        """Return whether it is mostly one person."""
        return self.likenesses[0].is_likely or len(self.likenesses) > 1


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Some of the groups of contacts who are alike, the surest first, and how many there are."""

    groups: Sequence[Alike]
    number: int


def find_duplicates(store: Store, *, list_slug: str | None = None, limit: int, skip: int = 0) -> Duplicates:
    """Return at most ``limit`` groups after the first ``skip``, of all contacts or those with somebody on a list.

    Contacts who were said to be distinct are not asked about again. UsageProblem for an unknown list.
    """
    with store.apart() as beside, beside.read() as tx:
        target = known_list(tx, list_slug) if list_slug else None
        number = likenesses.find(tx, list_id=target.id if target else None)
        found = likenesses.page(tx, limit=limit, skip=skip)
        people = contacts.by_id(tx, {one for group in found for one in group.contacts})
    groups = [Alike(tuple(people[one].row for one in group.contacts), group.likenesses) for group in found]
    return Duplicates(groups, number)
