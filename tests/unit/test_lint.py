"""Every rule passes a good release and finds what it is there for."""

from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from mailer.content.lint import rules as lint
from mailer.content.lint.copy import Copy, read_page
from mailer.domain.finding import Severity
from mailer.domain.release import Photo, Spokesperson
from tests.unit import aurelia
from tests.unit.copies import HOUSE, good, of_release, written

Break = Callable[[Copy], Copy]


def page(old: str, new: str) -> Break:
    """Return what changes the page of a good copy, where only a template could."""

    def changed(copy: Copy) -> Copy:
        assert old in copy.html, f"{old!r} is not on the page"
        html = copy.html.replace(old, new)
        return replace(copy, html=html, page=read_page(html))

    return changed


def text(old: str, new: str) -> Break:
    def changed(copy: Copy) -> Copy:
        assert old in copy.text, f"{old!r} is not in the text part"
        return replace(copy, text=copy.text.replace(old, new))

    return changed


def subject(new: str) -> Break:
    return lambda copy: replace(copy, subject=new)


def ids(copy: Copy) -> set[str]:
    return {one.id for one in lint.findings([copy])}


def without_postal_address() -> Copy:
    house = replace(HOUSE, organisation=replace(aurelia.ORGANISATION, postal_address=""))
    return replace(good(), house=house)


def with_house(**changes: object) -> Copy:
    return replace(good(), house=replace(HOUSE, **changes))  # type: ignore[arg-type]


def of_domains(*domains: str) -> Copy:
    return with_house(organisation=replace(aurelia.ORGANISATION, domains=domains))


def as_if_real(copy: Copy) -> Copy:
    """Return the copy as of an organisation that has no domain among those reserved for examples."""
    return replace(copy, house=replace(HOUSE, domains=()))


def person(**changes: str) -> Spokesperson:
    return replace(aurelia.SPOKESPEOPLE[0], **changes)  # type: ignore[arg-type]


def photo(**changes: str) -> Photo:
    made = Photo("https://aurelia.example.org/photos/gauge.jpg", "A woman reads a gauge", "The gauge at Port Selene")
    return replace(made, **changes)


def without_slot(copy: Copy) -> Copy:
    return replace(copy, rendered=replace(copy.rendered, slots=()))


LONG_TEXT = "A paragraph that goes on about the river and its gauges for quite some time. " * 20

