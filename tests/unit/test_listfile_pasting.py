from pathlib import Path

import pytest

from mailer.content.listfile.reading import read_contacts
from tests.unit.listfiles import Read, addresses
from tests.unit.listfiles import read as read  # noqa: PLC0414 - a fixture

PASTE = "list.txt"


@pytest.mark.parametrize(
    ("pasted", "people"),
    [
        ("ana@example.org", [("ana@example.org", "")]),
        ("Ana Ruiz <ana@example.org>", [("ana@example.org", "Ana Ruiz")]),
        ("Ana <ana@example.org>; Ben <ben@example.org>;", [("ana@example.org", "Ana"), ("ben@example.org", "Ben")]),
        ('"Okello, Amina" <a@example.org>, b@example.org', [("a@example.org", "Okello, Amina"), ("b@example.org", "")]),
        ("Okello, Amina <a@example.org>; b@example.org", [("a@example.org", "Okello, Amina"), ("b@example.org", "")]),
        ("Ana <a@example.org>, Ben <b@example.org>", [("a@example.org", "Ana"), ("b@example.org", "Ben")]),
        ("a@example.org, Ben <b@example.org>", [("a@example.org", ""), ("b@example.org", "Ben")]),
        ("a@example.org,b@example.org , c@example.org", [(f"{one}@example.org", "") for one in "abc"]),
        ("a@example.org b@example.org", [("a@example.org", ""), ("b@example.org", "")]),
        ("ana@example.org (Ana Ruiz)", [("ana@example.org", "Ana Ruiz")]),
        ("Ana Ruiz ana@example.org", [("ana@example.org", "Ana Ruiz")]),
        ("mailto:ana@example.org", [("ana@example.org", "")]),
        ("Ana <mailto:ana@example.org>", [("ana@example.org", "Ana")]),
        ("'ana@example.org' <ana@example.org>", [("ana@example.org", "")]),
        ("To: Ana <ana@example.org>", [("ana@example.org", "Ana")]),
        ("- a@example.org\n* b@example.org\n3. c@example.org", [(f"{one}@example.org", "") for one in "abc"]),
        ("Ana Ruiz\n  <ana@example.org>", [("ana@example.org", "Ana Ruiz")]),
        ('"Ana \\"Ace\\" Ruiz" <ana@example.org>', [("ana@example.org", 'Ana "Ace" Ruiz')]),
        ("Zoë Mül <z@example.org>\r\n王 <w@example.org>", [("z@example.org", "Zoë Mül"), ("w@example.org", "王")]),
        ("Ana (Radio) <ana@example.org>", [("ana@example.org", "Ana (Radio)")]),
        ('"Ana @ Radio" <ana@example.org>', [("ana@example.org", "Ana @ Radio")]),
    ],
)  # fmt: skip
def test_what_mail_programs_paste_is_read(read: Read, pasted: str, people: list[tuple[str, str]]) -> None:
    rows, file = read(pasted, PASTE)

    assert [(row.address.address, row.name) for row in rows] == people
    assert file.errors == []


def test_words_without_an_address_are_told(read: Read) -> None:
    rows, file = read("Dear all,\nana@example.org\n", PASTE)

    assert addresses(rows) == ["ana@example.org"]
    assert [(one.value, one.reason) for one in file.errors] == [("Dear all", "there is no address in it")]


def test_an_address_in_front_of_another_is_not_believed(read: Read) -> None:
    rows, file = read("eve@example.net <ana@example.org>\n", PASTE)

    assert rows == []
    assert "more than one address" in file.errors[0].reason


def test_each_entry_has_a_number_of_its_own(read: Read) -> None:
    rows, file = read("a@example.org; wrong@; b@example.org\nc@example.org", PASTE)

    assert [row.line for row in rows] == [1, 3, 4]
    assert [error.line for error in file.errors] == [2]


def test_a_table_in_a_text_file_is_a_table(read: Read) -> None:
    (row,), _ = read("Name\tE-mail\nAna\tana@example.org\n", PASTE)

    assert (row.name, row.address.address, row.line) == ("Ana", "ana@example.org", 2)


def test_a_table_called_csv_is_never_taken_for_pasted_text(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("ana@example.org,Ana\n", encoding="utf-8")

    with pytest.raises(Exception, match="the first line holds an address"):
        read_contacts(path)


@pytest.mark.parametrize(
    "pasted", ["<" * 5000, '"' * 4999 + "a@example.org", "(" * 3000 + "@", "a@" * 3000, ", " * 5000 + "@"]
)
def test_nonsense_is_read_to_its_end(read: Read, pasted: str) -> None:
    rows, file = read(pasted, PASTE)

    assert len(rows) + len(file.errors) >= 1
