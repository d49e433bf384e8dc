"""Looking at lists, and making them."""

from collections.abc import Sequence

from mailer.domain.changeset import Action, Signature
from mailer.domain.contact import Basis, ContactKind
from mailer.domain.distribution_list import (
    USUAL_CLASS,
    DistributionList,
    ListLine,
    ListReport,
    nearest,
    parse_slug,
)
from mailer.errors import MailerError, UsageProblem
from mailer.store.database import Store, Transaction
from mailer.store.history import changesets
from mailer.store.people import list_figures, lists
from mailer.usecases.people.amending import ListEdit, amended
from mailer.usecases.people.refreshing import refresh

#: What allows writing to people of a kind when a list is made without saying it.
USUAL_BASIS = {
    ContactKind.JOURNALIST: Basis.LEGITIMATE_INTEREST,
    ContactKind.PARTNER: Basis.LEGITIMATE_INTEREST,
    ContactKind.STAFF: Basis.MEMBER,
}
_NOTHING_ELSE = ListEdit()


def create_list(
    store: Store,
    slug: str,
    *,
    title: str,
    kind: ContactKind,
    basis: Basis | None,
    source: str,
    by: Signature,
    edit: ListEdit = _NOTHING_ELSE,
) -> DistributionList:
    """Return the list, made, with what ``edit`` says besides.

    UsageProblem for a slug or another thing that cannot be, MailerError if there is a list of that name.
    """
    try:
        checked = parse_slug(slug)
    except ValueError as error:
        raise UsageProblem(str(error)) from error
    new = DistributionList(
        id=0,
        slug=checked,
        title=" ".join(title.split()) or checked.replace("-", " ").capitalize(),
        kind=kind,
        basis=basis or USUAL_BASIS[kind],
        source=source.strip(),
        created_at=by.at,
        audience_class=USUAL_CLASS[kind],
    )
    with store.begin() as tx:
        if lists.find(tx, checked):
            raise MailerError(f"there is a list {checked} already", hint=f"See it: mailer lists show {checked}")
        made = lists.place(tx, amended(tx, new, edit))
        lists.record(tx, made, changeset=changesets.begin(tx, Action.LIST, by, list_id=made.id))
        return made


def all_lists(store: Store, *, by: Signature, archived: bool = False) -> Sequence[ListLine]:
    """Return every list in use with its counts, by slug; with ``archived`` also those that were put away."""
    refresh(store, by)
    with store.read() as tx:
        return [one for one in lists.lines(tx) if archived or one.list.archived_at is None]


def list_report(store: Store, slug: str, *, by: Signature) -> ListReport:
    """Return the list looked at closely; UsageProblem if there is none of that name."""
    refresh(store, by, [slug])
    with store.read() as tx:
        found = known_list(tx, slug)
        return ListReport(
            line=lists.lines(tx, slug)[0],
            languages=lists.by_language(tx, found.id),
            countries=lists.by_country(tx, found.id),
            outlets=lists.by_outlet(tx, found.id),
            returned=list_figures.returned(tx, found.id),
            ages=list_figures.ages(tx, found.id, by.at),
        )


def known_list(tx: Transaction, slug: str) -> DistributionList:
    """Return the list with this slug; UsageProblem that names those most like it if there is none."""
    found = lists.find(tx, slug)
    if found is None:
        alike = nearest(slug, lists.slugs(tx))
        meant = f"Did you mean {' or '.join(alike)}? " if alike else ""
        raise UsageProblem(f"there is no list {slug!r}", hint=f"{meant}All lists: mailer lists ls")
    return found


def list_in_use(tx: Transaction, slug: str) -> DistributionList:
    """Return the list with this slug; UsageProblem if there is none, or it was put away."""
    found = known_list(tx, slug)
    if found.archived_at is not None:
        raise UsageProblem(
            f"the list {slug} was put away on {found.archived_at:%Y-%m-%d}",
            hint=f"To use it again: mailer lists unarchive {slug}",
        )
    return found


def fixed_list(tx: Transaction, slug: str) -> DistributionList:
    """Return the list with this slug, onto which people may be put; UsageProblem if there is none such."""
    found = list_in_use(tx, slug)
    if found.rule:
        raise UsageProblem(
            f"nobody can be put on {slug}: who is on it follows from its rule, {found.rule}",
            hint=f"Widen the rule (mailer lists edit {slug} --where ...), or add a fixed list to it: or list = SLUG",
        )
    return found
