"""Translations are begun, compared with what they were made from, and said to be up to date."""

from tests.cli.campaigning import RELEASE
from tests.cli.conftest import Desk

_FRENCH = "Quarante puits ont rouvert autour du lac, a annoncé aujourd’hui le réseau de secours de l’exemple."


def found(desk: Desk, rule: str) -> list[str]:
    return [one["message"] for one in desk.json("check", "wells", "--json")["findings"] if one["id"] == rule]


def french(desk: Desk) -> None:
    """Write the translation over the text that was put there."""
    path = desk.path / "releases" / "wells" / "fr.md"
    head, _, _ = path.read_text("utf-8").partition("# ")
    path.write_text(f"{head}# Des puits rouvrent\n\nNairobi – {_FRENCH}\n", "utf-8")


def test_a_translation_begins_with_the_text_that_it_is_made_from(desk: Desk) -> None:
    done = desk.run("translate", "wells", "fr")

    folder = desk.path / "releases" / "wells"
    text = (folder / "fr.md").read_text("utf-8")
    assert (done.code, "Write the translation over it" in done.out) == (0, True)
    assert (folder / "en.md").read_text("utf-8") == RELEASE
    assert not (desk.path / "releases" / "wells.md").exists()
    assert "date:" not in text
    assert "translated_from: en " in text
    assert "# Wells reopen around the lake" in text


def test_a_translation_that_is_only_begun_cannot_be_sent(desk: Desk) -> None:
    desk.run("translate", "wells", "fr")

    assert found(desk, "V004") == ["100% of its passages are still those of en"]
    assert desk.run("send", "wells", "--to", "press", "--yes").code == 65


def test_what_changed_since_a_translation_was_made_is_counted_and_named(desk: Desk) -> None:
    desk.run("translate", "wells", "fr")
    french(desk)
    assert found(desk, "V001") == []
    source = desk.path / "releases" / "wells" / "en.md"
    source.write_text(RELEASE.replace("Forty", "Fifty").replace("The last sixty", "The last fifty"), "utf-8")

    assert found(desk, "V001") == ["fr is behind en by 2 changes (wells/en.md: line 7, line 9)"]


def test_only_a_person_says_that_a_translation_is_up_to_date(desk: Desk) -> None:
    desk.run("translate", "wells", "fr")
    french(desk)
    (desk.path / "releases" / "wells" / "en.md").write_text(RELEASE.replace("Forty", "Fifty"), "utf-8")
    before = (desk.path / "releases" / "wells" / "fr.md").read_text("utf-8")

    unasked = desk.run("translate", "wells", "fr")
    unchanged = (desk.path / "releases" / "wells" / "fr.md").read_text("utf-8")
    said = desk.run("translate", "wells", "fr", "--yes")
    again = desk.run("translate", "wells", "fr")

    assert (unasked.code, unchanged) == (2, before)
    assert "Fifty wells have reopened" in unasked.out
    assert said.code == 0
    assert found(desk, "V001") == []
    assert again.out == "fr is up to date with en.\n"


def test_an_edition_that_was_there_before_is_noted_as_made_from_the_other(desk: Desk) -> None:
    desk.run("translate", "wells", "fr")
    french(desk)
    path = desk.path / "releases" / "wells" / "fr.md"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("translated_from")), "utf-8")

    noted = desk.json("translate", "wells", "fr", "--json")

    assert (noted["from"], noted["is_new"], noted["changes"]) == ("en", False, [])
    assert "translated_from: en " in path.read_text("utf-8")


def test_what_cannot_be_translated_is_said_in_a_sentence(desk: Desk) -> None:
    from_nothing = desk.run("translate", "wells", "fr", "--from", "es")
    no_language = desk.run("translate", "wells", "klingon")
    itself = desk.run("translate", "wells", "en")
    unknown = desk.run("translate", "weels", "fr")

    assert [one.code for one in (from_nothing, no_language, itself, unknown)] == [2, 2, 2, 65]
    assert "no es edition to translate from" in from_nothing.err
    assert "Did you mean wells?" in unknown.err


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    desk.run("translate", "wells", "fr", "--dry-run")

    assert [path.name for path in (desk.path / "releases").iterdir()] == ["wells.md"]


def test_marks_that_nobody_can_have_written_are_refused_with_the_line(desk: Desk) -> None:
    desk.write("releases/wells.md", RELEASE.replace("date:", "translated_from: en yes\ndate:"))

    typed = desk.run("check", "wells")

    assert (typed.code, "wells.md, line 2: translated_from" in typed.err) == (65, True)
