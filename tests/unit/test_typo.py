import pytest

from mailer.domain.typo import MAILBOX_DOMAINS, is_one_slip, suggested_domain


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmial.cmo", "gmail.com"),
        ("hotnail.com", "hotmail.com"),
        ("hotmial.fr", "hotmail.fr"),
        ("yaho.com", "yahoo.com"),
        ("yahooo.co.uk", "yahoo.co.uk"),
        ("outlok.com", "outlook.com"),
        ("iclould.com", "icloud.com"),
    ],
)
def test_a_slip_in_a_well_known_domain_is_seen(written: str, meant: str) -> None:
    assert suggested_domain(written) == meant


@pytest.mark.parametrize(
    "domain",
    [
        "example.org",
        "gmail.org",
        "mail.example.org",
        "cloud.com",  # a firm, not iCloud: the first letter is hardly ever wrong
        "email.com",
        "aol.co",  # three letters: every slip is somebody's domain
        "qq.co",
        "yahoo.com.sg",
        "localhost",
    ],
)
def test_other_domains_are_left_alone(domain: str) -> None:
    assert suggested_domain(domain) == ""


@pytest.mark.parametrize("domain", sorted(MAILBOX_DOMAINS))
def test_no_known_domain_is_taken_for_a_slip_of_another(domain: str) -> None:
    assert suggested_domain(domain) == ""


@pytest.mark.parametrize(
    ("written", "meant", "is_slip"),
    [
        ("ab", "ba", True),
        ("abc", "ab", True),
        ("ab", "abc", True),
        ("abc", "axc", True),
        ("abcd", "badc", False),
        ("abc", "xyz", False),
        ("abc", "abcde", False),
        ("cab", "abc", False),
    ],
)
def test_one_slip_is_one_and_no_more(written: str, meant: str, *, is_slip: bool) -> None:
    assert is_one_slip(written, meant) is is_slip
