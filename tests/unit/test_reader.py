# Datelines in six languages are the example here.

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mailer.content.release.reader import read_release
from mailer.domain.release import Link, Photo, Release, ReleaseKind, Spokesperson
from mailer.errors import ReleaseError

ADA = Spokesperson("ada-example", "Ada Example", phone="+1 202 555 0101")
BEN = Spokesperson("ben-sample", "Ben Sample", address="ben@example.org")
KNOWN = {person.key: person for person in (ADA, BEN)}
TEXT = "# Wells hold\n\nLakeside – Wells held through the drought.\n"


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Release]:
    def reading(text: str | bytes, name: str = "wells-hold.md", language: str = "en") -> Release:
        path = tmp_path / "releases" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_release(path, spokespeople=KNOWN, default_language=language)

    return reading


def head(*lines: str, people: str = "spokespeople: none") -> str:
    return "\n".join(["---", people, *lines, "---", TEXT])


def test_a_release_is_read_whole(read: Callable[..., Release]) -> None:
    release = read(
        "---\ndate: 2026-11-24\nembargo: 2026-11-24 06:00 Europe/Zurich  # a zone is required\n"
        "spokespeople: ada-example, ben-sample\ntags: [water, herders]\ncountries: KE, UG\nkind: Media advisory\n"
        "summary: Deep wells hold.\nvalid_for: 2d\ncorrects: wells-fail\ncorrection: The figure was wrong.\n"
        "boilerplate: |\n  Example Relief is invented.\n\n  It runs wells.\n"
        "photos: [{url: https://example.org/a.jpg, alt: A well, credit: Ada}]\n"
        "links: [{label: The survey, url: https://example.org/s}, The map: https://example.org/m]\n---\n"
        "# Wells *hold* through the drought\n\n"
        "New York – Wells held.\n\n> “We dig.”\n> — Ben Sample\n\n## Notes to editors\n\nNone.\n"
    )

    edition = release.edition("en")
    assert (release.slug, release.kind, release.date) == ("wells-hold", ReleaseKind.MEDIA_ADVISORY, date(2026, 11, 24))
    assert release.embargo is not None
    assert (release.embargo.until, release.embargo.zone) == (datetime(2026, 11, 24, 5, tzinfo=UTC), "Europe/Zurich")
    assert release.spokespeople == (ADA, BEN)
    assert (release.tags, release.countries) == (("water", "herders"), ("KE", "UG"))
    assert (release.valid_for, release.corrects) == (timedelta(days=2), "wells-fail")
    assert (edition.headline, edition.place) == ("Wells hold through the drought", "New York")
    assert edition.body == "Wells held.\n\n> “We dig.”\n> — Ben Sample\n\n## Notes to editors\n\nNone."
    assert (edition.summary, edition.correction) == ("Deep wells hold.", "The figure was wrong.")
    assert edition.boilerplate == "Example Relief is invented.\n\nIt runs wells."
    assert edition.photos == (Photo("https://example.org/a.jpg", "A well", credit="Ada"),)
    assert edition.links == (Link("The survey", "https://example.org/s"), Link("The map", "https://example.org/m"))


def test_the_line_where_the_body_begins_is_known(read: Callable[..., Release]) -> None:
    edition = read(head("date: 2026-11-24")).editions[0]

    assert edition.body_line == 7
    assert edition.source == "wells-hold.md"


def test_what_is_not_said_has_its_default(read: Callable[..., Release]) -> None:
    release = read(head(), language="fr")

    assert (release.kind, release.date, release.embargo) == (ReleaseKind.PRESS_RELEASE, None, None)
    assert (release.valid_for, release.languages) == (timedelta(hours=24), ("fr",))
    assert release.spokespeople_none is True


def test_the_slug_comes_from_the_name_of_the_file(read: Callable[..., Release]) -> None:
    release = read(head(), name="Wells Hold_2026.md")

    assert release.slug == "wells-hold-2026"


def test_a_name_without_letters_asks_for_a_slug(read: Callable[..., Release]) -> None:
    with pytest.raises(ReleaseError, match="No slug"):
        read(head(), name="水井.md")


