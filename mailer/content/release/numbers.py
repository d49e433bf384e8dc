"""Figures as people write them in six languages: 1,153 and 1 153 and 1.153 and ١١٥٣ and 一千一百五十三."""

# Signs that look alike are the very subject here.

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any

#: The languages whose numbers are known; figures of others must not be compared.
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")

_SIGNS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９٫٬％٪",
    "012345678901234567890123456789.,%%",
)
_BLANK = "[ \u00a0\u2009\u202f]"
_GROUPED = r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?"
_FIGURE = re.compile(rf"{_GROUPED}|\d+(?:[.,]\d+)*")
_GROUP = 3
_PER_CENT = re.compile(
    rf"{_BLANK}*(?:%|per{_BLANK}?cent|pour{_BLANK}cent|por{_BLANK}ciento|в?{_BLANK}?процент|في{_BLANK}الم|بالم)"
)
_HUNDREDTHS = re.compile(r"百分之$")
_HAN_NUMBER = re.compile("[〇零一二两兩三四五六七八九十百千万萬亿億]+")
_HAN_DIGITS = {sign: value for value, signs in enumerate(("〇零", "一", "二两兩", *"三四五六七八九")) for sign in signs}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_SECTIONS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_WORD = re.compile(r"[^\W\d_]+")
_LINKING = frozenset({"and", "et", "y", "e", "و"})
_ACCENTS = re.compile("[\u064b-\u0652\u0670]")
_LONG_ENOUGH = 2
_LETTERS = frozenset("mkMK")
_BETWEEN_WORDS = re.compile(r"[\s\u00a0-]*")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number written in digits: what it may mean, and how it stands in the text, with its multiplier."""

    readings: frozenset[Decimal]
    written: str
    start: int
    end: int
    is_share: bool = False
    #: How far a figure may be from it that it rounds.
    unit: Decimal = Decimal(1)


def normal(text: str) -> str:
    """Return text of the same length with all digits and their signs as ASCII has them."""
    return text.translate(_SIGNS)


def find_figures(text: str, language: str) -> tuple[Figure, ...]:
    """Return the numbers that ``text`` has in digits, in its order."""
    plain = normal(text)
    found = (_figure(plain, text, match, language) for match in _FIGURE.finditer(plain))
    return tuple(_summed(one for one in found if one is not None))


def spelled_numbers(text: str, language: str) -> frozenset[Decimal]:
    """Return the numbers that ``text`` has in words; more rather than fewer."""
    if language == "zh":
        return frozenset(Decimal(_han(match[0])) for match in _HAN_NUMBER.finditer(text))
    said = _words(language)
    text = text.casefold().replace("ё", "е").replace("quatre-vingt", "octante")
    known = {Decimal(value) for pattern, value in said["set"].items() if re.search(pattern, text)}
    return frozenset(known | set(_spelled(_ACCENTS.sub("", text), said["words"], said["times"])))


def _figure(plain: str, text: str, match: re.Match[str], language: str) -> Figure | None:
    readings = _readings(match[0])
    if not readings:
        return None
    scale, end = _scale(plain, match.end(), language)
    scaled = frozenset(reading * factor for reading in readings for factor in scale)
    is_share = bool(_PER_CENT.match(plain, end)) or bool(_HUNDREDTHS.search(plain, 0, match.start()))
    return Figure(scaled, text[match.start() : end], match.start(), end, is_share, _unit(max(scaled)))


def _readings(written: str) -> frozenset[Decimal]:
    """Return what a run of digits may mean; 1,153 has two readings, 10.30.2 none."""
    joined = re.sub(r"[^\d.,]", "", written)
    whole, *groups = re.split(r"[.,]", joined)
    signs = re.findall(r"[.,]", joined)
    if not groups:
        return frozenset({Decimal(whole)})
    grouped = [whole, *groups]
    thousands = len(whole) <= _GROUP and all(len(group) == _GROUP for group in groups) and len(set(signs)) == 1
    found = {Decimal("".join(grouped))} if thousands and whole != "0" else set()
    middle_fits = all(len(group) == _GROUP for group in groups[:-1]) and signs[-1] not in signs[:-1]
    if middle_fits and len(set(signs[:-1])) <= 1 and (len(groups) > 1 or len(joined) == len(written) or not thousands):
        found.add(Decimal("".join(grouped[:-1]) + "." + groups[-1]))
    return frozenset(found)


def _scale(plain: str, end: int, language: str) -> tuple[tuple[Decimal, ...], int]:
    """Return what a number ending at ``end`` is multiplied by, and where the multiplier ends."""
    for pattern, factor in _scales(language):
        found = pattern.match(plain, end)
        if found:
            if found[0].strip() not in _LETTERS:
                return (factor,), found.end()
            if found[0] in _LETTERS:  # "3m" may be metres; "3 m" is
                return (Decimal(1), factor), found.end()
    return (Decimal(1),), end


def _unit(value: Decimal) -> Decimal:
    digits = value.normalize()
    return Decimal(1).scaleb(int(digits.as_tuple().exponent)) if value else Decimal(1)


def _summed(figures: Iterator[Figure]) -> Iterator[Figure]:
    """Yield figures, those that are one in Chinese (1亿2000万) as one."""
    last: Figure | None = None
    for one in figures:
        if last and one.start == last.end and last.written[-1] in "万萬亿億千" and len(last.readings) == 1:
            total = frozenset(reading + sum(last.readings) for reading in one.readings)
            one = Figure(total, last.written + one.written, last.start, one.end, one.is_share, one.unit)  # noqa: PLW2901 - both are one
        elif last:
            yield last
        last = one
    if last:
        yield last


def _spelled(text: str, words: Mapping[str, int], times: Mapping[str, int]) -> Iterator[Decimal]:
    total = current = last = 0
    is_open = False
    for match in _WORD.finditer(text):
        word = _known(match[0], words, times)
        is_number = word in words or word in times
        if (is_open and not (is_number or word in _LINKING)) or not _BETWEEN_WORDS.fullmatch(text, last, match.start()):
            if is_open:
                yield Decimal(total + current)
            total, current, is_open = 0, 0, False
        if word in times:
            total, current = _multiplied(total, current, times[word])
        current += words.get(word, 0)
        is_open, last = is_open or is_number, match.end()
    if is_open:
        yield Decimal(total + current)


def _multiplied(total: int, current: int, factor: int) -> tuple[int, int]:
    if factor == 100:  # noqa: PLR2004 - a hundred stays below the thousands
        return total, max(1, current) * factor
    if total and factor > total:
        return (total + current) * factor, 0
    return total + max(1, current) * factor, 0


def _known(word: str, words: Mapping[str, int], times: Mapping[str, int]) -> str:
    """Return the word without the letters that Arabic writes onto it, if that makes it one of the known."""
    while word not in words and word not in times and len(word) > _LONG_ENOUGH and word[0] in "والبلك":
        word = word[1:]
    return word


def _han(written: str) -> int:
    total = section = digit = 0
    for sign in written:
        if sign in _HAN_DIGITS:
            digit = _HAN_DIGITS[sign]
        elif sign in _HAN_UNITS:
            section, digit = section + (digit or 1) * _HAN_UNITS[sign], 0
        else:
            total, section, digit = (total + section + digit or 1) * _HAN_SECTIONS[sign], 0, 0
    return total + section + digit


@functools.cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("mailer.content.release") / "number_words.toml").read_text("utf-8"))


def _words(language: str) -> dict[str, Any]:
    return dict(_table()[language])


@functools.cache
def _scales(language: str) -> tuple[tuple[re.Pattern[str], Decimal], ...]:
    scales = _table()[language]["scales"].items()
    flags = re.IGNORECASE if language in {"en", "es", "ru"} else 0
    more = "[多余餘]?" if language == "zh" else ""
    return tuple((re.compile(rf"{_BLANK}*{more}(?:{pattern})", flags), Decimal(value)) for pattern, value in scales)
