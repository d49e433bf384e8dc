from datetime import date
from pathlib import Path

import pytest

from mailer.content.release.spokespeople import key_of, read_spokespeople
from mailer.domain.absence import Absence
from mailer.errors import SettingsError

WHOLE = """\
[ada-example]
name = "Ada Example"
title = "Spokesperson"
unit = "Media Unit"
city = "Lakeside"
address = "Ada@Example.org"
phone = "+1 202 555 0101"
private_phone = "+1 202 555 0102"
languages = ["en", "FR"]
verified_at = 2026-11-01
away = ["2026-12-20..2027-01-04", "2026-12-08"]
stand_in = "ben-sample"

[ben-sample]
name = "Ben Sample"
phone = "+1 202 555 0103"
languages = "ar; zh-cn"
verified_at = "2026-10-01"
"""

ADA = '[ada]\nname = "Ada"\nphone = "+1 202 555 0101"\n'
BEN = '[ben]\nname = "Ben"\nphone = "+1 202 555 0103"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "spokespeople.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_said_of_a_spokesperson_is_read(tmp_path: Path) -> None:
    people = read_spokespeople(written(tmp_path, WHOLE))

    ada, ben = people["ada-example"], people["ben-sample"]
    assert (ada.name, ada.title, ada.unit, ada.city) == ("Ada Example", "Spokesperson", "Media Unit", "Lakeside")
    assert (ada.address, ada.phone, ada.private_phone) == ("Ada@example.org", "+1 202 555 0101", "+1 202 555 0102")
    assert (ada.languages, ada.verified_at) == (("en", "fr"), date(2026, 11, 1))
    assert (ben.languages, ben.verified_at) == (("ar", "zh-Hans"), date(2026, 10, 1))
    assert ada.away == (
        Absence(date(2026, 12, 8), date(2026, 12, 8)),
        Absence(date(2026, 12, 20), date(2027, 1, 4)),
    )
    assert (ada.stand_in, ben.away, ben.stand_in) == ("ben-sample", (), "")


def test_no_file_means_nobody(tmp_path: Path) -> None:
    people = read_spokespeople(tmp_path / "spokespeople.toml")

    assert people == {}


@pytest.mark.parametrize(
    ("text", "line", "cure"),
    [
        ('[ada]\nname = "Ada"\nphon = "+1 202 555 0101"', 3, "'phone'"),
        ('[ada]\nname = "Ada"', 1, "phone number"),
        ('[ada]\nphone = "+1 202 555 0101"', 1, "name:"),
        ('[ada]\nname = "Ada"\naddress = "ada at example.org"', 3, "press@example.org"),
        ('[ada]\nname = "Ada"\nphone = "later"', 3, "+41"),
        ('[ada]\nname = "Ada"\nphone = 12025550101', 3, 'phone = "..."'),
        ('[ada]\nname = "Ada"\nphone = "+1 202 555 0101"\nlanguages = "Klingonese"', 4, "en, fr"),
        ('[ada]\nname = "Ada"\nphone = "+1 202 555 0101"\nverified_at = "1.11.2026"', 4, "2026-11-24"),
        (f'{ADA}away = "2027-01-04..2026-12-20"', 4, "2026-12-20..2027-01-04"),
        (f'{ADA}away = "20.12.2026"', 4, "2026-12-20..2027-01-04"),
        (f'{ADA}away = "next week"', 4, "2026-12-20..2027-01-04"),
        (f"{ADA}away = [7]", 4, "2026-12-20..2027-01-04"),
        (f'{ADA}away = "2026-12-20..2027-02-30"', 4, "2026-12-20..2027-01-04"),
        (f'{ADA}stand_in = "bne"\n{BEN}', 4, "'ben'"),
        (f'{ADA}stand_in = "ben"', 4, "Write them in this file too"),
        (f'{ADA}stand_in = "ada"\n{BEN}', 4, "Name somebody else"),
        (f'{ADA}private_phone = "later"', 4, "+41"),
        ('[Ada_E]\nname = "Ada"\nphone = "+1 202 555 0101"', 1, "small letters"),
        ('name = "Ada"', 1, "[leila-haddad]"),
        ('[ada]\nname = "Ada', 2, '`key = "value"`'),
    ],
)
def test_what_is_wrong_names_line_and_cure(tmp_path: Path, text: str, line: int, cure: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(SettingsError) as refused:
        read_spokespeople(path)

    assert f"spokespeople.toml, line {line}" in refused.value.message
    assert cure in refused.value.hint
    assert refused.value.exit_code == 78


def test_a_private_number_is_not_even_shown_in_an_error(tmp_path: Path) -> None:
    path = written(tmp_path, f'{ADA}private_phone = "call 55"')

    with pytest.raises(SettingsError) as refused:
        read_spokespeople(path)

    assert "55" not in str(refused.value).replace("555", "")


def test_a_private_number_is_not_in_what_a_traceback_shows(tmp_path: Path) -> None:
    people = read_spokespeople(written(tmp_path, WHOLE))

    assert "+1 202 555 0102" not in repr(people)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spokespeople.toml"
    path.write_bytes('[ada]\nname = "Zoé"\n'.encode("cp1252"))

    with pytest.raises(SettingsError, match="line 2 is not UTF-8"):
        read_spokespeople(path)


@pytest.mark.parametrize(
    ("name", "key"),
    [("Leïla Haddad", "leila-haddad"), ("Jean-Noël O’Neil", "jean-noel-oneil"), ("王示例", "spokesperson")],
)
def test_a_key_is_made_from_a_name(name: str, key: str) -> None:
    made = key_of(name)

    assert made == key
