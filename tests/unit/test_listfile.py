# Headers in six languages are the example here.

import csv
import datetime as dt
import tracemalloc
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer.content.listfile.choices import Reading
from mailer.content.listfile.reading import ContactFile, read_contacts
from mailer.content.listfile.writing import write_contacts
from mailer.domain.address import parse_address
from mailer.domain.contact import Basis, ContactKind, ContactRow, Frequency, RowError
from mailer.errors import ListFileError, UsageProblem

WHOLE = (
    "address,name,outlet,role,kind,language,country,timezone,beats,basis,source,frequency,Desk phone\n"
    'ana@example.org,Ana Ruiz,Radio Example,Editor,Journalists,"es; fr",ke,Africa/Nairobi,health;water,'
    "Legitimate interest,sign-up form,daily,+1 202 555 0101\n"
)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., tuple[list[ContactRow], ContactFile]]:
    def reading(content: str | bytes, encoding: str | None = None) -> tuple[list[ContactRow], ContactFile]:
        path = tmp_path / "press.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        file = read_contacts(path, encoding=encoding)
        return list(file.rows), file

    return reading


Read = Callable[..., tuple[list[ContactRow], ContactFile]]


def addresses(rows: list[ContactRow]) -> list[str]:
    return [row.address.address for row in rows]


def test_everything_said_of_a_contact_is_read(read: Read) -> None:
    (row,), file = read(WHOLE)

    assert row == ContactRow(
        line=2,
        address=parse_address("ana@example.org"),
        name="Ana Ruiz",
        outlet="Radio Example",
        role="Editor",
        kind=ContactKind.JOURNALIST,
        languages=("es", "fr"),
        country="KE",
        timezone="Africa/Nairobi",
        beats=("health", "water"),
        basis=Basis.LEGITIMATE_INTEREST,
        source="sign-up form",
        frequency=Frequency.DAILY,
        fields={"Desk phone": "+1 202 555 0101"},
    )
    assert (file.errors, file.fields, file.ignored, file.encoding) == ([], ("Desk phone",), (), "utf-8")


def test_what_a_row_does_not_say_is_left_open(read: Read) -> None:
    (row,), _ = read("address,kind,basis\nana@example.org,,\n")

    assert (row.kind, row.basis, row.frequency, row.languages, row.fields) == (None, None, None, (), {})


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_sign_between_columns_is_counted_not_guessed(read: Read, separator: str) -> None:
    (row,), _ = read(f"email{separator}name{separator}media\nana@example.org{separator}Ana{separator}Radio\n")

    assert (row.address.address, row.name, row.outlet) == ("ana@example.org", "Ana", "Radio")


def test_a_line_that_tells_the_sign_is_believed(read: Read) -> None:
    (row,), _ = read("sep=;\r\nemail;name, given\r\nana@example.org;Ana\r\n")

    assert (row.line, row.fields) == (3, {"name, given": "Ana"})


def test_one_column_is_a_list_too(read: Read) -> None:
    rows, _ = read("E-Mail\r\nana@example.org\r\nben@example.org")

    assert addresses(rows) == ["ana@example.org", "ben@example.org"]


@pytest.mark.parametrize(
    "header",
    ["Address", "E-MAIL", "email_address", "Courriel", "Adresse e-mail", "Correo electrónico", "Эл. почта",
     "البريد الإلكتروني", "电子邮件", "\ufeffmail", " Mail : "],
)  # fmt: skip
def test_the_column_of_addresses_is_known_in_six_languages(read: Read, header: str) -> None:
    (row,), _ = read(f"{header},x\nana@example.org,y\n")

    assert row.address.address == "ana@example.org"


def test_columns_are_known_in_other_languages(read: Read) -> None:
    (row,), _ = read(
        "Prénom;Nom;Courriel;Média;Fonction;Langues;Pays;Fuseau horaire\n"
        "Zoé;Exemple;zoe@example.org;Radio;Rédactrice;Français;fr;Europe/Paris\n"
    )

    assert (row.name, row.outlet, row.role) == ("Zoé Exemple", "Radio", "Rédactrice")
    assert (row.languages, row.country, row.timezone) == (("fr",), "FR", "Europe/Paris")


