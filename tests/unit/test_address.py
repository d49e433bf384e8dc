"""One mailbox however it is spelled, and the spelling that is written to."""

import pytest

from mailer.domain.address import parse_address


@pytest.mark.parametrize(
    ("written", "key", "address"),
    [
        ("A@x.example", "a@x.example", "A@x.example"),
        (" a@X.example ", "a@x.example", "a@x.example"),
        ("a\u200b@x.example", "a@x.example", "a@x.example"),
        ("\u202aa@x.example\u202c", "a@x.example", "a@x.example"),
        ("mailto:a@x.example", "a@x.example", "a@x.example"),
        ("u@bücher.example", "u@xn--bcher-kva.example", "u@xn--bcher-kva.example"),
        ("u@bu\u0308cher.example", "u@xn--bcher-kva.example", "u@xn--bcher-kva.example"),
        ("u@BÜCHER.example", "u@xn--bcher-kva.example", "u@xn--bcher-kva.example"),
        ("u@XN--BCHER-KVA.example", "u@xn--bcher-kva.example", "u@xn--bcher-kva.example"),
        ("U+press.desk@x.example", "u+press.desk@x.example", "U+press.desk@x.example"),
    ],
)
def test_8_two_spellings_of_a_mailbox_have_one_key_and_the_local_part_stays_as_given(
    written: str, key: str, address: str
) -> None:
    found = parse_address(written)

    assert (found.key, found.address) == (key, address)


@pytest.mark.parametrize("other", ["u.a@x.example", "u+a@x.example", "ua@y.example"])
def test_8_dots_and_tags_make_another_mailbox(other: str) -> None:
    assert parse_address(other).key != parse_address("ua@x.example").key


@pytest.mark.parametrize(
    "written",
    ["ana@example.org.", "ana@example.org,", "ana@example.org;", "\u00a0ana@example.org\u00a0", "\u200bana@example.org",
     "mailto:ana@example.org?subject=x", "<mailto:ana@example.org>", "'ana@example.org'", "(ana@example.org)",
     "«ana@example.org»"],
)  # fmt: skip
def test_what_stands_around_an_address_is_taken_off(written: str) -> None:
    assert parse_address(written).address == "ana@example.org"
