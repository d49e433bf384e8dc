"""What breaks the checks of editions in several languages."""

from dataclasses import replace

from mailer.content.lint.copy import Copy
from mailer.domain.release import Edition, TranslatedFrom
from mailer.domain.translation import made_from
from tests.unit import aurelia
from tests.unit.breaking import Example
from tests.unit.copies import copy_of


def _in_french(**changes: object) -> Copy:
    """Return the French edition of the invented release, its fields changed."""
    release = aurelia.release()
    editions = tuple(
        replace(one, **changes) if one.language == "fr" else one  # type: ignore[arg-type]
        for one in release.editions
    )
    made = replace(release, editions=editions)
    return copy_of(aurelia.composed("fr", made), made)


def _of(language: str) -> Edition:
    return aurelia.release().edition(language)


def _as_others() -> Copy:
    release = aurelia.release()
    editions = tuple(
        replace(one, translated_from=made_from(_of("en"))) if one.language == "es" else one for one in release.editions
    )
    made = replace(release, editions=editions)
    return copy_of(aurelia.composed("fr", made), made)


def _changed_source() -> TranslatedFrom:
    english = _of("en")
    return made_from(replace(english, body=f"{english.body}\n\nA paragraph more."))


BROKEN: tuple[Example, ...] = (
    ("V001", lambda: _in_french(translated_from=_changed_source())),
    ("V002", lambda: _in_french(translated_from=TranslatedFrom("sw", ("abcdef",)))),
    ("V003", _as_others),
    ("V004", lambda: _in_french(translated_from=made_from(_of("en")), body=_of("en").body)),
)

FINE: tuple[Example, ...] = (
    ("V001", lambda: _in_french(translated_from=made_from(_of("en")))),
    ("V002", lambda: _in_french(translated_from=made_from(_of("en")))),
    ("V003", _in_french),
    ("V004", lambda: _in_french(translated_from=made_from(_of("en")))),
)
