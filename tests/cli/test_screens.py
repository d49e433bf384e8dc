"""What is shown fits the terminal it is shown on, and what programs read is never touched by that."""

import csv
import io
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from mailer.domain.cell import unprotected
from tests.cli.conftest import Desk
from tests.cli.terminal import typed_on_terminal

_STYLE = re.compile(r"\x1b\[[0-9;]*m")
_LONG = "amina.mohamed-abdirahman@health-desk.standard.example.org"
_NOTES = "Prefers calls before nine and knows the region around the lake very well indeed"
_PEOPLE = f"""name,address,outlet,role,kind,language,country,notes
Amina Mohamed-Abdirahman,{_LONG},The Standard Tribune of East Africa,Health correspondent,journalist,sw;en,KE,{_NOTES}
王小明,wang.xiaoming@ribao.example.com,人民健康日报（国际版）,国际新闻编辑,journalist,zh,CN,
محمد عبد الرحمن الهاشمي,m.alhashimi@akhbar.example.net,صحيفة الأخبار اليوم,مراسل,journalist,ar;fr,EG,
Ben,ben@x.example.org,X,,partner,,,
Ben,ben@second-address-of-the-same-person.example.net,X,,partner,,,
"""
_SCREENS = (
    ("contacts", "find", "example"),
    ("contacts", "show", "m.alhashimi@akhbar.example.net"),
    ("contacts", "changes"),
    ("contacts", "duplicates"),
    ("lists", "ls"),
    ("lists", "show", "people"),
    ("suppressions", "ls"),
    ("outlets", "ls"),
    ("outlets", "show", "The Standard Tribune of East Africa"),
    ("audit", "ls"),
    ("relays", "ls"),
)


@pytest.fixture
def staffed(workspace: Desk) -> Desk:
    """A workspace with people whose names, addresses and outlets are long."""
    title = "Press, Africa and the Middle East: humanitarian correspondents"
    workspace.run("lists", "create", "people", "--title", title)
    file = workspace.write("people.csv", _PEOPLE)
    assert workspace.run("contacts", "import", str(file), "--list", "people").code == 0
    note = "=asked on the phone not to be written to any more, and said so to two colleagues"
    workspace.run("suppressions", "add", "m.alhashimi@akhbar.example.net", "--note", note)
    return workspace


@pytest.mark.parametrize("columns", [80, 100, 140])
def test_every_table_fits_the_terminal(staffed: Desk, columns: int) -> None:
    for words in _SCREENS:
        shown = _STYLE.sub("", typed_on_terminal(staffed, *words, columns=columns)).splitlines()
        tables = [line for line in shown if "   " in line or line.startswith("──")]

        assert len(tables) >= 2, words
        assert [line for line in tables if cell_len(line) > columns] == [], words


def test_ordinary_words_and_addresses_are_not_cut_where_one_row_is_long(desk: Desk) -> None:
    for number in range(12):
        desk.run("contacts", "add", f"reporter{number}@paper.example.org", "--name", f"Reporter Number{number}")
    desk.run("contacts", "add", f"{'long' * 12}@paper.example.org", "--name", "Maria Fernandez de la Cruz y Villasenor")

    shown = typed_on_terminal(desk, "contacts", "find", "paper.example.org", columns=80)

    for number in range(12):
        assert re.search(rf"Reporter Number{number} .*reporter{number}@paper\.example\.org", shown)


def test_colours_are_for_terminals_that_have_them(staffed: Desk) -> None:
    words = ("contacts", "show", "m.alhashimi@akhbar.example.net")
    warning = "MUST NOT BE WRITTEN TO"

    assert f"\x1b[31m\x1b[1m{warning}" in typed_on_terminal(staffed, *words)
    assert "\x1b[31m" not in typed_on_terminal(staffed, *words, environ={"NO_COLOR": "1"})
    assert "\x1b" not in typed_on_terminal(staffed, *words, environ={"TERM": "dumb"})
    assert "\x1b" not in staffed.run(*words).out


def test_who_must_not_be_written_to_stands_out_among_those_who_were_found(staffed: Desk) -> None:
    shown = typed_on_terminal(staffed, "contacts", "find", "example", columns=140)

    assert "\x1b[31m\x1b[1mmanual" in shown
    assert "not written to" not in typed_on_terminal(staffed, "contacts", "find", "Ben")


