"""Datelines: the place, and often the day, that a release begins with: "New York – ", "GENÈVE, 24 novembre – "."""

# Signs that look alike are the very subject here.

import re
from dataclasses import dataclass

from mailer.content.release.dates import WrittenDay, find_day

_LONGEST = 90
_PLACE_LONGEST = 60
_WORDS = 7
_UNCASED_WORDS = 4
_CJK_LONGEST = 10
#: A dash that parts the dateline from the text: an em dash may stand alone, other dashes need a blank beside them.
_DASH = re.compile(r"\s*(?:—{1,2}|―)\s*|\s+(?:--?|[–−])\s*|\s*(?:--|–)\s+|(?<=[\u3040-\u9fff）)])\s*[–-]+\s*")
_BRACKETED = re.compile(r"[(（\[【](?P<head>[^()（）\[\]【】]{2,70})[)）\]】]\s*")
_WIRE = re.compile(r"(?P<head>[^，。,.【（(]{2,30}?日)\s*[电電讯訊](?:\s*[—:：–-]+)?\s*")
_MARKS = re.compile(r"(\*\*|__|\*|_)(?=\w|[(（\[【])")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_PLACE = re.compile(r"[\d!?;:\"“”«»…。！？：；<>{}|@#=+*\\]|\.\S*\w{4,}|\w{4,}\.")
_PARENTHESIS = re.compile(r"[(（][^()（）]*[)）]")
_ENCLOSED = re.compile(r"^[(（\[【]([^()（）\[\]【】]*)[)）\]】]$")
_FULL_STOP = re.compile(r"(?<=\w{3})\.$|(?<=\W)\.$")
_SEPARATORS = re.compile(r"[\s,،，、/·]+")
_EDGES = " \t\u00a0,،，、·|"
_BESIDE_DAY = re.compile(
    r"(?:^|(?<=[\s,،，(（]))(?:le|el|am|den|il|em|on|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday|lundi|mardi|"
    r"mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\s*[,.]?\s*$",
    re.IGNORECASE,
)  # fmt: skip
_PARTICLES = re.compile(
    r"of|the|de|du|des|las?|les?|los|el|al|d[aio]|do?s|das|del|della|der|am|an|im|sur|sous|en|and|et|[yeи]|und|"
    r"upon|near|in|на|i?bin|ibn|san|a[dsu]x?|es|a?sh|à"
)
_PREFIXED = re.compile(r"(?:d|l|al|el|ad|ash|es)['’-]\w", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline and the paragraph without it: ``place`` may be "", ``day`` None."""

    place: str
    day: WrittenDay | None
    rest: str


def split_dateline(paragraph: str) -> Dateline | None:
    """Return the dateline that ``paragraph`` (Markdown or plain) begins with, or None if it has none."""
    return _wired(paragraph) or _bracketed(paragraph) or _dashed(paragraph) or _alone(paragraph)


def _dashed(paragraph: str) -> Dateline | None:
    """Read "PLACE, DAY – text", each part perhaps bold."""
    for dash in _DASH.finditer(paragraph, 0, _LONGEST):
        head, rest = paragraph[: dash.start()], paragraph[dash.end() :]
        marks = _MARKS.match(head)
        if marks:
            head, rest = _unmarked(marks[1], head, rest)
        read = _read(head)
        if read is not None:
            place, day = read
            sure = bool(marks or day or place.isupper())
            return Dateline(place, day, rest) if rest and (sure or _begins_sentence(rest)) else None
    return None


def _unmarked(mark: str, head: str, rest: str) -> tuple[str, str]:
    """Return both sides without the emphasis that the dateline stands in."""
    inner = head.removeprefix(mark)
    if mark in inner:
        return inner.replace(mark, "", 1), rest
    if rest.startswith(mark):
        return inner, rest.removeprefix(mark).lstrip()
    return inner, mark + rest


def _bracketed(paragraph: str) -> Dateline | None:
    """Read "(PLACE, DAY) text" and "(PLACE) – text"."""
    found = _BRACKETED.match(paragraph)
    if found is None:
        return None
    wired = _wired(found["head"] + " ")
    read = (wired.place, wired.day) if wired else _read(found["head"])
    after = paragraph[found.end() :]
    dash = re.match(r"(?:[—―–-]+)\s*", after)
    if read is None or not (read[1] or dash):
        return None
    return Dateline(*read, after[dash.end() :] if dash else after)


def _wired(paragraph: str) -> Dateline | None:
    """Read the Chinese "PLACE DAY 电 text"."""
    found = _WIRE.match(paragraph)
    read = _read(found["head"]) if found else None
    return Dateline(*read, paragraph[found.end() :]) if found and read and read[1] else None


def _alone(paragraph: str) -> Dateline | None:
    """Read a paragraph that is nothing but "PLACE, DAY"."""
    plain = paragraph.strip().strip("*_")
    if len(plain) > _LONGEST or "\n" in plain:
        return None
    read = _read(plain)
    return Dateline(*read, "") if read and read[0] and read[1] and read[1].year else None


def _read(head: str) -> tuple[str, WrittenDay | None] | None:
    """Return place and day of what stands before the dash, or None if that is something else."""
    head = _ENCLOSED.sub(r"\1", head.strip())
    day = find_day(head)
    if day is not None:
        before, after = head[: day.start].rstrip(" (（"), head[day.end :].lstrip(" )）")
        head = _BESIDE_DAY.sub("", before).strip(_EDGES) + " " + after.strip(_EDGES)
    place = _FULL_STOP.sub("", " ".join(_PARENTHESIS.sub("", head).split()).strip(_EDGES)).strip(_EDGES)
    if _is_place(place, dated=day is not None) or (day is not None and not place):
        return place, day
    return None


def _is_place(text: str, *, dated: bool) -> bool:
    words = [word for word in _SEPARATORS.split(text) if word]
    if not words or len(text) > _PLACE_LONGEST or len(words) > _WORDS or _NO_PLACE.search(text):
        return False
    if _CJK.search(text):
        return len(text) <= _CJK_LONGEST * (1 + dated)
    if text.upper() == text.lower():
        return len(words) <= _UNCASED_WORDS + 2 * dated and any(character.isalpha() for character in text)
    return all(_is_name(word) or (number > 0 and bool(_PARTICLES.fullmatch(word))) for number, word in enumerate(words))


def _is_name(word: str) -> bool:
    bare = word.lstrip("'’(")
    return bool(bare) and (bare[0].isupper() or bool(_PREFIXED.match(bare)))


def _begins_sentence(rest: str) -> bool:
    first = next((character for character in rest if character.isalnum()), "")
    return bool(first) and not first.islower()
