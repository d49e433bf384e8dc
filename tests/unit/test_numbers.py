"""Figures, numbers in words, days and weekdays, as people write them in six languages."""

from datetime import date
from decimal import Decimal

import pytest

from mailer.content.release.dates import find_days, impossible_days
from mailer.content.release.numbers import find_figures, spelled_numbers
from mailer.content.release.weekdays import could_fall_on, weekday_beside

_NOVEMBER = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("language", "written", "values"),
    [
        ("en", "1,153", {1153, Decimal("1.153")}),
        ("en", "1,153,000", {1153000}),
        ("en", "1,153.5", {Decimal("1153.5")}),
        ("en", "4.2 million", {4200000}),
        ("en", "$3bn", {3 * 10**9}),
        ("en", "3m", {3, 3000000}),
        ("en", "30 m", {30}),
        ("fr", "1\u202f153", {1153}),
        ("fr", "1 153,5", {Decimal("1153.5")}),
        ("fr", "3,8 millions", {3800000}),
        ("fr", "1'153", {1153}),
        ("es", "2 mil millones", {2 * 10**9}),
        ("es", "1.153.000", {1153000}),
        ("es", "5 billones", {5 * 10**12}),
        ("ru", "38,5 тыс.", {38500}),
        ("ru", "3 млрд", {3 * 10**9}),
        ("ar", "١٬١٥٣٬٠٠٠", {1153000}),
        ("ar", "٣٫٨ ملايين", {3800000}),
        ("ar", "310 آلاف", {310000}),
        ("zh", "1亿2000万", {120000000}),
        ("zh", "400多万", {4000000}),
        ("zh", "５３０", {530}),
    ],
)
def test_a_figure_is_read_in_its_language(language: str, written: str, values: set[int | Decimal]) -> None:
    (figure,) = find_figures(f"abc {written} d", language)

    assert figure.readings == values


def test_what_is_no_number_is_left_out() -> None:
    assert find_figures("version 1.2.3.4, section 10.30.5", "en") == ()
    assert find_figures("", "en") == ()


@pytest.mark.parametrize("written", ["71 per cent", "71%", "71 pour cent", "71 في المائة", "71 процент", "百分之71"])
def test_a_share_is_known_as_one(written: str) -> None:
    (figure,) = find_figures(written, "en")

    assert figure.is_share


@pytest.mark.parametrize(
    ("language", "written", "value"),
    [
        ("en", "three hundred and ten thousand people", 310000),
        ("en", "Twenty-six towns", 26),
        ("en", "two million one hundred thousand", 2100000),
        ("en", "nearly half a million", 500000),
        ("fr", "quatre-vingt-dix-sept communes", 97),
        ("fr", "une centaine de foyers", 100),
        ("fr", "deux mille trois cents", 2300),
        ("es", "dos mil millones", 2 * 10**9),
        ("es", "treinta y uno", 31),
        ("ru", "триста десять тысяч", 310000),
        ("ru", "двух миллионов", 2000000),
        ("ar", "المدن الست والعشرون", 26),
        ("ar", "اثنا عشر مركزاً", 12),
        ("ar", "مليونا شخص، ثم ثلاثة آلاف", 3000),
        ("zh", "一千一百五十三人", 1153),
        ("zh", "三十一万人", 310000),
        ("zh", "两亿人", 200000000),
    ],
)
def test_a_number_in_words_is_read_in_its_language(language: str, written: str, value: int) -> None:
    assert value in spelled_numbers(written, language)


def test_days_are_found_in_their_order_and_words_are_no_months() -> None:
    text = "From 2 November to 2026-12-01; of 26 may be, in 5 march, on March 3rd."

    assert [(day.month, day.day) for day in find_days(text)] == [(11, 2), (12, 1), (3, 3)]


def test_a_day_that_no_calendar_has_is_found_as_it_is_written() -> None:
    text = "31 June, 29 February 2027, 29 February 2028, 31/11/2026, 2月30日 and 45 May."

    assert set(impossible_days(text)) == {"31 June", "29 February 2027", "31/11/2026", "2月30日"}


@pytest.mark.parametrize(
    ("text", "weekday"),
    [
        ("Tuesday 17 April 2013", 1),
        ("on Tuesday, April 17, 2013", 1),
        ("le mardi 17 avril 2013", 1),
        ("martes, 17 de abril de 2013", 1),
        ("во вторник, 17 апреля 2013 года", 1),
        ("в среду 17 апреля 2013", 2),
        ("الثلاثاء 17 نيسان/أبريل 2013", 1),
        ("2013年4月17日星期二", 1),
        ("17 April 2013 (Tuesday)", 1),
        ("17 April 2013. Tuesday was dry", None),
        ("from Monday to 17 April 2013", None),
    ],
)
def test_the_weekday_beside_a_day_is_read(text: str, weekday: int | None) -> None:
    (day,) = find_days(text)

    found = weekday_beside(text, day)

    assert (found[0] if found else None) == weekday


@pytest.mark.parametrize(
    ("text", "weekday", "can"),
    [
        ("17 April 2013", 2, True),
        ("17 April 2013", 1, False),
        ("15 January", 4, True),  # of the year to come
        ("15 December", 0, True),  # of the year before
        ("15 December", 1, True),
        ("15 December", 4, False),
        ("29 February", 1, True),  # of 2028, the nearest that there is
    ],
)
def test_a_day_without_a_year_is_the_nearest_or_one_year_before(text: str, weekday: int, *, can: bool) -> None:
    (day,) = find_days(text)

    assert could_fall_on(day, weekday, _NOVEMBER) is can
