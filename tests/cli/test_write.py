"""``mailer new`` and ``check``, typed as a press officer types them."""

import json
from datetime import UTC, datetime

import pytest

from tests.cli.conftest import Desk
from tests.unit.wordfiles import LEAD, SECOND, commented, comments, docx, paragraph, text

PEOPLE = (
    '[leila]\nname = "Leila Haddad"\ntitle = "Spokesperson"\naddress = "leila@example.org"\nphone = "+1 202 555 0111"\n'
)


TEXT = """
# Forty wells have reopened around the lake

Nairobi – Forty wells have reopened around the lake, the Example Relief Network said today. {% extra %}

The last sixty follow before the rains.
"""
HEAD = f"---\ndate: {datetime.now(UTC).date()}\nspokespeople: leila\n---"
PASTED = """\
Home
Our work
Forty wells have reopened around the lake
Nairobi – Forty wells have reopened around the lake, the Example Relief Network said today.
“Nobody has to walk for water now,” said Leila Haddad, who leads the work on the shore.
For more information, please contact: Leila Haddad, Spokesperson, Email: leila@example.org, Tel: +1 202 555 0111
"""


def release(extra: str = "", head: str = HEAD) -> str:
    return head + TEXT.replace("{% extra %}", extra)


@pytest.fixture
def desk(workspace: Desk) -> Desk:
    """A workspace with a good release."""
    workspace.write("spokespeople.toml", PEOPLE)
    settings = workspace.path / "mailer.toml"
    told = settings.read_text(encoding="utf-8").replace("# postal_address", "postal_address")
    settings.write_text(told, encoding="utf-8")
    workspace.write("releases/wells.md", release())
    return workspace


def test_a_good_release_has_neither_errors_nor_warnings(desk: Desk) -> None:
    checked = desk.run("check", "wells")

    assert checked.code == 0, checked.out
    assert "error" not in checked.out
    assert "warning" not in checked.out


def test_a_send_for_later_is_checked_as_of_then(desk: Desk) -> None:
    desk.run("lists", "create", "press", "--title", "Press")
    desk.run("contacts", "add", "ana@ana.example.org", "--list", "press")

    now = desk.run("send", "wells", "--to", "press", "--dry-run")
    later = desk.run("send", "wells", "--to", "press", "--at", "in 72h", "--dry-run")

    assert "The checks found" not in now.err
    assert "The checks found 1 warning" in later.err


def test_checks_as_json_name_place_and_cure(desk: Desk) -> None:
    desk.write("releases/wells.md", release("TK more."))

    found = desk.json("check", "wells", "--json")["findings"]

    assert found[0] == {
        "id": "E012",
        "severity": "error",
        "where": "wells.md, line 7",
        "message": "“TK” looks like a note to yourself",
        "fix": "Write what belongs there",
        "allowed": False,
    }


def test_a_release_with_an_error_makes_check_exit_1(desk: Desk) -> None:
    desk.write("releases/wells.md", release(head="---\nspokespeople: leila\n---"))

    checked = desk.run("check", "wells")

    assert checked.code == 1
    assert "E005" in checked.out
    assert "wells cannot be sent like this." in checked.out


def test_a_file_that_cannot_be_read_makes_check_exit_65(desk: Desk) -> None:
    desk.write("releases/wells.md", release(head="---\nspokesperson: leila\n---"))

    checked = desk.run("check", "wells")

    assert checked.code == 65
    assert "spokespeople" in checked.err


@pytest.mark.parametrize(
    ("head", "where", "message"),
    [
        ("---\nspokesperson: leila\n---", "wells.md, line 2", "'spokesperson' is no key of a release"),
        ("---\nspokespeople: none\n---\n\ufffd", "wells", "wells.md, line 4 holds a broken character (U+FFFD)"),
    ],
)
def test_a_file_that_cannot_be_read_is_the_one_finding_as_json(desk: Desk, head: str, where: str, message: str) -> None:
    desk.write("releases/wells.md", release(head=head))

    checked = desk.run("check", "wells", "--json")

    [found] = json.loads(checked.out)["findings"]
    assert checked.code == 65
    assert (found["id"], found["severity"], found["where"], found["message"]) == ("E000", "error", where, message)
    assert found["fix"] in checked.err
    assert checked.err.count("\n") == 1


def test_a_release_with_errors_is_not_sent(desk: Desk) -> None:
    desk.write("releases/wells.md", release("TK more."))

    sent = desk.run("send", "wells", "--to", "ana@example.net", "--yes")

    assert sent.code == 65
    assert "mailer check wells" in sent.err
    assert list((desk.path / "outbox").rglob("*.eml")) == []


