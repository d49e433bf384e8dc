"""Checks of how the words are set: blanks, quotation marks and punctuation, each language by its own custom."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mailer.content.lint.copy import Copy, Hit, Look, quoted
from mailer.content.lint.prose import body_text
from mailer.domain.finding import Severity
from mailer.domain.language import primary_language

_ADDRESS = re.compile(r"https?://\S+|\S+@\S+|slot\.invalid")
_HAN = "[\u3400-\u9fff]"
_ARABIC = "[\u0621-\u064a]"
_LETTER = r"[^\W\d_]"
_BLANKS = "[ \u00a0\u2009\u202f]"


@dataclass(frozen=True, slots=True)
class _Custom:
    """A pattern that is wrong in ``languages``, or in all of them, and what to say of it."""

    pattern: re.Pattern[str]
    wrong: str
    fix: str
    languages: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()


def _custom(pattern: str, wrong: str, fix: str, *, only: str = "", but: str = "") -> _Custom:
    return _Custom(re.compile(pattern, re.MULTILINE), wrong, fix, frozenset(only.split()), frozenset(but.split()))


#: French sets a blank before these; Canada only before the colon.
_HIGH = rf"(?:{_LETTER}|[)»”])(?P<mark>[;:!?])(?=\s|$)"
_CUSTOMS: Sequence[_Custom] = (
    _custom(rf"{_LETTER}{_BLANKS},(?=\s|{_LETTER})", "a blank before a comma", "Take the blank out"),
    _custom(rf"{_LETTER}{_BLANKS}\.(?=\s|$)(?!\s*\.)", "a blank before a full stop", "Take the blank out"),
    _custom(r"(?<![.\d])\.\.(?![.\d/])|,,|。。|，，|،،", "a mark set twice", "Take one of the two out"),
    _custom(rf"{_LETTER}{_BLANKS}[;:!?](?=\s|$)", "a blank before ; : ! or ?", "Take the blank out", but="fr zh ja"),
    _custom(_HIGH, "no blank before ; : ! or ?", "Set a non-breaking blank before it", only="fr"),
    _custom(r"«(?=\w)|(?<=[\w.!?…])»(?!\w)", "no blank inside « »", "Set a non-breaking blank inside them", only="fr"),
    _custom(rf"^(?!.*¿)[^?\n]*{_LETTER}\?(?=\s|$|[»”])", "a question without ¿", "Begin it with ¿", only="es"),
    _custom(rf"^(?!.*¡)[^!\n]*{_LETTER}!(?=\s|$|[»”])", "a call without ¡", "Begin it with ¡", only="es"),
    _custom(rf"{_HAN}[,;:?!](?={_HAN}|\s|$)", "a Latin mark among Chinese words", "Set ，；：？ or ！", only="zh ja"),
    _custom(rf"{_ARABIC}[,;?](?=\s|$)", "a Latin mark among Arabic words", "Set ، ؛ or ؟", only="ar fa ur"),
    _custom(rf"{_ARABIC}{_BLANKS}[،؛؟](?=\s|$)", "a blank before ، ؛ or ؟", "Take the blank out", only="ar fa ur"),
)
_DOUBLE = re.compile(r"(?<=[^\s|]) {2,}(?=[^\s|])|\u00a0 | \u00a0(?=\S)")
_LIST_SIGN = re.compile(r"\s*(?:[*+-]|\d+[.)])?\s*$")
_SHOWN_BEFORE, _SHOWN_AFTER = 24, 14
_CURLY = re.compile("[“”«»„]")
_STRAIGHT = re.compile(r"(?<!\d)\"")
_APOSTROPHES = (re.compile(rf"{_LETTER}+'{_LETTER}+"), re.compile(rf"{_LETTER}+’{_LETTER}+"))


def _typography(copy: Copy) -> Iterator[Hit]:
    language = primary_language(copy.edition.language)
    text = _ADDRESS.sub("\x00", "\n".join((copy.edition.headline, copy.edition.summary, body_text(copy.edition))))
    for custom in _CUSTOMS:
        applies = language in custom.languages if custom.languages else language not in custom.but
        if applies:
            yield from _first(copy, text, custom)
    yield from _mixed(copy, text)
    yield from _double(copy)


def _first(copy: Copy, text: str, custom: _Custom) -> Iterator[Hit]:
    is_canadian = copy.edition.language.lower() == "fr-ca"
    found = [
        one for one in custom.pattern.finditer(text) if not (is_canadian and one.groupdict().get("mark", ":") != ":")
    ]
    if found:
        at = found[0]
        around = _around(text, at.end())
        yield Hit(copy.place(around, "text"), f"{_times(len(found))}{custom.wrong}: {quoted(around)}", custom.fix)


def _around(text: str, end: int) -> str:
    """Return the words around what ends at ``end``, of its own line."""
    line = text.rfind("\n", 0, end) + 1
    begin = max(line, end - _SHOWN_BEFORE)
    before = text[begin:end]
    whole = before if begin == line or text[begin - 1].isspace() else before.partition(" ")[2] or before
    after = text[end : end + _SHOWN_AFTER].partition("\n")[0]
    return (whole + (after.rpartition(" ")[0] if " " in after.strip() else after)).strip()


def _mixed(copy: Copy, text: str) -> Iterator[Hit]:
    curly, straight = _CURLY.search(text), _STRAIGHT.search(text)
    if curly and straight:
        fix = f"Write {curly[0]} and its partner throughout"
        yield Hit(copy.place('"', "text"), f'quotation marks of two kinds: {curly[0]} and "', fix)
    plain, typographic = (pattern.search(text) for pattern in _APOSTROPHES)
    if plain and typographic:
        message = f"apostrophes of two kinds: {quoted(plain[0])} and {quoted(typographic[0])}"
        yield Hit(copy.place(plain[0], "text"), message, "Write one of them throughout", Severity.INFO)


def _double(copy: Copy) -> Iterator[Hit]:
    """Find blanks set twice in what was typed: the page shows them as one, who copies the source does not."""
    lines = [copy.edition.headline, *copy.edition.body.split("\n")]
    prose = [line for line in lines if not (line.lstrip().startswith("|") or " | " in line)]
    found = [(line, at) for line in prose for at in _DOUBLE.finditer(line) if not _LIST_SIGN.match(line[: at.start()])]
    if found:
        line, at = found[0]
        around = line[max(0, at.start() - 12) : at.end() + 12]
        message = f"{_times(len(found))}two blanks in a row: {quoted(around)}"
        yield Hit(copy.place(around, "text"), message, "Take one of the two out", Severity.INFO)


def _times(number: int) -> str:
    return f"{number} times " if number > 1 else ""


LOOKS: Mapping[str, Look] = {
    "E013": _typography,
}
