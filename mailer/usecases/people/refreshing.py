"""Bringing lists with a rule up to date before they are used or looked at."""

from collections.abc import Collection, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from mailer.domain.changeset import Signature
from mailer.domain.distribution_list import DistributionList
from mailer.domain.rule import Rule, lists_in
from mailer.domain.rule_parser import parse_rule
from mailer.domain.rule_value import Vocabulary
from mailer.errors import UsageProblem
from mailer.store.database import Store, Transaction
from mailer.store.people import lists, refreshes


def refresh(store: Store, by: Signature, wanted: Collection[str] | None = None) -> None:
    """Let the lists of these slugs (or all that are in use) hold those for whom their rules hold.

    The lists that their rules use come first. Slugs that name no list are passed over. Where nothing changes, nothing
    is written.
    """
    with store.read() as tx:
        ordered = _in_order(tx, wanted)
    for one, rule in ordered:
        with store.read() as tx:
            is_due = refreshes.is_due(tx, one, rule)
        while is_due:
            with store.begin() as tx:
                is_due = refreshes.refresh(tx, one, rule, by)


def refuse_circle(known: Iterable[DistributionList], slug: str, rule: Rule) -> None:
    """Raise UsageProblem if a list with this rule would need itself to be worked out."""
    every = {**_rules(known), slug: rule}
    try:
        tuple(TopologicalSorter(_uses(every)).static_order())
    except CycleError as error:
        first, *others = reversed(error.args[1])
        circle = f"{first} uses {', which uses '.join(others)}"
        raise UsageProblem(
            f"the rule of {slug} cannot be worked out: {circle}", hint="Leave one of these lists out of a rule"
        ) from error


def _in_order(tx: Transaction, wanted: Collection[str] | None) -> list[tuple[DistributionList, Rule]]:
    """Return the lists that have rules and are needed for the wanted ones, each after those that it uses."""
    known = {one.slug: one for one in lists.every(tx)}
    by_rule = _rules(known.values())
    uses = _uses(by_rule)
    in_use = [slug for slug, one in known.items() if one.archived_at is None]
    needed = _needed(in_use if wanted is None else wanted, uses)
    ordered = (slug for slug in TopologicalSorter(uses).static_order() if slug in needed and slug in by_rule)
    return [(known[slug], by_rule[slug]) for slug in ordered]


def _rules(known: Iterable[DistributionList]) -> dict[str, Rule]:
    every = tuple(known)
    vocabulary = Vocabulary(lists=tuple(one.slug for one in every))
    return {one.slug: parse_rule(one.rule, vocabulary) for one in every if one.rule}


def _uses(by_rule: Mapping[str, Rule]) -> dict[str, tuple[str, ...]]:
    return {slug: lists_in(rule) for slug, rule in by_rule.items()}


def _needed(wanted: Collection[str], uses: Mapping[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    waiting = [*wanted]
    while waiting:
        slug = waiting.pop()
        if slug not in found:
            found.add(slug)
            waiting.extend(uses.get(slug, ()))
    return found
