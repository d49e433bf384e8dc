"""The questions where addresses come from and whether to go on, on a terminal and off it."""

import os
import pty
import subprocess
import sys

import pytest

ASK = "from mailer.cli import asking; print('answer', repr(asking.source()))"


def test_on_a_terminal_it_is_asked_where_addresses_come_from() -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", ASK], stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as asking:
        os.write(ours, b" the lake summit \n")
        out, err = asking.communicate(timeout=60)
    os.close(theirs)
    os.close(ours)

    assert out == "answer 'the lake summit'\n"
    assert "Where do these addresses come from?" in err


def test_without_a_terminal_nobody_is_asked() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )

    assert (done.stdout, done.stderr) == ("answer ''\n", "")


AGREE = "from mailer.cli import asking; asking.agree('Send this?', yes=False, what='sent')"


@pytest.mark.parametrize(("typed", "code"), [(b"n\n", 1), (b"\n", 1), (b"y\n", 0)])
def test_on_a_terminal_nothing_is_done_without_a_yes(typed: bytes, code: int) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", AGREE], stdin=theirs, stderr=subprocess.PIPE, text=True) as asking:
        os.write(ours, typed)
        _, err = asking.communicate(timeout=60)
    os.close(theirs)
    os.close(ours)

    assert asking.returncode == code
    assert ("nothing was sent" in err) is (code == 1)
