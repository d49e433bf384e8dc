"""Languages as BCP 47 tags, from what people type: ``FR ``, ``zh-cn``, ``Français``."""

import re

_TAG = re.compile(r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?", re.ASCII)
_CHINESE = {"cn": "Hans", "sg": "Hans", "my": "Hans", "tw": "Hant", "hk": "Hant", "mo": "Hant"}

#: Names of languages as they stand in lists of contacts, and the two-letter code of each.
NAMES = {
    "english": "en", "anglais": "en", "inglés": "en", "ingles": "en",
    "french": "fr", "français": "fr", "francais": "fr", "francés": "fr", "frances": "fr",
    "spanish": "es", "español": "es", "espanol": "es", "castellano": "es", "espagnol": "es",
    "arabic": "ar", "arabe": "ar", "árabe": "ar", "العربية": "ar", "عربي": "ar",
    "russian": "ru", "russe": "ru", "ruso": "ru", "русский": "ru",
    "chinese": "zh-Hans", "chinois": "zh-Hans", "chino": "zh-Hans", "中文": "zh-Hans", "简体中文": "zh-Hans",
    "繁體中文": "zh-Hant", "繁体中文": "zh-Hant",
    "german": "de", "deutsch": "de", "allemand": "de",
    "portuguese": "pt", "português": "pt", "portugues": "pt", "portugais": "pt",
    "italian": "it", "italiano": "it", "italien": "it",
    "swahili": "sw", "kiswahili": "sw", "turkish": "tr", "türkçe": "tr",
    "ukrainian": "uk", "українська": "uk", "japanese": "ja", "日本語": "ja", "korean": "ko", "한국어": "ko",
}  # fmt: skip


def normalise_language(text: str) -> str:
    """Return the language in ``text`` as a BCP 47 tag: ``fr``, ``pt-BR``, ``zh-Hans``.

    Chinese always carries its script: ``Hant`` for Taiwan, Hong Kong and Macao, ``Hans`` for the rest.
    ValueError with a sentence for the reader for what is not a language (RFC 5646 2.1).
    """
    written = text.strip().casefold().replace("_", "-")
    if written in NAMES:
        return NAMES[written]
    found = _TAG.fullmatch(written)
    if found is None:
        raise ValueError(f"{text.strip()!r} is not a language: write a code such as en, fr, ar or zh-Hans")
    language, script, region = found["language"], found["script"], found["region"]
    if language == "zh":
        return f"zh-{script.title() if script else _CHINESE.get(region or 'cn', 'Hans')}"
    return "-".join(part for part in (language, script and script.title(), region and region.upper()) if part)


def primary_language(tag: str) -> str:
    """Return the language of a tag (RFC 5646 2.2.1), in small letters: ``zh`` of ``zh-Hans``."""
    return tag.partition("-")[0].lower()
