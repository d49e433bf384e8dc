"""What breaks the checks of embargo, dateline, correction, typography and quotes, and what they leave alone."""

from dataclasses import replace
from datetime import UTC, date, datetime

from mailer.content.lint.copy import Copy
from mailer.domain.release import Embargo
from tests.unit import aurelia
from tests.unit.breaking import (
    LONG_TEXT,
    Example,
    beside_english,
    in_language,
    of_a_real_house,
    of_changed,
    photo,
    subject,
)
from tests.unit.copies import copy_of, good, written

_AT_SIX = Embargo(datetime(2026, 11, 24, 5, 0, tzinfo=UTC), "Europe/Zurich")
_ENDED = Embargo(datetime(2026, 11, 22, 5, 0, tzinfo=UTC), "Europe/Zurich")


def _embargoed(body: str, embargo: Embargo | None = _AT_SIX, language: str = "en") -> Copy:
    made = replace(aurelia.english(f"{body}\n\n{LONG_TEXT}", language=language), embargo=embargo)
    is_ended = embargo is _ENDED
    return copy_of(aurelia.composed(language, made, embargoed=not is_ended), made)


BROKEN: tuple[Example, ...] = (
    ("E006", lambda: _embargoed("EMBARGOED until 24 November, 06:00 CET", None)),
    ("E006", lambda: _embargoed("**SOUS EMBARGO jusqu’au 24 novembre**", None, "fr")),
    ("E006", lambda: _embargoed("EMBARGADO HASTA el 24 de noviembre", None, "es")),
    ("E006", lambda: _embargoed("Эмбарго до 24 ноября, 08:00 по московскому времени", None, "ru")),
    ("E006", lambda: _embargoed("محظور النشر حتى 24 تشرين الثاني/نوفمبر", None, "ar")),
    ("E006", lambda: _embargoed("禁发至2026年11月24日", None, "zh")),
    ("E006", lambda: _embargoed("Press release 12\n**EMBARGO: 24 November, 06:00 CET**", None)),
    ("E006", lambda: _embargoed("UNDER EMBARGO, 06:00 GMT", None)),
    ("E006", lambda: _embargoed("FOR IMMEDIATE RELEASE")),
    ("E006", lambda: _embargoed("*Pour diffusion immédiate*", language="fr")),
    ("E006", lambda: _embargoed("Para publicación inmediata", language="es")),
    ("E006", lambda: _embargoed("Для немедленной публикации", language="ru")),
    ("E006", lambda: _embargoed("للنشر الفوري", language="ar")),
    ("E006", lambda: _embargoed("供即时发布", language="zh")),
    ("E006", lambda: _embargoed("Embargoed until 25 November, 06:00 CET")),
    ("E006", lambda: _embargoed("Embargoed until 24 November, 09:00 CET")),
    ("E006", lambda: _embargoed("Embargoed until 24 November, 06:00")),
    ("E006", lambda: _embargoed("Embargoed until 22 November, 06:00 CET", _ENDED)),
    ("E008", lambda: of_a_real_house(date=date(2026, 11, 20))),
    ("E008", lambda: of_a_real_house(date=date(2025, 11, 24))),
    ("E008", lambda: of_a_real_house(date=date(2026, 12, 2))),
    ("E009", lambda: written(headline="Correction: wells reopen at Port Selene")),
    ("E009", lambda: in_language("fr", LONG_TEXT, headline="RECTIFICATIF – Les puits rouvrent à Port Selene")),
    ("E009", lambda: in_language("zh", "水井重新开放。", headline="更正：水井重新开放")),
    ("E009", lambda: written(correction="The river rose by two metres, not by three.")),
    ("E013", lambda: written("The river  rose by two metres at Port Selene.")),
    ("E013", lambda: written("The river rose , and the town with it.")),
    ("E013", lambda: written("The river rose. Did it fall ? Nobody knows.")),
    ("E013", lambda: written('The mayor said “no”, the river said "yes".')),
    ("E013", lambda: written("It’s the river’s year, it isn't ours.")),
    ("E013", lambda: written("The river rose by two metres.. It fell again.")),
    ("E013", lambda: in_language("fr", "Le fleuve a monté; la ville aussi.")),
    ("E013", lambda: in_language("fr", "Le maire parle de «crue» et de peur.")),
    ("E013", lambda: in_language("fr-CA", "Deux choses: l’eau et la route.", headline="Un titre assez court")),
    ("E013", lambda: in_language("es", "Nadie lo sabe. Volverá el agua?")),
    ("E013", lambda: in_language("ru", "Вода поднялась , город ждёт.")),
    ("E013", lambda: in_language("ar", "ارتفع النهر, وانتظرت المدينة.")),
    ("E013", lambda: in_language("zh", "河水上涨,城镇等待。")),
    ("E015", lambda: written(" ".join(["river"] * 61))),
    ("E015", lambda: in_language("zh", "河水上涨" * 31)),
    ("E016", lambda: written("A paragraph about the river.\n\n> “People are not leaving because they want to.”")),
    ("E016", lambda: written("> “One paragraph.”\n>\n> “And another one.”\n\nA paragraph about the river.")),
    ("E017", lambda: written(photos=(photo(),))),
    (
        "E017",
        lambda: written(photos=(photo(credit="A. Renn", download="https://aurelia.example.org/l.jpg", caption=""),)),
    ),
    ("P006", lambda: subject("Flood warnings now reach 310,000 more people")(good())),
    ("P006", lambda: subject("Les alertes de crue atteignent la ville")(good("fr"))),
    ("P006", lambda: of_changed(corrects="lenta-warnings")),
)

