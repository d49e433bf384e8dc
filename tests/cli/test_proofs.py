"""``mailer preview``: proof sheets, who gets a release and why, and what is different between two versions."""

import shutil
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Desk
from tests.cli.test_write import HEAD, PEOPLE, release

EMBARGO = HEAD.replace("---\ndate", "---\nembargo: 2099-11-24 06:00 Europe/Zurich\ndate", 1)

ANA, BEN, CLEO = (
    "ana@example.net,Ana Ruiz,fr,Africa/Nairobi",
    "ben@example.net,Ben Okoth,en,Asia/Kathmandu",
    "cleo@example.net,Cleo Marsh,de,",
)
LISTS = {"africa": (ANA, BEN), "geneva": (ANA, CLEO)}


@pytest.fixture
def desk(workspace: Desk) -> Desk:
    """A workspace with a good release, and three people on two lists."""
    workspace.write("spokespeople.toml", PEOPLE)
    settings = workspace.path / "mailer.toml"
    told = settings.read_text(encoding="utf-8").replace("# postal_address", "postal_address")
    settings.write_text(told, encoding="utf-8")
    workspace.write("releases/wells.md", release())
    for slug, people in LISTS.items():
        workspace.run("lists", "create", slug, "--title", slug.capitalize())
        path = workspace.write(f"{slug}.csv", "\n".join(["address,name,language,timezone", *people]))
        assert workspace.run("contacts", "import", str(path), "--list", slug).code == 0
    return workspace


def in_two_languages(desk: Desk, *, head: str = HEAD) -> None:
    (desk.path / "releases" / "wells.md").unlink()
    (desk.path / "releases" / "wells").mkdir()
    for language in ("en", "fr"):
        desk.write(f"releases/wells/{language}.md", release(head=head))


def reader(desk: Desk, address: str, *words: str) -> dict[str, object]:
    found = desk.json("preview", "wells", "--as", address, *words, "--json")["reader"]
    assert isinstance(found, dict)
    return found


def page(desk: Desk, name: str = "wells") -> str:
    return (desk.path / "proofs" / f"{name}.html").read_text(encoding="utf-8")


def test_the_proof_sheet_stands_in_the_workspace(desk: Desk) -> None:
    made = desk.run("preview", "wells")

    sheet = desk.path / "proofs" / "wells.html"
    assert made.code == 0, made.err
    assert str(sheet) in made.out
    assert sheet.read_text(encoding="utf-8").count("<iframe") == 8


def test_the_proof_sheet_can_stand_elsewhere(desk: Desk) -> None:
    desk.run("preview", "wells", "--out", str(desk.path / "elsewhere"))
    desk.run("preview", "wells", "--out", str(desk.path / "elsewhere" / "mine.html"))

    assert sorted(path.name for path in (desk.path / "elsewhere").iterdir()) == ["mine.html", "wells.html"]


def test_a_proof_shows_the_values_of_a_contact(desk: Desk) -> None:
    desk.write("releases/wells.md", release('Dear {{ recipient.name | fallback("colleague") }}.'))
    desk.run("contacts", "add", "eva@example.net", "--name", "Eva Ruiz")

    desk.run("preview", "wells", "--as", "eva@example.net")

    page = (desk.path / "proofs" / "wells.html").read_text(encoding="utf-8")
    assert "Dear Eva Ruiz." in page
    assert "Shown as Eva Ruiz gets it." in page


def test_a_proof_begins_with_the_language_of_the_contact(desk: Desk) -> None:
    (desk.path / "releases" / "wells.md").unlink()
    (desk.path / "releases" / "lake").mkdir()
    for language in ("en", "fr"):
        desk.write(f"releases/lake/{language}.md", release())
    desk.run("contacts", "add", "eva@example.net", "--name", "Eva Ruiz", "--language", "fr")

    desk.run("preview", "lake", "--as", "eva@example.net")

    page = (desk.path / "proofs" / "lake.html").read_text(encoding="utf-8")
    assert page.index('<section id="fr"') < page.index('<section id="en"')


def test_a_proof_for_somebody_unknown_is_refused(desk: Desk) -> None:
    made = desk.run("preview", "wells", "--as", "nobody@example.net")

    assert made.code == 1
    assert "no contact has the address nobody@example.net" in made.err


