"""The words that mailer itself puts into a mail, in the language of the edition."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from mailer.domain.language import primary_language

#: The languages that have a table; an edition in another one gets the English words.
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's words; ``babel`` is the locale that its dates are written in."""

    name: str
    babel: str
    comma: str
    colon: str
    quotes: tuple[str, str]
    dateline: str
    dateline_without_date: str
    dateline_without_place: str
    moment: str
    contact: str
    email: str
    tel: str
    about: str
    photo_credit: str
    download_photo: str
    unsubscribe: str
    website: str
    view_in_browser: str
    follows: str
    reason_without_list: str
    origin: str
    unknown_source: str
    notes: tuple[str, ...]
    kinds: Mapping[str, str]
    embargo: Mapping[str, str]
    reasons: Mapping[str, str]

    def quoted(self, text: str) -> str:
        """Return the text in the language's quotation marks."""
        return self.quotes[0] + text + self.quotes[1]


def phrases(language: str) -> Phrases:
    """Return the words for a language (BCP 47), English where there is no table for it."""
    primary = primary_language(language)
    name = primary if primary in LANGUAGES else "en"
    table: dict[str, Any] = tomllib.loads(
        (files("mailer.content.page") / "locales" / f"{name}.toml").read_text("utf-8")
    )
    return Phrases(**{**table, "quotes": tuple(table["quotes"]), "notes": tuple(table["notes"])})
