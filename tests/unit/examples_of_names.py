"""What breaks the checks of names, quotation marks, acronyms and stray characters, and what they leave alone."""

from tests.unit.breaking import Example, beside_english, in_language, of_changed, person
from tests.unit.copies import good, written

_QUOTE = "> “Two days is the difference.”\n> — Dalia Renn, volunteer"

BROKEN: tuple[Example, ...] = (
    ("N005", lambda: beside_english(_QUOTE, "fr", "> « Deux jours. »\n> — Dahlia Renn, bénévole")),
    ("N005", lambda: beside_english(_QUOTE, "es", "> «Dos días».\n> — Tomas Adeyemi, portavoz")),
    ("N007", lambda: written("“The river rose, said the mayor, and fell again.")),
    ("N007", lambda: written("The river rose”, said the mayor, and fell again.")),
    ("N007", lambda: written('The river rose", said the mayor.')),
    ("N007", lambda: written("“The river rose,’’ said the mayor.")),
    ("N007", lambda: in_language("fr", "« Le fleuve monte, dit le maire.")),
    ("N007", lambda: in_language("ru", "«Вода поднялась, сказал мэр.")),
    ("N007", lambda: in_language("ar", "قال العمدة: «ارتفع النهر.")),
    ("N007", lambda: in_language("zh", "市长说：“河水上涨。")),
    ("N008", lambda: written("The river rose. “Two days is the difference between a child and the papers.”")),
    (
        "N008",
        lambda: in_language("fr", "Le fleuve a monté. « Deux jours, c’est toute la différence pour les familles. »"),
    ),
    ("N009", lambda: of_changed(spokespeople=(person(title="", unit=""),))),
    ("N010", lambda: written("The river authority and the FSQC rose early.")),
    ("N010", lambda: in_language("fr", "Le fleuve et le FSQC se sont levés tôt.")),
    ("N011", lambda: in_language("ru", "Вoда поднялась на два метра.")),
    ("N011", lambda: written("The rivеr rose by two metres.")),
    ("N011", lambda: in_language("ru", "Вода поднялась.", headline="Пaводок затронул город")),
    ("N012", lambda: written("The river rose [AB1] by two metres.")),
    ("N012", lambda: written("The river rose [JD12R2] by two metres.")),
    ("N012", lambda: written("Comment [A3]: is that so?")),
    ("N012", lambda: written("The river {--rose--}{++fell++} by two metres.")),
    ("N012", lambda: written("Deleted: by three metres\n\nThe river rose.")),
    ("N012", lambda: written("The river rose <<by two metres>>.")),
    ("M005", lambda: written("The river rose in GenÃ¨ve.")),
    ("M005", lambda: written("The riverâ€™s gauge rose.")),
    ("M005", lambda: in_language("ru", "Ð’Ð¾Ð´Ð° поднялась.")),
    ("M005", lambda: in_language("ru", "Р’РѕРґР° поднялась.")),
    ("M005", lambda: in_language("ar", "Ø§Ù„Ù†Ù‡Ø± ارتفع.")),
)

FINE: tuple[Example, ...] = (
    ("N005", lambda: beside_english(_QUOTE, "fr", "> « Deux jours. »\n> — Dália Renn, bénévole")),
    ("N005", lambda: beside_english(_QUOTE, "fr", "> « Deux jours. »\n> — D. Renn, bénévole")),
    ("N005", lambda: beside_english(_QUOTE, "fr", "> « Deux jours. »\n> — Mme Dalia Renn, bénévole")),
    ("N005", lambda: beside_english(_QUOTE, "fr", "Le fleuve a monté.")),
    ("N005", lambda: beside_english(_QUOTE, "ru", "> «Двое суток».\n> — Далия Ренн, волонтёр")),
    ("N007", lambda: written("“The river rose.\n\n“It fell again,” said the mayor.")),
    ("N007", lambda: written('The gauge is 5" wide, “and ‘low’”, said the mayor.')),
    ("N007", lambda: written('She wrote the "Heat Ledger 2026". "It rose," she said.')),
    ("N007", lambda: in_language("ru", "«Вода „поднялась“», сказал мэр.")),
    ("N007", lambda: in_language("ar", "قال: ”ارتفع النهر“، ثم «انخفض».")),
    ("N007", lambda: in_language("zh", "市长说：“《河流报》说‘上涨’。”")),
    ("N008", lambda: written("“Two days is the difference between a child and the papers,” said Dalia Renn.")),
    ("N008", lambda: written("The mayor Dalia Renn was there. “Two days is the difference for all of us.”")),
    ("N008", lambda: written("The river has a “flood pulse” and a gauge.")),
    ("N009", lambda: of_changed(spokespeople=(person(title=""),))),
    ("N010", lambda: written("The Food Security Cluster (FSC) and the FSC of Port Selene, UNHCR and WHO rose early.")),
    ("N010", lambda: written("The Port Selene River Board rose; the PSRB slept. It cost USD 3 at 06:00 CET.")),
    ("N010", lambda: written("Pope John XXIII wrote it in MMXII. It was NOT ALL HE SAID, and not his last.")),
    ("N011", lambda: good("ru")),
    ("N011", lambda: in_language("ru", "IT-специалист и SMSка, COVIDом не заразился в Порт-Селене.")),
    ("N012", lambda: written("The river rose [as expected] by [two metres](https://aurelia.example.org/two).")),
    ("N012", lambda: written("The word Deleted: it is one. The law [AB1](https://aurelia.example.org/ab1) is old.")),
    ("M005", lambda: in_language("fr", "À Genève, « ÉTÉ » et « JUBILÉ » : L’ÂGE D’OR.")),
    ("M005", lambda: in_language("ru", "СССР «жил», РСФСР — тоже; ЭРЭС № 5.")),
)
