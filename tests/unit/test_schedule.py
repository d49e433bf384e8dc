"""What may be typed after --at, what it means, and what is refused because it could mean two things."""

from datetime import UTC, datetime, timedelta

import pytest

from mailer.domain.release import Embargo
from mailer.domain.schedule import Moment, describe, parse_at
from mailer.domain.zone import instant, known_zone
from mailer.errors import UsageProblem

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)  # a Monday; 15:30 in Zurich
ZONE = "Europe/Zurich"


def at(text: str, *, now: datetime = NOW, zone: str = ZONE, embargo: Embargo | None = None) -> Moment:
    return parse_at(text, now=now, zone=zone, embargo=embargo)


def refusal(text: str, *, now: datetime = NOW, zone: str = ZONE, embargo: Embargo | None = None) -> str:
    with pytest.raises(UsageProblem) as caught:
        at(text, now=now, zone=zone, embargo=embargo)
    assert caught.value.exit_code == 2
    assert caught.value.hint
    return caught.value.message


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-24 06:00 Europe/Zurich", Moment(utc(2026, 11, 24, 5), "Europe/Zurich")),
        ("2026-11-24 06:00", Moment(utc(2026, 11, 24, 5), "Europe/Zurich")),
        ("2026-11-24 06:00 Africa/Nairobi", Moment(utc(2026, 11, 24, 3), "Africa/Nairobi")),
        ("2026-11-24T06:00 Africa/Nairobi", Moment(utc(2026, 11, 24, 3), "Africa/Nairobi")),
        ("2026-11-24T06:00Z", Moment(utc(2026, 11, 24, 6), "UTC")),
        ("2026-11-24 06:00:00 GMT", Moment(utc(2026, 11, 24, 6), "UTC")),
        ("  2026-11-24   06:00  UTC ", Moment(utc(2026, 11, 24, 6), "UTC")),
        ("2026-11-24 6:30 pm", Moment(utc(2026, 11, 24, 17, 30), "Europe/Zurich")),
        ("2026-11-24 6pm America/New_York", Moment(utc(2026, 11, 24, 23), "America/New_York")),
        ("2026-11-24 6 p.m. America/New_York", Moment(utc(2026, 11, 24, 23), "America/New_York")),
        ("2026-11-24 11:05 am", Moment(utc(2026, 11, 24, 10, 5), "Europe/Zurich")),
        ("2026-11-24 12:00", Moment(utc(2026, 11, 24, 11), "Europe/Zurich")),
        ("2026-11-24 00:00", Moment(utc(2026, 11, 23, 23), "Europe/Zurich")),
    ],
)
def test_a_date_and_a_time_mean_one_instant(text: str, expected: Moment) -> None:
    assert at(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today 16:00", utc(2026, 11, 23, 15)),
        ("Tomorrow 06:00", utc(2026, 11, 24, 5)),
        ("tuesday 06:00", utc(2026, 11, 24, 5)),
        ("Sunday 06:00", utc(2026, 11, 29, 5)),
        ("monday 16:00", utc(2026, 11, 23, 15)),
        ("monday 15:00", utc(2026, 11, 30, 14)),
        ("monday 15:30", utc(2026, 11, 30, 14, 30)),
    ],
)
def test_a_day_by_name_is_the_next_such_time(text: str, expected: datetime) -> None:
    assert at(text).at == expected


def test_today_is_today_in_the_zone_that_is_named() -> None:
    late_evening_in_utc = utc(2026, 11, 23, 23, 30)

    moment = at("today 10:00 Asia/Tokyo", now=late_evening_in_utc)

    assert moment == Moment(utc(2026, 11, 24, 1), "Asia/Tokyo")


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("in 2h", timedelta(hours=2)),
        ("in 30m", timedelta(minutes=30)),
        ("In 90 minutes", timedelta(minutes=90)),
        ("in 1 hour", timedelta(hours=1)),
        ("in 1d", timedelta(hours=24)),
    ],
)
def test_a_pause_is_counted_from_now(text: str, wait: timedelta) -> None:
    assert at(text) == Moment(NOW + wait, ZONE)


def test_now_is_now() -> None:
    assert at("now") == Moment(NOW, ZONE)


def test_embargo_is_the_end_of_the_embargo_in_the_zone_it_was_written_in() -> None:
    embargo = Embargo(utc(2026, 11, 24, 5), "Africa/Nairobi")

    assert at("embargo", embargo=embargo) == Moment(utc(2026, 11, 24, 5), "Africa/Nairobi")


def test_embargo_of_a_release_without_one_is_refused() -> None:
    assert "has no embargo" in refusal("embargo")


