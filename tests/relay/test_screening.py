"""Contents in parts: what is read once for many messages is judged as if each were read whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.transport.screening import Look, Screen
from mailer.transport.wire import end_of, has_leading_dot

LONG = b"x" * 5000
EDGES = st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b".", b"a", b"\r\n.", b"\xc3", b"\0"]), max_size=3).map(
    b"".join
)
PARTS = st.lists(st.tuples(EDGES, st.sampled_from([b"", LONG]), EDGES).map(b"".join), max_size=5)


def look_at_the_whole(parts: list[bytes]) -> Look | str:
    content = b"".join(parts)
    try:
        return Look(has_leading_dot(content), content.isascii(), end_of(content), len(content))
    except ValueError:
        return "refused"


@given(PARTS)
def test_parts_are_judged_as_the_whole_is(parts: list[bytes]) -> None:
    screen = Screen()

    for _ in range(2):  # the second time from memory
        try:
            found: Look | str = screen.look(parts)
        except ValueError:
            found = "refused"
        assert found == look_at_the_whole(parts)


def test_a_part_that_is_gone_lends_its_place_to_no_other() -> None:
    screen = Screen()

    for number in range(1000):
        screen.look((b"%08d" % number + LONG, b"\r\n"))
        with pytest.raises(ValueError, match="NUL"):
            screen.look((b"\0%07d" % number + LONG, b"\r\n"))