#: For each rule: what breaks it.
BROKEN: tuple[tuple[str, Callable[[], Copy]], ...] = (
    ("E001", lambda: of_release(spokespeople=())),
    ("E001", lambda: page("Inès Moreau", "")(good())),
    ("E002", lambda: of_release(spokespeople=(person(address=""),))),
    ("E003", lambda: of_release(spokespeople=(person(phone=""),))),
    ("E004", lambda: of_release(spokespeople=(person(address="ines.moreau@example.net"),))),
    ("E005", lambda: of_release(date=None)),
    ("E005", lambda: written(place="")),
    ("E010", lambda: written("Dear [[first name]], the river rises.")),
    ("E010", lambda: written("Dear *|FNAME|*, the river rises.")),
    ("E010", lambda: text("Port Selene", "ZQSLOT0123456789")(good())),
    ("E010", lambda: page("https://aurelia.example.org/lenta", "https://slot.invalid/x")(good())),
    ("E011", lambda: page("Inès Moreau", "None")(good())),
    ("E011", lambda: written("Dear None,\n\nthe river rises.")),
    ("E012", lambda: written("The river rose by TK metres.")),
    ("E012", lambda: written("“[insert quote]”, said the mayor.")),
    ("E014", lambda: written(headline="A very long headline " * 7)),
    ("E014", lambda: written(headline="The river has risen.")),
    ("E014", lambda: written(headline="RIVER RISES AGAIN")),
    ("P001", lambda: subject("")(good())),
    ("P001", lambda: written(headline="RE: what you asked")),
    ("P002", lambda: written(headline="word " * 25)),
    ("P003", lambda: page("display:none", "display:block")(good())),
    ("P004", lambda: written(summary="Too short")),
    ("P005", lambda: written(summary="A short headline")),
    ("A001", lambda: page('<html lang="en"', "<html")(good())),
    ("A003", lambda: page(' alt="', ' data-alt="')(good())),
    ("A004", lambda: written(photos=(photo(alt="gauge.jpg"),))),
    ("A004", lambda: written(photos=(photo(alt="Photo"),))),
    ("A004", lambda: written(photos=(photo(alt="The gauge at Port Selene"),))),
    ("A005", lambda: page('role="presentation"', "")(good())),
    ("A006", lambda: page(">Read the full report</a>", "></a>")(good())),
    ("A008", lambda: page("<title>", "<title></title><title>")(good())),
    ("A010", lambda: page("<h1", "<h2")(good())),
    ("A010", lambda: page("<h2", "<h1")(good())),
    ("F001", lambda: without_slot(good())),
    ("F002", without_postal_address),
    ("F002", lambda: page("1 Example Square", "")(good())),
    ("F005", lambda: with_house(base_url="")),
    ("S001", lambda: written("\n\n".join([LONG_TEXT] * 70))),
    ("S002", lambda: written("\n\n".join([LONG_TEXT] * 45))),
    ("S003", lambda: page("</style>", "x" * 9_000 + "</style>")(good())),
    ("S004", lambda: page("</style>", "x" * 6_000 + "</style>")(good())),
    ("S005", lambda: page('src="https:', 'src="data:')(good())),
    ("L001", lambda: page('href="https://aurelia.example.org/lenta"', 'href="#"')(good())),
    ("L002", lambda: page('href="https://aurelia.example.org/lenta"', 'href="javascript:alert(1)"')(good())),
    ("L003", lambda: written("See [the report](http://aurelia.example.org/report).")),
    ("L004", lambda: as_if_real(written("See [the report](https://example.com/report)."))),
    ("L004", lambda: as_if_real(written("See [the report](https://server.internal/report)."))),
    ("L004", lambda: written("See [the report](https://staging.aurelia.example.org/report).")),
    ("L004", lambda: written("See [the report](https://192.168.1.7/report).")),
    ("L004", lambda: written("See [the report](https://localhost:8000/report).")),
    ("R001", lambda: page('role="presentation" dir="rtl"', 'role="presentation"')(good("ar"))),
    ("R002", lambda: written("Forty \u202eslliw\u202c have reopened.")),
    ("R002", lambda: written("Forty \u202dwells have reopened.")),
    ("R002", lambda: written("Forty \u2067wells have reopened.")),
    ("R002", lambda: written("Forty \u2068wells \u2066(40)\u2069 have reopened.")),
    ("R002", lambda: written("Forty \u202bwells\u2069 have reopened.")),
    ("R002", lambda: written(headline="Wells \u202ereopen")),
    ("T001", lambda: replace(good(), text="See the HTML part.")),
    ("T002", lambda: text("https://aurelia.example.org/lenta/2024", "")(good())),
    ("T003", lambda: text("Geneva, 24", "word " * 20 + "Geneva, 24")(good())),
    ("M001", lambda: replace(good(), octets=b"x" * 999)),
    ("M003", lambda: page('<meta charset="utf-8">', "")(good())),
    ("M003", lambda: latin(good())),
    ("M004", lambda: page("Port Selene", "Port\ufffdSelene")(good())),
    ("M005", lambda: of_domains("example.net")),
    ("M005", lambda: of_domains("aurelia.example.com", "relia.example.org")),
    ("D001", lambda: page("prefers-color-scheme", "prefers-contrast")(good())),
)


def latin(copy: Copy) -> Copy:
    octets = copy.octets.replace(b"text/html; charset=utf-8", b"text/html; charset=iso-8859-1")
    return replace(copy, message=message_from_bytes(octets, policy=policy.default))


@pytest.mark.parametrize(("rule", "broken"), BROKEN, ids=[f"{rule}-{at}" for at, (rule, _) in enumerate(BROKEN)])
def test_a_rule_finds_what_it_is_there_for(rule: str, broken: Callable[[], Copy]) -> None:
    found = lint.findings([broken()])

    assert rule in {one.id for one in found}
    assert all(one.where and one.message and one.fix for one in found)


@pytest.mark.parametrize("language", aurelia.LANGUAGES)
def test_a_good_release_gives_no_finding_in_any_language(language: str) -> None:
    assert lint.findings([good(language)]) == []


def test_every_rule_has_an_example_that_breaks_it() -> None:
    assert {rule.id for rule in lint.RULES} == {rule for rule, _ in BROKEN}


def test_every_rule_has_an_id_of_its_own() -> None:
    numbers = [rule.id for rule in lint.RULES]

    assert len(numbers) == len(set(numbers))


def test_a_finding_names_the_line_of_the_file() -> None:
    copy = written("A first paragraph.\n\nThe river rose by TK metres.")

    (found,) = (one for one in lint.findings([copy]) if one.id == "E012")

    assert found.where == "short.md, line 9"


def test_what_is_true_of_the_whole_release_is_said_once() -> None:
    copies = [replace(good(language), house=replace(HOUSE, base_url="")) for language in ("en", "fr")]

    assert [one.id for one in lint.findings(copies)] == ["F005"]


