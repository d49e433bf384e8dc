"""The question where addresses come from, on a terminal and off it."""

import os
import pty
import subprocess
import sys

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