def test_a_full_name_wins_over_its_parts(read: Read) -> None:
    (row,), _ = read("first name,name,last name,email\nAna,Ana Ruiz,Ruiz,ana@example.org\n")

    assert (row.name, row.fields) == ("Ana Ruiz", {"first name": "Ana", "last name": "Ruiz"})


def test_first_and_full_name_are_not_doubled(read: Read) -> None:
    rows, _ = read("first name,name,email\nAna,Ana Ruiz,ana@example.org\nJo,Johnson,jo@example.org\n")

    assert [row.name for row in rows] == ["Ana Ruiz", "Jo Johnson"]


def test_an_address_column_beside_an_email_column_is_postal(read: Read) -> None:
    (row,), _ = read("address,email\n1 Example Street,ana@example.org\n")

    assert (row.address.address, row.fields) == ("ana@example.org", {"address": "1 Example Street"})


def test_two_columns_of_addresses_are_refused(read: Read) -> None:
    with pytest.raises(ListFileError, match="'email' and 'courriel' could both be the address"):
        read("email,courriel\na@example.org,b@example.org\n")


def test_two_columns_called_address_are_refused(read: Read) -> None:
    with pytest.raises(ListFileError, match="'address' and 'Address' could both be the address"):
        read("address,name,Address\na@example.org,Ana,b@example.org\n")


@pytest.mark.parametrize(
    "headers",
    [
        "E-Mail-Adresse,Vorname,Nachname,Redaktion,Funktion,Land,Sprache,Ressort",
        "Mail,Nome,Cognome,Testata,Ruolo,Paese,Lingua,Temi",
    ],
)
def test_a_list_in_german_or_italian_is_known_by_its_headers(read: Read, headers: str) -> None:
    (eva,), _ = read(f"{headers}\neva@example.org,Eva,Muster,Tagblatt,Leiterin,CH,de,klima\n")

    assert (eva.name, eva.outlet, eva.role, eva.country) == ("Eva Muster", "Tagblatt", "Leiterin", "CH")
    assert (eva.languages, eva.beats, eva.fields) == (("de",), ("klima",), {})


def test_columns_without_or_with_the_same_header_are_told(read: Read) -> None:
    (row,), file = read("email,,x,x,language,language\nana@example.org,1,2,3,fr,en\n")

    assert file.ignored == ("column 2", "x")
    assert (row.languages, row.fields) == (("fr",), {"x": "2", "language": "en"})


