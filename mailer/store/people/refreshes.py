"""Lists with a rule brought up to date: whom it holds for joins, for whom it holds no longer is taken off.

Who has left such a list, or was taken off by a person, never comes back by the rule; nobody joins to whom nothing may
be written.
"""

from sqlalchemy import Select, Table, func, insert, literal, select, update

from mailer.domain.changeset import Action, Counts, Signature
from mailer.domain.distribution_list import DistributionList
from mailer.domain.rule import Rule
from mailer.domain.subscription import EndedReason
from mailer.store.among import among
from mailer.store.bulk import refresh_statistics
from mailer.store.database import Transaction
from mailer.store.history import changes, changesets
from mailer.store.people import rules, suppressions
from mailer.store.people.subscriptions import ending
from mailer.store.tables.conditions import preferred
from mailer.store.tables.schema import addresses, contacts, subscriptions
from mailer.store.temporary_tables import analyse, batches, key_number, make_anew, temporary

#: Taken off in one transaction: each leaves a trace of its own, and others who write must not wait for all of them.
_MOST_ENDED = 100_000
_BY_RULE = EndedReason.NO_LONGER_MATCHES


def is_due(tx: Transaction, target: DistributionList, rule: Rule) -> bool:
    """Return whether somebody would join the list or be taken off."""
    matches = _matches(tx, rule)
    joining, leaving = _joining(matches, target), _leaving(matches, target)
    return any(tx.execute(wanted.limit(1)).first() is not None for wanted in (joining, leaving))


def refresh(tx: Transaction, target: DistributionList, rule: Rule, by: Signature) -> bool:
    """Let those join and be taken off who are to; return whether there are more, where very many are to be taken off.

    The changeset counts who joined as added, and who was taken off as updated.
    """
    changesets.hold(tx)
    matches = _matches(tx, rule)
    joining, leaving = _joining(matches, target), _leaving(matches, target).limit(_MOST_ENDED)
    counts = Counts(added=_number(tx, joining), updated=_number(tx, leaving))
    if counts != Counts():
        changeset = changesets.begin(tx, Action.REFRESH, by, list_id=target.id, counts=counts)
        _join(tx, joining, target, by, changeset=changeset)
        _end(tx, leaving, by, changeset)
        refresh_statistics(tx, subscriptions, counts.added + counts.updated)
    return counts.updated == _MOST_ENDED


def _matches(tx: Transaction, rule: Rule) -> Table:
    """Return the contacts for whom the rule holds, put down until the transaction ends."""
    matches = temporary("matches", key_number("contact_id"))
    make_anew(tx, matches)
    found = select(contacts.c.id).where(rules.matching(tx, rule), contacts.c.merged_into.is_(None))
    tx.execute(insert(matches).from_select(["contact_id"], found))
    analyse(tx, matches)
    return matches


def _joining(matches: Table, target: DistributionList) -> Select[tuple[int]]:
    """Return the query for those who are to join: two conditions, as each has an index of its own."""
    s, person = subscriptions.c, matches.c.contact_id
    theirs = select(s.id).where(s.list_id == target.id, s.contact_id == person).correlate(matches)
    is_on = theirs.where(s.ended_at.is_(None)).exists()
    has_left = theirs.where(s.ended_at.is_not(None), s.ended_reason != _BY_RULE).exists()
    joined = matches.join(contacts, contacts.c.id == person).join(addresses, preferred(contacts.c.id))
    return select(person).select_from(joined).where(~is_on, ~has_left, ~suppressions.is_blocked())


def _leaving(matches: Table, target: DistributionList) -> Select[tuple[int, int, str]]:
    """Return the query for the subscriptions that are to end, with contact and slug."""
    s = subscriptions.c
    still = select(matches.c.contact_id).where(matches.c.contact_id == s.contact_id).correlate(subscriptions).exists()
    slug = literal(target.slug).label("slug")
    return select(s.id, s.contact_id, slug).where(s.list_id == target.id, s.ended_at.is_(None), ~still)


def _number(tx: Transaction, wanted: Select[tuple[int]] | Select[tuple[int, int, str]]) -> int:
    return tx.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def _join(
    tx: Transaction, joining: Select[tuple[int]], target: DistributionList, by: Signature, *, changeset: int
) -> None:
    terms = target.terms
    values = {
        "list_id": target.id,
        "since": by.at,
        "source": terms.source,
        "basis": terms.basis,
        "frequency": terms.frequency,
        "changeset_id": changeset,
    }
    written = (literal(value, subscriptions.c[name].type).label(name) for name, value in values.items())
    person = joining.subquery("joining")
    rows = select(person.c.contact_id, *written).order_by(person.c.contact_id)
    tx.execute(insert(subscriptions).from_select(["contact_id", *values], rows))


def _end(tx: Transaction, leaving: Select[tuple[int, int, str]], by: Signature, changeset: int) -> None:
    found = tx.execute(leaving).all()
    ended = update(subscriptions).where(among(tx, subscriptions.c.id, [row.id for row in found]))
    tx.execute(ended.values(ended_at=by.at, ended_reason=_BY_RULE))
    for some in batches(found):
        changes.write(tx, changeset, (ending(row, _BY_RULE, by.at) for row in some))
