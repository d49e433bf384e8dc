"""Checks of names: who is quoted in one edition and another, who may be called, and what letters stand for."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from mailer.content.lint.copy import Copy, Hit, Look, quoted
from mailer.content.lint.figures import compared_with
from mailer.content.lint.prose import Kind, passages
from mailer.content.lint.sayings import all_of
from mailer.domain.language import primary_language
from mailer.domain.release import Edition

_LATIN = frozenset({"en", "fr", "es", "de", "pt", "it", "nl"})
_NAME_END = re.compile(r"[,،，、;(（–—]|\s-\s")
_ALIKE = 0.75
_ACRONYM = re.compile(r"(?<![\w/.@&’'-])[A-Z]{3,6}(?![\w/@&-])(?!\.\w)")
_SPELLING = frozenset({"en", "fr", "es"})
_ROMAN = re.compile(r"[IVXLCDM]+")


def _misspelt(copy: Copy) -> Iterator[Hit]:
    other = compared_with(copy)
    if other is None or not {primary_language(one.language) for one in (copy.edition, other)} <= _LATIN:
        return
    mine, theirs = _quoted_people(copy.edition), _quoted_people(other)
    known = [person.name for person in copy.release.spokespeople]
    for name in mine:
        if not any(_is_same(name, one) for one in theirs):
            instead = _nearest(name, theirs) or (_instead(mine, theirs, known) if len(mine) == len(theirs) else "")
            if instead:
                told = f"{quoted(name)} is quoted here, {quoted(instead)} in the {other.language} edition"
                yield Hit(copy.place(name, "text"), told)


def _nearest(name: str, names: Sequence[str]) -> str:
    return next((one for one in names if _is_nearly(name, one)), "")


def _instead(mine: Sequence[str], theirs: Sequence[str], known: Sequence[str]) -> str:
    """Return whom the other edition quotes and this one does not, if one of the two is known to be a person."""
    only_there = [one for one in theirs if not any(_is_same(one, own) for own in mine)]
    only_here = [one for one in mine if not any(_is_same(one, own) for own in theirs)]
    is_person = any(_is_same(one, person) for one in (*only_here, *only_there) for person in known)
    return only_there[0] if only_there and is_person else ""


def _quoted_people(edition: Edition) -> list[str]:
    said = [one.attribution for one in passages(edition) if one.kind is Kind.QUOTE and one.attribution]
    return list(dict.fromkeys(_NAME_END.split(one)[0].strip() for one in said))


def _is_same(one: str, two: str) -> bool:
    """Return whether both name the same person: M. Santos is Maria Santos, Inès Moreau is Ines Moreau."""
    mine, theirs = _words(one), _words(two)
    if len(mine) == len(theirs):
        return all(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in zip(mine, theirs, strict=True))
    return bool(mine and theirs and set(mine) & set(theirs))


def _is_nearly(one: str, two: str) -> bool:
    return SequenceMatcher(None, " ".join(_words(one)), " ".join(_words(two))).ratio() >= _ALIKE


def _words(name: str) -> list[str]:
    bare = "".join(sign for sign in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(sign))
    return re.findall(r"\w+", bare)


def _incomplete(copy: Copy) -> Iterator[Hit]:
    for person in copy.release.spokespeople:
        if not (person.title.strip() or person.unit.strip()):
            message = f"of {person.name} there is only the name: no title, no unit"
            yield Hit(copy.head(f"spokespeople {person.key}"), message)


def _acronyms(copy: Copy) -> Iterator[Hit]:
    if primary_language(copy.edition.language) not in _SPELLING:
        return
    prose = [one.text for one in passages(copy.edition) if one.kind in {Kind.PARAGRAPH, Kind.ENTRY}]
    text = "\n".join(prose)
    initials = _initials(f"{copy.edition.headline}\n{text}\n{copy.house.organisation.name}\n{copy.edition.boilerplate}")
    unknown = [
        one
        for one in dict.fromkeys(_ACRONYM.findall(_without_capitals(text)))
        if one not in all_of("acronyms") and not _ROMAN.fullmatch(one) and not _is_spelled_out(one, text, initials)
    ]
    if unknown:
        told = ", ".join(quoted(one) for one in unknown[:4])
        yield Hit(copy.place(unknown[0], "text"), f"{told} stands there without the words that it is short for")


def _without_capitals(text: str) -> str:
    """Return the text without words that are capitals because all around them are, and without those at its places."""
    return re.sub(r"[A-ZÀ-Þ]{2,}(?:[ ,'’.-]+[A-ZÀ-Þ]{2,})+", " ", text)


def _is_spelled_out(acronym: str, text: str, initials: str) -> bool:
    if re.search(rf"\({acronym}s?\b|\b{acronym}s?\b[^\n.]{{0,3}}[(,]\s*[A-ZÀ-Þa-z]", text):
        return True
    return acronym.lower() in initials or any(
        word.lower() == acronym.lower() for word in re.findall(r"\b[a-zà-ÿ]+\b", text)
    )


def _initials(text: str) -> str:
    """Return the first letters of all words that begin with a capital, in their order."""
    return "".join(word[0] for word in re.findall(r"\b[A-ZÀ-Þ][a-zà-ÿ’'-]+", text)).lower()


LOOKS: Mapping[str, Look] = {
    "N005": _misspelt,
    "N009": _incomplete,
    "N010": _acronyms,
}