@pytest.mark.parametrize(
    ("content", "said", "cure"),
    [
        ("name,outlet\nAna,Radio\n", "no column of addresses; its headers are 'name', 'outlet'", "address,name"),
        ("ana@example.org,Ana\n", "the first line holds an address", "first line"),
        ("", "is empty", "line of headers"),
        (" \n \n", "is empty", "line of headers"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is a picture (PNG), not a list", "CSV"),
        (b"\xff\xd8\xff\xe0", "is a picture (JPEG), not a list", "CSV"),
        (b"PK\x03\x04", "Excel", "CSV"),
        ("email\nana@example.org\n".encode("utf-16-le"), "UTF-16", "--encoding utf-16-le"),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence(read: Read, content: str | bytes, said: str, cure: str) -> None:
    with pytest.raises(ListFileError) as refused:
        read(content)

    assert said in refused.value.message
    assert cure in refused.value.hint


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListFileError, match="cannot be read"):
        read_contacts(tmp_path / "nothing.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_and_without_its_mark(read: Read, encoding: str) -> None:
    (row,), _ = read("email,name\nzoe@example.org,Zoé 王\n".encode(encoding))

    assert row.name == "Zoé 王"


def test_another_encoding_is_never_guessed_but_shown(read: Read) -> None:
    with pytest.raises(ListFileError) as refused:
        read("email,name\nana@example.org,Ana\njm@example.org,Jürgen Müller\n".encode("cp1252"))

    assert refused.value.message == "press.csv is not UTF-8 (line 3)"
    assert "--encoding cp1252" in refused.value.hint
    assert "line 3: jm@example.org,Jürgen Müller" in refused.value.hint


def test_an_encoding_that_is_named_is_used(read: Read) -> None:
    (row,), _ = read("email,name\niv@example.org,Иван\n".encode("cp1251"), "cp1251")

    assert row.name == "Иван"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read_when_it_is_asked_for(read: Read, encoding: str) -> None:
    (row,), _ = read("email,name\nzoe@example.org,Zoé 王\n".encode(encoding), encoding)

    assert row.name == "Zoé 王"


def test_a_byte_order_mark_is_believed_more_than_a_name(read: Read) -> None:
    (row,), _ = read("email,name\nzoe@example.org,Zoé\n".encode("utf-8-sig"), "cp1252")

    assert row.name == "Zoé"


@pytest.mark.parametrize(
    ("encoding", "said"), [("klingon", "no encoding"), ("ascii", "is not ascii"), ("rot13", "no encoding")]
)
def test_a_wrong_name_of_an_encoding_is_told(read: Read, encoding: str, said: str) -> None:
    with pytest.raises(ListFileError, match=said):
        read("email,name\nzoe@example.org,Zoé\n", encoding)


@pytest.mark.parametrize(
    ("row", "value", "reason"),
    [
        ("anaexample.org,Ana", "anaexample.org", "is not a mail address"),
        (",Ana", "", "there is no address"),
        (
            '"""ana ruiz""@example.org",Ana',
            '"ana ruiz"@example.org',
            "Quoting the part before the @-sign is not allowed",
        ),
        ("a@example.org; b@example.org,Ana", "a@example.org; b@example.org", "more than one address"),
        ('ana@example.org,"Ana\r\nBcc: eve@example.net"', "Ana\r\nBcc: eve@example.net", "mail header"),
        ('ana@example.org,"Ana\r\neve@example.net,Eve"', "Ana", "is a quotation mark missing?"),
        ('ana@example.org,"Ana\r\nBcc: eve"', "Ana\r\nBcc: eve", "mail header"),
        ("ana@example.org,A\x00na", "A\x00na", "control characters"),
        ("ana@example.org,Ruiz, Ana,fr,Africa/Nairobi,partner", "partner", "put values that hold a comma in quotes"),
        ("ana@example.org,Ana,Klingonese", "Klingonese", "is not a language"),
        ("ana@example.org,Ana,fr,Nairobi", "Nairobi", "did you mean Africa/Nairobi?"),
        ("ana@example.org,Ana,fr,,journalit", "journalit", "did you mean journalist"),
    ],
)
def test_a_wrong_row_is_an_error_and_the_others_are_taken(read: Read, row: str, value: str, reason: str) -> None:
    rows, file = read(f"address,name,language,timezone,kind\nfirst@example.org\n{row}\nlast@example.org,Last\n")

    (error,) = file.errors
    assert addresses(rows) == ["first@example.org", "last@example.org"]
    assert (error.line, reason in error.reason) == (3, True)
    assert not value or error.value == value


def test_a_name_may_stand_before_its_address(read: Read) -> None:
    rows, file = read('email,name\nAna Ruiz <ana@example.org>,\n"""Ruiz, B."" <b@example.org>",Ben\n')

    assert [(row.name, row.address.address) for row in rows] == [
        ("Ana Ruiz", "ana@example.org"),
        ("Ben", "b@example.org"),
    ]
    assert file.errors == []


def test_line_breaks_in_quotes_are_blanks_and_lines_are_counted(read: Read) -> None:
    rows, file = read('email,name\nana@example.org,"Ana\r\nRuiz"\n\nwrong,x\n')

    assert (rows[0].name, rows[0].line) == ("Ana Ruiz", 2)
    assert file.errors[0].line == 5


def test_an_open_quotation_mark_swallows_nobody_in_silence(read: Read) -> None:
    rows, file = read('email,name\nana@example.org,"Ana\nben@example.org,Ben\neve@example.org,Eve\n')

    assert [(row.address.address, row.line) for row in rows] == [("ben@example.org", 3), ("eve@example.org", 4)]
    assert file.errors == [RowError(2, "Ana", "a quotation mark is opened in this line and not closed")]


def test_an_open_quotation_mark_takes_none_of_many_rows_with_it_wherever_the_next_one_stands(read: Read) -> None:
    quoted = {7: '"Ana', 5000: '"Ruiz, Ana"', 9000: '"Ben'}
    lines = [f"x{line}@example.org,{quoted.get(line, 'Somebody')}\n" for line in range(2, 20_000)]

    rows, file = read("email,name\n" + "".join(lines))

    assert [row.line for row in rows] == [line for line in range(2, 20_000) if line not in {7, 9000}]
    assert [error.line for error in file.errors] == [7, 9000]


def test_a_value_of_several_lines_that_is_closed_gives_nobody_else(read: Read) -> None:
    rows, file = read('email,name\nana@example.org,"Ana\nben@example.org,Ben\n"\neve@example.org,Eve\n')

    assert addresses(rows) == ["eve@example.org"]
    assert file.errors == [RowError(2, "Ana", "the value runs on to line 4: is a quotation mark missing?")]


def test_where_quotation_marks_are_missing_everywhere_reading_ends_and_says_so(read: Read) -> None:
    _, file = read(
        "email,name\n" + "".join(f'x{line}@example.org,"Ana\ny{line}@example.org,B\n' for line in range(150))
    )

    assert len(file.errors) <= 102
    assert "what follows was not read" in file.errors[-1].reason


def test_a_cell_without_end_is_an_error_not_a_crash(read: Read) -> None:
    rows, file = read('email,name\nana@example.org,Ana\nben@example.org,"' + "x" * 200_000)

    assert addresses(rows) == ["ana@example.org"]
    assert "never closed" in file.errors[0].reason


def test_values_are_cleaned(read: Read) -> None:
    (row,), _ = read("email,name\n mailto:Ana@Example.ORG ,\u202eA\u00adna\u00a0  Ruiz\u200b \n")

    assert (row.address.address, row.name) == ("Ana@example.org", "Ana Ruiz")


def test_four_hundred_columns_are_read(read: Read) -> None:
    headers = ",".join(f"c{number}" for number in range(400))

    (row,), _ = read(f"email,{headers}\nana@example.org,{headers}\n")

    assert len(row.fields) == 400


def test_reading_stops_when_the_reader_stops(tmp_path: Path) -> None:
    path = tmp_path / "press.csv"
    good = "".join(f"a{number}@example.org\n" for number in range(5_000))
    path.write_text(f"email\n{good}nobody\n", encoding="utf-8")

    file = read_contacts(path)
    first = next(file.rows)

    assert (first.address.address, file.errors) == ("a0@example.org", [])
    assert (len(list(file.rows)), [error.line for error in file.errors]) == (4_999, [5_002])


CELL = st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="\ufffd"), max_size=12).map(
    lambda text: " ".join(text.split())
)
ROW = st.builds(
    ContactRow,
    line=st.just(0),
    address=st.sampled_from(["ana@example.org", "+41@example.org", "=cmd@example.org", "-x@example.org"]).map(
        parse_address
    ),
    name=CELL,
    outlet=CELL,
    role=st.sampled_from(["", "=1+1", "'=1", "''@x", "-", "+1 202 555 0101", "@SUM(A1)", "O'Neil", "'quoted'"]),
    kind=st.none() | st.sampled_from(ContactKind),
    languages=st.sampled_from([(), ("fr",), ("zh-Hans", "pt-BR")]),
    country=st.sampled_from(["", "KE", "Atlantis"]),
    timezone=st.sampled_from(["", "UTC", "Africa/Nairobi"]),
    beats=st.sampled_from([(), ("health",), ("health", "=water")]),
    basis=st.none() | st.sampled_from(Basis),
    source=CELL,
    frequency=st.none() | st.sampled_from(Frequency),
    fields=st.dictionaries(
        st.sampled_from(["Desk", "=note", "x, y"]), st.sampled_from(["a", "=b", "c,d;e"]), max_size=3
    ),
    phone=st.sampled_from(["", "+1 202 555 0100"]),
    notes=CELL,
    others=st.sampled_from([(), ("b@example.org",), ("b@example.org", "c@example.net")]).map(
        lambda known: tuple(map(parse_address, known))
    ),
    embargo_since=st.none() | st.dates(),
    embargo_version=st.sampled_from(["", "2", "=v2"]),
)


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, min_size=1, max_size=4))
def test_what_is_exported_is_imported_as_it_was(tmp_path: Path, rows: list[ContactRow]) -> None:
    known = [
        replace(
            row,
            name=composed(row.name),
            outlet=composed(row.outlet),
            source=composed(row.source),
            notes=composed(row.notes),
        )
        for row in rows
    ]
    path = tmp_path / "export.csv"
    path.write_text("".join(write_contacts(known)), encoding="utf-8", newline="")

    file = read_contacts(path)
    again = [replace(row, line=0) for row in file.rows]

    assert file.errors == []
    assert again == known