def test_61_the_size_of_a_page_is_that_for_the_reader_with_the_longest_values(desk: Desk) -> None:
    dear = 'Dear {{ recipient.outlet | fallback("colleague") }}, a well has reopened.\n\n'
    desk.write("releases/wells.md", release(f"\n\n{dear * 80}"))
    desk.run("lists", "create", "press", "--title", "Press")
    desk.run("contacts", "add", "ana@example.net", "--outlet", "The Acacia & Lake " * 50, "--list", "press")
    desk.run("contacts", "add", "ben@example.net", "--outlet", "The Acacia Tribune")

    checked = desk.run("check", "wells")
    short = desk.run("send", "wells", "--to", "ben@example.net", "--dry-run")
    long = desk.run("send", "wells", "--to", "press,ben@example.net", "--dry-run")

    assert (checked.code, short.code) == (0, 0)
    assert long.code == 65
    assert "Gmail cuts it at 102,400" in long.err


def test_the_checks_before_sending_disregard_what_readers_are_called(desk: Desk) -> None:
    desk.write("releases/wells.md", release('Dear {{ recipient.outlet | fallback("colleague") }}.'))
    desk.run("contacts", "add", "ana@example.net", "--outlet", "[[ The Bracketed Courier and Weekly Observer ]]")

    assert desk.run("send", "wells", "--to", "ana@example.net", "--dry-run").code == 0


def test_a_test_copy_of_a_release_with_errors_is_sent_with_a_note(desk: Desk) -> None:
    desk.write("releases/wells.md", release("TK more."))

    sent = desk.run("send", "wells", "--test", "ana@example.net", "--yes")

    assert sent.code == 0, sent.err
    assert "The checks found 1 error" in sent.err
    assert len(list((desk.path / "outbox").rglob("*.eml"))) == 1


def test_a_new_release_is_made_from_pasted_text(desk: Desk) -> None:
    desk.write("pasted.txt", PASTED)

    made = desk.json("new", "lake", "--from", str(desk.path / "pasted.txt"), "--json")

    written = (desk.path / "releases" / "lake.md").read_text(encoding="utf-8")
    assert made["path"] == str(desk.path / "releases" / "lake.md")
    assert any("date" in doubt for doubt in made["doubts"])
    assert "# Forty wells have reopened around the lake" in written
    assert "Our work" not in written


def test_a_new_release_says_what_is_left_to_do(desk: Desk) -> None:
    desk.write("pasted.txt", PASTED)

    made = desk.run("new", "lake", "--from", str(desk.path / "pasted.txt"))

    assert made.code == 0, made.err
    assert "Please look at:" in made.out
    assert "mailer check lake" in made.out


def test_a_new_release_can_be_empty(desk: Desk) -> None:
    made = desk.run("new", "lake")

    assert made.code == 0, made.err
    assert (desk.path / "releases" / "lake.md").exists()


def test_a_new_release_is_made_from_a_word_file_and_can_be_sent(desk: Desk) -> None:
    source = docx(
        desk.path / "note.docx",
        paragraph("Forty wells have reopened", style="Title"),
        paragraph("Nairobi, 24 November 2026 – ", text("Forty wells", "<w:b/>"), f" {LEAD[12:]}"),
        paragraph(SECOND),
        paragraph("Media contact: Leila Haddad, Spokesperson, leila@example.org"),
    )

    made = desk.run("new", "lake", "--from", str(source))
    checked = desk.run("check", "lake")
    sent = desk.run("send", "lake", "--to", "ana@example.net", "--yes")

    assert (made.code, checked.code, sent.code) == (0, 0, 0), made.err + checked.out + sent.err
    assert "  - leila\n" in (desk.path / "releases" / "lake.md").read_text(encoding="utf-8")
    [mail] = (path.read_text(encoding="utf-8") for path in (desk.path / "outbox").rglob("*.eml"))
    assert "Forty wells</strong>" in mail.replace("=\n", "")


def test_a_word_file_with_a_comment_is_refused_in_one_line(desk: Desk) -> None:
    source = docx(
        desk.path / "note.docx",
        paragraph(commented("Forty wells have reopened around the lake.")),
        comments=comments(("Ben Sample", "Is it forty?")),
    )

    made = desk.run("new", "lake", "--from", str(source))

    assert made.code == 65
    assert made.err.count("\n") == 1
    assert "a comment by Ben Sample (“Is it forty?”) at “Forty wells have reopened around the lake.”" in made.err
    assert "In Word: Review" in made.err
    assert not (desk.path / "releases" / "lake.md").exists()