@pytest.mark.parametrize("size", [60_000, 99_000, 100_500, 101_500, 102_400, 102_401])
def test_32_the_way_to_leave_stands_where_gmail_does_not_cut_or_s001_says_so(size: int) -> None:
    copy = good()
    grown = page("</h1>", "x" * (size - len(copy.html.encode())) + "</h1>")(copy)

    link = grown.html.encode().find(b'href="https://press.aurelia.example.org/u/1"')
    assert len(grown.html.encode()) == size
    assert 0 < size - link < 5_000
    assert ("S001" in ids(grown)) is (link + len('href="') >= 100_000 or size > 102_400)


@pytest.mark.parametrize("language", aurelia.LANGUAGES)
def test_32_both_parts_say_how_to_leave_near_their_end(language: str) -> None:
    copy = good(language)

    for content in (copy.html, copy.text):
        assert content.count("https://press.aurelia.example.org/u/1") >= 1
        assert content.rindex("https://press.aurelia.example.org/u/1") > len(content) / 2


def test_errors_come_first() -> None:
    copy = written("See [the report](http://aurelia.example.org/report), says TK.", summary="Short")

    severities = [one.severity for one in lint.findings([copy])]

    assert severities == [Severity.ERROR, Severity.WARNING, Severity.INFO]


def test_a_missing_postal_address_is_a_warning_and_one_that_is_not_printed_an_error() -> None:
    missing = [one.severity for one in lint.findings([without_postal_address()]) if one.id == "F002"]
    unprinted = [one.severity for one in lint.findings([page("1 Example Square", "")(good())]) if one.id == "F002"]

    assert (missing, unprinted) == ([Severity.WARNING], [Severity.ERROR])


def test_example_hosts_are_fine_where_the_organisation_itself_is_an_example() -> None:
    copy = written("See [the report](https://pictures.example.net/report).")

    assert "L004" not in ids(copy)


def test_an_address_on_another_domain_is_only_a_warning_while_no_domains_are_set() -> None:
    copy = of_release(spokespeople=(person(address="ines.moreau@example.net"),))
    house = replace(HOUSE, organisation=replace(aurelia.ORGANISATION, domains=()))

    severities = [one.severity for one in lint.findings([replace(copy, house=house)])]

    assert severities == [Severity.WARNING]


def test_the_domain_above_one_of_ours_is_ours_too() -> None:
    copy = of_release(spokespeople=(person(address="ines.moreau@example.org"),))

    assert "E004" not in ids(copy)


@pytest.mark.parametrize("domains", [(), ("aurelia.example.org",), ("example.net", "example.org")])
def test_a_sender_is_fine_on_a_domain_of_ours_and_where_none_is_set(domains: tuple[str, ...]) -> None:
    assert "M005" not in ids(of_domains(*domains))


def test_a_release_may_say_that_there_is_nobody_to_call() -> None:
    assert "E001" not in ids(of_release(spokespeople=(), spokespeople_none=True))


@pytest.mark.parametrize("words", ["The siglo XXX Cumbre", "Use a TKO", "Nobody said none of it", "a mast of 30 m"])
def test_words_that_only_look_like_placeholders_are_left_alone(words: str) -> None:
    assert ids(written(f"{words}. A sentence that fills the inbox line of this invented release well.")) == set()


@pytest.mark.parametrize(
    "words",
    [
        "Forty \u2068wells \u2066(40)\u2069\u2069 have reopened",
        "Forty \u202awells\u202c",
        "Forty\u200e wells\u200f",
        "Forty\u2069 wells",
    ],
)
def test_marks_of_direction_that_are_closed_or_turn_nothing_are_left_alone(words: str) -> None:
    assert ids(written(f"{words}. A sentence that fills the inbox line of this invented release well.")) == set()


def test_a_mark_of_direction_is_found_in_its_line() -> None:
    copy = written("A first paragraph.\n\nThe river \u202esesir\u202c by two metres.")

    (found,) = (one for one in lint.findings([copy]) if one.id == "R002")

    assert found.where == "short.md, line 9"
    assert "U+202E" in found.message


@pytest.mark.parametrize("headline", ["A new river gauge for the U.S.", "And the river rose ..."])
def test_a_headline_may_end_with_an_abbreviation(headline: str) -> None:
    assert "E014" not in ids(written(headline=headline))


def test_an_address_that_cannot_be_read_is_a_finding_and_no_crash() -> None:
    copy = page('href="https://aurelia.example.org/lenta"', 'href="https://[broken"')(good())

    assert "L002" in ids(copy)


def test_a_cell_of_a_table_may_say_none() -> None:
    copy = written("| Town | Deaths |\n|---|---|\n| Port Selene | None |\n\nA sentence that says what happened there.")

    assert "E011" not in ids(copy)
