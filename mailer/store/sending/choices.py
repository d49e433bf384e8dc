"""What an audience was asked for, and which edition each of its contacts is served with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Text, case, cast, exists, func, literal, null, select

from mailer.domain.address import Address
from mailer.domain.variant import Variant
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
    ``has_caps`` says whether any outlet has one. ``follows`` maps contact languages to those of editions that come
    later: who would rather read one of these is told so. Readers of the editions in ``held`` wait for them.
    """

    lists: tuple[int, ...]
    excluded: tuple[int, ...] = ()
    addresses: tuple[Address, ...] = ()
    languages: Mapping[str, str] | None = None
    fallback: str = ""
    release_id: int | None = None
    has_caps: bool = False
    by_list: Mapping[int, Fallback] = field(default_factory=dict)
    follows: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()

    @property
    def serves_everybody(self) -> bool:
        """Return whether there is an edition for whoever is on the lists."""
        return bool(self.fallback) and all(one.unknown and one.others for one in self.by_list.values())


def language_of(
    contact_id: ColumnElement[int], choice: Choice, list_id: ColumnElement[Any] | None = None
) -> ColumnElement[Any]:
    """Return the variant (by its key) that a contact is served with (by that list), NULL for none."""
    edition = _edition_of(contact_id, choice, list_id)
    if not choice.follows:
        return edition
    told = {language: Variant("", later).key for language, later in choice.follows.items()}
    return edition + func.coalesce(_first(contact_id, {**dict.fromkeys(choice.languages or {}, ""), **told}), "")


def _edition_of(
    contact_id: ColumnElement[int], choice: Choice, list_id: ColumnElement[Any] | None
) -> ColumnElement[Any]:
    fallback = _edition(choice.fallback)
    languages = choice.languages or {}
    if choice.by_list and list_id is not None:
        fallback = _of_list(contact_id, choice, list_id)
    elif set(languages.values()) <= {choice.fallback}:
        return fallback
    return func.coalesce(_first(contact_id, languages), fallback)


def _first(contact_id: ColumnElement[int], languages: Mapping[str, str]) -> ScalarSelect[Any]:
    """Return what the first of a contact's languages stands for that is among these, NULL if none is."""
    own = contact_languages.c
    wanted = select(case(dict(languages), value=own.language))
    theirs = wanted.where(own.contact_id == contact_id, own.language.in_(languages))
    return theirs.order_by(own.position).limit(1).scalar_subquery()


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