@pytest.fixture
def pager(tmp_path: Path) -> Path:
    """A pager that says so."""
    script = tmp_path / "pager"
    script.write_text('#!/bin/sh\necho "PAGED with LESS=$LESS"\ncat\n', encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return script


def test_what_is_longer_than_the_terminal_is_read_in_a_pager(staffed: Desk, pager: Path) -> None:
    environ = {"PAGER": str(pager)}

    paged = typed_on_terminal(staffed, "audit", "ls", lines=12, environ=environ)
    short = typed_on_terminal(staffed, "audit", "ls", lines=200, environ=environ)

    assert paged.startswith("PAGED with LESS=FRX\n")
    assert paged.removeprefix("PAGED with LESS=FRX\n") == short
    assert "\x1b[1m" in short


def test_notes_stay_below_the_table_that_they_are_about(staffed: Desk, pager: Path) -> None:
    shown = typed_on_terminal(
        staffed, "contacts", "find", "example", "--limit", "2", environ={"PAGER": str(pager), "TERM": "xterm"}
    )

    assert shown.rstrip().endswith("Shown: the first 2; more words find fewer.")


@pytest.mark.parametrize(
    "environ", [{"MAILER_PAGER": ""}, {"PAGER": ""}, {"MAILER_PAGER": "no-such-program"}, {"TERM": "dumb"}]
)
def test_no_pager_is_started_where_none_is_wanted(staffed: Desk, pager: Path, environ: dict[str, str]) -> None:
    shown = typed_on_terminal(staffed, "audit", "ls", lines=12, environ={"PAGER": str(pager), **environ})

    assert "PAGED" not in shown
    assert "people" in shown


@pytest.mark.parametrize("flag", ["--json", "--csv"])
def test_what_programs_read_is_never_paged(staffed: Desk, pager: Path, flag: str) -> None:
    assert "PAGED" not in typed_on_terminal(staffed, "audit", "ls", flag, lines=3, environ={"MAILER_PAGER": str(pager)})


def test_csv_has_the_names_of_json_and_no_formulas(staffed: Desk) -> None:
    for words in (
        ("suppressions", "ls"),
        ("contacts", "changes"),
        ("lists", "ls"),
        ("outlets", "ls"),
        ("relays", "ls"),
    ):
        objects = staffed.json(*words, "--json")
        written = staffed.run(*words, "--csv").out
        rows = list(csv.DictReader(io.StringIO(written, newline="")))

        assert not written.startswith("\ufeff")
        assert len(rows) == len(objects) > 0, words
        assert list(rows[0]) == _columns(objects[0]), words
        for row, found in zip(rows, objects, strict=True):
            texts = {name: value for name, value in found.items() if isinstance(value, str)}
            assert {name: unprotected(row[name]) for name in texts} == texts

    assert "'=asked on the phone" in staffed.run("suppressions", "ls", "--csv").out


def _columns(found: dict[str, Any]) -> list[str]:
    return [
        ".".join((name, *inner))
        for name, value in found.items()
        for inner in ([(each,) for each in value] if isinstance(value, dict) else [()])
    ]


def test_campaigns_as_csv_have_a_column_for_each_number(desk: Desk) -> None:
    assert desk.run("status", "--csv").out.startswith("campaign,release,kind,state,")
    desk.run("send", "wells", "--to", "press", "--yes")

    (row,) = csv.DictReader(io.StringIO(desk.run("status", "--csv").out))

    assert (row["campaign"], row["lists"], row["deliveries.sent"], row["left_out.duplicate"]) == (
        "1",
        "press",
        "6",
        "0",
    )
    assert desk.run("status", "1", "--csv").code == 2


def test_csv_is_utf_8_whatever_the_terminal_is_set_to(staffed: Desk) -> None:
    environ = {"PYTHONIOENCODING": "latin-1"}

    assert "王小明" in typed_on_terminal(staffed, "contacts", "find", "ribao", "--csv", environ=environ)


@pytest.mark.parametrize(
    ("words", "next_step"),
    [
        (("contacts", "find", "nobody"), "mailer contacts add ADDRESS"),
        (("contacts", "changes"), "mailer contacts import FILE"),
        (("lists", "ls"), "mailer lists create SLUG"),
        (("suppressions", "ls"), "mailer suppressions add ADDRESS"),
        (("outlets", "ls"), "mailer contacts add ADDRESS --outlet NAME"),
        (("log",), "mailer explain ADDRESS"),
        (("status",), "mailer send RELEASE --to LIST"),
    ],
)
def test_where_there_is_nothing_to_show_the_next_step_is_named(
    workspace: Desk, words: tuple[str, ...], next_step: str
) -> None:
    assert next_step in workspace.run(*words).out


@pytest.mark.parametrize(
    ("line", "proposed"),
    [
        ("mailer cont", "plain,contacts\n"),
        ("mailer nonesuch sen", "plain,send\n"),
        ("mailer log --cs", "plain,--csv\n"),
    ],
)
def test_the_shell_completes_what_is_typed_and_says_nothing_to_what_is_wrong(line: str, proposed: str) -> None:
    asked = {"_MAILER_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}

    ran = subprocess.run(
        [sys.executable, "-m", "mailer"], env={**os.environ, **asked}, capture_output=True, text=True, check=True
    )

    assert (ran.stdout, ran.stderr) == (proposed, "")
