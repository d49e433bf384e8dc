"""Blanks at which no line may end, as each language has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.content.page.typesetting import typesetter
from tests.unit import aurelia


@pytest.mark.parametrize(
    ("language", "typed", "bound"),
    [
        ("fr", "Quoi ? Rien ; vraiment !", "Quoi~? Rien~; vraiment~!"),
        ("fr", "Il a dit : « Non. » Puis rien.", "Il a dit~: «~Non.~» Puis rien."),
        ("fr-CA", "310 000 personnes, 42 %", "310~000 personnes, 42~%"),
        ("fr", "Voir ![une photo](https://example.org/a.jpg)", "Voir ![une photo](https://example.org/a.jpg)"),
        ("fr", "| a | b |\n| :--- | :---: |", "| a | b |\n| :--- | :---: |"),
        ("fr", "- un\n- deux :\n\n1. trois", "- un\n- deux~:\n\n1. trois"),
        ("ru", "Женева – сорок колодцев", "Женева~– сорок колодцев"),
        ("en", "It said : no – 1 840 people", "It said : no – 1~840 people"),
        ("en", "In 2026 1200 came, 12 km away", "In 2026 1200 came, 12~km away"),
        ("en", "Call +1 202 555 0142 or 022 555 01 42", "Call +1 202 555 0142 or 022 555 01 42"),
        ("en", "Of 1 250 000 people 310 000, and more", "Of 1~250~000 people 310~000, and more"),
        ("es", "¿Qué? ¡Nada! 42 %", "¿Qué? ¡Nada! 42~%"),
        ("zh-Hans", "四十口井。", "四十口井。"),
        ("ar", "عاد 310 000 شخص", "عاد 310~000 شخص"),
    ],
)
def test_only_blanks_that_were_typed_are_bound(language: str, typed: str, bound: str) -> None:
    assert typesetter(language)(typed) == bound.replace("~", "\u00a0")


@given(st.sampled_from(["fr", "ru", "en", "zh-Hans"]), st.text("a1 :;!?«»—–%\n*|[]()", max_size=30))
def test_nothing_else_is_changed_and_twice_is_once(language: str, text: str) -> None:
    typeset = typesetter(language)

    assert typeset(text).replace("\u00a0", " ") == text
    assert typeset(typeset(text)) == typeset(text)


def test_both_parts_of_a_mail_are_typeset() -> None:
    made = aurelia.english("Un premier paragraphe : 310 000 personnes sont rentrées.", language="fr")
    rendered = aurelia.composed("fr", made)

    assert "paragraphe\u00a0: 310\u00a0000" in rendered.html
    assert "paragraphe\u00a0: 310\u00a0000" in rendered.text
