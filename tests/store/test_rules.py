"""Rules of lists on both databases: each finds whom the same rule finds when it is gone through by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from mailer.domain.address import parse_address
from mailer.domain.contact import ContactKind, ContactRow
from mailer.domain.rule import And, Comparison, Fact, Not, Operator, Or, Rule, all_of, any_of
from mailer.domain.rule_parser import parse_rule
from mailer.domain.rule_value import Vocabulary, allowed
from mailer.domain.spelling import folded
from mailer.store.database import Store, Transaction
from mailer.store.people import contacts, rules
from mailer.store.tables import schema as t
from tests.store.ledger import NOW, add_list, begun, subscribe

LISTS = ("press", "partners")
TEXTS = (
    "Health",
    "HEALTH",
    "Santé",
    "sante",
    "Σοφία",
    "ΣΟΦΊΑ",
    "Straße",
    "STRASSE",
    "İl",
    "a%b",
    "a_b",
    "Радио",
    'q"q',
)
PARTS = ("health", "ant", "ß", "%", "_", "РАД", "σ")
LANGUAGES = ("fr", "fr-CA", "pt-BR", "pt", "zh-Hans", "zh-Hant")
DOMAINS = ("example.org", "news.example.org", "xn--bcher-kva.example")
FIELDS = ("party", "Party", "a b", 'q"q')


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented, with the lists they are on and those they have left."""

    row: ContactRow
    on: frozenset[str]
    left: frozenset[str]


class _Undone(Exception):
    """Ends a transaction so that nothing of it stays."""


_text = st.sampled_from(("", *TEXTS))
_row = st.builds(
    ContactRow,
    line=st.just(0),
    address=st.sampled_from([parse_address(f"ana@{domain}") for domain in DOMAINS]),
    name=_text,
    outlet=_text,
    role=_text,
    kind=st.sampled_from(ContactKind),
    languages=st.lists(st.sampled_from(LANGUAGES), max_size=2, unique=True).map(tuple),
    country=st.sampled_from(["", "KE", "SO", "Kenya"]),
    timezone=st.sampled_from(["", "Africa/Nairobi", "UTC"]),
    beats=st.lists(st.sampled_from(TEXTS), max_size=2, unique=True).map(tuple),
    fields=st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(TEXTS), max_size=2),
    embargo_since=st.none() | st.just(date(2026, 1, 5)),
)
_person = st.builds(Person, _row, st.frozensets(st.sampled_from(LISTS)), st.frozensets(st.sampled_from(LISTS)))
_VALUES: dict[Fact, Sequence[str]] = {
    Fact.KIND: tuple(map(str, ContactKind)),
    Fact.COUNTRY: ("KE", "SO", "kenya"),
    Fact.LANGUAGE: LANGUAGES,
    Fact.FIRST_LANGUAGE: LANGUAGES,
    Fact.TIMEZONE: ("africa/nairobi", "UTC"),
    Fact.LIST: LISTS,
    Fact.EMBARGO: ("yes", "no"),
    Fact.ADDRESS: tuple(f"p{n}@{domain}" for n in range(3) for domain in DOMAINS),
    Fact.DOMAIN: DOMAINS,
}


@st.composite
def _comparison(draw: st.DrawFn) -> Comparison:
    fact = draw(st.sampled_from(Fact))
    operator = draw(st.sampled_from(allowed(fact)))
    pool = _VALUES.get(fact, TEXTS) if operator is Operator.IS else PARTS
    most = {Operator.IS: 3, Operator.CONTAINS: 1, Operator.EMPTY: 0}[operator]
    values = draw(st.lists(st.sampled_from(pool), min_size=min(most, 1), max_size=most, unique=True))
    name = draw(st.sampled_from(["PARTY", "a b", 'q"q', "none"])) if fact is Fact.FIELD else ""
    return Comparison(fact, operator, tuple(values), name)


def _joined(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(several.map(all_of), several.map(any_of), inner.map(Not))


_rule: st.SearchStrategy[Rule] = st.recursive(_comparison(), _joined, max_leaves=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_person, max_size=6), st.lists(_rule, min_size=4, max_size=8))
def test_a_rule_finds_whom_it_finds_by_hand(store: Store, people: list[Person], given_rules: list[Rule]) -> None:
    people = [_with_address(person, at) for at, person in enumerate(people)]
    with pytest.raises(_Undone):
        compare_and_undo(store, people, given_rules)


