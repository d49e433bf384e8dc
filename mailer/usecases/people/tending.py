"""Changing lists, and putting away those that are no longer used."""

from dataclasses import dataclass, replace

from mailer.domain.changeset import Action, Signature
from mailer.domain.distribution_list import DistributionList
from mailer.errors import UsageProblem
from mailer.store.database import Store, Transaction
from mailer.store.history import changesets
from mailer.store.people import lists
from mailer.usecases.people.amending import ListEdit, amended
from mailer.usecases.people.listing import known_list


@dataclass(frozen=True, slots=True)
class Edited:
    """A list as it was and as it is now."""

    before: DistributionList
    after: DistributionList


def edit_list(store: Store, slug: str, edit: ListEdit, *, by: Signature) -> Edited:
    """Return the list before and after ``edit``; UsageProblem for an unknown list and for what cannot be."""
    with store.begin() as tx:
        before = known_list(tx, slug)
        after = amended(tx, before, edit)
        if after.rule and not before.rule:
            refuse_people(tx, before, after.rule)
        _write(tx, before, after, by)
    return Edited(before, after)


def archive_list(store: Store, slug: str, *, by: Signature) -> Edited:
    """Return the list before and after it is put away: kept, but not shown, sent to or filled any more."""
    with store.begin() as tx:
        before = known_list(tx, slug)
        after = replace(before, archived_at=before.archived_at or by.at)
        _write(tx, before, after, by)
    return Edited(before, after)


def unarchive_list(store: Store, slug: str, *, by: Signature) -> Edited:
    """Return the list before and after it is taken out again."""
    with store.begin() as tx:
        before = known_list(tx, slug)
        after = replace(before, archived_at=None)
        _write(tx, before, after, by)
    return Edited(before, after)


def _write(tx: Transaction, before: DistributionList, after: DistributionList, by: Signature) -> None:
    if after != before:
        changeset = changesets.begin(tx, Action.LIST, by, list_id=before.id)
        lists.change(tx, before, after, changeset=changeset)


def refuse_people(tx: Transaction, target: DistributionList, rule: str) -> None:
    """Raise UsageProblem if there are people on a fixed list: a rule would take them off in silence."""
    counts = lists.lines(tx, target.slug)[0].counts
    if counts.active + counts.suppressed:
        raise UsageProblem(
            f"{target.slug} has people who were put on it by hand, {counts.active + counts.suppressed:,} of them: "
            "a rule would take off those for whom it does not hold",
            hint=f"Make a list that uses it: mailer lists create SLUG --where 'list = {target.slug} or ({rule})'",
        )
