"""Looking at lists, and making them."""

from collections.abc import Sequence

from mailer.domain.changeset import Action, Signature
from mailer.domain.contact import Basis, ContactKind
from mailer.domain.distribution_list import DistributionList, ListLine, ListReport, nearest, parse_slug
from mailer.errors import MailerError, UsageProblem
from mailer.store import changesets, lists
from mailer.store.database import Store, Transaction

#: What allows writing to people of a kind when a list is made without saying it.
_USUAL_BASIS = {
    ContactKind.JOURNALIST: Basis.LEGITIMATE_INTEREST,
    ContactKind.PARTNER: Basis.LEGITIMATE_INTEREST,
    ContactKind.STAFF: Basis.MEMBER,
}


def create_list(
    store: Store,
    slug: str,
    *,
    title: str,
    kind: ContactKind,
    basis: Basis | None,
    source: str,
    by: Signature,
    why: str = "",
) -> DistributionList:
    """Return the list, made; UsageProblem for a slug that cannot be, MailerError if there is one of that name."""
    try:
        checked = parse_slug(slug)
    except ValueError as error:
        raise UsageProblem(str(error)) from error
    new = DistributionList(
        id=0,
        slug=checked,
        title=" ".join(title.split()) or checked.replace("-", " ").capitalize(),
        kind=kind,
        basis=basis or _USUAL_BASIS[kind],
        source=source.strip(),
        created_at=by.at,
        why=" ".join(why.split()),
    )
    with store.begin() as tx:
        if lists.find(tx, checked):
            raise MailerError(f"there is a list {checked} already", hint=f"See it: mailer lists show {checked}")
        return lists.add(tx, new, changeset=changesets.begin(tx, Action.LIST, by))


def all_lists(store: Store) -> Sequence[ListLine]:
    """Return every list with its counts, by slug."""
    with store.read() as tx:
        return lists.lines(tx)


def list_report(store: Store, slug: str) -> ListReport:
    """Return the list looked at closely; UsageProblem if there is none of that name."""
    with store.read() as tx:
        found = known_list(tx, slug)
        return ListReport(
            line=lists.lines(tx, slug)[0],
            languages=lists.by_language(tx, found.id),
            countries=lists.by_country(tx, found.id),
            outlets=lists.by_outlet(tx, found.id),
        )


def known_list(tx: Transaction, slug: str) -> DistributionList:
    """Return the list with this slug; UsageProblem that names those most like it if there is none."""
    found = lists.find(tx, slug)
    if found is None:
        alike = nearest(slug, lists.slugs(tx))
        meant = f"Did you mean {' or '.join(alike)}? " if alike else ""
        raise UsageProblem(f"there is no list {slug!r}", hint=f"{meant}All lists: mailer lists ls")
    return found
