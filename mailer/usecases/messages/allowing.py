"""Letting a finding pass: who may say it of what, and what it then means for a release."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches

from mailer.content.lint.rules import all_rules
from mailer.domain.allowance import Allowance
from mailer.domain.finding import Finding
from mailer.errors import UsageProblem


def allowances(ids: Iterable[str], reason: str) -> tuple[Allowance, ...]:
    """Return what was typed as allowances, each rule once; UsageProblem for what cannot be allowed."""
    rules = tuple(dict.fromkeys(one.strip().upper() for one in ids))
    said = " ".join(reason.split())
    if rules and not said:
        raise UsageProblem("--allow needs a reason", hint='Say why it is right: --reason "TK is a place"')
    if said and not rules:
        raise UsageProblem("--reason says why a finding is allowed", hint="Name it: --allow E012")
    known = {rule.id: rule for rule in all_rules()}
    for rule in rules:
        if rule not in known:
            nearest = get_close_matches(rule, sorted(known), n=1, cutoff=0)[0]
            raise UsageProblem(f"there is no check {rule}", hint=f"Did you mean {nearest}? See: mailer check RELEASE")
        if known[rule].is_final:
            raise UsageProblem(f"{rule} cannot be allowed: such a mail does not arrive, or not as it is meant")
    return tuple(Allowance(rule, said) for rule in rules)


def with_allowed(found: Iterable[Finding], allowed: Sequence[Allowance]) -> tuple[Finding, ...]:
    """Return findings, those that somebody lets pass marked as allowed."""
    rules = {one.rule for one in allowed}
    return tuple(replace(one, is_allowed=True) if one.id in rules else one for one in found)


def needed(found: Iterable[Finding], allowed: Sequence[Allowance], *, by: str) -> tuple[Allowance, ...]:
    """Return those allowances that let something pass, signed: what was not found is not written down."""
    ids = {one.id for one in found}
    return tuple(replace(one, allowed_by=by) for one in allowed if one.rule in ids)
