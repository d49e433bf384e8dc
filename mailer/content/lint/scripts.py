"""Checks of passages in another script than that of their language."""

import re
from collections.abc import Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look, quoted
from mailer.content.lint.seen import is_read
from mailer.content.lint.styles import Element

_LETTERS = {
    "Latin": "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Cyrillic": "\u0400-\u052f",
    "Hebrew": "\u0590-\u05ff",
    "Arabic": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff",
    "Devanagari": "\u0900-\u097f",
    "Thai": "\u0e00-\u0e7f",
    "Han": "\u3040-\u30ff\u3400-\u9fff",
    "Hangul": "\uac00-\ud7af",
}
_RUNS = {
    name: re.compile(rf"[{letters}](?:[{letters}\s,;:'’“”«»、，。；\-–]*[{letters}])?")
    for name, letters in _LETTERS.items()
}
_LANGUAGES = {
    "Arabic": "ar ckb fa ps sd ug ur",
    "Cyrillic": "be bg kk ky mk mn ru sr tg uk",
    "Devanagari": "hi mr ne",
    "Greek": "el",
    "Han": "ja zh",
    "Hangul": "ko",
    "Hebrew": "he yi",
    "Thai": "th",
}
_SCRIPTS = {language: script for script, languages in _LANGUAGES.items() for language in languages.split()}
_TAGS = {"Latn": "Latin", "Cyrl": "Cyrillic", "Arab": "Arabic", "Hans": "Han", "Hant": "Han"}
_CASED = frozenset({"Latin", "Greek", "Cyrillic"})
_LONGEST_NAME = 20
_FEWEST_WORDS = 4


def _foreign_script(copy: Copy) -> Iterator[Hit]:
    found = ((run, language) for text, language in _texts(copy.page, "") for run in _foreign(text, language))
    for run, language in dict.fromkeys(found):
        message = f"{quoted(run)} is read aloud in the voice of another language ({language})"
        yield Hit(copy.place(run, "text"), message)


def _texts(element: Element, language: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of text that are read, each with the language that it is said to be in."""
    if not is_read(element):
        return
    language = element.get("lang") or language
    yield element.text or "", language
    for child in element:
        yield from _texts(child, language)
        yield child.tail or "", language


def _foreign(text: str, language: str) -> Iterator[str]:
    own = script_of(language)
    for script, pattern in _RUNS.items():
        if script != own and not (language.startswith("ko") and script == "Han"):
            yield from (run for run in pattern.findall(text) if _is_sentence(run, script))


def script_of(language: str) -> str:
    """Return the script that a language (BCP 47) is written in, Latin where it is not known."""
    primary, *subtags = language.split("-")
    return next((_TAGS[one] for one in subtags if one in _TAGS), _SCRIPTS.get(primary.lower(), "Latin"))


def _is_sentence(run: str, script: str) -> bool:
    """Return whether a run is more than a name: names are short, or most of their words begin with a capital."""
    words = run.split()
    if len(run) <= _LONGEST_NAME or (script != "Han" and len(words) < _FEWEST_WORDS):
        return False
    return script not in _CASED or sum(word[0].islower() for word in words) > len(words) / 2


LOOKS: Mapping[str, Look] = {
    "A023": _foreign_script,
}