def test_an_export_holds_nothing_that_a_spreadsheet_would_run() -> None:
    row = ContactRow(
        0, parse_address("ana@example.org"), name='=HYPERLINK("https://example.net")', role="\tx", source="@x"
    )

    header, line = write_contacts([row])

    assert header == "address,name,outlet,role,kind,language,country,timezone,beats,basis,source,frequency\r\n"
    assert line == 'ana@example.org,"\'=HYPERLINK(""https://example.net"")",,\'\tx,,,,,,,\'@x,\r\n'


def test_an_export_has_further_columns_only_where_they_say_something() -> None:
    plain = ContactRow(0, parse_address("ana@example.org"), fields={"Desk": "1"})
    full = ContactRow(0, parse_address("ben@example.org"), phone="+1 202 555 0100", embargo_since=dt.date(2026, 5, 1))

    header, *_ = write_contacts([plain])
    wider, lines = write_contacts([plain, full])

    assert header.endswith(",frequency,Desk\r\n")
    assert wider.endswith(",frequency,phone,embargo_since,Desk\r\n")
    assert lines.endswith(",'+1 202 555 0100,2026-05-01,\r\n")


def test_the_further_columns_are_read(read: Read) -> None:
    rows, file = read(
        "address,phone,notes,other_addresses,embargo_since,embargo_version\n"
        '"ana@example.org",+1 202 555 0100,"Prefers mail\nTel: none",b@example.org; c@example.org,2026-05-01,2\n'
        "ben@example.org,,,,1 May,\n"
    )

    (row,) = rows
    assert (row.phone, row.notes, row.embargo_version) == ("+1 202 555 0100", "Prefers mail Tel: none", "2")
    assert (row.embargo_since, [one.address for one in row.others]) == (
        dt.date(2026, 5, 1),
        ["b@example.org", "c@example.org"],
    )
    assert (file.errors[0].value, "write it as 2026-11-24" in file.errors[0].reason) == ("1 May", True)


