"""Custom fields: further facts of contacts that a workspace has named, each with a type that its values are held to."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from urllib.parse import urlsplit

from mailer.domain.address import parse_address
from mailer.domain.spelling import folded


class FieldType(StrEnum):
    """What the values of a field are."""

    TEXT = "text"  #: anything on one line
    NUMBER = "number"  #: kept with digits and a full stop
    DATE = "date"  #: kept as 2026-11-24
    YES_NO = "yes-no"  #: kept as yes or no
    CHOICE = "choice"  #: one of the choices
    ADDRESS = "address"  #: an e-mail address
    URL = "url"  #: a web address


@dataclass(frozen=True, slots=True)
class CustomField:
    """One field: how commands, columns and rules call it, and what it may hold. ``label`` is a second name for it."""

    name: str
    type: FieldType = FieldType.TEXT
    choices: tuple[str, ...] = ()
    label: str = ""

    def checked(self, text: str) -> str:
        """Return ``text`` as this field keeps it; ValueError with a sentence for the reader for what it cannot hold."""
        if self.type is FieldType.CHOICE:
            return _choice(text, self.choices)
        return _READERS[self.type](text)


@dataclass(frozen=True, slots=True)
class CustomFields:
    """The fields that a workspace has named. A column of another name is a field, too, and holds any text."""

    named: Mapping[str, CustomField] = field(default_factory=dict)

    def name_of(self, header: str) -> str:
        """Return the field that a column or option means, by name or label; other names come back as they are."""
        wanted = _spelled(header)
        known = (one.name for one in self.named.values() if wanted in {_spelled(one.name), _spelled(one.label)})
        return next(known, header) if wanted else header

    def checked(self, name: str, text: str) -> str:
        """Return ``text`` as the field called ``name`` keeps it, "" for nothing; ValueError for what it cannot hold."""
        stripped = text.strip()
        found = self.named.get(self.name_of(name))
        return found.checked(stripped) if found and stripped else stripped


_YES = frozenset("yes y true 1 x ✓ oui o vrai sí si s verdadero да д истина 是 对 有 نعم صحيح".split())  # noqa: SIM905 - words
_NO = frozenset("no n false 0 non faux falso нет н ложь 否 不 不是 无 لا خطأ".split())  # noqa: SIM905 - words
_BLANKS = re.compile(r"[\s'\N{RIGHT SINGLE QUOTATION MARK}]")
_POINTED = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_COMMAED = re.compile(r"[+-]?(?:(?:\d+|\d{1,3}(?:\.\d{3})+),\d+|\d{1,3}(?:\.\d{3}){2,})")
_UNCLEAR = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")  # a thousand here, hardly more than one there
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})")
_LAST_MONTH = 12


def _number(text: str) -> str:
    plain = _BLANKS.sub("", _western(text)).replace("\N{MINUS SIGN}", "-").replace("٫", ".").replace("٬", "")
    if _UNCLEAR.fullmatch(plain):
        raise ValueError(f"{text!r} may be read as two numbers; write {re.sub('[.,]', '', plain)}, or {plain}0")
    if _POINTED.fullmatch(plain):
        plain = plain.replace(",", "")
    elif _COMMAED.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    if not number.is_finite():
        raise ValueError(f"{text!r} is not a number")
    if not number:
        return "0"
    written = f"{number:f}".rstrip("0").rstrip(".") if "." in plain else f"{number:f}"
    return f"{written}0" if _UNCLEAR.fullmatch(written) else written  # what is kept can be read again


def _date(text: str) -> str:
    plain = _western(text)
    found = _YEAR_FIRST.fullmatch(plain) or _DAY_FIRST.fullmatch(plain)
    if found is None:
        raise ValueError(f"{text!r} is not a date; write it as 2026-11-24")
    year, month, day = (int(found[part]) for part in ("year", "month", "day"))
    if found.groupdict().get("mark") == "/" and max(day, month) <= _LAST_MONTH and day != month:
        raise ValueError(f"{text!r} is two dates, depending on where one lives; write it as 2026-11-24")
    if month > _LAST_MONTH >= day and found.groupdict().get("mark") == "/":
        day, month = month, day
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValueError(f"{text!r} is not a day of the calendar") from None


def _yes_no(text: str) -> str:
    said = text.casefold()
    if said in _YES:
        return "yes"
    if said in _NO:
        return "no"
    raise ValueError(f"{text!r} is neither yes nor no")


def _choice(text: str, choices: tuple[str, ...]) -> str:
    known = {_spelled(choice): choice for choice in choices}
    wanted = _spelled(text)
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, n=1)
    meant = f"did you mean {known[near[0]]}" if near else f"there is {', '.join(choices)}"
    raise ValueError(f"{text!r} is not one of the choices: {meant}")


def _url(text: str) -> str:
    whole = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(whole)
        is_right = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    except ValueError:
        is_right = False
    if not is_right or re.search(r'[\s<>"]', whole):
        raise ValueError(f"{text!r} is not a web address; write it as https://www.example.org/")
    return whole


def _western(text: str) -> str:
    """Return the text with the digits of every script as 0 to 9."""
    return "".join(str(int(one)) if one.isdecimal() else one for one in text.strip())


def _spelled(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", folded(name)).strip()


_READERS: dict[FieldType, Callable[[str], str]] = {
    FieldType.TEXT: str.strip,
    FieldType.NUMBER: _number,
    FieldType.DATE: _date,
    FieldType.YES_NO: _yes_no,
    FieldType.ADDRESS: lambda text: parse_address(text).address,
    FieldType.URL: _url,
}
