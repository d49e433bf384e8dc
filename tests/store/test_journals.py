"""Journals: written before the wire, locked while their process lives, read after its death."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mailer.domain.delivery import Outcome, OutcomeKind, Phase
from mailer.errors import MailerError
from mailer.store.sending.journals import (
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

    assert (before, journal.path.read_bytes().rstrip(b"\0")) == (b"", b"begin 7 1\n")


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
    "line", ["begin x 1", "begun 7 1", "reply 7 1 accepted nowhere 250 - - text", "reply 7", "b\x00\x00"]
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
        "from pathlib import Path; from mailer.store.sending.journals import *; import sys, time;"
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


@pytest.mark.parametrize("rest", [b"", b"\0", b"\0egin 8 1\nbegin 9 1\n", b"\0" * 5000 + b"\n\0"])
def test_nothing_counts_from_a_line_on_that_was_never_finished(tmp_path: Path, rest: bytes) -> None:
    (tmp_path / "j.log").write_bytes(b"begin 7 1\n" + rest)

    reading = read_journal(tmp_path, "j.log")

    assert reading is not None
    assert (reading.begun, reading.is_damaged) == ({(7, 1)}, False)


def test_a_long_journal_is_read_back_whole_while_it_is_written_and_when_it_is_closed(tmp_path: Path) -> None:
    journal = FileJournal(tmp_path, HERE)
    wanted = {(number, 1) for number in range(3000)}
    for number, attempt in sorted(wanted):
        journal.begin(number, attempt)
        if number % 7 == 0 or number == 2999:
            journal.flush()

    living = read_journal(tmp_path, journal.name)
    journal.close(keep=True)
    ended = read_journal(tmp_path, journal.name)

    assert living is not None
    assert ended is not None
    assert living.begun == ended.begun == wanted
    assert b"\0" not in journal.path.read_bytes()


def test_a_note_longer_than_the_room_at_hand_is_taken_whole(tmp_path: Path) -> None:
    journal = FileJournal(tmp_path, HERE)
    for number in range(9000):
        journal.begin(number, 1)
    journal.flush()

    reading = read_journal(tmp_path, journal.name)

    assert reading is not None
    assert len(reading.begun) == 9000


def journal_without_room(folder: Path, octets: int) -> str:
    """Return what a process says whose journal may not grow beyond ``octets``, and then may again."""
    writing = (
        "from pathlib import Path; from mailer.store.sending.journals import *; from mailer.errors import MailerError;"
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"j = FileJournal(Path({str(folder)!r}), Origin('desk1', 'b00t')); j.begin(1, 1); j.flush();"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({octets}, resource.RLIM_INFINITY))\n"
        "try:\n"
        "    for n in range(2, 5000): j.begin(n, 1); j.flush()\n"
        "except MailerError as error: print(error)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "j.begin(6000, 1); j.close(keep=True)"
    )
    return subprocess.run([sys.executable, "-c", writing], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("octets", [16_384, 20_000, 32_768])
def test_a_journal_without_room_says_so_and_keeps_whole_lines(tmp_path: Path, octets: int) -> None:
    said = journal_without_room(tmp_path, octets)

    [name] = journal_names(tmp_path)
    reading = read_journal(tmp_path, name)
    assert "cannot be written" in said
    assert reading is not None
    assert not reading.is_damaged
    assert max(reading.begun) == (6000, 1)
    assert {number for number, _ in reading.begun} == {*range(1, len(reading.begun)), 6000}


def test_a_journal_that_cannot_be_ended_gives_up_its_lock_all_the_same(tmp_path: Path) -> None:
    journal = FileJournal(tmp_path, HERE)
    for number in range(2000):  # more than there is room for
        journal.begin(number, 1)
    tmp_path.chmod(0o500)
    full = os.open("/dev/full", os.O_WRONLY)
    [number] = [int(one.name) for one in Path("/proc/self/fd").iterdir() if one.resolve() == journal.path]
    os.dup2(full, number)
    os.close(full)

    with pytest.raises(MailerError, match="cannot be written"):
        journal.close()

    tmp_path.chmod(0o700)
    assert not is_alive(tmp_path, journal.name)


@pytest.mark.parametrize("is_empty", [True, False])
def test_a_note_after_the_end_is_refused_and_lands_in_no_other_file(tmp_path: Path, *, is_empty: bool) -> None:
    journal = FileJournal(tmp_path, HERE)
    if not is_empty:
        journal.begin(6, 1)
    journal.close()
    with (tmp_path / "other").open("wb", buffering=0):
        journal.begin(7, 1)

        with pytest.raises(MailerError):
            journal.flush()

    assert (tmp_path / "other").read_bytes() == b""


def test_a_journal_is_locked_from_the_moment_it_can_be_seen(tmp_path: Path) -> None:
    making = (
        "from pathlib import Path; from mailer.store.sending.journals import *;"
        f"[FileJournal(Path({str(tmp_path)!r}), Origin('desk1', 'b00t')) for _ in range(900)]; input()"
    )
    process = subprocess.Popen([sys.executable, "-c", making], stdin=subprocess.PIPE)
    seen: dict[str, bool] = {}
    while len(seen) < 900 and process.poll() is None:
        new = [name for name in journal_names(tmp_path) if name not in seen]
        seen |= {name: is_alive(tmp_path, name) for name in new}
    process.kill()
    process.communicate()

    assert seen
    assert all(seen.values())


def test_where_boots_cannot_be_told_apart_no_journal_of_another_process_is_believed(tmp_path: Path) -> None:
    here, there = (this_origin("desk1", boot_id=tmp_path / "none") for _ in range(2))

    assert here.wrote(f"{here.host}-{here.boot}-12-abcd.log")
    assert not there.wrote(f"{here.host}-{here.boot}-12-abcd.log")


def test_only_what_is_asked_for_is_read_and_damage_is_seen_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "j.log").write_text("begin 7 1\nbegin 8 1\nreply 8 1 accepted body 250 - - Ok\nbeg\x00n 7 1\n")

    reading = read_journal(tmp_path, "j.log", {7, 9})

    assert reading is not None
    assert (reading.begun, reading.replies, reading.is_damaged) == ({(7, 1)}, {}, True)