def test_a_wrong_further_address_costs_nobody_the_contact(read: Read) -> None:
    (row,), file = read("address,other_addresses\nana@example.org,nonsense;ana@example.org;b@example.org\n")

    assert [one.address for one in row.others] == ["b@example.org"]
    assert [(one.line, one.value) for one in file.warnings] == [(2, "nonsense")]


def test_a_slip_in_a_domain_is_pointed_out_and_taken(read: Read) -> None:
    rows, file = read("email\nana@gmial.com\nben@example.org\n")

    assert addresses(rows) == ["ana@gmial.com", "ben@example.org"]
    assert file.warnings == [RowError(2, "ana@gmial.com", "did you mean ana@gmail.com?")]


def test_desks_are_counted_and_machines_pointed_out(read: Read) -> None:
    rows, file = read("email\npress@example.org\nno-reply@example.org\nana@example.org\nafrica.desk@example.org\n")

    assert (len(rows), file.role_addresses) == (4, 3)
    assert [one.value for one in file.warnings] == ["no-reply@example.org"]


def test_a_desk_is_counted_where_only_the_end_of_its_mailbox_says_so(read: Read) -> None:
    _, file = read("email\nafrica.desk@example.org\n")

    assert file.role_addresses == 1


@pytest.mark.parametrize(
    ("content", "chosen"),
    [
        ("email^name\nana@example.org^Ana\n", Reading(delimiter="^")),
        ("email\tname, given\nana@example.org\tAna\n", Reading(delimiter="tab")),
        ("sep=^\nemail^name\nana@example.org^Ana\n", Reading()),
        ("email,name\rana@example.org,Ana\r", Reading()),
        ("\n\nPress list\n\nemail,name\nana@example.org,Ana\n", Reading()),
    ],
)
def test_delimiters_line_ends_and_titles_of_all_kinds(tmp_path: Path, content: str, chosen: Reading) -> None:
    path = tmp_path / "press.csv"
    path.write_bytes(content.encode())

    (row,) = read_contacts(path, chosen).rows

    assert (row.address.address, row.name or "Ana") == ("ana@example.org", "Ana")


