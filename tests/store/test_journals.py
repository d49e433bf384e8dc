"""Journals: written before the wire, locked while their process lives, read after its death."""

import subprocess
import sys
from pathlib import Path

import pytest

from mailer.domain.delivery import Outcome, OutcomeKind, Phase
from mailer.store.journals import (
    FileJournal,
    Origin,
    is_alive,
    journal_names,
    read_journal,
    remove_journal,
    this_origin,
)

HERE = Origin("desk1", "b00t")
REPLY = Outcome(7, 2, OutcomeKind.ACCEPTED, Phase.BODY, 250, "2.0.0", "queued as\r\n ABC", "ABC")


def test_what_was_noted_is_read_back(tmp_path: Path) -> None:
    journal = FileJournal(tmp_path, HERE)
    journal.begin(7, 2)
    journal.reply(REPLY)
    journal.begin(8, 1)
    journal.flush()

    reading = read_journal(tmp_path, journal.name)

    assert reading is not None
    assert reading.begun == {(7, 2), (8, 1)}
    assert reading.replies == {
        (7, 2): Outcome(7, 2, OutcomeKind.ACCEPTED, Phase.BODY, 250, "2.0.0", "queued as ABC", "ABC")
    }
    assert not reading.is_damaged


def test_notes_are_with_the_operating_system_after_the_flush_and_not_before(tmp_path: Path) -> None:
    journal = FileJournal(tmp_path, HERE)

    journal.begin(7, 1)
    before = journal.path.read_bytes()
    journal.flush()

    assert (before, journal.path.read_bytes()) == (b"", b"begin 7 1\n")


def test_an_empty_reply_text_survives(tmp_path: Path) -> None:
    journal = FileJournal(tmp_path, HERE)
    bare = Outcome(7, 1, OutcomeKind.TRANSIENT, Phase.RCPT, 421)
    journal.reply(bare)
    journal.flush()

    reading = read_journal(tmp_path, journal.name)

    assert reading is not None
    assert reading.replies[7, 1] == bare


def test_a_line_cut_off_by_the_end_of_the_process_counts_as_not_written(tmp_path: Path) -> None:
    (tmp_path / "j.log").write_bytes(b"begin 7 1\nbegin 8")

    reading = read_journal(tmp_path, "j.log")

    assert reading is not None
    assert reading.begun == {(7, 1)}
    assert not reading.is_damaged


@pytest.mark.parametrize(
    "line", ["begin x 1", "begun 7 1", "reply 7 1 accepted nowhere 250 - - text", "reply 7", "\x00\x00"]
)
def test_a_line_that_makes_no_sense_damages_the_journal(tmp_path: Path, line: str) -> None:
    (tmp_path / "j.log").write_text(f"{line}\nbegin 7 1\n")

    reading = read_journal(tmp_path, "j.log")

    assert reading is not None
    assert reading.is_damaged
    assert reading.begun == {(7, 1)}


def test_a_journal_that_is_gone_says_nothing(tmp_path: Path) -> None:
    assert read_journal(tmp_path, "gone.log") is None
    assert not is_alive(tmp_path, "gone.log")


def test_a_process_is_alive_as_long_as_it_holds_its_journal(tmp_path: Path) -> None:
    holding = (
        "from pathlib import Path; from mailer.store.journals import *; import sys, time;"
        f"j = FileJournal(Path({str(tmp_path)!r}), Origin('desk1', 'b00t')); j.begin(1, 1); j.flush();"
        "print(j.name, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", holding], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    name = process.stdout.readline().strip()

    while_it_lives = is_alive(tmp_path, name)
    process.kill()
    process.wait()
    process.stdout.close()

    assert while_it_lives
    assert not is_alive(tmp_path, name)
    assert HERE.wrote(name)


def test_a_journal_that_is_closed_leaves_nothing_unless_it_is_still_needed(tmp_path: Path) -> None:
    FileJournal(tmp_path, HERE).close()
    kept = FileJournal(tmp_path, HERE)
    kept.close(keep=True)

    assert journal_names(tmp_path) == [kept.name]
    remove_journal(tmp_path, kept.name)
    assert journal_names(tmp_path) == []


def test_the_same_machine_after_a_restart_or_under_another_name_is_another_origin() -> None:
    name = "desk1-b00t-12-abcd.log"

    assert Origin("desk1", "b00t").wrote(name)
    assert not Origin("desk1", "later").wrote(name)
    assert not Origin("desk2", "b00t").wrote(name)
    assert this_origin("worker-2.example.org").host == "worker_2_example_org"
