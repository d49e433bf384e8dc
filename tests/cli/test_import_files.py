"""Real exports, as a press office gets them, brought onto a list at the command line."""

import io
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Desk
from tests.unit.exports import CISION, GOOGLE, GOOGLE_OLD, LISTMONK, MAILCHIMP, OUTLOOK
from tests.unit.test_listfile_cards import APPLE, NEW, OLD


@pytest.fixture
def desk(workspace: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A workspace with a list africa; we are in its folder lists."""
    monkeypatch.chdir(workspace.path / "lists")
    workspace.run("lists", "create", "africa", "--title", "Press, Africa", "--source", "accreditation desk")
    return workspace


def arrived(desk: Desk, content: str | bytes, name: str, *words: str) -> dict[str, int]:
    """Import a file onto the list africa twice and return how many were added, skipped, and unchanged at last."""
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    first = desk.json("contacts", "import", name, "--list", "africa", "--json", *words)
    again = desk.json("contacts", "import", name, "--list", "africa", "--json", *words)
    assert (again["added"], again["updated"]) == (0, 0)
    return {"added": first["added"], "skipped": first["skipped"], "unchanged": again["unchanged"]}


def counts(added: int, skipped: int) -> dict[str, int]:
    return {"added": added, "skipped": skipped, "unchanged": added}


def shown(desk: Desk, address: str) -> dict[str, object]:
    found: dict[str, object] = desk.json("contacts", "show", address, "--json")
    return found


@pytest.mark.parametrize(
    ("export", "added", "skipped", "known"),
    [
        (GOOGLE, 2, 1, {"name": "Zoë Ann Exemple", "outlet": "Radio Example", "address": "zoe@example.org"}),
        (GOOGLE_OLD, 1, 0, {"name": "Ana Ruiz", "role": "Reporter", "address": "ana@example.org"}),
        (OUTLOOK, 1, 0, {"name": "Jürgen Müller", "country": "DE", "address": "j.mueller@example.org"}),
        (MAILCHIMP, 1, 0, {"beats": ["press", "africa"], "fields": {"Desk": "Health"}, "address": "ana@example.org"}),
        (LISTMONK, 1, 3, {"languages": ["fr", "en"], "outlet": "Radio Example", "address": "ana@example.org"}),
        (CISION, 2, 0, {"role": "Editor", "beats": ["Health", "Water"], "address": "ana@example.org"}),
        (OLD + APPLE + NEW, 3, 0, {"outlet": "Radio Example", "name": "Jürgen Müller", "address": "work@example.org"}),
    ],
    ids=["google", "google-old", "outlook", "mailchimp", "listmonk", "media-database", "vcard"],
)
def test_an_export_comes_onto_the_list_once(
    desk: Desk, export: str, *, added: int, skipped: int, known: dict[str, object]
) -> None:
    assert arrived(desk, export, "export.csv") == counts(added, skipped)
    found = shown(desk, str(known["address"]))
    assert {key: found[key] for key in known} == known


def test_a_workbook_comes_onto_the_list(desk: Desk) -> None:
    book, content = openpyxl.Workbook(), io.BytesIO()
    sheet = book.create_sheet("Press")
    for row in (["Nom", "Courriel", "Média"], ["Ana Ruiz", "ana@example.org", "Radio"], ["Ben", "ben at example", ""]):
        sheet.append(row)
    book.save(content)

    assert arrived(desk, content.getvalue(), "press.xlsx", "--sheet", "press") == counts(1, 1)
    assert shown(desk, "ana@example.org")["outlet"] == "Radio"


def test_what_is_pasted_comes_from_stdin(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    pasted = io.TextIOWrapper(io.BytesIO(b'"Okello, Amina" <amina@example.org>; ben@example.com'))
    monkeypatch.setattr("sys.stdin", pasted)

    typed = desk.run("contacts", "import", "-", "--list", "africa")

    assert (typed.code, "2 added" in typed.out) == (0, True)
    assert shown(desk, "amina@example.org")["name"] == "Okello, Amina"


def test_columns_are_mapped_and_the_mapping_is_remembered(desk: Desk) -> None:
    Path("agency.csv").write_text("Adr;Wer;Weg\nana@example.org;Ana;x\n", encoding="utf-8")
    Path("next.csv").write_text("Adr;Wer;Weg\nben@example.org;Ben;x\n", encoding="utf-8")
    Path("like.csv").write_text("Adr;Wer\ncid@example.org;Cid\n", encoding="utf-8")
    onto = ("--list", "africa")
    maps = ("--map", "Adr=address", "--map", "Wer=name", "--map", "Weg=ignore")

    refused = desk.run("contacts", "import", "agency.csv", *onto)
    tried = desk.run("contacts", "import", "agency.csv", *onto, *maps, "--save-mapping", "agency", "--dry-run")
    not_kept = desk.run("contacts", "import", "next.csv", *onto)
    first = desk.run("contacts", "import", "agency.csv", *onto, *maps, "--save-mapping", "agency")
    unasked = desk.run("contacts", "import", "next.csv", *onto)
    by_name = desk.run("contacts", "import", "like.csv", *onto, "--mapping", "agency")

    assert [one.code for one in (refused, tried, not_kept, first, unasked, by_name)] == [65, 0, 65, 0, 0, 0]
    assert '--map "HEADER=address"' in refused.err
    assert [shown(desk, f"{one}@example.org")["name"] for one in ("ana", "ben", "cid")] == ["Ana", "Ben", "Cid"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--map", "Adr=adress"], "Did you mean 'address'"),
        (["--map", "Adresse=address"], "Did you mean 'Adr'"),
        (["--mapping", "nothing"], "no mapping is called 'nothing'"),
        (["--delimiter", "ab"], "cannot stand between columns"),
    ],
)
def test_a_slip_in_an_option_is_told_with_the_nearest(desk: Desk, options: list[str], said: str) -> None:
    Path("agency.csv").write_text("Adr;Wer\nana@example.org;Ana\n", encoding="utf-8")

    typed = desk.run("contacts", "import", "agency.csv", "--list", "africa", *options)

    assert (typed.code, said in typed.err) == (2, True)


def test_what_looks_wrong_is_taken_and_told(desk: Desk) -> None:
    Path("x.csv").write_text("email\nana@gmial.com\npress@example.org\n", encoding="utf-8")

    typed = desk.run("contacts", "import", "x.csv", "--list", "africa")
    report = desk.json("contacts", "import", "x.csv", "--list", "africa", "--json")

    assert "2 added" in typed.out
    assert "did you mean ana@gmail.com?" in typed.out
    assert "Mailboxes of desks rather than of persons: 1." in typed.out
    assert report["warnings"] == [{"line": 2, "value": "ana@gmial.com", "reason": "did you mean ana@gmail.com?"}]


def test_an_encoding_is_chosen_from_what_is_shown(desk: Desk) -> None:
    refused = _imported(desk, "email,name\nivan@example.org,Иван\n".encode("cp1251"))
    taken = _imported(desk, "email,name\nivan@example.org,Иван\n".encode("cp1251"), "--encoding", "cp1251")

    assert "--encoding cp1251: line 2: ivan@example.org,Иван" in refused
    assert "1 added" in taken


def test_an_export_of_ours_comes_back_unchanged(desk: Desk) -> None:
    _imported(
        desk,
        b"address,name,phone,notes,other_addresses,embargo_since,embargo_version,Desk\n"
        b'ana@example.org,Ana,+1 202 555 0100,"=Likes tea",a@example.net,2026-05-01,2,Health\n',
    )
    exported = desk.run("contacts", "export", "--list", "africa").out

    Path("again.csv").write_text(exported, encoding="utf-8", newline="")
    report = desk.json("contacts", "import", "again.csv", "--list", "africa", "--json")

    assert "'+1 202 555 0100,'=Likes tea" in exported
    assert (report["added"], report["updated"], report["unchanged"], report["errors"]) == (0, 0, 1, [])


def _imported(desk: Desk, content: bytes, *words: str) -> str:
    Path("x.csv").write_bytes(content)
    typed = desk.run("contacts", "import", "x.csv", "--list", "africa", *words)
    return typed.out + typed.err
