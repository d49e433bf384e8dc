"""What a list shall be: as it was, with all that somebody typed put in its place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailer.domain.contact import Basis, ContactKind
from mailer.domain.distribution_list import USUAL_CLASS, AudienceClass, DistributionList, LanguagePolicy, ListSender
from mailer.domain.rule import render
from mailer.domain.rule_parser import parse_rule
from mailer.domain.rule_value import Vocabulary
from mailer.errors import UsageProblem
from mailer.store.database import Transaction
from mailer.store.people import lists
from mailer.usecases.naming import address_in, language_in
from mailer.usecases.people.refreshing import refuse_circle

_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEdit:
    """What is to be different about a list: what is None stays, "" takes away what was said.

    ``where`` is a rule, which may name ``fields`` as they are. ``sender`` is as in ``Press <press@example.org>``;
    a part of it may be left out.
    """

    title: str | None = None
    kind: ContactKind | None = None
    basis: Basis | None = None
    source: str | None = None
    where: str | None = None
    audience_class: AudienceClass | None = None
    sender: str | None = None
    reply_to: str | None = None
    language: str | None = None
    language_policy: LanguagePolicy | None = None
    why: str | None = None
    exclude: tuple[str, ...] = ()
    no_exclude: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


def amended(
    tx: Transaction, before: DistributionList, edit: ListEdit, *, coming: Sequence[DistributionList] = ()
) -> DistributionList:
    """Return the list with what ``edit`` says, for which lists that are ``coming`` count as there.

    UsageProblem for what cannot be.
    """
    known = [*lists.every(tx), *coming]
    return replace(
        before,
        title=_typed(edit.title, before.title) or before.title,
        kind=edit.kind or before.kind,
        basis=edit.basis or before.basis,
        source=_typed(edit.source, before.source),
        rule=_rule(before, edit, known),
        audience_class=_class(before, edit),
        sender=_sender(before.sender, edit),
        language=before.language if edit.language is None else edit.language and language_in(edit.language),
        language_policy=edit.language_policy or before.language_policy,
        why=_typed(edit.why, before.why),
        excludes=_excludes(before, edit, known),
    )


def _typed(typed: str | None, before: str) -> str:
    return before if typed is None else " ".join(typed.split())


def _rule(before: DistributionList, edit: ListEdit, known: Sequence[DistributionList]) -> str:
    if edit.where is None or not edit.where.strip():
        return before.rule if edit.where is None else ""
    rule = parse_rule(edit.where, Vocabulary(tuple(one.slug for one in known), edit.fields))
    refuse_circle(known, before.slug, rule)
    return render(rule)


def _class(before: DistributionList, edit: ListEdit) -> AudienceClass:
    """Return the class that was said; a list that has the usual class of its kind keeps to that with a new kind."""
    if edit.audience_class or edit.kind is None:
        return edit.audience_class or before.audience_class
    return USUAL_CLASS[edit.kind] if before.audience_class is USUAL_CLASS[before.kind] else before.audience_class


def _sender(before: ListSender, edit: ListEdit) -> ListSender:
    sender = before
    if edit.sender is not None:
        found = _NAMED.fullmatch(edit.sender)
        name, at = (found["name"], found["address"]) if found else _name_or_address(edit.sender)
        sender = replace(sender, name=" ".join(name.split()).strip('"'), address=at and address_in(at).address)
    if edit.reply_to is not None:
        sender = replace(sender, reply_to=edit.reply_to and address_in(edit.reply_to).address)
    return sender


def _name_or_address(typed: str) -> tuple[str, str]:
    return ("", typed) if "@" in typed else (typed, "")


def _excludes(before: DistributionList, edit: ListEdit, known: Sequence[DistributionList]) -> tuple[str, ...]:
    slugs = {one.slug for one in known}
    unknown = next((slug for slug in (*edit.exclude, *edit.no_exclude) if slug not in slugs), None)
    if unknown is not None:
        raise UsageProblem(f"there is no list {unknown!r}", hint="All lists: mailer lists ls")
    if before.slug in edit.exclude:
        raise UsageProblem(f"{before.slug} cannot leave out itself", hint="Name another list after --exclude")
    never = next((slug for slug in edit.no_exclude if slug not in before.excludes), None)
    if never is not None:
        left_out = ", ".join(before.excludes) or "nobody"
        raise UsageProblem(f"{before.slug} does not leave out {never}", hint=f"It leaves out: {left_out}")
    return tuple(sorted({*before.excludes, *edit.exclude} - {*edit.no_exclude}))
