"""Recipient fields in release text and in templates."""

import re
from pathlib import Path

import pytest

from mailer.content.page.edition import compose
from mailer.content.page.slots import TOKEN, SlotBook, check_links, fill
from mailer.domain.rendering import Rendered, Slot
from mailer.errors import ReleaseError
from tests.unit.aurelia import ORGANISATION, composed_body, english


def _with_template(folder: Path, body: str) -> Rendered:
    (folder / "release").mkdir()
    (folder / "release" / "body.txt.j2").write_text(body)
    return compose(english("Text."), "en", organisation=ORGANISATION, embargoed=False, templates_dir=folder)


def test_a_field_becomes_a_token_of_letters_and_digits_in_every_part() -> None:
    rendered = composed_body(
        "Dear {{ recipient.name | fallback(“colleague”) }}, good day.", headline="For {{recipient.outlet}}"
    )

    name = next(slot for slot in rendered.slots if slot.field == "name")
    outlet = next(slot for slot in rendered.slots if slot.field == "outlet")
    assert re.fullmatch(r"[A-Za-z0-9]+", name.token)
    assert (name.fallback, outlet.fallback) == ("colleague", None)
    assert f"Dear {name.token}, good day." in rendered.html
    assert f"Dear {name.token}, good day." in rendered.text
    assert rendered.subject == f"For {outlet.token}"


def test_slots_come_in_the_order_in_which_they_are_found_and_only_once() -> None:
    book = SlotBook()

    text = fill(
        "{{recipient.role}} {{ recipient.name }} {{recipient.role}} {{recipient.role|fallback('x')}}",
        book,
        source="a.md",
    )

    first, second, third, fourth = text.split()
    assert first == third
    assert book.slots == (Slot(first, "role"), Slot(second, "name"), Slot(fourth, "role", "x"))


@pytest.mark.parametrize(
    "mark",
    ["{{7*7}}", "{{ name }}", "{{ recipient.name | upper }}", "{% if x %}", "{# note #}", "{{ recipient.name", "{{"],
)
def test_anything_else_in_braces_is_refused_with_file_line_and_cure(mark: str) -> None:
    with pytest.raises(ReleaseError, match=r"short\.md, line 9.*Write \{\{ recipient\.name \}\}"):
        composed_body(f"First.\n\nSecond {mark} here.")


def test_an_unknown_field_is_answered_with_the_nearest_known_one() -> None:
    with pytest.raises(ReleaseError, match=r"short\.md, line 7: A recipient has no field 'outlets'.*recipient\.outlet"):
        composed_body("{{ recipient.outlets }}")


def test_text_that_looks_like_a_token_is_refused() -> None:
    with pytest.raises(ReleaseError, match="one of our own marks"):
        composed_body("ZQSLOT0123456789")


@pytest.mark.parametrize(
    "template",
    [
        "{% if recipient.name %}x{% endif %}",
        "{% if recipient.outlet == 'x' %}x{% endif %}",
        "{% if 'x' in recipient.name %}x{% endif %}",
        "{% if recipient.name != '' %}x{% endif %}",
        "{% for sign in recipient.name %}x{% endfor %}",
        "{{ 'x' if recipient.role else 'y' }}",
        "{{ recipient.name or 'colleague' }}",
        "{{ recipient.name | length }}",
    ],
)
def test_a_decision_by_a_recipients_field_points_to_variants(tmp_path: Path, template: str) -> None:
    with pytest.raises(ReleaseError, match=r"language, by kind of release or by sending to another list"):
        _with_template(tmp_path, template)


@pytest.mark.parametrize(
    "template", ["{{ recipient.name | upper }}", "{{ 'Dear ' ~ recipient.name }}", "{{ recipient }}"]
)
def test_a_value_that_is_not_known_yet_cannot_be_changed(tmp_path: Path, template: str) -> None:
    with pytest.raises(ReleaseError):
        _with_template(tmp_path, template)


def test_a_template_prints_fields_with_and_without_fallback(tmp_path: Path) -> None:
    rendered = _with_template(tmp_path, '{{ recipient.name | fallback("all") }} {{ recipient.country }}')

    assert len(TOKEN.findall(rendered.text)) == 2
    assert [(slot.field, slot.fallback) for slot in rendered.slots][-2:] == [("name", "all"), ("country", None)]


def test_a_field_inside_a_link_is_refused() -> None:
    with pytest.raises(ReleaseError, match="link"):
        composed_body("[x](https://example.org/?who={{ recipient.name }})")
    with pytest.raises(ReleaseError, match="unsubscribe_url"):
        check_links('<a href="ZQSLOT0123456789">')


def test_a_template_that_names_nothing_known_is_named_itself(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"release/body\.txt\.j2.*nonsense"):
        _with_template(tmp_path, "{{ nonsense }}")


def test_a_template_cannot_reach_into_python(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError):
        _with_template(tmp_path, "{{ story.__class__.__mro__ }}")
