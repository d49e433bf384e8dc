"""What the facts in a rule are called, how each may be compared, and with what."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from mailer.domain.address import parse_address
from mailer.domain.contact import ContactKind
from mailer.domain.country import normalise_country
from mailer.domain.language import normalise_language
from mailer.domain.rule import Fact, Operator, quoted
from mailer.domain.spelling import folded

_CHOICES = frozenset({Fact.KIND, Fact.LIST, Fact.EMBARGO})
_CODES = frozenset({Fact.LANGUAGE, Fact.FIRST_LANGUAGE, Fact.COUNTRY})
_ALWAYS_THERE = frozenset({Fact.ADDRESS, Fact.DOMAIN})
_YES_AND_NO = {"yes": "yes", "y": "yes", "true": "yes", "no": "no", "n": "no", "false": "no"}
_OTHER_NAMES = {
    "languages": Fact.LANGUAGE,
    "countries": Fact.COUNTRY,
    "beats": Fact.BEAT,
    "lists": Fact.LIST,
    "outlets": Fact.OUTLET,
    "addresses": Fact.ADDRESS,
    "email": Fact.ADDRESS,
    "e-mail": Fact.ADDRESS,
    "first-language": Fact.FIRST_LANGUAGE,
}
_BY_NAME = {**{str(fact): fact for fact in Fact if fact is not Fact.FIELD}, **_OTHER_NAMES}


def _nothing(fact: Fact) -> tuple[str, ...]:  # noqa: ARG001 - of whatever fact
    return ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a workspace knows: slugs of lists, names of custom fields, and values that are in use by fact.

    A rule must not name another list; what is ``in_use`` is looked for only where it is proposed.
    """

    lists: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    in_use: Callable[[Fact], tuple[str, ...]] = _nothing

    def values(self, fact: Fact) -> tuple[str, ...]:
        """Return the values that may come after ``fact``."""
        choices = {Fact.KIND: tuple(map(str, ContactKind)), Fact.LIST: self.lists, Fact.EMBARGO: ("yes", "no")}
        return choices[fact] if fact in choices else self.in_use(fact)

    def fact(self, word: str) -> tuple[Fact, str] | None:
        """Return the fact called ``word``, with the name of the custom field if it is one; None for neither."""
        declared = next((name for name in self.fields if folded(name) == folded(word)), "")
        known = _BY_NAME.get(word.casefold())
        if known is not None:
            return known, ""
        return (Fact.FIELD, declared) if declared else None

    @property
    def facts(self) -> tuple[str, ...]:
        """Return what facts are called here, custom fields last."""
        return (
            *(str(fact) for fact in Fact if fact is not Fact.FIELD),
            *(f"field.{quoted(name)}" for name in self.fields),
        )


def allowed(fact: Fact) -> tuple[Operator, ...]:
    """Return how a fact may be compared."""
    if fact in _CHOICES:
        return (Operator.IS,)
    if fact in _ALWAYS_THERE:
        return (Operator.IS, Operator.CONTAINS)
    return (Operator.IS, Operator.EMPTY) if fact in _CODES else (Operator.IS, Operator.CONTAINS, Operator.EMPTY)


def read_value(fact: Fact, operator: Operator, written: str, known: Vocabulary) -> str:
    """Return the value as it is compared; ValueError with what is wrong and what is meant, if it cannot be."""
    text = " ".join(written.split())
    if not folded(text):
        raise ValueError(f"the value is empty: to find those of whom it is not known, write {fact} is empty")
    if operator is Operator.CONTAINS:
        return text.casefold() if fact in _ALWAYS_THERE else text
    read = _READERS.get(fact)
    return read(text, known) if read else text


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest of ``known``, or all of them."""
    names = list(known)
    close = get_close_matches(word.casefold(), names, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else f"there are {', '.join(names)}" if names else "there are none"


def _kind(text: str, known: Vocabulary) -> str:
    return _chosen(text, text.casefold().removesuffix("s"), known.values(Fact.KIND), "kind")


def _list(text: str, known: Vocabulary) -> str:
    return _chosen(text, text.casefold(), known.lists, "list")


def _chosen(text: str, wanted: str, names: Collection[str], what: str) -> str:
    if wanted not in names:
        raise ValueError(f"there is no {what} {text!r}: {nearest(text, names)}")
    return wanted


def _embargo(text: str, known: Vocabulary) -> str:  # noqa: ARG001 - as all of them are called
    if text.casefold() not in _YES_AND_NO:
        raise ValueError(
            f"embargo is yes or no, not {text!r}: write embargo = yes for those who have agreed to keep it"
        )
    return _YES_AND_NO[text.casefold()]


def _language(text: str, known: Vocabulary) -> str:  # noqa: ARG001 - as all of them are called
    return normalise_language(text)


def _country(text: str, known: Vocabulary) -> str:  # noqa: ARG001 - as all of them are called
    return normalise_country(text)


def _address(text: str, known: Vocabulary) -> str:  # noqa: ARG001 - as all of them are called
    return parse_address(text).key


def _domain(text: str, known: Vocabulary) -> str:  # noqa: ARG001 - as all of them are called
    return parse_address(f"a@{text.removeprefix('@')}").domain


_READERS: dict[Fact, Callable[[str, Vocabulary], str]] = {
    Fact.KIND: _kind,
    Fact.LIST: _list,
    Fact.EMBARGO: _embargo,
    Fact.LANGUAGE: _language,
    Fact.FIRST_LANGUAGE: _language,
    Fact.COUNTRY: _country,
    Fact.ADDRESS: _address,
    Fact.DOMAIN: _domain,
}
