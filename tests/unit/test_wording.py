"""What became of the words of a text, in any script."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.domain.wording import Change, Wording, compare
from tests.unit import aurelia


def shown(found: Wording) -> str:
    marks = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "[+{}+]"}
    return "".join(marks[piece.change].format(piece.text) for piece in found.pieces)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("4.2 million people fled.", "4.5 million people fled.", "[-4.2-][+4.5+] million people fled."),
        ("the agency said", "the agency said today", "the agency said[+ today+]"),
        ("l’agence l’a dit", "l’agence l’a redit", "l’agence l’a [-dit-][+redit+]"),
        ("提前两天警告", "提前三天警告", "提前[-两-][+三+]天警告"),
        ("حذّرت الشبكة ٣١٠ آلاف شخص", "حذّرت الشبكة ٣٢٠ ألف شخص", "حذّرت الشبكة [-٣١٠ آلاف-][+٣٢٠ ألف+] شخص"),
        ("", "new", "[+new+]"),
        ("old", "", "[-old-]"),
    ],
)
def test_words_are_marked_and_nothing_but_words(before: str, after: str, told: str) -> None:
    assert shown(compare(before, after)) == told


def test_a_text_that_is_only_wrapped_anew_says_the_same() -> None:
    assert compare("Forty wells\nhave   reopened.", "Forty wells have\nreopened.").is_same


def test_paragraphs_that_are_joined_are_a_change() -> None:
    assert not compare("One.\n\nTwo.", "One. Two.").is_same


def test_a_number_with_its_marks_is_one_word() -> None:
    found = compare("It cost 1,204.50 euros.", "It cost 1,304.50 euros.")

    assert (found.removed, found.added) == (1, 1)


def test_a_sentence_that_is_written_anew_is_not_told_in_shreds() -> None:
    found = compare("We met the mayor in the old town hall.", "They saw a minister in her new country house.")

    assert len([piece for piece in found.pieces if piece.change is not Change.SAME]) <= 4


def test_a_change_in_one_paragraph_leaves_the_others_alone() -> None:
    found = compare("One here.\n\nTwo here.\n\nThree here.", "One here.\n\nTwo there.\n\nThree here.")

    changed = [any(piece.change is not Change.SAME for piece in one) for one in found.paragraphs()]
    assert changed == [False, True, False]


def test_a_long_text_with_few_edits_is_told_by_these_edits() -> None:
    before = " ".join(f"word{number}" for number in range(3000))
    after = before.replace("word100 ", "").replace("word2000", "other")

    found = compare(before, after)

    assert (found.removed, found.added) == (2, 1)


def test_a_text_that_says_everything_several_times_is_told_by_its_edits() -> None:
    before = "\n\n".join([aurelia.composed("en").text] * 7)
    after = before.replace("86 gauges", "87 gauges", 1)

    found = compare(before, after)

    assert (found.removed, found.added) == (1, 1)


def test_edits_far_apart_in_a_text_that_repeats_itself_are_told_apart() -> None:
    before = "\n\n".join([aurelia.composed("en").text] * 7)
    first, last = before[:2000], before[-2000:]
    after = first.replace("two days", "three days", 1) + before[2000:-2000] + last.replace("14 river", "15 river")

    found = compare(before, after)

    assert (found.removed, found.added) == (2, 2)


@pytest.mark.parametrize("language", aurelia.LANGUAGES)
def test_a_text_with_itself_is_the_same(language: str) -> None:
    text = aurelia.composed(language).text

    found = compare(text, text)

    assert found.is_same
    assert [piece.text for piece in found.pieces] == [text]


def test_texts_that_share_nothing_unique_still_end_soon() -> None:
    begun = time.process_time()

    found = compare("a b " * 50_000, "b a c " * 40_000)

    assert "".join(piece.text for piece in found.pieces if piece.change is not Change.REMOVED) == "b a c " * 40_000
    assert time.process_time() - begun < 30  # a quadratic way would take hours


@given(st.text(alphabet="ab 水\n.1é", max_size=60), st.text(alphabet="ab 水\n.1é", max_size=60))
def test_both_versions_can_be_read_from_the_pieces(before: str, after: str) -> None:
    found = compare(before, after)

    earlier = "".join(piece.text for piece in found.pieces if piece.change is not Change.ADDED)
    later = "".join(piece.text for piece in found.pieces if piece.change is not Change.REMOVED)
    assert later == after
    assert earlier.split() == before.split()
    assert "".join(piece.text for one in found.paragraphs() for piece in one) == "".join(p.text for p in found.pieces)
