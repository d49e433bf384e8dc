"""What breaks the checks of a release and of its line in the inbox, and what they leave alone."""

from datetime import date

from mailer.domain.absence import Absence
from mailer.domain.release import ReleaseKind, Spokesperson
from tests.unit.breaking import Example, on_duty, page, person, subject, text
from tests.unit.copies import good, of_release, written

WEEK = (Absence(date(2026, 11, 20), date(2026, 11, 26)),)


def other(key: str, **changes: object) -> Spokesperson:
    return person(key=key, name="Ben Sample", **changes)


BROKEN: tuple[Example, ...] = (
    ("E001", lambda: of_release(spokespeople=())),
    ("E001", lambda: page("Inès Moreau", "")(good())),
    ("E002", lambda: of_release(spokespeople=(person(address=""),))),
    ("E003", lambda: of_release(spokespeople=(person(phone=""),))),
    ("E004", lambda: of_release(spokespeople=(person(address="ines.moreau@example.net"),))),
    ("E005", lambda: of_release(date=None)),
    ("E005", lambda: written(place="")),
    ("E010", lambda: written("Dear [[first name]], the river rises.")),
    ("E010", lambda: written("Dear *|FNAME|*, the river rises.")),
    ("E010", lambda: text("Port Selene", "ZQSLOT0123456789")(good())),
    ("E010", lambda: page("https://aurelia.example.org/lenta", "https://slot.invalid/x")(good())),
    ("E011", lambda: page("Inès Moreau", "None")(good())),
    ("E011", lambda: written("Dear None,\n\nthe river rises.")),
    ("E012", lambda: written("The river rose by TK metres.")),
    ("E012", lambda: written("“[insert quote]”, said the mayor.")),
    ("E014", lambda: written(headline="A very long headline " * 7)),
    ("E014", lambda: written(headline="The river has risen.")),
    ("E014", lambda: written(headline="RIVER RISES AGAIN")),
    ("E001", lambda: on_duty(person(away=WEEK))),
    ("E001", lambda: on_duty(person(away=WEEK, stand_in="b"), other("b", away=WEEK, stand_in="ines-moreau"))),
    ("E018", lambda: on_duty(person(verified_at=date(2026, 8, 24)))),
    ("E018", lambda: on_duty(person(verified_at=date(2026, 11, 24)))),
    ("E019", lambda: on_duty(person(), other("b", verified_at=date(2026, 11, 1)))),
    ("E020", lambda: on_duty(person(away=WEEK, stand_in="b"), other("b"))),
    ("E021", lambda: written("Call her on (202) 555-0199, a reader was told.")),
    ("E021", lambda: written("Call [her](tel:+12025550199), a reader was told.")),
    ("P001", lambda: subject("")(good())),
    ("P001", lambda: written(headline="RE: what you asked")),
    ("P002", lambda: written(headline="word " * 25)),
    ("P003", lambda: page("display:none", "display:block")(good())),
    ("P004", lambda: written(summary="Too short")),
    ("P005", lambda: written(summary="A short headline")),
)

FINE: tuple[Example, ...] = (
    ("E001", lambda: of_release(spokespeople=(), spokespeople_none=True)),
    ("E003", lambda: of_release(spokespeople=(person(phone=""), person()))),
    ("E005", lambda: of_release(kind=ReleaseKind.STATEMENT)),
    ("E014", lambda: written(headline="A new river gauge for the U.S.")),
    ("P004", lambda: written(summary="警报器、广播和短信现在让家庭有两天时间撤离，而不是两小时。")),
)
