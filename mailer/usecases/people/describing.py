"""How a list is, in the words of its file in ``lists/``."""

from collections.abc import Mapping, Sequence
from typing import Any

from mailer.domain.changeset import Signature
from mailer.domain.contact import ContactKind
from mailer.domain.distribution_list import USUAL_CLASS, DistributionList, LanguagePolicy, ListSender
from mailer.store.database import Transaction
from mailer.usecases.people.amending import ListEdit, amended
from mailer.usecases.people.listing import USUAL_BASIS

#: Keys that are called otherwise where a list is edited.
_EDITED_AS = {"class": "audience_class", "policy": "language_policy"}


def described(one: DistributionList) -> dict[str, str | Sequence[str]]:
    """Return what can be said of a list, by key of its file; what is as usual is left out."""
    has_usual_class = one.audience_class is USUAL_CLASS[one.kind]
    is_fallback = one.language_policy is LanguagePolicy.FALLBACK
    said: dict[str, str | Sequence[str]] = {
        "title": one.title,
        "kind": str(one.kind),
        "basis": str(one.basis),
        "source": one.source,
        "why": one.why,
        "class": "" if has_usual_class else str(one.audience_class),
        "language": one.language,
        "policy": "" if is_fallback else str(one.language_policy),
        "sender": _sender(one.sender),
        "reply_to": one.sender.reply_to,
        "where": one.rule,
        "exclude": list(one.excludes),
    }
    return {key: value for key, value in said.items() if value}


def with_said(
    tx: Transaction,
    before: DistributionList,
    said: Mapping[str, Any],
    *,
    fields: Sequence[str] = (),
    coming: Sequence[DistributionList] = (),
) -> DistributionList:
    """Return the list as its file says; what that leaves out stays.

    A rule may name ``fields``; lists that are ``coming`` count as there. UsageProblem for what cannot be.
    """
    named = {_EDITED_AS.get(key, key): value for key, value in said.items()}
    if "exclude" in named:
        named["no_exclude"] = tuple(sorted({*before.excludes} - {*named["exclude"]}))
    return amended(tx, before, ListEdit(**named, fields=tuple(fields)), coming=coming)


def usual_list(slug: str, said: Mapping[str, Any], by: Signature) -> DistributionList:
    """Return a list that is not there yet, as it is where its file says no more than a kind."""
    kind = said.get("kind", ContactKind.JOURNALIST)
    title = slug.replace("-", " ").capitalize()
    return DistributionList(0, slug, title, kind, USUAL_BASIS[kind], "", by.at, audience_class=USUAL_CLASS[kind])


def _sender(said: ListSender) -> str:
    return f"{said.name} <{said.address}>" if said.name and said.address else said.name or said.address