def test_an_embargo_that_has_ended_is_refused() -> None:
    lifted = Embargo(utc(2026, 11, 23, 5), ZONE)

    said = refusal("embargo", embargo=lifted)

    assert "ended on Monday 23 November 2026, 06:00 Europe/Zurich (05:00 UTC)" in said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-11-24 12:00 am", "noon by some and as midnight by others"),
        ("2026-11-24 12:30 pm", "noon by some and as midnight by others"),
        ("2026-11-24 12 p.m.", "noon by some and as midnight by others"),
        ("2026-11-24 6:00", "06:00 or 18:00"),
        ("2026-11-24 06", "has no minutes; write 06:00"),
        ("2026-11-24 13:00 pm", "no 13 pm"),
        ("2026-11-24 0:30 am", "no 0 am"),
        ("2026-11-24 24:00", "two days"),
        ("2026-11-24 25:00", "on the clock"),
        ("2026-11-24 06:60", "on the clock"),
        ("2026-11-24 06:00:30", "hours and minutes"),
        ("2026-11-24 noon", "not a time of day"),
        ("2026-11-24", "no time of day"),
        ("tomorrow", "no time of day"),
        ("03/04/2027 06:00", "two dates"),
        ("24.11.2026 06:00", "two dates"),
        ("2026-02-30 06:00", "no day 2026-02-30"),
        ("06:00", "not a time"),
        ("06:00 tomorrow", "not a day"),
        ("next monday 06:00", "not a day"),
        ("demain 09:00", "not a day"),
        ("morgen 9 Uhr", "'morgen' is not a day"),
        ("in 2 weeks", "not a day"),
        ("", "not a time"),
    ],
)
def test_what_is_unknown_or_could_mean_two_times_is_refused(text: str, why: str) -> None:
    said = refusal(text)

    assert why in said
    assert repr(text) in said


@pytest.mark.parametrize("text", ["today 15:30", "2026-11-23 06:00", "2025-11-24 06:00", "in 0m"])
def test_a_past_time_is_refused_and_echoed(text: str) -> None:
    said = refusal(text)

    assert "is past" in said
    assert "UTC" in said


@pytest.mark.parametrize("text", ["2062-11-24 06:00", "in 999d", "9999-12-31 23:59 Pacific/Honolulu"])
def test_a_time_more_than_a_year_away_is_refused_as_a_slip(text: str) -> None:
    assert text in refusal(text)


@pytest.mark.parametrize(
    ("zone", "suggestion"),
    [
        ("Europe/Zürich", "did you mean Europe/Zurich?"),
        ("europe/zurich", "did you mean Europe/Zurich?"),
        ("Zurich", "did you mean Europe/Zurich?"),
        ("new york", "did you mean America/New_York?"),
        ("CET", "a place such as Europe/Zurich"),
        ("BST", "a place such as Europe/Zurich"),
        ("EST", "a place such as Europe/Zurich"),
        ("+01:00", "a place such as Europe/Zurich"),
        ("Etc/GMT+5", "sure of"),
        ("../../etc/passwd", "sure of"),
        ("Europe", "sure of"),
        ("Europe/Nowhere", "sure of"),
        ("Europe/Zurich please", "did you mean Europe/Zurich?"),
    ],
)
def test_a_zone_must_be_a_place_and_the_nearest_is_named(zone: str, suggestion: str) -> None:
    assert suggestion in refusal(f"2026-11-24 06:00 {zone}")


def test_a_time_in_the_hour_that_clocks_skip_is_refused_with_the_times_around_it() -> None:
    said = refusal("2026-03-29 02:30 Europe/Zurich", now=utc(2026, 3, 20))

    assert "02:30 does not exist on 2026-03-29 in Europe/Zurich" in said
    assert "01:30 and 03:30" in said


def test_a_time_in_the_hour_that_clocks_show_twice_is_refused_with_both_meanings() -> None:
    said = refusal("2026-10-25 02:30", now=utc(2026, 10, 20))

    assert "02:30 comes twice on 2026-10-25 in Europe/Zurich" in said
    assert "2026-10-25 00:30 UTC is the first, 2026-10-25 01:30 UTC the second" in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-29 01:59", utc(2026, 3, 29, 0, 59)),
        ("2026-03-29 03:00", utc(2026, 3, 29, 1)),
        ("2026-10-25 01:59", utc(2026, 10, 24, 23, 59)),
        ("2026-10-25 03:00", utc(2026, 10, 25, 2)),
        ("2026-10-25 00:30 UTC", utc(2026, 10, 25, 0, 30)),
    ],
)
def test_the_minutes_around_a_change_of_clocks_are_plain(text: str, expected: datetime) -> None:
    assert at(text, now=utc(2026, 3, 20)).at == expected


def test_the_change_of_clocks_is_that_of_the_zone_that_is_named() -> None:
    assert "does not exist" in refusal("2026-03-08 02:30 America/New_York", now=utc(2026, 3, 1))
    assert at("2026-03-08 02:30", now=utc(2026, 3, 1)).at == utc(2026, 3, 8, 1, 30)


def test_a_pause_runs_through_a_change_of_clocks() -> None:
    before = utc(2026, 10, 24, 23, 0)

    assert at("in 2h", now=before).at == utc(2026, 10, 25, 1, 0)


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (Moment(utc(2026, 11, 24, 5), ZONE), "Tuesday 24 November 2026, 06:00 Europe/Zurich (05:00 UTC)"),
        (
            Moment(utc(2026, 11, 23, 22), "Asia/Tokyo"),
            "Tuesday 24 November 2026, 07:00 Asia/Tokyo (Monday 23 November 2026, 22:00 UTC)",
        ),
        (Moment(utc(2026, 11, 24, 5), "UTC"), "Tuesday 24 November 2026, 05:00 UTC"),
    ],
)
def test_the_echo_says_weekday_local_time_and_utc(moment: Moment, told: str) -> None:
    assert describe(moment) == told


def test_the_words_for_utc_are_one_zone() -> None:
    assert {known_zone(word) for word in ("UTC", "utc", "Z", "GMT", "Etc/UTC")} == {"UTC"}


def test_an_instant_is_utc() -> None:
    assert instant(datetime(2026, 7, 1, 12, 0), "Europe/Zurich") == utc(2026, 7, 1, 10)  # noqa: DTZ001 - a local time
