from datetime import date

import pytest

from mailer.domain.absence import Absence, away_until
from mailer.domain.duty import Duty, duty_on, told
from mailer.domain.release import Spokesperson

DAY = date(2026, 12, 22)
HOLIDAYS = (Absence(date(2026, 12, 20), date(2027, 1, 4)),)


def somebody(key: str, **facts: object) -> Spokesperson:
    return Spokesperson(key=key, name=key.title(), phone="+1 202 555 0111", **facts)  # type: ignore[arg-type]


def away(key: str, stand_in: str = "") -> Spokesperson:
    return somebody(key, away=HOLIDAYS, stand_in=stand_in)


def duty(*named: str, among: tuple[Spokesperson, ...], day: date = DAY) -> Duty:
    known = {one.key: one for one in among}
    return duty_on(day, [known[key] for key in named], known)


def printed(found: Duty) -> list[str]:
    return [one.key for one in found.people]


def test_who_is_there_is_printed() -> None:
    found = duty("ada", among=(somebody("ada", stand_in="ben"), somebody("ben")))

    assert printed(found) == ["ada"]
    assert found.absent == ()


@pytest.mark.parametrize(
    ("day", "who"),
    [
        (date(2026, 12, 19), "ada"),
        (date(2026, 12, 20), "ben"),
        (date(2027, 1, 4), "ben"),
        (date(2027, 1, 5), "ada"),
    ],
)
def test_the_stand_in_is_printed_from_the_first_day_to_the_last(day: date, who: str) -> None:
    found = duty("ada", among=(away("ada", "ben"), somebody("ben")), day=day)

    assert printed(found) == [who]


def test_a_stand_in_who_is_named_too_is_printed_once() -> None:
    found = duty("ada", "ben", "cleo", among=(away("ada", "ben"), somebody("ben"), away("cleo", "ben")))

    assert printed(found) == ["ben"]


def test_a_stand_in_who_is_away_has_one_too() -> None:
    found = duty("ada", among=(away("ada", "ben"), away("ben", "cleo"), somebody("cleo")))

    assert printed(found) == ["cleo"]
    assert told(found.absent[0], DAY) == "Ada is away until 4 January: Cleo is printed instead"


def test_who_is_away_without_a_stand_in_is_left_out_beside_others() -> None:
    found = duty("ada", "ben", among=(away("ada"), somebody("ben")))

    assert printed(found) == ["ben"]
    assert told(found.absent[0], DAY) == "Ada is away until 4 January: nobody is printed instead"


def test_nobody_may_be_left() -> None:
    found = duty("ada", among=(away("ada", "ben"), away("ben")))

    assert printed(found) == []


def test_two_who_stand_in_for_each_other_are_no_circle_while_one_is_there() -> None:
    found = duty("ada", "ben", among=(away("ada", "ben"), somebody("ben", stand_in="ada")))

    assert printed(found) == ["ben"]
    assert found.circles == ()


def test_a_circle_of_people_who_are_all_away_is_told_once() -> None:
    found = duty("ada", "ben", "cleo", among=(away("ada", "ben"), away("ben", "ada"), somebody("cleo")))

    assert printed(found) == ["cleo"]
    assert [[one.key for one in circle] for circle in found.circles] == [["ada", "ben"]]


def test_absences_that_touch_or_overlap_are_one() -> None:
    spans = [
        Absence(date(2026, 12, 24), date(2026, 12, 31)),
        Absence(date(2026, 12, 20), date(2026, 12, 23)),
        Absence(date(2027, 1, 1), date(2027, 1, 2)),
        Absence(date(2027, 1, 4), date(2027, 1, 9)),
    ]

    assert away_until(spans, date(2026, 12, 21)) == date(2027, 1, 2)
    assert away_until(spans, date(2027, 1, 3)) is None


@pytest.mark.parametrize(
    ("verified", "is_overdue"),
    [
        (date(2026, 12, 22), False),
        (date(2026, 9, 23), False),
        (date(2026, 9, 22), True),
        (date(2026, 12, 23), True),
    ],
)
def test_what_was_verified_more_than_90_days_ago_or_in_the_future_is_overdue(verified: date, is_overdue: bool) -> None:  # noqa: FBT001 - a case
    found = duty("ada", among=(somebody("ada", verified_at=verified),))

    assert [one.key for one in found.overdue] == (["ada"] if is_overdue else [])


def test_a_missing_day_matters_only_where_others_have_one() -> None:
    alone = duty("ada", among=(somebody("ada"),))
    beside = duty("ada", among=(somebody("ada"), somebody("ben", verified_at=DAY)))

    assert alone.undated == ()
    assert [one.key for one in beside.undated] == ["ada"]


def test_who_is_described_in_the_release_needs_no_day() -> None:
    described = somebody("dora")

    found = duty_on(DAY, [described], {"ben": somebody("ben", verified_at=DAY)})

    assert found.undated == ()


def test_the_year_of_a_far_day_is_said() -> None:
    long = somebody("ada", away=(Absence(date(2026, 12, 1), date(2027, 11, 30)),))

    found = duty("ada", among=(long,))

    assert told(found.absent[0], DAY).startswith("Ada is away until 30 November 2027:")
