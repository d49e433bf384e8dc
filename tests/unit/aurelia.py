"""An invented press office and its release, in the six languages of the United Nations."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

from mailer.content.page.edition import compose
from mailer.domain.release import Edition, Embargo, Link, Photo, Release, ReleaseKind, Spokesperson
from mailer.domain.rendering import Rendered
from mailer.domain.settings import Organisation
from tests.unit import aurelia_texts

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")

ORGANISATION = Organisation(
    name="Aurelia Relief Network",
    postal_address="Aurelia Relief Network\n1 Example Square\n1200 Geneva, Switzerland",
    domains=("aurelia.example.org",),
    timezone="Europe/Zurich",
    website="https://aurelia.example.org/",
)

SPOKESPEOPLE = (
    Spokesperson(
        key="ines-moreau",
        name="Inès Moreau",
        title="Head of Media",
        unit="Communications Unit",
        city="Geneva",
        address="ines.moreau@aurelia.example.org",
        phone="+1 202 555 0142",
        private_phone="+1 202 555 0199",
    ),
    Spokesperson(
        key="tomas-adeyemi",
        name="Tomas Adeyemi",
        title="Spokesperson",
        city="Port Selene",
        address="tomas.adeyemi@aurelia.example.org",
        phone="+1 202 555 0167",
    ),
)

EMBARGO = Embargo(datetime(2026, 11, 24, 5, 0, tzinfo=UTC), "Europe/Zurich")


def release(**changes: object) -> Release:
    """Return the release in all six languages, under embargo; ``changes`` replace its fields."""
    made = Release(
        slug="lenta-warnings",
        kind=ReleaseKind.PRESS_RELEASE,
        date=date(2026, 11, 24),
        editions=tuple(_edition(language) for language in LANGUAGES),
        spokespeople=SPOKESPEOPLE,
        embargo=EMBARGO,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def english(body: str, **changes: object) -> Release:
    """Return a release with nothing but an English edition of ``body``; ``changes`` replace the edition's fields."""
    plain = Edition("en", "A short headline", "Geneva", body, source="short.md", body_line=7)
    edition = replace(plain, **changes)  # type: ignore[arg-type]
    return release(editions=(edition,), embargo=None)


def composed(language: str = "en", made: Release | None = None, *, embargoed: bool = True) -> Rendered:
    """Return one edition composed, under embargo if it has one."""
    if made is None:
        return _usual(language, embargoed=embargoed)
    under = embargoed and made.embargo is not None
    return compose(made, language, organisation=ORGANISATION, embargoed=under)


def composed_body(body: str, **changes: object) -> Rendered:
    """Return a short English release of ``body`` composed."""
    return composed("en", english(body, **changes))


@cache
def _usual(language: str, *, embargoed: bool) -> Rendered:
    return composed(language, release(), embargoed=embargoed)


def _edition(language: str) -> Edition:
    text = aurelia_texts.TEXTS[language]
    return Edition(
        language=language,
        headline=text["headline"],
        place=text["place"],
        body=text["body"],
        summary=text["summary"],
        boilerplate=text["boilerplate"],
        photos=(
            Photo(
                url="https://aurelia.example.org/photos/gauge-1200.jpg",
                alt=text["alt"],
                caption=text["caption"],
                credit="Aurelia Relief Network / Mira Solano",
                download="https://aurelia.example.org/photos/gauge.jpg",
            ),
        ),
        links=(Link(text["link"], "https://aurelia.example.org/lenta"),),
        source=f"releases/lenta-warnings/{language}.md",
        body_line=9,
    )
