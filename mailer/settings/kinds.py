"""The kinds of values that settings have: what is expected, in words, and the check that turns raw into right."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from mailer.domain.address import parse_address
from mailer.domain.custom_field import FieldType
from mailer.domain.language import normalise_language
from mailer.domain.rate import parse_rate
from mailer.domain.settings import DkimProfile, Envelope, SignIn, UncertainPolicy
from mailer.domain.zone import known_zone
from mailer.settings.entry import nearest
from mailer.settings.presets import PRESETS
from mailer.settings.secret import is_reference

_HOST_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
_EHLO_NAME = re.compile(rf"{_HOST_NAME}|\[[0-9A-Fa-f:.]+\]|\[IPv6:[0-9A-Fa-f:.]+\]")
_UN_LANGUAGES = frozenset({"ar", "en", "es", "fr", "ru", "zh-Hans"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value: ``expects`` in words for a person, ``raw`` its TOML type, ``check`` raises ValueError."""

    expects: str
    raw: type
    check: Callable[..., object]


def _one_line(text: str) -> str:
    if any(ord(character) < ord(" ") for character in text):
        raise ValueError("it holds a line break or a control character")
    return text.strip()


def _several_lines(text: str) -> str:
    return "\n".join(_one_line(line) for line in text.strip().splitlines())


def _address(text: str) -> str:
    return parse_address(text).address if text else ""


def _domains(texts: list[str]) -> tuple[str, ...]:
    return tuple(parse_address(f"postmaster@{text}").domain for text in texts)


def _domain(text: str) -> str:
    return parse_address(f"postmaster@{text}").domain if text else ""


def _selector(text: str) -> str:
    if text and not re.fullmatch(_HOST_NAME, text):
        raise ValueError("it may hold letters, digits and - in labels separated by dots (RFC 6376 3.1)")
    return text


def _reference(text: str) -> str:
    if text and not is_reference(text):
        raise ValueError("it says where the key is and never holds the key itself")
    return text


def _language(text: str) -> str:
    tag = normalise_language(text)
    if tag not in _UN_LANGUAGES and not _is_known_language(tag):
        raise ValueError("no such language is known")
    return tag


def _is_known_language(tag: str) -> bool:
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _color(text: str) -> str:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
        raise ValueError("a colour is # and six hexadecimal digits")
    return text.lower()


def _website(text: str) -> str:
    return _web_url(text, {"http", "https"})


def _base_url(text: str) -> str:
    return _web_url(text, {"https"}).rstrip("/")


def _web_url(text: str, schemes: set[str]) -> str:
    if not text:
        return ""
    parts = _split(text)
    if parts.scheme not in schemes or not parts.hostname or parts.username or re.search(r"[\s<>\"]", text):
        raise ValueError(
            f"it must begin with {' or '.join(sorted(f'{scheme}://' for scheme in schemes))} and name a host"
        )
    if parts.query or parts.fragment:
        raise ValueError("it must end before any ? or #")
    return text


def _database_url(text: str) -> str:
    scheme, _, rest = text.partition("://")
    if scheme == "sqlite":
        return _sqlite_url(text, rest)
    if scheme == "postgresql+psycopg" and _split(text).scheme:
        return text
    if scheme.startswith("postgres"):
        raise ValueError("for PostgreSQL it must begin with postgresql+psycopg://")
    raise ValueError("it must be sqlite:///PATH or postgresql+psycopg://...")


def _sqlite_url(text: str, rest: str) -> str:
    if ":memory:" in rest or not rest.strip("/"):
        raise ValueError("a database in memory would forget who had what; name a file")
    if not rest.startswith("/") or "?" in rest:
        raise ValueError("it must be sqlite:///PATH, with three slashes and no ?")
    return text


def _relay_url(text: str) -> str:
    if text.startswith("outbox:"):
        if not text.removeprefix("outbox:").strip("/"):
            raise ValueError("after outbox: the name of a folder is missing")
        return text
    parts = _split(text)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("it must be smtp://HOST:PORT, smtps://HOST:PORT or outbox:FOLDER")
    if parts.username is not None or parts.password is not None:
        raise ValueError("user name and password do not belong into the URL but into username and password")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("nothing may follow the port")
    return text.rstrip("/")


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:  # its message would show what may be a password
        raise ValueError(
            "it is no URL; in a password %, /, :, @ and ? are written as %25, %2F, %3A, %40 and %3F"
        ) from None
    if port == 0:
        raise ValueError("port 0 is no port")
    return parts


