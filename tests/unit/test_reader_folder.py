from pathlib import Path

import pytest

from mailer.content.release.reader import read_release
from mailer.domain.release import Release
from mailer.errors import ReleaseError

ENGLISH = "---\ndate: 2026-11-24\nspokespeople: none\n---\n# Wells hold\n\nLakeside – Wells held.\n"
FRENCH = "---\nsummary: Les puits.\n---\n# Les puits tiennent\n\nGenève – Les puits tiennent.\n"


def read(folder: Path, **files: str) -> Release:
    path = folder / "releases" / "wells-hold"
    path.mkdir(parents=True)
    for name, text in files.items():
        (path / f"{name.replace('_', '-')}.md").write_text(text, encoding="utf-8")
    return read_release(path, spokespeople={}, default_language="en")


def test_a_folder_has_an_edition_per_language(tmp_path: Path) -> None:
    release = read(tmp_path, en=ENGLISH, fr=FRENCH, zh_Hans=FRENCH)

    assert release.languages == ("en", "fr", "zh-Hans")
    assert (release.slug, release.edition("fr").place) == ("wells-hold", "Genève")
    assert release.edition("fr").source == "wells-hold/fr.md"


def test_shared_keys_may_stand_in_any_one_file(tmp_path: Path) -> None:
    release = read(tmp_path, en=ENGLISH, fr=FRENCH.replace("summary", "tags"))

    assert str(release.date) == "2026-11-24"
    assert release.tags == ("Les puits.",)


def test_shared_keys_that_differ_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError) as refused:
        read(tmp_path, en=ENGLISH, fr=ENGLISH.replace("2026-11-24", "2026-11-25"))

    assert refused.value.message == "wells-hold/fr.md, line 2: date: it differs from wells-hold/en.md"


def test_a_file_not_named_by_a_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"notes-to-self\.md is not named by a language"):
        read(tmp_path, en=ENGLISH, notes_to_self=FRENCH)


def test_two_files_in_one_language_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="are both in zh-Hans"):
        read(tmp_path, zh_CN=ENGLISH, zh_Hans=FRENCH)


def test_a_language_key_that_contradicts_the_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="it says es, its name says fr"):
        read(tmp_path, en=ENGLISH, fr=FRENCH.replace("summary: Les puits.", "language: es"))


def test_a_folder_where_nobody_can_be_called_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"wells-hold/fr\.md, line 1: nobody is named"):
        read(tmp_path, fr=FRENCH)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="no release in"):
        read(tmp_path)


def test_one_file_of_a_folder_keeps_the_slug_of_the_release(tmp_path: Path) -> None:
    read(tmp_path, en=ENGLISH, fr=FRENCH)

    alone = read_release(tmp_path / "releases/wells-hold/en.md", spokespeople={}, default_language="es")

    assert (alone.slug, alone.languages) == ("wells-hold", ("en",))
