"""What an audience was asked for, and which edition each of its contacts is served with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, exists, func, literal, null, select

from mailer.domain.address import Address
from mailer.store.tables.schema import contact_languages


@dataclass(frozen=True, slots=True)
class Fallback:
    """The edition for those on a list of whom no language is known, and for others who read none; "" for none."""

    unknown: str
    others: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for: lists in order, exclusions, single addresses, and what each language is served with.

    ``languages`` maps contact languages to edition languages; ``fallback`` is the edition for all others, or "".
    ``by_list`` has the fallback of lists that have one of their own. ``release_id`` is None to disregard receipts,
    ``has_caps`` says whether any outlet has one.
    """

    lists: tuple[int, ...]
    excluded: tuple[int, ...] = ()
    addresses: tuple[Address, ...] = ()
    languages: Mapping[str, str] | None = None
    fallback: str = ""
    release_id: int | None = None
    has_caps: bool = False
    by_list: Mapping[int, Fallback] = field(default_factory=dict)

    @property
    def serves_everybody(self) -> bool:
        """Return whether there is an edition for whoever is on the lists."""
        return bool(self.fallback) and all(one.unknown and one.others for one in self.by_list.values())


def language_of(
    contact_id: ColumnElement[int], choice: Choice, list_id: ColumnElement[Any] | None = None
) -> ColumnElement[Any]:
    """Return the edition that a contact is served with (by that list), NULL for none."""
    fallback = _edition(choice.fallback)
    languages = choice.languages or {}
    if choice.by_list and list_id is not None:
        fallback = _of_list(contact_id, choice, list_id)
    elif set(languages.values()) <= {choice.fallback}:
        return fallback
    own = contact_languages.c
    first = (
        select(case(dict(languages), value=own.language))
        .where(own.contact_id == contact_id, own.language.in_(languages))
        .order_by(own.position)
        .limit(1)
    )
    return func.coalesce(first.scalar_subquery(), fallback)


def _of_list(contact_id: ColumnElement[int], choice: Choice, list_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the edition for somebody who reads none of ours, by the list that carries it."""
    has_language = exists().where(contact_languages.c.contact_id == contact_id)
    own = (
        (list_id == number, case((has_language, _edition(one.others)), else_=_edition(one.unknown)))
        for number, one in choice.by_list.items()
    )
    return case(*own, else_=_edition(choice.fallback))


def _edition(language: str) -> ColumnElement[Any]:
    return literal(language, Text) if language else cast(null(), Text)
