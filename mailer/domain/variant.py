"""Variants: the forms of a release that its readers get, one each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_AND = "+"  # stands in no language tag


@dataclass(frozen=True, slots=True)
class Variant:
    """The edition in ``language``; with ``follows`` its readers are told that the one in that language comes later."""

    language: str
    follows: str = ""

    @property
    def key(self) -> str:
        """Return what names the variant within a campaign, as in ``en`` and ``en+fr``."""
        return f"{self.language}{_AND}{self.follows}" if self.follows else self.language


@dataclass(frozen=True, slots=True)
class Awaited:
    """Editions that are still to come: readers of those in ``held`` wait, others are told what ``follows``."""

    held: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of all of them."""
        return (*self.held, *self.follows)


#: The usual case: every edition that there will be is there.
NOTHING_AWAITED = Awaited()


def variant_of(key: str) -> Variant:
    """Return the variant that ``Variant.key`` named."""
    language, _, follows = key.partition(_AND)
    return Variant(language, follows)


def variants_of(languages: Iterable[str], follows: Iterable[str]) -> Iterator[Variant]:
    """Yield every edition as it is, then with each announcement of one that follows."""
    editions = tuple(languages)
    yield from map(Variant, editions)
    yield from (Variant(edition, later) for later in follows for edition in editions)
