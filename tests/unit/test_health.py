"""A relay in trouble: left alone for longer each time, and at last for a person."""

from datetime import UTC, datetime, timedelta

from mailer.domain.health import MOST_FAILURES, Health, after_failure

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def failed(times: int) -> Health:
    health = after_failure(None, "no answer", NOW, is_refused=False)
    for _ in range(times - 1):
        health = after_failure(health, "no answer", NOW, is_refused=False)
    return health


def test_the_waits_double_up_to_a_quarter_of_an_hour() -> None:
    waits = [(failed(times).retry_at or NOW) - NOW for times in range(1, 8)]

    assert waits == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 15, 15)]


def test_it_rests_until_its_time_and_then_may_be_tried() -> None:
    health = failed(2)

    assert health.is_resting(NOW + timedelta(seconds=119))
    assert not health.is_resting(NOW + timedelta(seconds=120))


def test_after_ten_failures_in_a_row_a_person_is_asked() -> None:
    assert not failed(MOST_FAILURES - 1).needs_person
    assert failed(MOST_FAILURES).needs_person


def test_a_refused_sign_in_is_for_a_person_at_once_and_never_tried_again_unasked() -> None:
    health = after_failure(None, "wrong password", NOW, is_refused=True)

    assert health.needs_person
    assert health.is_resting(NOW + timedelta(days=365))


def test_it_says_since_when_it_has_been_so_and_why_now() -> None:
    health = after_failure(failed(1), "another reason", NOW + timedelta(hours=1), is_refused=False)

    assert (health.failures, health.since, health.reason) == (2, NOW, "another reason")
