"""A relay that does anything at any time: whatever is said of a mail is true."""

import random

import pytest

from mailer.domain.delivery import Outcome, OutcomeKind
from tests.relay.scripted import Moment, ScriptedRelay
from tests.relay.sending import RecordingJournal, collect_all, far_off, mails, readers, transport_to

REPLIES = ("550 5.1.1 no", "450 4.2.0 later", "421 4.3.2 closing", "550 5.7.1 never", "554-5.0.0 two\n554 5.0.0 lines")

#: How many mails may have arrived for an attempt that ended so.
POSSIBLE = {
    OutcomeKind.ACCEPTED: {1},
    OutcomeKind.UNCERTAIN: {0, 1},
    OutcomeKind.TRANSIENT: {0},
    OutcomeKind.PERMANENT: {0},
    OutcomeKind.POLICY: {0},
    OutcomeKind.UNTRIED: {0},
}


def play_tricks(relay: ScriptedRelay, chance: random.Random, names: list[str]) -> None:
    """Give one reader in four something to suffer."""
    for name in chance.sample(names, len(names) // 4):
        if chance.random() < 0.5:
            relay.drop(name, chance.choice(list(Moment)), times=1)
        else:
            relay.answer(name, chance.choice(["rcpt", "data", "body"]), chance.choice(REPLIES), times=1)
    relay.answer("*", "mail", chance.choice(REPLIES), times=1)
    relay.drop("*", Moment.BEFORE_MAIL, times=1)


@pytest.mark.parametrize("chunking", [False, True], ids=["DATA", "BDAT"])
@pytest.mark.parametrize("seed", range(12))
def test_the_books_agree_with_what_arrived(seed: int, journal: RecordingJournal, *, chunking: bool) -> None:
    chance = random.Random(seed)  # noqa: S311 - tricks, not secrets
    names = readers(80)
    with ScriptedRelay(
        pipelining=chunking or seed % 3 != 0,
        chunking=chunking,
        replies_apart=seed % 2 == 0,
        close_after=chance.choice([0, 5]),
    ) as relay:
        play_tricks(relay, chance, names)
        way = transport_to(relay, connections=3, messages_per_connection=9 + 11 * chunking, chunking=chunking)
        with way.open(journal) as session:
            session.submit(mails(*names), far_off())
            outcomes = collect_all(session)

    arrived = relay.contents()
    assert sorted(outcome.delivery_id for outcome in outcomes) == list(range(1, 81))
    for outcome in outcomes:
        name = names[outcome.delivery_id - 1]
        assert len(arrived.get(name, [])) in POSSIBLE[outcome.kind], (name, outcome)
    assert relay.violations == []
    assert_notes_fit(journal, outcomes, chunking=chunking)


def assert_notes_fit(journal: RecordingJournal, outcomes: list[Outcome], *, chunking: bool) -> None:
    """What a recovery would read from the journal is what the session said; in chunks everything is begun at once."""
    assert journal.flushed == journal.notes
    for outcome in outcomes:
        begun = journal.notes.count(f"begin {outcome.delivery_id} 1")
        replied = sum(note.startswith(f"reply {outcome.delivery_id} ") for note in journal.notes)
        match outcome.kind:
            case OutcomeKind.UNTRIED:
                assert (begun, replied) == (0, 0), outcome
            case OutcomeKind.UNCERTAIN:
                assert (begun, replied) == (1, 0), outcome
            case OutcomeKind.ACCEPTED:
                assert (begun, replied) == (1, 1), outcome
            case _:
                assert (begun, replied) == (int(chunking or outcome.phase == "body"), 1), outcome