def _ehlo_name(text: str) -> str:
    if text and not _EHLO_NAME.fullmatch(text):
        raise ValueError("it must be a host name or an address in square brackets (RFC 5321 4.1.3)")
    return text


def _file(text: str) -> str:
    return str(Path(text).expanduser()) if text else ""


def _token(text: str) -> str:
    if text and not re.match(r"(cmd|file):\S", text):
        raise ValueError("a token does not last; say where a fresh one comes from")
    return _one_line(text)


def number(low: int, high: int) -> Kind:
    """Return the kind of whole numbers from ``low`` to ``high``."""

    def check(found: int) -> int:
        if not low <= found <= high:
            raise ValueError("it is out of range")
        return found

    return Kind(f"a whole number from {low} to {high}", int, check)


def one_of(words: type[StrEnum] | tuple[str, ...]) -> Kind:
    """Return the kind of a word out of ``words``; an enum gives its members."""
    known = [str(word) for word in words]

    def check(found: str) -> str:
        if found not in known:
            raise ValueError("there is no such choice")
        return words(found) if isinstance(words, type) else found

    return Kind(f"{', '.join(known[:-1])} or {known[-1]}", str, check)


def _addresses(texts: list[str]) -> tuple[str, ...]:
    return tuple(_address(text) for text in texts)


def _words(texts: list[str]) -> tuple[str, ...]:
    return tuple(_one_line(text) for text in texts)


def _some_domains(texts: list[str]) -> tuple[str, ...]:
    if not texts:
        raise ValueError("it names no domain")
    return _domains(texts)


def _preset(text: str) -> str:
    if text and text not in PRESETS:
        close = nearest(text, PRESETS)
        raise ValueError(f'did you mean "{close}"?' if close else "there is no such preset")
    return text


YES_OR_NO = Kind("true or false", bool, bool)
TEXT = Kind("a text on one line", str, _one_line)
LINES = Kind("a text, which may have several lines", str, _several_lines)
ADDRESS = Kind("an e-mail address", str, _address)
DOMAINS = Kind("a list of domain names", list, _domains)
ADDRESSES = Kind("a list of e-mail addresses", list, _addresses)
CHOICES = Kind("a list of texts", list, _words)
FIELD_TYPE = one_of(FieldType)
LISTS = Kind("a list of the names of distribution lists", list, _words)
RECIPIENT_DOMAINS = Kind("a list of recipient domains", list, _some_domains)
RATE = Kind("a rate such as 14/second or 30/minute", str, parse_rate)
PRESET = Kind(f"{', '.join(list(PRESETS)[:-1])} or {list(PRESETS)[-1]}", str, _preset)
LANGUAGE = Kind("a language tag", str, _language)
ZONE = Kind("a time zone such as Europe/Zurich, or UTC", str, known_zone)
COLOR = Kind("a colour such as #0b4ea2", str, _color)
WEBSITE = Kind("a web address", str, _website)
BASE_URL = Kind("an https address", str, _base_url)
DATABASE_URL = Kind("a database URL", str, _database_url)
RELAY_URL = Kind("a relay URL", str, _relay_url)
EHLO_NAME = Kind("a host name", str, _ehlo_name)
DOMAIN = Kind("a domain name", str, _domain)
SELECTOR = Kind("a DKIM selector", str, _selector)
#: Where a secret is; whoever needs it reads it then.
REFERENCE = Kind("file:PATH, env:NAME or cmd:COMMAND", str, _reference)
DKIM_PROFILE = one_of(DkimProfile)
FILE = Kind("the name of a file", str, _file)
TLS = one_of(("required", "none"))
ENVELOPE = one_of(Envelope)
SIGN_IN = one_of(SignIn)
TOKEN = Kind("cmd:COMMAND or file:PATH", str, _token)
UNCERTAIN = one_of(UncertainPolicy)
