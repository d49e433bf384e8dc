from pathlib import Path

import pytest

from mailer.content.release.reader import read_release
from mailer.errors import InputError, MailerError, ReleaseError, SettingsError, UsageProblem
from mailer.usecases.messages.drafting import Draft, draft

PAGE = (
    "Wells hold through the drought\n"
    "Lakeside, 24 November 2026 – Wells held through the drought, a survey of 1,240 households says.\n"
    "Media contact: Ada Example, Press Officer, ada@example.org\n"
)


def drafted(workspace: Path, slug: str = "wells-hold", *, source: Path | None = None) -> Draft:
    return draft(
        workspace,
        slug,
        source=source,
        language="",
        default_language="en",
        spokespeople_path=workspace / "spokespeople.toml",
    )


def saved(folder: Path, name: str, content: str = PAGE) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_a_draft_from_a_page_can_be_read_at_once(tmp_path: Path) -> None:
    made = drafted(tmp_path, source=saved(tmp_path, "page.txt"))

    release = read_release(made.path, spokespeople={}, default_language="fr")
    assert made.path == tmp_path / "releases" / "wells-hold.md"
    assert (release.slug, release.languages, str(release.date)) == ("wells-hold", ("en",), "2026-11-24")
    assert [person.name for person in made.added_spokespeople] == ["Ada Example"]


def test_a_known_address_is_no_new_spokesperson(tmp_path: Path) -> None:
    saved(tmp_path, "spokespeople.toml", '[ada]\nname = "Ada E."\naddress = "ada@example.org"\n')

    made = drafted(tmp_path, source=saved(tmp_path, "page.txt"))

    assert made.added_spokespeople == ()
    assert "  - ada\n" in made.path.read_text(encoding="utf-8")


def test_a_page_is_recognised_by_its_content_too(tmp_path: Path) -> None:
    page = "<!DOCTYPE html><title>Wells hold</title><body><h1>Wells hold</h1><p>" + PAGE.split("\n")[1] + "</p>"

    made = drafted(tmp_path, source=saved(tmp_path, "page.txt", page))

    assert "# Wells hold\n" in made.path.read_text(encoding="utf-8")


def test_an_empty_draft_explains_itself_and_cannot_be_sent(tmp_path: Path) -> None:
    made = drafted(tmp_path)

    assert "embargo: 2026-11-24 06:00 Europe/Zurich" in made.path.read_text(encoding="utf-8")
    with pytest.raises(ReleaseError, match="headline is empty"):
        read_release(made.path, spokespeople={}, default_language="en")


def test_a_draft_is_never_written_over(tmp_path: Path) -> None:
    before = drafted(tmp_path).path.read_text(encoding="utf-8")

    with pytest.raises(MailerError, match="exists already"):
        drafted(tmp_path, source=saved(tmp_path, "page.txt"))

    assert (tmp_path / "releases" / "wells-hold.md").read_text(encoding="utf-8") == before


def test_a_release_folder_is_not_shadowed(tmp_path: Path) -> None:
    (tmp_path / "releases" / "wells-hold").mkdir(parents=True)

    with pytest.raises(MailerError, match="exists already"):
        drafted(tmp_path)


@pytest.mark.parametrize("slug", ["Wells", "../wells", "wells hold", "", "-wells"])
def test_a_wrong_slug_is_refused(tmp_path: Path, slug: str) -> None:
    with pytest.raises(UsageProblem, match="cannot be a slug"):
        drafted(tmp_path, slug)


@pytest.mark.parametrize(("name", "what"), [("a.doc", "Word"), ("a.pdf", "PDF"), ("a.odt", "OpenDocument")])
def test_what_cannot_be_read_yet_is_named(tmp_path: Path, name: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        drafted(tmp_path, source=saved(tmp_path, name))


def test_a_missing_source_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="does not exist"):
        drafted(tmp_path, source=tmp_path / "nothing.txt")


def test_wrong_spokespeople_are_told_before_anything_is_written(tmp_path: Path) -> None:
    saved(tmp_path, "spokespeople.toml", "[ada]\n")

    with pytest.raises(SettingsError):
        drafted(tmp_path, source=saved(tmp_path, "page.txt"))

    assert not (tmp_path / "releases").exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("page.txt", b"  \n", "There is no text in page.txt"),
        ("page.txt", b"%PDF-1.7", "page.txt is a PDF, not text"),
        ("page.txt", b"Wells\nGen\xe8ve", "page.txt, line 2 is not UTF-8"),
        ("page.html", b"\x89PNG", r"page.html is a picture \(PNG\), not text"),
        ("page.html", b"<p>Gen\xe8ve", "page.html does not say in which encoding it is"),
    ],
)
def test_a_source_that_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    source = tmp_path / name
    source.write_bytes(content)

    with pytest.raises(ReleaseError, match=sentence):
        drafted(tmp_path, source=source)

    assert not (tmp_path / "releases").exists()