@pytest.mark.parametrize("delimiter", ["", "ab", "x", '"', "\n"])
def test_what_cannot_stand_between_columns_is_refused(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "press.csv"
    path.write_text("email\nana@example.org\n", encoding="utf-8")

    with pytest.raises(UsageProblem, match="cannot stand between columns"):
        read_contacts(path, Reading(delimiter=delimiter))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><body><table><tr><td>email</td></tr></table>", "a web page with a table in it"),
        (
            b'\xef\xbb\xbf<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "Excel file of 2003",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Word file"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x1f\x8b\x08", "a compressed file (gzip)"),
        (bytes(range(256)) * 8, "no text"),
    ],
)
def test_fake_files_are_refused_by_what_they_are(read: Read, content: bytes, said: str) -> None:
    with pytest.raises(ListFileError) as refused:
        read(content)

    assert said in refused.value.message
    assert "Save the list as CSV" in refused.value.hint or "Open it in a spreadsheet program" in refused.value.hint


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("Иван Петров", "cp1251"), ("كريم منصور", "cp1256"), ("王小明", "gb18030"), ("Jürgen Müller", "cp1252"),
     ("Łukasz Żak", "cp1250")],
)  # fmt: skip
def test_the_likeliest_encodings_are_shown_to_choose_from(read: Read, name: str, encoding: str) -> None:
    with pytest.raises(ListFileError) as refused:
        read(f"email,name\nx@example.org,{name}\n".encode(encoding))

    assert f"--encoding {encoding}: line 2: x@example.org,{name}" in refused.value.hint
    assert refused.value.hint.count("--encoding") <= 4


MESSY = st.text(st.sampled_from("aé '=\u00a0\u200be\u0301,\"\n\r@;x"), max_size=8)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(MESSY, MESSY), min_size=1, max_size=6))
def test_rows_read_together_are_read_as_if_each_were_alone(tmp_path: Path, cells: list[tuple[str, str]]) -> None:
    def read_all(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str, dict[str, str]] | str]:
        path = tmp_path / "messy.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            numbered = [(f"a{cells.index(row)}@example.org", *row) for row in rows]
            csv.writer(file).writerows([("email", "name", "Desk"), *numbered])
        found = read_contacts(path)
        told = [(row.name, row.address.address, row.fields) for row in found.rows]
        return sorted([*told, *(error.reason for error in found.errors)], key=repr)

    together = read_all(cells)

    assert [one for one in together if not is_about_lines(one)] == sorted(
        (one for row in cells for one in read_all([row]) if not is_about_lines(one)), key=repr
    )


def is_about_lines(told: object) -> bool:
    return isinstance(told, str) and "runs on to line" in told


