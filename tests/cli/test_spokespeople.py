"""Spokespeople: who is printed, who has to be verified, and a private number that nobody outside ever sees."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.cli.conftest import Desk

TODAY = datetime.now(UTC).date()
PRIVATE = "+44 1632 960 977"
RELEASE = """\
---
date: {today}
spokespeople: leila, {described}
---
# Forty wells have reopened around the lake

Nairobi – Forty wells have reopened around the lake, the Example Relief Network said today.

The last sixty follow before the rains.{extra}
"""
DESCRIBED = '{name: Dora Described, phone: "+1 202 555 0141", private_phone: "+44 1632 960 988"}'
PEOPLE = """\
[leila]
name = "Leila Haddad"
unit = "Media Unit"
address = "leila@example.org"
phone = "+1 202 555 0111"
private_phone = "{private}"
languages = ["en", "ar"]
verified_at = {verified}
away = "{away}"
stand_in = "samuel"

[samuel]  # of the night desk
name = "Samuel Okoro"
address = "samuel@example.org"
phone = "+1 202 555 0121"
private_phone = "{private}"
"""
NEVER = "2020-01-01"


def people(*, verified: date = TODAY, away: str = NEVER) -> str:
    return PEOPLE.format(private=PRIVATE, verified=verified, away=away)


def release(*, described: str = "", extra: str = "") -> str:
    return RELEASE.format(today=TODAY, described=described, extra=extra)


def days(first: int, last: int) -> str:
    return f"{TODAY + timedelta(days=first)}..{TODAY + timedelta(days=last)}"


def told(day: date) -> str:
    return f"{day.day} {day:%B}"


def mails(desk: Desk) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((desk.path / "outbox").rglob("*.eml"))]


def text_of(mail: str) -> str:
    part = message_from_bytes(mail.encode(), policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def parts_of(mail: str) -> list[str]:
    parts = message_from_bytes(mail.encode(), policy=policy.default).walk()
    return [str(part.get_content()) for part in parts if not part.is_multipart()]


def digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


@pytest.fixture
def desk(workspace: Desk) -> Desk:
    """A workspace with two spokespeople and a release that names the first."""
    workspace.write("spokespeople.toml", people())
    settings = workspace.path / "mailer.toml"
    written = settings.read_text(encoding="utf-8").replace("# postal_address", "postal_address")
    settings.write_text(written, encoding="utf-8")
    workspace.write("releases/wells.md", release())
    return workspace


def found(desk: Desk, rule: str) -> list[dict[str, str]]:
    return [one for one in desk.json("check", "wells", "--json")["findings"] if one["id"] == rule]


def test_the_list_shows_everybody_without_private_numbers(desk: Desk) -> None:
    desk.write("spokespeople.toml", people(away=days(-1, 3)))

    shown = desk.run("spokespeople", "ls")

    assert shown.code == 0, shown.err
    for word in ("Leila Haddad", "Media Unit", "+1 202 555 0111", "leila@example.org", "en, ar", str(TODAY)):
        assert word in " ".join(shown.out.split())
    assert str(TODAY + timedelta(days=3)) in shown.out
    assert digits(PRIVATE) not in digits(shown.out)


def test_the_list_marks_who_has_to_be_verified(desk: Desk) -> None:
    desk.write("spokespeople.toml", people(verified=TODAY - timedelta(days=91)))

    shown, read = desk.run("spokespeople", "ls"), desk.json("spokespeople", "ls", "--json")

    assert f"{TODAY - timedelta(days=91)} !" in shown.out
    assert "never !" in shown.out
    assert [(one["key"], one["is_overdue"]) for one in read] == [("leila", True), ("samuel", True)]


def test_the_list_can_be_empty(workspace: Desk) -> None:
    assert "spokespeople.toml" in workspace.run("spokespeople", "ls").out
    assert workspace.json("spokespeople", "ls", "--json") == []


def test_the_list_is_there_as_csv(desk: Desk) -> None:
    written = desk.run("spokespeople", "ls", "--csv").out.splitlines()

    assert written[0].startswith("key,name,")
    assert "en;ar" in written[1]


def test_verifying_writes_today_and_leaves_all_else(desk: Desk) -> None:
    before = people(verified=TODAY - timedelta(days=200))
    path = desk.write("spokespeople.toml", before)

    done = desk.run("spokespeople", "verify", "leila")

    assert done.code == 0, done.err
    assert "Leila Haddad: verified" in done.out
    assert path.read_text() == before.replace(str(TODAY - timedelta(days=200)), str(TODAY))
    assert "already" in desk.run("spokespeople", "verify", "leila").out


def test_verifying_nobody_we_know_names_the_nearest(desk: Desk) -> None:
    before = (desk.path / "spokespeople.toml").read_bytes()

    done = desk.run("spokespeople", "verify", "samuel", "leyla")

    assert done.code == 2
    assert "'leila'" in done.err
    assert (desk.path / "spokespeople.toml").read_bytes() == before


def test_a_check_reminds_of_a_contact_who_was_not_verified_for_long(desk: Desk) -> None:
    desk.write("spokespeople.toml", people(verified=TODAY - timedelta(days=91)))

    (reminder,) = found(desk, "E018")

    assert reminder["severity"] == "warning"
    assert reminder["where"] == "spokespeople.toml, [leila]"
    assert "91 days ago" in reminder["message"]
    assert "mailer spokespeople verify leila" in reminder["fix"]


def test_the_days_are_counted_to_the_moment_of_sending(desk: Desk) -> None:
    desk.write("spokespeople.toml", people(verified=TODAY - timedelta(days=89)))
    desk.write("releases/wells.md", release().replace(str(TODAY), str(TODAY + timedelta(days=4))))
    later = f"{TODAY + timedelta(days=5)} 12:00 UTC"

    now = desk.run("send", "wells", "--to", "ana@example.net", "--dry-run")
    scheduled = desk.run("send", "wells", "--to", "ana@example.net", "--at", later, "--dry-run")

    assert (now.code, scheduled.code) == (0, 0), scheduled.err
    assert "1 warning" not in now.err
    assert "1 warning" in scheduled.err


def test_the_mail_names_who_answers_on_the_day_that_it_is_sent(desk: Desk) -> None:
    desk.write("spokespeople.toml", people(away=days(4, 9)))
    later = f"{TODAY + timedelta(days=5)} 12:00 UTC"

    now = desk.run("send", "wells", "--test", "ana@example.net", "--yes")
    planned = desk.run("send", "wells", "--to", "ana@example.net", "--at", later, "--dry-run")

    assert now.code == 0, now.err
    assert "Leila Haddad" in text_of(mails(desk)[0])
    assert "away" not in now.out
    until = told(TODAY + timedelta(days=9))
    assert f"Leila Haddad is away until {until}: Samuel Okoro is printed instead." in planned.out


def test_the_stand_in_is_printed_with_their_own_numbers(desk: Desk) -> None:
    desk.write("spokespeople.toml", people(away=days(0, 0)))

    desk.run("send", "wells", "--test", "ana@example.net", "--yes")

    written = text_of(mails(desk)[0])
    assert "Samuel Okoro" in written
    assert "555\u00a00121" in written
    assert "Leila Haddad" not in written


def test_a_day_begins_at_midnight_in_the_zone_of_the_organisation(desk: Desk) -> None:
    settings = desk.path / "mailer.toml"
    zone = 'timezone = "Pacific/Kiritimati"'
    written = settings.read_text(encoding="utf-8")
    settings.write_text(written.replace("[organisation]\n", f"[organisation]\n{zone}\n", 1), encoding="utf-8")
    desk.write("spokespeople.toml", people(away=days(6, 6)))

    evening = desk.run(
        "send", "wells", "--to", "a@example.net", "--dry-run", "--at", f"{TODAY + timedelta(5)} 12:00 UTC"
    )

    assert "Samuel Okoro is printed instead" in evening.out, evening.err


def test_nobody_is_left_when_everybody_is_away(desk: Desk) -> None:
    desk.write("spokespeople.toml", people(away=days(0, 3)).replace('stand_in = "samuel"\n', ""))

    (missing,) = found(desk, "E001")
    sent = desk.run("send", "wells", "--to", "ana@example.net", "--yes")

    assert missing["message"] == f"everybody who may be called is away on {told(TODAY)}"
    assert sent.code == 65
    assert "everybody who may be called is away" in sent.err
    assert mails(desk) == []


def test_people_who_are_all_away_and_stand_in_for_one_another_are_refused(desk: Desk) -> None:
    span = days(0, 3)
    desk.write("spokespeople.toml", people(away=span) + f'away = "{span}"\nstand_in = "leila"\n')

    messages = [one["message"] for one in found(desk, "E001")]

    circle = f"Leila Haddad and Samuel Okoro stand in for one another, and are all away on {told(TODAY)}"
    assert circle in messages


def test_a_stand_in_whom_nobody_knows_is_refused_with_file_line_and_cure(desk: Desk) -> None:
    desk.write("spokespeople.toml", people().replace('"samuel"', '"samule"'))

    checked = desk.run("check", "wells")

    assert checked.code == 78
    assert "spokespeople.toml, line 10: [leila]: 'samule' is nobody's key. Did you mean 'samuel'?" in checked.err


def test_a_release_cannot_say_who_is_away(desk: Desk) -> None:
    away = '{name: Dora, phone: "+1 202 555 0141", away: "2026-12-20"}'
    desk.write("releases/wells.md", release().replace("leila, ", f"[leila, {away}]"))

    checked = desk.run("check", "wells")

    assert checked.code == 65
    assert "spokespeople.toml" in checked.err


def test_people_described_in_a_release_are_printed_as_they_are(desk: Desk) -> None:
    desk.write("releases/wells.md", release().replace("leila, ", f"[leila, {DESCRIBED}]"))

    desk.run("send", "wells", "--test", "ana@example.net", "--yes")

    assert "Dora Described" in text_of(mails(desk)[0])
    assert found(desk, "E019") == []


@pytest.mark.parametrize("away", [NEVER, days(-1, 1)])
@pytest.mark.parametrize(("verified", "extra"), [(TODAY, " Call +1 202 555 0111."), (TODAY - timedelta(400), " TK")])
def test_a_private_number_leaves_in_nothing_that_is_made(desk: Desk, away: str, verified: date, extra: str) -> None:
    desk.write("spokespeople.toml", people(away=away, verified=verified))
    desk.write("releases/wells.md", release(extra=extra).replace("leila, ", f"[leila, samuel, {DESCRIBED}]"))
    desk.write("note.txt", f"A note\n\n{release()}\n")
    note = str(desk.path / "note.txt")
    commands = (
        *(("check", "wells", *how) for how in ((), ("--json",))),
        *(("preview", "wells", *how) for how in ((), ("--json",))),
        *(("spokespeople", "ls", *how) for how in ((), ("--json",), ("--csv",))),
        *(("send", "wells", "--to", "ana@example.net", "--dry-run", *how) for how in ((), ("--json",))),
        ("send", "wells", "--test", "ben@example.net", "--yes", "--json"),
        ("send", "wells", "--to", "ana@example.net", "--yes", "--json"),
        *(("status", *how) for how in ((), ("--json",))),
        *(("log", *how) for how in ((), ("--json",), ("--csv",))),
        ("explain", "ana@example.net", "--json"),
        ("audit", "ls", "--json"),
        ("new", "other", "--from", note, "--json"),
        ("spokespeople", "verify", "leila", "samuel", "--json"),
    )

    said = [part for words in commands for typed in [desk.run(*words)] for part in (typed.out, typed.err)]

    made = [path for path in written_by_us(desk.path) if path.suffix in {".eml", ".html", ".md", ".log", ".db"}]
    assert {".eml", ".html", ".db"} <= {path.suffix for path in made}
    read = [path.read_bytes().decode("utf-8", "replace") for path in made]
    for text in (*said, *read, *(part for mail in mails(desk) for part in parts_of(mail))):
        for number in (PRIVATE, "+44 1632 960 988"):
            assert number not in text
            assert digits(number)[-9:] not in digits(text)


def test_a_private_number_in_the_text_is_an_error(desk: Desk) -> None:
    desk.write("releases/wells.md", release(extra=" By night: 01632\u00a0960\u00a0977."))

    sent = desk.run("send", "wells", "--to", "ana@example.net", "--yes")

    assert sent.code == 65
    assert "a private number of Leila Haddad is printed" in sent.err
    assert "960" not in sent.err
    assert mails(desk) == []


def written_by_us(folder: Path) -> list[Path]:
    """Return every file below ``folder`` but those that the officer wrote the number into."""
    given = {"spokespeople.toml", "wells.md"}
    return [path for path in folder.rglob("*") if path.is_file() and path.name not in given]
