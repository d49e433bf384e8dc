"""Every rule passes a good release and finds what it is there for."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from mailer.content.lint import rules as lint
from mailer.content.lint.copy import Copy, Rule
from mailer.content.page.edition import compose
from mailer.domain.finding import Severity
from tests.unit import (
    aurelia,
    examples_of_editions,
    examples_of_figures,
    examples_of_layout,
    examples_of_links,
    examples_of_message,
    examples_of_names,
    examples_of_page,
    examples_of_reading,
    examples_of_release,
    examples_of_spam,
    examples_of_styles,
    examples_of_words,
)
from tests.unit.breaking import Example, added, of_domains, on_duty, page, person, styled, without_postal_address
from tests.unit.copies import HOUSE, copy_of, frozen, good, of_release, written

_TOPICS = (
    *(examples_of_release, examples_of_page, examples_of_reading, examples_of_styles, examples_of_layout),
    *(examples_of_message, examples_of_words, examples_of_figures, examples_of_names, examples_of_links),
    *(examples_of_spam, examples_of_editions),
)
BROKEN: tuple[Example, ...] = tuple(example for topic in _TOPICS for example in topic.BROKEN)
FINE: tuple[Example, ...] = tuple(example for topic in _TOPICS for example in getattr(topic, "FINE", ()))
#: Examples of the rules that look at the finished message alone.
OF_THE_MESSAGE = [
    (one, make) for one in lint.all_rules() for rule, make in BROKEN if rule == one.id and not one.reads_source
]


def ids(copy: Copy) -> set[str]:
    return {one.id for one in lint.findings([copy])}


@pytest.mark.parametrize(("rule", "broken"), BROKEN, ids=[f"{rule}-{at}" for at, (rule, _) in enumerate(BROKEN)])
def test_a_rule_finds_what_it_is_there_for(rule: str, broken: Callable[[], Copy]) -> None:
    found = lint.findings([broken()])

    assert rule in {one.id for one in found}
    assert all(one.where and one.message and one.fix for one in found)


@pytest.mark.parametrize(("rule", "fine"), FINE, ids=[f"{rule}-{at}" for at, (rule, _) in enumerate(FINE)])
def test_a_rule_leaves_alone_what_only_looks_like_it(rule: str, fine: Callable[[], Copy]) -> None:
    assert rule not in ids(fine())


@pytest.mark.parametrize("embargoed", [True, False])
@pytest.mark.parametrize("language", aurelia.LANGUAGES)
def test_a_good_release_gives_no_finding_in_any_language(language: str, embargoed: bool) -> None:  # noqa: FBT001
    made = aurelia.release() if embargoed else aurelia.release(embargo=None)
    copy = copy_of(aurelia.composed(language, made), made)

    assert lint.findings([copy]) == []


@pytest.mark.parametrize("brand", ["#8a1538", "#00654d", "#767676", "#000000", "#c8102e"])
def test_our_own_templates_give_no_finding_in_any_brand_colour(brand: str) -> None:
    organisation = replace(aurelia.ORGANISATION, brand_color=brand)
    made = aurelia.release()

    rendered = compose(made, "en", organisation=organisation, embargoed=True)

    assert lint.findings([copy_of(rendered, made)]) == []


def test_every_rule_has_an_example_that_breaks_it() -> None:
    assert {rule.id for rule in lint.all_rules()} == {rule for rule, _ in BROKEN}


def test_every_rule_that_leaves_something_alone_has_an_example_of_it() -> None:
    assert {rule.id for rule in lint.all_rules() if "left alone" in rule.note} <= {rule for rule, _ in FINE}


@pytest.mark.parametrize(
    ("rule", "broken"), OF_THE_MESSAGE, ids=[f"{one.id}-{at}" for at, (one, _) in enumerate(OF_THE_MESSAGE)]
)
def test_a_rule_that_does_not_read_the_source_finds_the_same_once_it_is_gone(
    rule: Rule, broken: Callable[[], Copy]
) -> None:
    before, after = (list(rule.look(copy)) for copy in (broken(), frozen(broken())))

    assert len(after) == len(before) > 0


def test_every_rule_has_an_id_of_its_own() -> None:
    numbers = [rule.id for rule in lint.all_rules()]

    assert len(numbers) == len(set(numbers))


def test_a_finding_names_the_line_of_the_file() -> None:
    copy = written("A first paragraph.\n\nThe river rose by TK metres.")

    (found,) = (one for one in lint.findings([copy]) if one.id == "E012")

    assert found.where == "short.md, line 9"


def test_what_is_true_of_the_whole_release_is_said_once() -> None:
    copies = [replace(good(language), house=replace(HOUSE, base_url="")) for language in ("en", "fr")]

    assert [one.id for one in lint.findings(copies)] == ["F005"]


@pytest.mark.parametrize("size", [60_000, 99_000, 100_500, 101_500, 102_400, 102_401])
def test_32_the_way_to_leave_stands_where_gmail_does_not_cut_or_a_check_says_so(size: int) -> None:
    copy = good()
    grown = page("</h1>", "x" * (size - len(copy.html.encode())) + "</h1>")(copy)

    link = grown.html.encode().find(b'href="https://press.aurelia.example.org/u/1"')
    assert len(grown.html.encode()) == size
    assert 0 < size - link < 5_000
    assert bool({"S001", "F004"} & ids(grown)) is (link + len('href="') >= 100_000 or size > 102_400)


@pytest.mark.parametrize("language", aurelia.LANGUAGES)
def test_32_both_parts_say_how_to_leave_near_their_end(language: str) -> None:
    copy = good(language)

    for content in (copy.html, copy.text):
        assert content.count("https://press.aurelia.example.org/u/1") >= 1
        assert content.rindex("https://press.aurelia.example.org/u/1") > len(content) / 2


def test_the_same_thing_in_many_places_is_said_once_with_their_number() -> None:
    copy = added('<p style="color:#123">Words</p>' * 200)

    found = [one.message for one in lint.findings([copy]) if one.id == "W028"]

    assert found == ["the colour #123 is not written with six digits: p “Words”, and 199 more"]


def test_what_can_only_be_guessed_or_is_worse_than_usual_has_a_severity_of_its_own() -> None:
    tiny = added('<p style="font-size:9px">Words</p>')
    pictured = added('<table background="https://aurelia.example.org/sea.jpg"><tr><td>Words</td></tr></table>')
    clear = styled("@media (prefers-color-scheme: dark) { .ink { color: rgba(255, 255, 255, 0.9) !important; } }")

    found = [{one.id: one.severity for one in lint.findings([copy])} for copy in (tiny, pictured, clear)]

    assert [found[0]["A020"], found[1]["A030"], found[2]["W026"]] == [Severity.ERROR, Severity.INFO, Severity.INFO]


def test_a_finding_about_contrast_names_the_colours_and_what_they_lack() -> None:
    copy = added('<p style="color:#777777; background-color:#ffffff; font-size:16px">Words</p>')

    (found,) = (one for one in lint.findings([copy]) if one.id == "A030")

    assert found.message == "#777777 on #ffffff has a contrast of 4.4:1; 4.5:1 is the least: p “Words”"


def test_a_program_that_has_a_stand_in_is_not_named() -> None:
    gradient = "background-color:#eef1f5; background-image:linear-gradient(#ffffff, #eef1f5)"
    copy = added(f'<table><tr><td style="{gradient}">Words</td></tr></table>')

    found = [one.message for one in lint.findings([copy]) if one.id in {"W020", "W021"}]

    assert found == ["linear-gradient() means nothing to Outlook.com: td “Words”"]


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


def test_a_number_that_is_public_for_one_may_be_private_for_another() -> None:
    desk = person(key="desk", name="The Desk", phone="+1 202 555 0199", private_phone="")

    found = ids(on_duty(person(), desk)) | ids(on_duty(desk, person()))

    assert "E021" not in found


def test_the_domain_above_one_of_ours_is_ours_too() -> None:
    copy = of_release(spokespeople=(person(address="ines.moreau@example.org"),))

    assert "E004" not in ids(copy)


@pytest.mark.parametrize("domains", [(), ("aurelia.example.org",), ("example.net", "example.org")])
def test_a_sender_is_fine_on_a_domain_of_ours_and_where_none_is_set(domains: tuple[str, ...]) -> None:
    assert "H001" not in ids(of_domains(*domains))


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

    (found,) = (one for one in lint.findings([copy]) if one.id == "R004")

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