FINE: tuple[Example, ...] = (
    ("E006", lambda: _embargoed("The arms embargo until 2030 is in force, and the town waits for release.", None)),
    ("E006", lambda: _embargoed("Embargo on fish: boats stay in the harbour of Port Selene.", None)),
    ("E006", lambda: _embargoed("Under embargo since 1962, the island buys no steel.", None)),
    (
        "E006",
        lambda: _embargoed("## Embargo: what now?\n\nThey lifted the\nembargo until 1 May.", None),
    ),
    ("E006", lambda: _embargoed("禁止在公共场所吸烟。", None, "zh")),
    ("E006", lambda: _embargoed("For immediate release of the prisoners the mayor has written to the court.", None)),
    ("E006", lambda: _embargoed("EMBARGOED until 24 November 2026, 06:00 CET")),
    ("E006", lambda: _embargoed("Embargoed until 5 a.m. GMT on 24 November")),
    ("E006", lambda: _embargoed("SOUS EMBARGO jusqu’au 24 novembre à 6h00, heure de Genève", language="fr")),
    ("E006", lambda: _embargoed("FOR IMMEDIATE RELEASE", None)),
    ("E006", lambda: _embargoed("FOR IMMEDIATE RELEASE", _ENDED)),
    ("E008", lambda: of_a_real_house(date=date(2026, 11, 22))),
    ("E008", lambda: of_a_real_house(date=date(2026, 11, 24))),
    ("E008", lambda: of_a_real_house(date=None)),
    ("E008", lambda: of_changed(date=date(2025, 11, 24))),
    (
        "E008",
        lambda: of_a_real_house(
            date=date(2026, 12, 1), embargo=Embargo(datetime(2026, 12, 1, 5, 0, tzinfo=UTC), "Europe/Zurich")
        ),
    ),
    ("E009", lambda: written(headline="Correction officers learn to swim")),
    ("E009", lambda: of_changed(corrects="lenta-warnings")),
    ("E013", lambda: written("The river rose by 1.5 metres ... and fell again: it was 14:30.")),
    ("E013", lambda: written("See [the page](https://aurelia.example.org/a?b=c;d).\n\n- a list\n-   and another")),
    ("E013", lambda: written('The basin’s gauge is 5" wide and “right”.')),
    ("E013", lambda: written("| Town    | Homes  |\n|---|---|\n| Port Selene   | 12 |")),
    ("E013", lambda: written("A line with a hard break  \nand one after it.")),
    ("E013", lambda: in_language("fr", "Il est 14:30 ; le fleuve monte : « la crue ». Vraiment ? Oui !")),
    ("E013", lambda: in_language("fr-CA", "Vraiment? Oui! Deux choses : l’eau; la route.", headline="Un titre")),
    ("E013", lambda: in_language("es", "¿Volverá el agua? ¡Sí! «¿Cuándo?», preguntó.")),
    ("E013", lambda: in_language("zh", "河水上涨，城镇等待：2,500人。Aurelia, Port Selene 等地。")),
    ("E013", lambda: in_language("ar", "ارتفع النهر، وانتظرت المدينة (2,500 شخص). ماذا بعد؟")),
    ("E015", lambda: written(" ".join(["river"] * 60))),
    ("E015", lambda: written("## A heading\n\nShort.\n\n" + " ".join(["river"] * 80))),
    ("E016", lambda: written("The mayor of Port Selene said:\n\n> “People are not leaving.”\n\nA paragraph.")),
    ("E016", lambda: written("A paragraph.\n\n> “People are not leaving.”\n\n— Dalia Renn, volunteer")),
    ("E016", lambda: written("> “One paragraph.”\n>\n> “And another one.”\n> — Dalia Renn, volunteer")),
    ("E017", lambda: written(photos=(photo(credit="A. Renn", download="https://aurelia.example.org/l.jpg"),))),
    ("P006", lambda: good("fr")),
    ("P006", lambda: subject("[Under embargo] Flood warnings reach the town")(good())),
    ("P006", lambda: subject("CORRECTION: wells reopen")(of_changed(corrects="lenta-warnings"))),
    ("P006", lambda: beside_english(LONG_TEXT, "ar", "ارتفع النهر.")),
)