@pytest.mark.parametrize(
    ("paragraph", "place", "body"),
    [
        ("New York – Wells held.", "New York", "Wells held."),
        ("**Nairobi** — Wells held.", "Nairobi", "Wells held."),
        ("**Nairobi, 24 November —** Wells held.", "Nairobi", "Wells held."),
        ("GENÈVE, 24 novembre – les puits tiennent.", "GENÈVE", "les puits tiennent."),
        ("Genève, le 24 novembre 2026 – Les puits tiennent.", "Genève", "Les puits tiennent."),
        ("Ciudad de México, 24 de noviembre – Los pozos.", "Ciudad de México", "Los pozos."),
        ("جنيف – صمدت الآبار.", "جنيف", "صمدت الآبار."),
        ("جنيف، 24 تشرين الثاني/نوفمبر 2026 – صمدت الآبار.", "جنيف", "صمدت الآبار."),
        ("Женева, 24 ноября 2026 года — Колодцы.", "Женева", "Колодцы."),
        ("日内瓦 – 水井", "日内瓦", "水井"),
        ("日内瓦11月24日电 水井", "日内瓦", "水井"),
        ("（日内瓦，2026年11月24日）水井", "日内瓦", "水井"),
        ("NEW YORK, Nov. 24, 2026 -- Wells held.", "NEW YORK", "Wells held."),
        ("Washington, D.C. – Wells held.", "Washington, D.C.", "Wells held."),
        ("Port-au-Prince/Genève – Wells held.", "Port-au-Prince/Genève", "Wells held."),
        ("GENEVA (Example Relief) – wells held.", "GENEVA", "wells held."),
        ("Wells held – again.", "", "Wells held – again."),
        ("The wells – all of them – held.", "", "The wells – all of them – held."),
        ("“Wells – yes,” he said.", "", "“Wells – yes,” he said."),
    ],
)
def test_datelines_are_read_in_six_languages(
    read: Callable[..., Release], paragraph: str, place: str, body: str
) -> None:
    edition = read(f"---\nspokespeople: none\n---\n# Wells hold\n\n{paragraph}\n").editions[0]

    assert (edition.place, edition.body) == (place, body)


def test_the_place_key_overrides_the_dateline(read: Callable[..., Release]) -> None:
    edition = read(head("place: Geneva")).editions[0]

    assert (edition.place, edition.body) == ("Geneva", "Wells held through the drought.")


def test_an_empty_place_leaves_the_text_alone(read: Callable[..., Release]) -> None:
    edition = read(head('place: ""')).editions[0]

    assert (edition.place, edition.body) == ("", "Lakeside – Wells held through the drought.")


def test_a_full_date_in_the_dateline_is_the_date(read: Callable[..., Release]) -> None:
    release = read(head().replace("Lakeside –", "Lakeside, 24 November 2026 –"))

    assert release.date == date(2026, 11, 24)


def test_a_dateline_that_contradicts_the_date_is_refused(read: Callable[..., Release]) -> None:
    with pytest.raises(ReleaseError, match="the dateline says"):
        read(head("date: 2026-11-24").replace("Lakeside –", "Lakeside, 23 November –"))


def test_someone_described_in_place_gets_a_key(read: Callable[..., Release]) -> None:
    release = read(head(people="spokespeople: {name: Zoé Exemple, phone: +1 202 555 0104}"))

    assert release.spokespeople == (Spokesperson("zoe-exemple", "Zoé Exemple", phone="+1 202 555 0104"),)


def test_keys_and_descriptions_may_be_mixed(read: Callable[..., Release]) -> None:
    release = read(head(people="spokespeople:\n  - ada-example\n  - {name: Zoé, address: zoe@example.org}"))

    assert [person.name for person in release.spokespeople] == ["Ada Example", "Zoé"]


@pytest.mark.parametrize(
    ("lines", "line", "said", "cure"),
    [
        (["embargo: 2026-11-24 06:00"], 3, "no time zone", "embargo: 2026-11-24 06:00 Europe/Zurich"),
        (["embargo: 2026-11-24 06:00 CET"], 3, "time zone", "Europe/Zurich"),
        (["embargo: 2026-11-24 06:00 +01:00"], 3, "time zone", "Europe/Zurich"),
        (["embargo: 2026-11-24 06:00 europe/zurich"], 3, "Europe/Zurich", "Europe/Zurich"),
        (["embargo: 2026-11-24 Europe/Zurich"], 3, "time of day", "06:00"),
        (["embargo: tomorrow 06:00 Europe/Zurich"], 3, "not a time", "2026-11-24 06:00"),
        (["embargo: 2026-11-24 12:00 am Europe/Zurich"], 3, "time zone", "2026-11-24 06:00"),
        (["embargo: 2026-02-30 06:00 Europe/Zurich"], 3, "embargo", "2026-11-24 06:00"),
        (["embargo: 2026-10-25 02:30 Europe/Zurich"], 3, "twice", "2026-11-24 06:00"),
        (["embargo: 2026-03-29 02:30 Europe/Zurich"], 3, "does not exist", "2026-11-24 06:00"),
        (["embargo:"], 3, "empty", "delete the line"),
        (["tags: a", "date: 24 November 2026"], 4, "not a date", "2026-11-24"),
        (["kind: pres-release"], 3, "no kind", "'press-release'"),
        (["slug: Wells Hold"], 3, "slug", "record-drought"),
        (["language: Klingonese"], 3, "not a language", "zh-Hans"),
        (["valid_for: soon"], 3, "length of time", "24h"),
        (["valid_for: 99d"], 3, "bounds", "30d"),
        (["attachments: report.pdf"], 3, "cannot be sent yet", "links"),
        (["photos: goat.jpg"], 3, "from the web", "https://"),
        (["photos: [{url: https://example.org/a.jpg}]"], 3, "not described", "alt:"),
        (["photos: [{url: https://example.org/a.jpg, alt: A, titel: B}]"], 3, "'titel'", "There are"),
        (["links: https://example.org"], 3, "not described", "label"),
        (["links: {label: A, url: example.org}"], 3, "web address", "https://"),
        (["summary: [a, b]"], 3, "should be words", "quotes"),
        (["tags: {a: b}"], 3, "list of words", "[one, two]"),
    ],
)
def test_a_wrong_value_names_file_line_and_cure(  # noqa: PLR0917 - one argument per part of the message
    read: Callable[..., Release], lines: list[str], line: int, said: str, cure: str
) -> None:
    with pytest.raises(ReleaseError) as refused:
        read(head(*lines))

    assert refused.value.message.startswith(f"wells-hold.md, line {line}: {lines[-1].partition(':')[0]}: ")
    assert said in refused.value.message
    assert cure in f"{refused.value.message} {refused.value.hint}"


