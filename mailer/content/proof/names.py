"""Languages by the names that they have for themselves."""

from collections.abc import Sequence

from mailer.content.page.phrases import LANGUAGES, phrases
from mailer.domain.language import primary_language


def language_names(languages: Sequence[str]) -> dict[str, str]:
    """Return the name of each language, with its tag where two would be called the same."""
    names = {language: _name(language) for language in languages}
    called = list(names.values())
    return {one: f"{name} ({one})" if called.count(name) > 1 else name for one, name in names.items()}


def _name(language: str) -> str:
    from babel import Locale, UnknownLocaleError

    primary = primary_language(language)
    if primary in LANGUAGES:
        return phrases(language).name
    try:
        return (Locale(primary).get_language_name(primary) or language).capitalize()
    except (UnknownLocaleError, ValueError):
        return language