def test_a_field_that_the_contact_has_not_is_named(desk: Desk) -> None:
    desk.write("releases/wells.md", release("For {{ recipient.outlet }}."))
    desk.run("contacts", "add", "eva@example.net")

    made = desk.run("preview", "wells", "--as", "eva@example.net")

    assert made.code == 1
    assert "needs recipient.outlet, which eva@example.net has not" in made.err


def test_without_chromium_a_picture_is_left_out_with_a_word(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    made = desk.run("preview", "wells", "--png")

    assert made.code == 0
    assert "there is no Chromium on this machine" in made.err
    assert (desk.path / "proofs" / "wells.html").exists()


@pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium on this machine (Debian package chromium)")
def test_with_chromium_each_edition_has_a_picture(desk: Desk) -> None:
    made = desk.run("preview", "wells", "--png")

    picture = desk.path / "proofs" / "wells.en.png"
    assert made.code == 0, made.err
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_proof_tells_who_would_get_it_on_lists_that_are_named(desk: Desk) -> None:
    in_two_languages(desk)

    made = desk.json("preview", "wells", "--to", "africa,geneva", "--json")

    found = made["recipients"]
    assert (found["campaign"], found["recipients"]) == (None, 3)
    assert found["lists"] == {"africa": {"fr": 1, "en": 1}, "geneva": {"en": 1}}
    assert found["zones"] == {"Africa/Nairobi": 1, "Asia/Kathmandu": 1, "": 1}
    assert found["left_out"]["duplicate"] == 1
    assert "If it were sent now." in page(desk)


def test_without_a_list_or_a_campaign_nobody_is_counted(desk: Desk) -> None:
    assert desk.json("preview", "wells", "--json")["recipients"] is None


def test_the_proof_tells_of_the_campaign_that_the_release_has(desk: Desk) -> None:
    desk.run("send", "wells", "--to", "africa", "--yes")

    found = desk.json("preview", "wells", "--json")["recipients"]

    assert (found["campaign"], found["state"], found["recipients"]) == (1, "finished", 2)
    assert found["lists"] == {"africa": {"en": 2}}
    assert found["deliveries"]["sent"] == 2
    assert "Campaign 1, a rehearsal: finished." in page(desk)


def test_a_test_copy_is_no_campaign_to_tell_of(desk: Desk) -> None:
    desk.run("send", "wells", "--test", "ana@example.net", "--yes")

    assert desk.json("preview", "wells", "--json")["recipients"] is None


def test_a_list_that_is_not_known_is_refused(desk: Desk) -> None:
    made = desk.run("preview", "wells", "--to", "afrika")

    assert made.code == 2
    assert "Did you mean africa?" in made.err


def test_the_embargo_is_told_in_the_zones_of_those_who_would_get_it(desk: Desk) -> None:
    desk.write("releases/wells.md", release(head=EMBARGO))

    made = desk.json("preview", "wells", "--to", "africa", "--json")

    embargo = made["embargo"]
    assert (embargo["until"], embargo["lifted"]) == ("2099-11-24T05:00:00Z", False)
    assert embargo["told"].startswith("ends in ")
    told = {one["zone"]: (one["time"], one["offset"], one["recipients"]) for one in embargo["zones"]}
    assert told == {
        "UTC": ("05:00", "UTC+00:00", 0),
        "Europe/Zurich": ("06:00", "UTC+01:00", 0),
        "Africa/Nairobi": ("08:00", "UTC+03:00", 1),
        "Asia/Kathmandu": ("10:45", "UTC+05:45", 1),
    }


def test_somebody_is_told_which_edition_they_would_get_and_by_which_list(desk: Desk) -> None:
    in_two_languages(desk)

    found = reader(desk, "ana@example.net", "--to", "africa,geneva")

    assert found["told"] == "Ana Ruiz would get the fr edition through africa."
    assert (found["gets_it"], found["list"], found["edition"]) == (True, "africa", "fr")
    assert found["edition_because"] == "they read fr"
    assert [way["told"] for way in found["ways"]] == ["carries it", "on it too: nobody gets it twice"]  # type: ignore[attr-defined]


def test_without_a_list_those_are_looked_at_that_somebody_is_on(desk: Desk) -> None:
    found = reader(desk, "cleo@example.net")

    assert found["told"] == "Cleo Marsh would get the en edition through geneva."
    assert found["edition_because"] == "there is no edition in de; en is for everybody else"


def test_who_is_on_none_of_the_lists_would_get_nothing(desk: Desk) -> None:
    found = reader(desk, "cleo@example.net", "--to", "africa")

    assert (found["gets_it"], found["list"]) == (False, None)
    assert found["told"] == "Nothing would be sent to Cleo Marsh: not on africa."
    assert "gets nothing" in page(desk)


def test_who_is_on_no_list_would_get_nothing(desk: Desk) -> None:
    desk.run("contacts", "add", "dan@example.net", "--name", "Dan")

    assert reader(desk, "dan@example.net")["told"] == "Nothing would be sent to Dan: on no list."
    assert (
        reader(desk, "dan@example.net", "--to", "dan@example.net")["told"]
        == "Dan would get the en edition by their address."
    )


def test_who_must_not_be_written_to_is_told_since_when(desk: Desk) -> None:
    desk.run("suppressions", "add", "ben@example.net")

    told = reader(desk, "ben@example.net", "--to", "africa")["told"]

    today = time.strftime("%Y-%m-%d", time.gmtime())
    assert told == f"Nothing would be sent to Ben Okoth: must not be written to (manual, since {today})."


def test_who_must_not_be_written_to_gets_it_by_no_list_at_all(desk: Desk) -> None:
    desk.run("suppressions", "add", "ana@example.net")

    ways = reader(desk, "ana@example.net", "--to", "africa,geneva")["ways"]

    assert isinstance(ways, list)
    assert [way["list"] for way in ways] == ["africa", "geneva"]
    assert all(way["told"].startswith("must not be written to (manual") for way in ways)


def test_a_list_with_a_language_of_its_own_chooses_the_edition(desk: Desk) -> None:
    in_two_languages(desk)
    desk.run("lists", "edit", "geneva", "--language", "fr")
    desk.run("contacts", "edit", "cleo@example.net", "--language", "")

    found = reader(desk, "cleo@example.net")

    assert (found["edition"], found["edition_because"]) == ("fr", "geneva has a language policy of its own")


def test_who_is_left_out_by_another_list_is_told_so(desk: Desk) -> None:
    desk.run("lists", "edit", "africa", "--exclude", "geneva")

    told = reader(desk, "ana@example.net", "--to", "africa")["told"]

    assert told == "Nothing would be sent to Ana Ruiz: on a list that is left out of africa."


def test_a_list_that_was_put_away_is_passed_over(desk: Desk) -> None:
    assert desk.run("lists", "archive", "africa").code == 0

    found = reader(desk, "ana@example.net")

    assert (found["list"], len(found["ways"])) == ("geneva", 1)  # type: ignore[arg-type]


def test_the_terminal_tells_in_a_few_lines_what_the_sheet_says(desk: Desk) -> None:
    desk.write("releases/wells.md", release("TK more.", head=EMBARGO))

    told = desk.run("preview", "wells", "--to", "africa", "--as", "ben@example.net").out

    assert "The checks found 1 error" in told
    assert "The embargo ends in " in told
    assert "Tuesday 24 November 2099, 06:00 Europe/Zurich (05:00 UTC)." in told
    assert "2 recipients if it were sent now." in told
    assert "Ben Okoth would get the en edition through africa." in told


def test_a_place_that_cannot_be_written_is_named(desk: Desk) -> None:
    desk.write("taken", "a file")

    made = desk.run("preview", "wells", "--out", str(desk.path / "taken"))

    assert made.code == 1
    assert "Choose another place: --out DIR" in made.err


def test_who_has_left_a_list_is_told_since_when(desk: Desk) -> None:
    desk.run("unsubscribe", "ben@example.net", "--list", "africa")

    told = reader(desk, "ben@example.net")["told"]

    assert isinstance(told, str)
    assert told.startswith("Nothing would be sent to Ben Okoth: left africa on 20")


def test_of_a_campaign_the_books_are_read(desk: Desk) -> None:
    desk.run("send", "wells", "--to", "africa", "--yes")

    ana, cleo = reader(desk, "ana@example.net"), reader(desk, "cleo@example.net")

    assert ana["told"] == "Campaign 1 has the en edition for Ana Ruiz: sent."
    assert (ana["campaign"], ana["state"], ana["list"]) == (1, "sent", "africa")
    assert cleo["told"] == "Campaign 1 has nothing for Cleo Marsh: neither on its lists nor named."
    assert cleo["gets_it"] is False


def test_the_reason_in_the_proof_is_that_of_the_list_that_carries_it(desk: Desk) -> None:
    found = reader(desk, "ana@example.net", "--to", "geneva")

    assert "Geneva" in str(found["reason"])
    assert "Africa" not in str(found["reason"])


def test_what_the_inbox_shows_comes_from_the_sender_of_the_list(desk: Desk) -> None:
    desk.run("lists", "edit", "geneva", "--sender", "Geneva Desk <geneva@example.org>")

    desk.run("preview", "wells", "--to", "geneva")

    assert "From Geneva Desk &lt;geneva@example.org&gt;." in page(desk)


def test_two_releases_are_compared_word_by_word(desk: Desk) -> None:
    desk.write("releases/wells-2.md", release().replace("last sixty", "last seventy"))

    told = desk.run("preview", "--diff", "wells", "wells-2")
    made = desk.json("preview", "--diff", "wells", "wells-2", "--json")

    assert told.code == 0, told.err
    assert "The last [-sixty-][+seventy+] follow before the rains." in told.out
    (edition,) = made["editions"]
    assert (edition["language"], edition["change"], edition["same"]) == ("en", "same", False)
    assert edition["words"] == {"removed": 1, "added": 1}
    assert {"change": "added", "text": "seventy"} in edition["text"]
    assert "<del>" in page(desk, "wells-to-wells-2")


def test_a_release_is_compared_with_what_a_campaign_sent(desk: Desk) -> None:
    desk.run("send", "wells", "--to", "africa", "--yes")
    same = desk.json("preview", "--diff", "campaign:1", "wells", "--json")
    desk.write("releases/wells.md", release("Sixty more."))

    changed = desk.json("preview", "--diff", "campaign:wells", "wells", "--json")

    assert [one["same"] for one in same["editions"]] == [True]
    assert same["findings"] == {"added": [], "removed": []}
    assert changed["before"] == "campaign 1 (wells)"
    assert changed["editions"][0]["words"] == {"removed": 0, "added": 2}
    assert changed["partial"] is True


def test_findings_that_came_are_told(desk: Desk) -> None:
    desk.write("releases/wells-2.md", release("TK more."))

    told = desk.run("preview", "--diff", "wells", "wells-2")

    assert "new: E012  wells-2.md, line 7" in told.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "no release is named"),
        (("wells", "--diff", "wells", "wells"), "do not go together"),
        (("--diff", "wells", "wells", "--as", "ana@example.net"), "--to and --as do not go with it"),
    ],
)
def test_what_cannot_be_meant_is_refused(desk: Desk, words: tuple[str, ...], said: str) -> None:
    made = desk.run("preview", *words)

    assert made.code == 2
    assert said in made.err


def test_a_campaign_that_is_not_there_is_named(desk: Desk) -> None:
    made = desk.run("preview", "--diff", "campaign:7", "wells")

    assert made.code == 1
    assert "there is no campaign '7'" in made.err


def test_without_chromium_versions_are_compared_without_pictures(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("releases/wells-2.md", release("More."))
    monkeypatch.setenv("PATH", "")

    made = desk.run("preview", "--diff", "wells", "wells-2", "--png")

    assert made.code == 0
    assert "there is no Chromium on this machine" in made.err


@pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium on this machine (Debian package chromium)")
def test_with_chromium_the_pixels_that_differ_are_told(desk: Desk) -> None:
    desk.write("releases/wells-2.md", release().replace("last sixty", "last forty"))

    made = desk.json("preview", "--diff", "wells", "wells-2", "--png", "--json")

    (picture,) = made["pictures"]
    pixels = made["editions"][0]["pixels"]
    assert Path(picture).read_bytes().startswith(b"\x89PNG")
    assert 0 < pixels["changed"] < pixels["all"] / 50
    assert pixels["height"] < 60
    assert pixels["left"] + pixels["width"] <= 640
