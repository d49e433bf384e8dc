"""Writing the day of verification changes one line of the file, and no other byte."""

from datetime import date
from pathlib import Path

import pytest

from mailer.content.release.spokespeople import read_spokespeople
from mailer.content.release.verified import set_verified
from mailer.errors import MailerError

TODAY = date(2026, 11, 25)
FILE = """\
# Who may be called.  Two blanks, kept.

[ada]   # the spokesperson
name   =  "Ada Example"
phone = "+1 202 555 0101"
verified_at = 2026-01-31   # by telephone
languages = [
    "en",
    "fr",  # fluent
]

# Below: the desk
["ben"]
name = 'Ben [ada] Sample'
phone = "+1 202 555 0103"
verified_at = "2026-02-01"

[cleo]
name = "Cleo Instance"
phone = "+1 202 555 0104"
# nothing more is known
"""


def written(folder: Path, text: str = FILE) -> Path:
    path = folder / "spokespeople.toml"
    path.write_bytes(text.encode("utf-8"))
    return path


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("ada", "verified_at = 2026-01-31   # by", "verified_at = 2026-11-25   # by"),
        ("ben", 'verified_at = "2026-02-01"\n', "verified_at = 2026-11-25\n"),
        ("cleo", '"+1 202 555 0104"\n', '"+1 202 555 0104"\nverified_at = 2026-11-25\n'),
    ],
)
def test_one_line_changes_and_nothing_else(tmp_path: Path, key: str, before: str, after: str) -> None:
    path = written(tmp_path)

    changed = set_verified(path, key, TODAY)

    assert changed
    assert path.read_bytes().decode("utf-8") == FILE.replace(before, after)
    assert read_spokespeople(path)[key].verified_at == TODAY


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_a_byte_order_mark_are_kept(tmp_path: Path, mark: str, end: str) -> None:
    path = written(tmp_path, mark + FILE.replace("\n", end))

    set_verified(path, "cleo", TODAY)

    added = f'"+1 202 555 0104"{end}verified_at = 2026-11-25{end}'
    assert path.read_bytes().decode("utf-8") == mark + FILE.replace("\n", end).replace(f'"+1 202 555 0104"{end}', added)


def test_a_file_that_ends_without_a_line_end_gets_the_day_too(tmp_path: Path) -> None:
    path = written(tmp_path, '[ada]\nname = "Ada"\nphone = "+1 202 555 0101"')

    set_verified(path, "ada", TODAY)

    assert path.read_text() == '[ada]\nname = "Ada"\nphone = "+1 202 555 0101"\nverified_at = 2026-11-25'


def test_who_was_verified_today_already_leaves_the_file_alone(tmp_path: Path) -> None:
    path = written(tmp_path, FILE.replace("2026-01-31", "2026-11-25"))
    before = path.stat()

    changed = set_verified(path, "ada", TODAY)

    assert not changed
    assert path.stat() == before


def test_the_mode_of_the_file_is_kept(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.chmod(0o640)

    set_verified(path, "ada", TODAY)

    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "text",
    [
        'ada = { name = "Ada", phone = "+1 202 555 0101" }\n',
        'ada.name = "Ada"\nada.phone = "+1 202 555 0101"\n',
    ],
)
def test_what_is_written_in_another_way_is_left_to_the_officer(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(MailerError, match="way that we can change") as refused:
        set_verified(path, "ada", TODAY)

    assert "verified_at = 2026-11-25" in refused.value.hint
    assert path.read_text() == text


def test_words_that_look_like_an_entry_are_not_taken_for_one(tmp_path: Path) -> None:
    tricky = FILE.replace('"Ada Example"', '"""Ada\n[cleo]\nverified_at = 2020-01-01\n"""')
    path = written(tmp_path, tricky)

    with pytest.raises(MailerError, match="way that we can change"):
        set_verified(path, "cleo", TODAY)

    assert path.read_bytes().decode("utf-8") == tricky
