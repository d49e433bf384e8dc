from dataclasses import replace

import pytest

from mailer.domain.address import parse_address
from mailer.domain.contact import Basis, ContactKind, ContactRow, Frequency, merged, normalise_language, parse_word


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("FR ", "fr"),
        ("zh-cn", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh_TW", "zh-Hant"),
        ("zh-hant-hk", "zh-Hant"),
        ("pt-br", "pt-BR"),
        ("sr-latn-rs", "sr-Latn-RS"),
        ("es-419", "es-419"),
        ("Français", "fr"),
        ("العربية", "ar"),
        ("中文", "zh-Hans"),
    ],
)
def test_languages_become_tags(written: str, tag: str) -> None:
    found = normalise_language(written)

    assert found == tag


@pytest.mark.parametrize("written", ["", "e", "klingonese", "en us", "fr-", "１２"])
def test_what_is_no_language_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is not a language"):
        normalise_language(written)


def test_words_are_known_whatever_their_case_and_plural() -> None:
    kind, basis, frequency = (
        parse_word(ContactKind, "Journalists "),
        parse_word(Basis, "LEGITIMATE_interest"),
        parse_word(Frequency, "weekly"),
    )

    assert (kind, basis, frequency) == (ContactKind.JOURNALIST, Basis.LEGITIMATE_INTEREST, Frequency.WEEKLY)


def test_an_unknown_word_names_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean partner"):
        parse_word(ContactKind, "partnr")


def test_a_name_that_a_mail_program_has_turned_round_is_no_other_name() -> None:
    amina = ContactRow(0, parse_address("amina@example.org"), name="Amina Okello")

    assert merged(amina, replace(amina, name="Okello, Amina")).name == "Amina Okello"
    assert merged(amina, replace(amina, name="Okello, Anna")).name == "Okello, Anna"
    assert merged(amina, replace(amina, name="AMINA OKELLO")).name == "AMINA OKELLO"
