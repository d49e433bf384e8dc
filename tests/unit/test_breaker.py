"""The breaker: three refusals of the sender in a row, over two domains, or many at one; and nothing less."""

from mailer.domain.breaker import weigh
from mailer.domain.delivery import Outcome, OutcomeKind, Phase

DOMAINS = {1: "a.example", 2: "a.example", 3: "b.example", 4: "b.example"}


def refused(number: int) -> Outcome:
    return Outcome(number, 1, OutcomeKind.POLICY, Phase.BODY, 550, "5.7.1", "not from you")


def accepted(number: int) -> Outcome:
    return Outcome(number, 1, OutcomeKind.ACCEPTED, Phase.BODY, 250)


def test_three_refusals_of_the_sender_over_two_domains_open_it() -> None:
    weighed = weigh((), [refused(1), refused(2), refused(3)], DOMAINS)

    assert weighed.is_open
    assert weighed.settled == ()
    assert [outcome.delivery_id for outcome in weighed.streak] == [1, 2, 3]


def test_three_refusals_at_one_domain_are_that_domains_affair() -> None:
    domains = dict.fromkeys(DOMAINS, "a.example")

    assert not weigh((), [refused(1), refused(2), refused(3)], domains).is_open


def test_twenty_refusals_at_one_domain_open_it_too() -> None:
    domains = dict.fromkeys(range(20), "a.example")
    nineteen = tuple(refused(number) for number in range(19))

    assert not weigh(nineteen, (), domains).is_open
    assert weigh(nineteen, [refused(19)], domains).is_open


def test_an_accepted_message_ends_the_streak_and_settles_it() -> None:
    weighed = weigh((refused(1), refused(3)), [accepted(2)], DOMAINS)

    assert not weighed.is_open
    assert weighed.streak == ()
    assert [outcome.delivery_id for outcome in weighed.settled] == [1, 3, 2]


def test_a_streak_goes_on_over_batches() -> None:
    first = weigh((), [refused(1), refused(2)], DOMAINS)

    assert not first.is_open
    assert weigh(first.streak, [refused(3)], DOMAINS).is_open


def test_what_was_never_tried_says_nothing_about_the_relay() -> None:
    untried = Outcome(4, 1, OutcomeKind.UNTRIED, Phase.CONNECT)

    weighed = weigh((refused(1), refused(3)), [untried], DOMAINS)

    assert weighed.streak == (refused(1), refused(3))
    assert weighed.settled == (untried,)


def test_what_we_refuse_ourselves_says_nothing_about_the_relay() -> None:
    ours = Outcome(
        2, 1, OutcomeKind.PERMANENT, Phase.CONNECT, 0, "5.6.7", "needs SMTPUTF8, which the relay does not offer"
    )

    weighed = weigh((refused(1), refused(3)), [ours, refused(4)], DOMAINS)

    assert weighed.is_open
    assert weighed.settled == (ours,)


def test_once_open_it_stays_open_whatever_still_comes_in() -> None:
    weighed = weigh((refused(1), refused(2), refused(3)), [accepted(4)], DOMAINS)

    assert weighed.is_open
    assert [outcome.delivery_id for outcome in weighed.streak] == [1, 2, 3]
