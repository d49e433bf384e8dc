"""Likenesses: why two contacts may be one person, told by keys that are equal for both."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from mailer.domain.spelling import folded


class Likeness(StrEnum):
    """What two contacts have in common, the surest first."""

    SCRIPT = "look-alike address"  #: the same address but for letters of another script
    OTHER_ADDRESS = "other address"  #: one has the other's address among its further columns
    NAME = "same name and outlet"  #: the same words in any order, titles left out
    MAILBOX = "same mailbox"  #: addresses that differ in what their provider disregards
    PHONE = "same phone"  #: the same last nine digits

    @property
    def is_likely(self) -> bool:
        """Return whether it is mostly one person; the others may be one."""
        return self in {Likeness.SCRIPT, Likeness.OTHER_ADDRESS, Likeness.NAME}


#: So many people at most have a phone of their own in common; what more of them have is a switchboard.
MOST_WITH_A_PHONE = 4


@dataclass(frozen=True, slots=True)
class ProbableDuplicate:
    """A row of a file whose ``address`` is new, and the preferred address of a known contact that it is ``like``."""

    line: int
    address: str
    like: str
    likeness: Likeness


#: Letters of Cyrillic and Greek that look like a Latin one (after UTS 39), also as the capital that a key has folded.
_LOOKS_LIKE = str.maketrans(
    "асԁеһіјӏорԛѕѵԝхугвкмнт" + "αβεζηικμνορστυχϲϳγ",
    "acdehijlopqsvwxyrbkmht" + "abezhikmvopotuxcjy",
)
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile("['’‘ʼ`´]")
_TITLES = frozenset(
    [
        *("dr", "drs", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "mme", "mlle", "herr"),
        *("frau", "hr", "sr", "sra", "srta", "ing", "dipl", "phd", "md", "msc", "bsc", "esq", "amb", "rev"),
    ]
)
_EXTENSION = re.compile(r"(?:ext|extension|x|ap|poste|#|;ext=)[\s.:=]*\d+\s*$", re.IGNORECASE)
_NO_DIGIT = re.compile(r"[^0-9]+")
_LEAST_DIGITS, _DIGITS = 7, 9
_ALIASES = {"googlemail.com": "gmail.com", "protonmail.com": "proton.me", "pm.me": "proton.me"}
_IGNORE_DOTS = frozenset({"gmail.com", "proton.me"})
#: Providers that say that they disregard what follows a plus sign.
TAGGING = frozenset(
    [
        *("gmail.com", "googlemail.com", "proton.me", "protonmail.com", "pm.me", "outlook.com", "hotmail.com"),
        *("live.com", "icloud.com", "me.com", "mac.com", "fastmail.com"),
    ]
)


def skeleton(key: str) -> str:
    """Return the address key with every look-alike as the Latin letter, A-labels read as what they stand for.

    >>> skeleton("аnа@example.org") == "ana@example.org"  # with two Cyrillic letters
    True
    """
    local, _, domain = key.rpartition("@")
    shown = f"{local}@{'.'.join(map(_shown, domain.split('.')))}"
    return unicodedata.normalize("NFKC", shown).translate(_LOOKS_LIKE)


def mailbox(key: str) -> str:
    """Return the key of the mailbox that the address may mean, "" where the provider is not known to disregard any.

    >>> mailbox("ana.ruiz+press@gmail.com")
    'anaruiz@gmail.com'
    """
    local, _, domain = key.rpartition("@")
    if domain not in TAGGING:
        return ""
    home = _ALIASES.get(domain, domain)
    plain = local.partition("+")[0]
    return f"{plain.replace('.', '') if home in _IGNORE_DOTS else plain}@{home}"


def name_key(name: str) -> str:
    """Return the words of a name in order of the alphabet, titles left out; "" where nothing is left.

    >>> name_key("Dr. OKELLO, Amina") == name_key("Amina Okello")
    True
    """
    words = _WORD.findall(folded(_APOSTROPHE.sub("", name)))
    return " ".join(sorted([word for word in words if word not in _TITLES]))


def phone_key(phone: str) -> str:
    """Return the last nine digits of a phone number, without its extension; "" if there are less than seven.

    >>> phone_key("+1 (202) 555-0100 ext. 7")
    '025550100'
    """
    number = _EXTENSION.sub("", phone)
    if number.isascii():
        digits = _NO_DIGIT.sub("", number)
    else:
        digits = "".join(str(unicodedata.digit(one)) for one in number if one.isdigit())
    return digits[-_DIGITS:] if len(digits) >= _LEAST_DIGITS else ""


def _shown(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode().decode("punycode") or label
    except UnicodeError:
        return label
