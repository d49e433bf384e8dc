"""Rules: who belongs on a list, said once, as in ``kind = journalist and country in (KE, SO)``.

Read by ``rule_parser``; here is what comes of it. One fact of a contact may have several values, as beats do: it equals
something if any of them does, and differs if none does.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from mailer.domain.spelling import folded

#: Words of the grammar: as a value they stand in quotes.
RESERVED = frozenset({"and", "or", "not", "in", "is", "empty", "contains"})
_BARE = re.compile(r"[\w@][\w@.:/+&-]*")


class Fact(StrEnum):
    """What a rule may ask of a contact."""

    KIND = "kind"  #: journalist, partner or staff
    COUNTRY = "country"  #: as it stands with the contact: KE
    LANGUAGE = "language"  #: any that they read; pt is pt-BR too
    FIRST_LANGUAGE = "first language"  #: the one that they like best
    BEAT = "beat"  #: any of what they write about
    OUTLET = "outlet"  #: the newsroom or organisation
    ROLE = "role"  #: as in Africa editor
    NAME = "name"  #: of the person
    ADDRESS = "address"  #: any of their e-mail addresses
    DOMAIN = "domain"  #: of any of their addresses
    TIMEZONE = "timezone"  #: as in Africa/Nairobi
    LIST = "list"  #: any that they are on now
    EMBARGO = "embargo"  #: yes for those who have agreed to keep embargoes
    FIELD = "field"  #: a custom field, as in field.party


class Operator(StrEnum):
    """How a fact is compared; each can be turned round."""

    IS = "="  #: it is one of the values
    CONTAINS = "contains"  #: the value is a part of it
    EMPTY = "empty"  #: nothing is known


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact, compared with values. ``name`` is that of the custom field if the fact is one."""

    fact: Fact
    operator: Operator
    values: tuple[str, ...] = ()
    name: str = ""

    def accepts(self, known: Collection[str]) -> bool:
        """Return whether it holds for somebody of whom these values are known."""
        if self.operator is Operator.EMPTY:
            return not known
        wanted = [self._key(value) for value in self.values]
        return any(self._accepts(self._key(value), wanted) for value in known)

    def _accepts(self, value: str, wanted: Iterable[str]) -> bool:
        if self.operator is Operator.CONTAINS:
            return any(part in value for part in wanted)
        if self.fact in {Fact.LANGUAGE, Fact.FIRST_LANGUAGE}:
            return any(f"{value}-".startswith(f"{one}-") for one in wanted)
        return value in wanted

    def _key(self, value: str) -> str:
        return value if self.fact in {Fact.ADDRESS, Fact.DOMAIN} else folded(value)


@dataclass(frozen=True, slots=True)
class Not:
    """Everybody for whom ``part`` does not hold."""

    part: "Rule"


@dataclass(frozen=True, slots=True)
class And:
    """Everybody for whom all parts hold; there are two at least."""

    parts: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Everybody for whom one of the parts holds, or several; there are two at least."""

    parts: tuple["Rule", ...]


Rule = Comparison | Not | And | Or


def all_of(parts: Iterable[Rule]) -> Rule:
    """Return the rule for whom all parts hold, with no such rule directly inside it."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,)))
    return And(flat) if len(flat) > 1 else flat[0]


def any_of(parts: Iterable[Rule]) -> Rule:
    """Return the rule for whom some part holds, with no such rule directly inside it."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,)))
    return Or(flat) if len(flat) > 1 else flat[0]


def comparisons(rule: Rule) -> Iterator[Comparison]:
    """Yield every comparison in the rule, from left to right."""
    match rule:
        case Comparison():
            yield rule
        case Not():
            yield from comparisons(rule.part)
        case And() | Or():
            for part in rule.parts:
                yield from comparisons(part)


def lists_in(rule: Rule) -> tuple[str, ...]:
    """Return the slugs of the lists that the rule asks about, each once."""
    named = (slug for one in comparisons(rule) if one.fact is Fact.LIST for slug in one.values)
    return tuple(dict.fromkeys(named))


def render(rule: Rule) -> str:
    """Return the rule as text that reads back as the same rule.

    >>> render(Not(Comparison(Fact.OUTLET, Operator.IS, ("Radio Nord", "Globe"))))
    'outlet not in ("Radio Nord", Globe)'
    """
    match rule:
        case Comparison():
            return _compared(rule)
        case Not(Comparison() as inner):
            return _compared(inner, turned=True)
        case Not(part):
            return f"not ({render(part)})"
        case And(parts):
            return " and ".join(f"({render(part)})" if isinstance(part, Or) else render(part) for part in parts)
        case Or(parts):
            return " or ".join(map(render, parts))


def quoted(value: str) -> str:
    """Return the value as it stands in a rule: in quotes where it needs them."""
    if _BARE.fullmatch(value) and value.casefold() not in RESERVED:
        return value
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


def _compared(one: Comparison, *, turned: bool = False) -> str:
    name = f"{one.fact}.{quoted(one.name)}" if one.fact is Fact.FIELD else str(one.fact)
    values = ", ".join(map(quoted, one.values))
    if one.operator is Operator.EMPTY:
        return f"{name} is {'not ' * turned}empty"
    if one.operator is Operator.CONTAINS:
        return f"{name} {'not ' * turned}contains {values}"
    if len(one.values) == 1:
        return f"{name} {'!' * turned}= {values}"
    return f"{name} {'not ' * turned}in ({values})"
