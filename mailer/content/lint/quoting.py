"""Checks of quotations: marks that do not match, and words that nobody is named for."""

import re
from collections.abc import Iterator, Mapping, Sequence

from mailer.content.lint.copy import Copy, Hit, Look, quoted
from mailer.content.lint.prose import Kind, Passage, passages
from mailer.content.lint.sayings import pattern
from mailer.content.page.phrases import LANGUAGES
from mailer.domain.language import primary_language

_PAIRS = {"“": "”", "«": "»", "「": "」", "『": "』", "《": "》"}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
_LOW = "„"
_MARK = re.compile("[“”«»「」『』《》„]")
_ANY_MARK = '“”«»„" \u00a0'
_INCHES = re.compile(r"\d\"")
_QUOTATION = re.compile(r"[“«][^“”«»]{20,}[”»]")
_WORDS_OF_A_SENTENCE = 8
_NAME = re.compile(r"(?<=[\w,;:»”] )[A-ZÀ-Þ][\w’'-]+")
_ATTRIBUTED = re.compile(r"^\s*(?:[—–―-]|~)")


def _unbalanced(copy: Copy) -> Iterator[Hit]:
    language = primary_language(copy.edition.language)
    if language not in LANGUAGES:
        return
    found = passages(copy.edition)
    texts = [copy.edition.headline, copy.edition.summary, *(one.text for one in found)]
    for number, text in enumerate(texts):
        after = texts[number + 1] if number + 1 < len(texts) and number > 1 else ""
        wrong = _wrong_mark(text, after, is_arabic=language == "ar")
        if wrong:
            yield Hit(copy.place(text[:24], "text"), f"{wrong}: {quoted(text)[1:-1]}")


def _wrong_mark(text: str, after: str, *, is_arabic: bool) -> str:
    """Return what is wrong with the quotation marks of a passage, "" if nothing is."""
    if text.count('"') % 2 and _INCHES.sub("", text).count('"') % 2:
        return "a straight quotation mark has no partner"
    marks = [found[0] for found in _MARK.finditer(text)]
    if is_arabic:  # it is written with either curly mark first
        curly = sum(mark in "“”" for mark in marks)
        if curly % 2:
            return "a quotation mark has no partner"
        marks = [mark for mark in marks if mark not in "“”"]
    return _unmatched(marks, after.lstrip())


def _unmatched(marks: Sequence[str], after: str) -> str:
    opened: list[str] = []
    for mark in marks:
        if mark == "“" and _LOW in opened:
            opened.remove(_LOW)
        elif mark in _PAIRS or mark == _LOW:
            opened.append(mark)
        elif opened and opened[-1] in {_CLOSERS[mark], _LOW}:
            opened.pop()
        else:
            return f"{mark} closes nothing"
    # A quotation of several paragraphs opens each of them and is closed in the last.
    goes_on = bool(opened) and after.startswith(opened[0])
    return f"{opened[0]} is never closed" if opened and not goes_on else ""


def _unattributed(copy: Copy) -> Iterator[Hit]:
    found = passages(copy.edition)
    for number, one in enumerate(found):
        if not _is_nobodys(one) or (number and _is_nobodys(found[number - 1])):
            continue
        after = next((other for other in found[number:] if not _is_nobodys(other)), None)
        before = found[number - 1] if number else None
        if not (before and _leads_to(before)) and not (after and _follows_from(after)):
            yield Hit(
                copy.place(one.text[:24], "text"), f"nobody is named who said {quoted(one.text.strip(_ANY_MARK))}"
            )


def _is_nobodys(passage: Passage) -> bool:
    return passage.kind is Kind.QUOTE and not passage.attribution


def _leads_to(before: Passage) -> bool:
    return before.text.rstrip().endswith((":", "：")) or bool(_saying().search(before.text[-80:]))


def _follows_from(after: Passage) -> bool:
    return after.kind is not Kind.QUOTE and bool(_ATTRIBUTED.match(after.text) or _saying().search(after.text[:80]))


def _nobody_near(copy: Copy) -> Iterator[Hit]:
    if primary_language(copy.edition.language) not in {"en", "fr", "es"}:
        return
    found = passages(copy.edition)
    for number, one in enumerate(found):
        near = found[max(0, number - 1) : number + 2]
        for said in _QUOTATION.findall(one.text) if one.kind is Kind.PARAGRAPH else ():
            if len(said.split()) >= _WORDS_OF_A_SENTENCE and not any(_names_somebody(other) for other in near):
                yield Hit(copy.place(said[:24], "text"), f"nobody is named near {quoted(said[1:-1].strip())}")


def _names_somebody(passage: Passage) -> bool:
    outside = _QUOTATION.sub("“”", passage.text)
    return bool(passage.attribution or _saying().search(outside) or _NAME.search(outside))


def _saying() -> re.Pattern[str]:
    return pattern("saying", before=r"\b", after=r"\b")


LOOKS: Mapping[str, Look] = {
    "E016": _unattributed,
    "N007": _unbalanced,
    "N008": _nobody_near,
}
