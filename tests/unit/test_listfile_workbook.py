import datetime as dt
import re
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mailer.errors import ListFileError, UsageProblem
from tests.unit.listfiles import Read, addresses
from tests.unit.listfiles import read as read  # noqa: PLC0414 - a fixture

NAME = "press.xlsx"


def workbook(fill: Callable[[Any], None]) -> bytes:
    """Return a workbook with one sheet that ``fill`` has filled."""
    book = openpyxl.Workbook()
    fill(book.active)
    return saved(book)


def saved(book: Any) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def sheet_of(*rows: list[object]) -> bytes:
    def fill(sheet: Any) -> None:
        for row in rows:
            sheet.append(row)

    return workbook(fill)


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook with one of its parts changed."""
    after = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(after, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return after.getvalue()


PEOPLE = sheet_of(["Name", "E-mail", "Outlet"], ["Ana", " ana@example.org", "Radio"], [], ["Ben", "ben@example.org"])


def test_a_sheet_is_read_with_the_numbers_of_its_rows(read: Read) -> None:
    rows, file = read(PEOPLE, NAME)

    assert [(row.line, row.name, row.address.address, row.outlet) for row in rows] == [
        (2, "Ana", "ana@example.org", "Radio"),
        (4, "Ben", "ben@example.org", ""),
    ]
    assert (file.errors, file.encoding) == ([], "xlsx")


def test_a_workbook_is_known_by_what_it_holds(read: Read) -> None:
    rows, _ = read(PEOPLE, "press.csv")

    assert addresses(rows) == ["ana@example.org", "ben@example.org"]


def test_numbers_and_dates_are_read_as_they_are_seen(read: Read) -> None:
    (row,), _ = read(
        sheet_of(
            ["email", "phone", "embargo_since", "Seen", "Share"],
            ["ana@example.org", 12025550100.0, dt.datetime(2026, 5, 1), dt.datetime(2026, 5, 1, 9, 30), 1.5],  # noqa: DTZ001 - a sheet knows no zone
        ),
        NAME,
    )

    assert (row.phone, row.embargo_since) == ("12025550100", dt.date(2026, 5, 1))
    assert row.fields == {"Seen": "2026-05-01 09:30", "Share": "1.5"}


def test_a_formula_says_what_it_last_gave(read: Read) -> None:
    content = sheet_of(["email", "name"], ["ana@example.org", '=CONCATENATE("A","na")'])
    formula = re.compile(rb'<c r="B2"[^>]*>(<f>.*?</f>)<v\s*/?>(</v>)?</c>')

    def calculated(xml: bytes) -> bytes:
        assert formula.search(xml)
        return formula.sub(rb'<c r="B2" t="str">\1<v>Ana</v></c>', xml)

    (row,), _ = read(with_part(content, "xl/worksheets/sheet1.xml", calculated), NAME)

    assert row.name == "Ana"


def test_an_error_that_a_formula_gave_says_nothing(read: Read) -> None:
    (row,), _ = read(sheet_of(["email", "name"], ["ana@example.org", "#N/A"]), NAME)

    assert row.name == ""


def test_merged_cells_all_say_what_the_first_says(read: Read) -> None:
    def fill(sheet: Any) -> None:
        for row in (
            ["Press list 2026"],
            ["Outlet", "Email"],
            ["Radio", "ana@example.org"],
            [None, "ben@example.org"],
            ["TV", "cid@example.org"],
        ):
            sheet.append(row)
        sheet.merge_cells("A1:B1")
        sheet.merge_cells("A3:A4")

    rows, _ = read(workbook(fill), NAME)

    assert [(row.address.address, row.outlet) for row in rows] == [
        ("ana@example.org", "Radio"),
        ("ben@example.org", "Radio"),
        ("cid@example.org", "TV"),
    ]


def several(*, hidden: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    for title in ("Press", "Partners"):
        sheet = book.create_sheet(title)
        sheet.append(["name", "email"])
        sheet.append(["", f"{title.lower()}@example.org"])
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    return saved(book)


def test_of_several_sheets_the_one_with_addresses_is_read(read: Read) -> None:
    rows, file = read(several(hidden="Partners"), NAME)

    assert addresses(rows) == ["press@example.org"]
    assert file.ignored == ("sheet 'Notes'", "sheet 'Partners'")


def test_two_sheets_with_addresses_are_refused_by_name(read: Read) -> None:
    with pytest.raises(ListFileError, match="on several sheets: 'Press', 'Partners'"):
        read(several(), NAME)


def test_a_sheet_can_be_named(read: Read) -> None:
    rows, _ = read(several(hidden="Partners"), NAME, sheet="partners")

    assert addresses(rows) == ["partners@example.org"]


def test_a_hidden_sheet_is_read_only_if_it_is_named(read: Read) -> None:
    with pytest.raises(ListFileError, match="only on sheets that are hidden: 'Press', 'Partners'"):
        read(several(hidden="Press Partners"), NAME)


def test_a_wrong_name_of_a_sheet_is_told_with_the_nearest(read: Read) -> None:
    with pytest.raises(ListFileError, match="Did you mean 'Press'"):
        read(several(), NAME, sheet="Pres")


def test_a_sheet_of_a_text_file_is_refused(read: Read) -> None:
    with pytest.raises(ListFileError, match="no Excel workbook and has no sheets"):
        read("email\nana@example.org\n", sheet="Press")


@pytest.mark.parametrize("told", [b"A1:XFD1048576", b"A1"])
def test_what_a_sheet_says_of_its_size_is_not_believed(read: Read, told: bytes) -> None:
    book = several(hidden="Partners")
    wrong = with_part(book, "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b'ref="A1:B2"', b'ref="%b"' % told))

    rows, file = read(wrong, NAME)

    assert wrong != book
    assert (addresses(rows), file.errors) == (["press@example.org"], [])


def test_a_sheet_that_goes_on_blank_is_read_no_further(read: Read) -> None:
    def far(xml: bytes) -> bytes:
        return (
            xml.replace(b'<row r="4">', b'<row r="1000000">')
            .replace(b'"A4"', b'"A1000000"')
            .replace(b'"B4"', b'"B1000000"')
        )

    rows, file = read(with_part(PEOPLE, "xl/worksheets/sheet1.xml", far), NAME)

    assert addresses(rows) == ["ana@example.org"]
    assert [(one.line, "blank rows follow" in one.reason) for one in file.errors] == [(3, True)]


def test_a_sheet_of_thousands_of_columns_is_refused(read: Read) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["email"])
        sheet.cell(2, 16384, "x")

    with pytest.raises(ListFileError, match="has 16,384 columns"):
        read(workbook(fill), NAME)


def test_a_workbook_that_is_packed_as_none_is_is_refused(read: Read) -> None:
    bomb = with_part(PEOPLE, "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 40_000_000)

    with pytest.raises(ListFileError, match="packed as no Excel workbook is"):
        read(bomb, NAME)


def test_a_workbook_that_declares_entities_is_refused(read: Read) -> None:
    trap = with_part(PEOPLE, "xl/workbook.xml", lambda xml: b'<!DOCTYPE x [<!ENTITY a "aa">]>' + xml)

    with pytest.raises(ListFileError, match="declares a document type"):
        read(trap, NAME)


@pytest.mark.parametrize(
    ("part", "what"),
    [("word/document.xml", "a Word document"), ("content.xml", "OpenDocument"), ("xl/workbook.bin", ".xlsb"),
     ("Index/Document.iwa", "Apple Numbers"), ("list.csv", "a ZIP file")],
)  # fmt: skip
def test_other_packed_files_are_refused_by_what_they_are(read: Read, part: str, what: str) -> None:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(part, "x")

    with pytest.raises(ListFileError, match=what):
        read(content.getvalue(), NAME)


def test_a_damaged_workbook_is_refused(read: Read) -> None:
    with pytest.raises(ListFileError, match="damaged"):
        read(PEOPLE[: len(PEOPLE) // 2], NAME)
    with pytest.raises(ListFileError, match="damaged Excel workbook"):
        read(with_part(PEOPLE, "xl/workbook.xml", lambda _: b"<nonsense"), NAME)


def test_without_openpyxl_the_next_step_is_told(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)

    with pytest.raises(ListFileError) as refused:
        read(PEOPLE, NAME)

    assert "pip install 'pressmailer[excel]'" in refused.value.hint


def test_a_date_that_cannot_be_costs_nobody_the_row(read: Read) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["email", "Seen"])
        sheet.append(["ana@example.org", 1e12])
        sheet["B2"].number_format = "yyyy-mm-dd"

    rows, _ = read(workbook(fill), NAME)

    assert addresses(rows) == ["ana@example.org"]


def test_a_wrong_name_of_a_mapping_is_told_for_a_workbook_too(read: Read) -> None:
    with pytest.raises(UsageProblem, match="no mapping is called"):
        read(PEOPLE, NAME, named="nothing")


def test_a_workbook_whose_parts_are_locked_is_refused(read: Read) -> None:
    locked = PEOPLE.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")

    assert locked != PEOPLE
    with pytest.raises(ListFileError, match="damaged Excel workbook"):
        read(locked, NAME)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 5000), written=st.binary(min_size=1, max_size=8))
@example(place=4326, written=b"\x00@")
def test_a_damaged_workbook_is_read_or_refused_by_name(read: Read, place: int, written: bytes) -> None:
    place %= len(PEOPLE)

    told = _outcome(read, PEOPLE[:place] + written + PEOPLE[place + len(written) :])

    assert told == "read" or NAME in told


def test_a_sheet_is_left_open_for_nobody(read: Read) -> None:
    kept = read(PEOPLE, NAME)

    opened = [str(one.readlink()) for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
    assert kept
    assert not [path for path in opened if path.endswith(NAME)]


def _outcome(read: Read, content: bytes) -> str:
    try:
        read(content, NAME)
    except ListFileError as error:
        return str(error)
    return "read"
