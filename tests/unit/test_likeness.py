"""What two contacts may have in common: names, phones and addresses that mean the same."""

import pytest

from mailer.domain.address import parse_address
from mailer.domain.likeness import Likeness, mailbox, name_key, phone_key, skeleton


@pytest.mark.parametrize(
    "alike",
    [
        "аmina@example.org",  # a Cyrillic a
        "аміnа@example.org",
        "amina@exаmple.org",  # in the domain
        "αmina@example.org",  # a Greek alpha
        "ａmina@example.org",  # a full-width a
    ],
)
def test_letters_of_other_scripts_look_like_latin_ones(alike: str) -> None:
    assert alike != "amina@example.org"
    assert skeleton(parse_address(alike).key) == "amina@example.org"


@pytest.mark.parametrize("other", ["anina@example.org", "amína@example.org", "amina@example.com", "امينة@example.org"])
def test_other_letters_do_not(other: str) -> None:
    assert skeleton(parse_address(other).key) != "amina@example.org"


@pytest.mark.parametrize("broken", ["a@xn--.example", "a@xn--\u00e9.example", "a@xn--99999999.example"])
def test_an_a_label_that_is_none_stays_as_it_is(broken: str) -> None:
    assert skeleton(broken) == broken


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ana.ruiz@gmail.com", "anaruiz+press@googlemail.com"),
        ("ana+x@outlook.com", "ana@outlook.com"),
        ("ana@proton.me", "ana@pm.me"),
    ],
)
def test_some_providers_disregard_dots_and_what_follows_a_plus(one: str, other: str) -> None:
    assert mailbox(one) == mailbox(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("ana.ruiz@outlook.com", "anaruiz@outlook.com"), ("a@gmail.com", "a@outlook.com")]
)
def test_what_a_provider_regards_makes_another_mailbox(one: str, other: str) -> None:
    assert mailbox(one) != mailbox(other)


def test_of_other_providers_nothing_is_assumed() -> None:
    assert mailbox("ana+press@example.org") == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amina Okello", "OKELLO, Amina"),
        ("Dr. Zoë Müller", "zoe muller"),
        ("Jean-Pierre O'Brien", "Jean Pierre OBrien"),
        ("كريم منصور", "منصور كريم"),
    ],
)
def test_a_name_is_its_words_whatever_their_order_case_accents_and_titles(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize("nothing", ["", " ", "Dr.", "–"])
def test_a_name_without_words_is_like_nobody(nothing: str) -> None:
    assert name_key(nothing) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+1 202 555 0100", "(202) 555-0100"),
        ("+41 44 555 01 00", "044 555 01 00"),
        ("+1-202-555-0100 ext. 12", "12025550100"),
        ("٢٠٢٥٥٥٠١٠٠", "202 555 0100"),
    ],
)
def test_a_phone_number_is_its_last_nine_digits(one: str, other: str) -> None:
    assert phone_key(one) == phone_key(other) != ""


@pytest.mark.parametrize("short", ["", "n/a", "0100", "555 010", "ext. 12345678"])
def test_a_few_digits_are_no_phone_number(short: str) -> None:
    assert phone_key(short) == ""


def test_seven_digits_are_a_phone_number_and_those_of_another_area_another_one() -> None:
    assert phone_key("555 0100") == "5550100"
    assert phone_key("+1 202 555 0100") != phone_key("+1 312 555 0100")


def test_what_is_only_the_same_mailbox_or_phone_may_be_one_person() -> None:
    assert [one for one in Likeness if not one.is_likely] == [Likeness.MAILBOX, Likeness.PHONE]