def test_a_rule_as_it_is_typed_finds_people(store: Store) -> None:
    ana = ContactRow(0, parse_address("ana@example.org"), "Ana", kind=ContactKind.JOURNALIST, country="KE")
    bo = replace(ana, address=parse_address("bo@example.org"), country="SO", beats=("Public Health", "aid"))
    with store.begin() as tx:
        ids = contacts.add(tx, [ana, bo], NOW, changeset=begun(tx, NOW))
        typed = "kind = journalist and country in (KE, SO) and beat contains health"

        assert found(tx, parse_rule(typed, Vocabulary())) == {ids[1]}
        assert found(tx, parse_rule("beat != aid", Vocabulary())) == {ids[0]}


def test_values_in_use_are_told_for_completion(store: Store) -> None:
    ana = ContactRow(0, parse_address("ana@example.org"), kind=ContactKind.JOURNALIST, beats=("health", "aid"))
    with store.begin() as tx:
        contacts.add(tx, [replace(ana, country="KE", languages=("sw", "en"))], NOW, changeset=begun(tx, NOW))

        assert rules.in_use(tx, Fact.BEAT, most=10) == ("aid", "health")
        assert rules.in_use(tx, Fact.LANGUAGE, most=10) == ("en", "sw")
        assert rules.in_use(tx, Fact.COUNTRY, most=10) == ("KE",)
        assert rules.in_use(tx, Fact.NAME, most=10) == ()


def compare_and_undo(store: Store, people: list[Person], given_rules: list[Rule]) -> None:
    with store.begin() as tx:
        ids = _write(tx, people)
        for rule in given_rules:
            expected = {one for one, person in zip(ids, people, strict=True) if holds(rule, person)}
            assert found(tx, rule) == expected, rule
        raise _Undone


def found(tx: Transaction, rule: Rule) -> set[int]:
    return set(tx.scalars(select(t.contacts.c.id).where(rules.matching(tx, rule))))


def holds(rule: Rule, person: Person) -> bool:
    match rule:
        case And(parts):
            return all(holds(part, person) for part in parts)
        case Or(parts):
            return any(holds(part, person) for part in parts)
        case Not(part):
            return not holds(part, person)
        case Comparison():
            return _compares(rule, known(rule, person))


def _compares(one: Comparison, values: list[str]) -> bool:
    if one.operator is Operator.EMPTY:
        return values == []
    for wanted in map(folded, one.values):
        for value in map(folded, values):
            if one.operator is Operator.CONTAINS and wanted in value:
                return True
            if one.operator is Operator.IS and value == wanted:
                return True
            if "language" in one.fact and value.startswith(f"{wanted}-"):
                return True
    return False


def known(one: Comparison, person: Person) -> list[str]:
    """Return what is known of the person, by hand."""
    row = person.row
    every = (row.address, *row.others)
    values: dict[Fact, Sequence[str]] = {
        Fact.KIND: [str(row.kind)],
        Fact.COUNTRY: [row.country],
        Fact.LANGUAGE: row.languages,
        Fact.FIRST_LANGUAGE: row.languages[:1],
        Fact.BEAT: row.beats,
        Fact.OUTLET: [row.outlet],
        Fact.ROLE: [row.role],
        Fact.NAME: [row.name],
        Fact.ADDRESS: [address.key for address in every],
        Fact.DOMAIN: [address.domain for address in every],
        Fact.TIMEZONE: [row.timezone],
        Fact.LIST: sorted(person.on),
        Fact.EMBARGO: ["yes" if row.embargo_since else "no"],
        Fact.FIELD: [value for name, value in row.fields.items() if folded(name) == folded(one.name)],
    }
    return [value for value in values[one.fact] if value]


def _with_address(person: Person, at: int) -> Person:
    """Return the person with an address that nobody else has, and every second one with a further one."""
    domain = person.row.address.domain
    others = (parse_address(f"second{at}@{DOMAINS[at % 3]}"),) if at % 2 else ()
    return replace(person, row=replace(person.row, address=parse_address(f"p{at}@{domain}"), others=others))


def _write(tx: Transaction, people: list[Person]) -> list[int]:
    lists = {slug: add_list(tx, slug) for slug in LISTS}
    ids = contacts.add(tx, [person.row for person in people], NOW, changeset=begun(tx, NOW))
    for contact_id, person in zip(ids, people, strict=True):
        for slug in person.left:
            subscribe(tx, lists[slug], contact_id, ended=True)
        for slug in person.on:
            subscribe(tx, lists[slug], contact_id)
    return ids
