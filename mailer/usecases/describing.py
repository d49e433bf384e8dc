"""How a list is, in the words of its file in ``lists/``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mailer.domain.changeset import Signature
from mailer.domain.contact import ContactKind
from mailer.domain.distribution_list import DistributionList
from mailer.usecases.listing import USUAL_BASIS


def described(one: DistributionList) -> dict[str, str]:
    """Return what can be said of a list, by key of its file; what is as usual is left out."""
    said = {"title": one.title, "kind": str(one.kind), "basis": str(one.basis), "source": one.source, "why": one.why}
    return {key: value for key, value in said.items() if value}


def with_said(before: DistributionList, said: Mapping[str, Any]) -> DistributionList:
    """Return the list as its file says; what that leaves out stays."""
    title = said.get("title") or before.title
    return replace(before, **{**said, "title": title})


def new_list(slug: str, said: Mapping[str, Any], by: Signature) -> DistributionList:
    """Return a list that is not there yet, as its file says."""
    kind = said.get("kind", ContactKind.JOURNALIST)
    title = slug.replace("-", " ").capitalize()
    usual = DistributionList(0, slug, title, kind, USUAL_BASIS[kind], "", by.at)
    return with_said(usual, said)
