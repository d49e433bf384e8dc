import pytest

from mailer.errors import ListFileError
from tests.unit.listfiles import Read, addresses, others
from tests.unit.listfiles import read as read  # noqa: PLC0414 - a fixture

NAME = "people.vcf"
OLD = """\
BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=FCrgen\r
FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:J=FCrgen =\r
M=FCller\r
EMAIL;INTERNET;HOME:home@example.org\r
EMAIL;INTERNET;PREF:work@example.org\r
TEL;FAX:+1 202 555 0199\r
TEL;WORK;VOICE:+1 202 555 0100\r
PHOTO;ENCODING=BASE64;TYPE=JPEG:\r
 RU1BSUw6ZXZl\r
 QGV4YW1wbGU=\r
\r
ORG:Radio Example;News\r
END:VCARD\r
"""
APPLE = """\
BEGIN:VCARD
VERSION:3.0
FN:Ana Ru
 iz
N:Ruiz;Ana;;;
item1.EMAIL;type=INTERNET;type=pref:ana@example.org
item1.X-ABLabel:_$!<Work>!$_
EMAIL:second@example.org
NOTE:Line one\\nFax: two\\, three
CATEGORIES:Health,Water
ADR;TYPE=work:;;1 Example Street;Nairobi;;;Kenya
TZ:Africa/Nairobi
ROLE:Reporter
END:VCARD
"""
NEW = """\
BEGIN:VCARD
VERSION:4.0
FN:Zoë Exemple
EMAIL;PREF=2:b@example.org
EMAIL;PREF=1;TYPE="work,home":a@example.org
LANG;PREF=2:en
LANG;PREF=1:fr
TEL;VALUE=uri;TYPE="voice":tel:+1-202-555-0100
TITLE:Editor
TZ:-0500
END:VCARD
"""


def test_an_old_card_is_read_in_the_encoding_that_it_tells(read: Read) -> None:
    (row,), file = read(OLD, NAME)

    assert (row.name, row.outlet, row.phone) == ("Jürgen Müller", "Radio Example", "+1 202 555 0100")
    assert (row.address.address, others(row)) == ("work@example.org", ["home@example.org"])
    assert file.errors == []


def test_an_old_card_may_tell_a_legacy_encoding(read: Read) -> None:
    card = "BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=windows-1251:Иван\nEMAIL:ivan@example.org\nEND:VCARD\n"

    (row,), _ = read(card.encode("cp1251"), NAME)

    assert row.name == "Иван"


def test_folded_lines_groups_and_escapes_are_read(read: Read) -> None:
    (row,), _ = read(APPLE, NAME)

    assert (row.name, row.role, row.country, row.timezone) == ("Ana Ruiz", "Reporter", "KE", "Africa/Nairobi")
    assert (row.address.address, others(row)) == ("ana@example.org", ["second@example.org"])
    assert (row.beats, row.notes) == (("Health", "Water"), "Line one Fax: two, three")


def test_the_preferred_comes_first(read: Read) -> None:
    (row,), _ = read(NEW, NAME)

    assert (row.address.address, others(row), row.languages) == ("a@example.org", ["b@example.org"], ("fr", "en"))
    assert (row.role, row.phone, row.timezone) == ("Editor", "+1-202-555-0100", "")


def test_many_cards_come_with_the_lines_where_they_begin(read: Read) -> None:
    rows, file = read(OLD.replace("\r\n", "\n") + APPLE + "BEGIN:VCARD\nFN:Nobody\nEND:VCARD\n" + NEW, NAME)

    assert [row.line for row in rows] == [1, 16, 33]
    assert [(one.line, one.value, one.reason) for one in file.errors] == [
        (30, "Nobody", "the card has no e-mail address")
    ]


def test_a_name_in_parts_is_put_together(read: Read) -> None:
    (row,), _ = read("BEGIN:VCARD\nN:Ruiz;Ana;Sol;Dr.;\nEMAIL:ana@example.org\nEND:VCARD\n", NAME)

    assert row.name == "Ana Sol Ruiz"


def test_a_wrong_address_is_told_with_its_line(read: Read) -> None:
    rows, file = read("BEGIN:VCARD\nFN:Ana\nEMAIL:ana at example\nEND:VCARD\n", NAME)

    assert rows == []
    assert (file.errors[0].line, file.errors[0].value) == (1, "ana at example")


def test_a_card_inside_of_a_card_is_nobody(read: Read) -> None:
    inner = "BEGIN:VCARD\nEMAIL:agent@example.org\nEND:VCARD\n"

    rows, _ = read(f"BEGIN:VCARD\nFN:Ana\nAGENT:\n{inner}EMAIL:ana@example.org\nEND:VCARD\n", NAME)

    assert addresses(rows) == ["ana@example.org"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_believed(read: Read, encoding: str) -> None:
    (row,), _ = read(NEW.encode(encoding), NAME)

    assert row.name == "Zoë Exemple"


def test_old_line_ends_are_line_ends(read: Read) -> None:
    (row,), _ = read(NEW.replace("\n", "\r"), NAME)

    assert row.name == "Zoë Exemple"


def test_a_card_is_known_by_what_it_holds(read: Read) -> None:
    (row,), _ = read(NEW, "export.txt")

    assert row.name == "Zoë Exemple"


def test_another_encoding_is_shown_and_asked_for(read: Read) -> None:
    card = NEW.encode("cp1252")

    with pytest.raises(ListFileError) as refused:
        read(card, NAME)
    (row,), _ = read(card, NAME, encoding="cp1252")

    assert "--encoding cp1252: line 3: FN:Zoë Exemple" in refused.value.hint
    assert row.name == "Zoë Exemple"


@pytest.mark.parametrize(
    "broken", ["BEGIN:VCARD\n", "BEGIN:VCARD\nEMAIL:a@example.org\n", "BEGIN:VCARD\n:\n;;\nEND:VCARD\n"]
)
def test_a_broken_card_is_no_crash(read: Read, broken: str) -> None:
    rows, _ = read(broken, NAME)

    assert rows == []


def test_a_card_without_an_end_is_told_and_takes_no_other_with_it(read: Read) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:{0}\nEMAIL:{0}@example.org\n"
    end = "END:VCARD\n"
    text = card.format("ana") + end + card.format("ben") + card.format("cleo") + end + card.format("dan")

    rows, file = read(text, "people.vcf")

    assert addresses(rows) == ["ana@example.org", "cleo@example.org"]
    assert [(one.line, one.reason) for one in file.errors] == [
        (6, "the card has no end: END:VCARD is missing"),
        (15, "the card has no end: END:VCARD is missing"),
    ]