def test_a_million_rows_take_no_more_memory_than_some(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text(
        "email,name\n" + "".join(f"a{n}@d{n}.example.org,Zoë {n}\n" for n in range(60_000)), encoding="utf-8"
    )
    tracemalloc.start()

    number = sum(len(batch) for batch in read_contacts(path).batches)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (number, peak < 12_000_000) == (60_000, True)


PIECES = st.sampled_from(
    [
        *(
            b"BEGIN:VCARD\n",
            b"END:VCARD\n",
            b"EMAIL:a@example.org\n",
            b"FN;ENCODING=QUOTED-PRINTABLE:=C3=\n",
            b"N:;;\\;\n",
        ),
        *(
            b"email,name\n",
            b"a@example.org,",
            b'"',
            b"\r",
            b"\n",
            b";",
            b"<",
            b">",
            b"\xff",
            b"\xfe",
            b"\x00",
            b"\xef\xbb\xbf",
        ),
        *(b"sep=", b"PK\x03\x04", b"Ana <a@example.org>;", b"uuid,email,name,attributes,status\n", b"{", "é".encode()),
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES | st.binary(max_size=4), max_size=12), name=st.sampled_from(["x.csv", "x.txt", "x.vcf"]))
def test_no_file_makes_a_crash(tmp_path: Path, pieces: list[bytes], name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"".join(pieces))

    for encoding in (None, "cp1252", "utf-16"):
        with suppress(ListFileError):
            file = read_contacts(path, encoding=encoding)
            assert all(row.address.key for row in file.rows)


@pytest.mark.parametrize(
    "written",
    [
        ["ana@example.org", "b+x@mail.example.net"],
        ["Ana.Ruiz@Example.ORG", "b@example.org"],
        ["123@4.example.org", "B@example.org"],
        ["o'neil@example.org", "ana@example.org"],
        ["ana@bücher.example", "Ben@example.org"],
        ["a" * 64 + "@example.org", "x@" + "b" * 60 + ".example.org"],
    ],
)
def test_many_addresses_are_read_as_one_is(read: Read, written: list[str]) -> None:
    rows, _ = read("email\n" + "".join(f"{one}\n" for one in written))

    assert [row.address for row in rows] == [parse_address(one) for one in written]


@pytest.mark.parametrize("long", ["a" * 65 + "@example.org", "a@" + "b.b" * 90 + ".example.org"])
def test_an_address_that_is_too_long_is_refused_among_others_too(read: Read, long: str) -> None:
    rows, file = read(f"email\nana@example.org\n{long}\n")

    assert addresses(rows) == ["ana@example.org"]
    assert [error.line for error in file.errors] == [3]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ('"ana@example.org" <ana@example.org>', ""),
        ("'ana@example.org' <ANA@example.org>", ""),
        ('"Ruiz, Ana" <ana@example.org>', "Ruiz, Ana"),
        ("ana@example.org (Ana, Radio)", "Ana, Radio"),
        ("Ana @ Radio <ana@example.org>", "Ana @ Radio"),
    ],
)
def test_a_cell_that_a_mail_program_has_filled_is_an_address(read: Read, cell: str, name: str) -> None:
    quoted = cell.replace('"', '""')

    (row,), file = read(f'address\n"{quoted}"\n')

    assert (row.address.key, row.name, file.errors) == ("ana@example.org", name, [])


@pytest.mark.parametrize("cell", ["eve@example.net <ana@example.org>", "ana@example.org/eve@example.net"])
def test_a_cell_with_two_addresses_is_refused(read: Read, cell: str) -> None:
    rows, file = read(f"address\n{cell}\n")

    assert rows == []
    assert "more than one address" in file.errors[0].reason


def test_an_address_with_two_signs_is_not_called_two_addresses(read: Read) -> None:
    _, file = read("address\nana@@example.org\n")

    assert "is not a mail address" in file.errors[0].reason


def test_a_file_with_a_sign_of_its_own_between_columns_is_told_how_to_say_so(read: Read) -> None:
    with pytest.raises(ListFileError, match="--delimiter SIGN"):
        read("email~name\nana@example.org~Ana\n")