@pytest.mark.parametrize(
    ("people", "said", "cure"),
    [
        ("spokespeople:", "nobody is named", "leila-haddad"),
        ("tags: a", "nobody is named", "none"),
        ("spokespeople: ada-exmaple", "'ada-exmaple' is not in spokespeople.toml", "'ada-example'"),
        ("spokespeople: ada-example, ada-example", "named twice", "Keep one"),
        ("spokespeople: {name: Zoé}", "no way to reach Zoé", "phone number"),
        ("spokespeople: {name: Zoé, adress: zoe@example.org}", "'adress'", "'address'"),
        ("spokespeople: {name: Zoé, address: zoe at example}", "not a mail address", "press@example.org"),
        ("spokespeople: {phone: +1 202 555 0104}", "no name", "name:"),
    ],
)
def test_nobody_to_call_is_refused(read: Callable[..., Release], people: str, said: str, cure: str) -> None:
    with pytest.raises(ReleaseError) as refused:
        read(head(people=people))

    assert refused.value.message.startswith("wells-hold.md, line ")
    assert said in refused.value.message
    assert cure in refused.value.hint


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("Wells held.", 4, "no headline"),
        ("## Wells\n\nText.", 4, "no headline"),
        ("# \n\nText.", 4, "headline is empty"),
        ("# Wells\n\nText.\n\n# Goats\n\nText.", 8, "second headline"),
        ("Text.\n\n# Wells\n\nText.", 4, "above the headline"),
        ("# Wells\n\n", 5, "no text below"),
    ],
)
def test_text_without_one_headline_is_refused(read: Callable[..., Release], text: str, line: int, said: str) -> None:
    with pytest.raises(ReleaseError) as refused:
        read(f"---\nspokespeople: none\n---\n{text}")

    assert refused.value.message.startswith(f"wells-hold.md, line {line}: ")
    assert said in refused.value.message


def test_windows_files_are_read(read: Callable[..., Release]) -> None:
    edition = read(b"\xef\xbb\xbf" + head().replace("\n", "\r\n").encode()).editions[0]

    assert edition.body == "Wells held through the drought."


def test_letters_made_of_two_signs_are_composed(read: Callable[..., Release]) -> None:
    edition = read(head().replace("Wells held", "Cafe\u0301s held")).editions[0]

    assert edition.body.startswith("Caf\u00e9s held")


def test_a_letter_that_another_program_has_lost_is_refused_with_its_line(read: Callable[..., Release]) -> None:
    with pytest.raises(ReleaseError, match=r"wells-hold.md, line 6 holds a broken character \(U\+FFFD\).* again"):
        read(head().replace("held", "h\ufffdld"))


@pytest.mark.parametrize("escape", [r"\ufffd", r"\ud83d"])
def test_a_broken_letter_that_is_written_as_an_escape_is_refused_too(read: Callable[..., Release], escape: str) -> None:
    with pytest.raises(ReleaseError, match=r"wells-hold.md, line 3: there is a broken character \(U\+\w{4}\)"):
        read(head(f'summary: "A well {escape}"'))


def test_control_characters_are_refused_with_their_line(read: Callable[..., Release]) -> None:
    with pytest.raises(ReleaseError, match=r"line 6 holds an invisible control character \(U\+000B\)"):
        read(head().replace("Wells held", "Wells\x0bheld"))


def test_another_encoding_is_refused_with_its_line(read: Callable[..., Release]) -> None:
    with pytest.raises(ReleaseError, match="line 6 is not UTF-8"):
        read(head().encode("cp1252"))


def test_what_is_no_markdown_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "wells.docx").write_bytes(b"PK\x03\x04")

    with pytest.raises(ReleaseError, match="not a Markdown file"):
        read_release(tmp_path / "wells.docx", spokespeople={}, default_language="en")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="does not exist"):
        read_release(tmp_path / "wells.md", spokespeople={}, default_language="en")
