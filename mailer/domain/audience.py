"""Which edition a contact is served with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Served:
    """The edition for each contact language that has one, and the edition for everybody else ("" if there is none)."""

    by_language: Mapping[str, str]
    fallback: str


def serve(languages: Iterable[str], editions: Sequence[str], *, default: str, held: Sequence[str] = ()) -> Served:
    """Return which of ``editions`` each of the contacts' ``languages`` is served with, be it one that comes later.

    A regional form is served with its base and the other way round (fr-CA, fr); scripts are kept apart (Hans, Hant).
    Contacts without a language of ours get the ``default`` edition, or the only one there is; never one of those that
    are ``held`` until they come.

    >>> serve(["fr-CA", "de"], ["en", "fr"], default="en")
    Served(by_language={'fr-CA': 'fr'}, fallback='en')
    """
    found = {language: edition for language in languages if (edition := _edition(language, (*editions, *held)))}
    fallback = _edition(default, editions) or (editions[0] if len(editions) == 1 else "")
    return Served(found, fallback)


def _edition(language: str, editions: Sequence[str]) -> str:
    if language in editions:
        return language
    base = _base(language)
    return next((edition for edition in editions if _base(edition) == base), "")


def _base(tag: str) -> tuple[str, ...]:
    language, *rest = tag.split("-")
    return (language, *(part for part in rest if len(part) == len("Hans")))
