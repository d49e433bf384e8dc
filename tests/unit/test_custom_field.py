"""Custom fields: what each type takes, and how it is kept."""

import pytest

from mailer.domain.custom_field import CustomField, CustomFields, FieldType


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "  as it is ", "as it is"),
        ("number", "1 234,5", "1234.5"),
        ("number", "1,234,567", "1234567"),
        ("number", "1.234.567,80", "1234567.8"),
        ("number", "007", "7"),
        ("number", "٣٤", "34"),
        ("number", "-0", "0"),
        ("number", "0.125", "0.125"),
        ("number", "100", "100"),
        ("date", "24.11.2026", "2026-11-24"),
        ("date", "24/11/2026", "2026-11-24"),
        ("date", "11/24/2026", "2026-11-24"),
        ("date", "2026/1/5", "2026-01-05"),
        ("date", "05/05/2026", "2026-05-05"),
        ("yes-no", "Oui", "yes"),
        ("yes-no", "NON", "no"),
        ("yes-no", "sí", "yes"),
        ("yes-no", "Да", "yes"),
        ("yes-no", "否", "no"),
        ("yes-no", "نعم", "yes"),
        ("address", "mailto:Ana@Example.org", "Ana@example.org"),
        ("url", "www.example.org/press", "https://www.example.org/press"),
    ],
)
def test_a_value_is_kept_in_one_form_whatever_it_is_typed_like(kind: str, typed: str, kept: str) -> None:
    one = CustomField("x", FieldType(kind))

    assert one.checked(typed) == kept
    assert one.checked(kept) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "why"),
    [
        ("number", "many", "is not a number"),
        ("number", "1,234", "two numbers; write 1234, or 1,2340"),
        ("number", "nan", "is not a number"),
        ("date", "03/04/2026", "two dates"),
        ("date", "31.02.2026", "not a day of the calendar"),
        ("date", "next week", "write it as 2026-11-24"),
        ("yes-no", "perhaps", "neither yes nor no"),
        ("address", "nobody", "not a mail address"),
        ("url", "ftp://example.org", "not a web address"),
        ("url", "https://", "not a web address"),
    ],
)
def test_what_a_field_cannot_hold_is_refused_with_the_reason(kind: str, typed: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        CustomField("x", FieldType(kind)).checked(typed)


def test_a_number_of_three_decimals_is_kept_so_that_it_can_be_read_again() -> None:
    one = CustomField("x", FieldType.NUMBER)

    assert one.checked("1,2340") == one.checked("1.2340") == "1.2340"


def test_a_choice_is_found_whatever_its_case_and_accents() -> None:
    one = CustomField("access", FieldType.CHOICE, ("Pool", "Résident"))

    assert (one.checked("pool"), one.checked("RESIDENT")) == ("Pool", "Résident")
    with pytest.raises(ValueError, match="did you mean Pool"):
        one.checked("pol")
    with pytest.raises(ValueError, match="there is Pool, Résident"):
        one.checked("wandering")


def test_a_field_is_meant_by_its_name_or_its_label() -> None:
    fields = CustomFields({"press-card": CustomField("press-card", FieldType.YES_NO, label="Carte de presse")})

    assert fields.name_of("Press Card") == fields.name_of("carte de PRESSE") == "press-card"
    assert fields.name_of("Room") == "Room"


def test_nothing_is_always_taken_and_a_field_nobody_named_takes_any_text() -> None:
    fields = CustomFields({"press-card": CustomField("press-card", FieldType.YES_NO)})

    assert fields.checked("press-card", " ") == ""
    assert fields.checked("room", " B12 ") == "B12"
    with pytest.raises(ValueError, match="neither yes nor no"):
        fields.checked("Press card", "lost")
