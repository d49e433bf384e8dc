"""What a release may begin with: Markdown, web pages saved as one file, saved mails."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from mailer.content.pasted.pieces import Pasted
from mailer.content.pasted.reading import read_page
from mailer.content.pasted.writing import write_release
from mailer.content.sources import page_of
from mailer.errors import ReleaseError
from mailer.usecases.messages.drafting import Draft, draft

PAGES = Path(__file__).parent / "pages"
LEAD = "Forty wells have reopened around the lake, the Example Relief Network said today after a survey."
TEXT = f"""\
# Forty *wells* have reopened

**Nairobi**, 24 November 2026 – {LEAD}

The survey covered **1,240 households**, as [the report](https://example.org/report) tells in its second part.

## What comes next

- deeper wells
- spare parts

| Village | Wells |
|---|---|
| Port Selene | 12 |

> “Nobody has to walk for water now,” said Leila Haddad, who leads the work on the shore.

Media contact: Leila Haddad, Spokesperson, leila@example.org, +1 202 555 0111
"""
RELEASE = f"---\ndate: 2026-11-24\nspokespeople: none\n---\n# Forty wells\n\nNairobi – {LEAD}\n"


def saved(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def read(path: Path, language: str = "en") -> Pasted:
    return read_page(page_of(path), language)


def drafted(folder: Path, source: Path, *, language: str = "") -> Draft:
    people = folder / "spokespeople.toml"
    return draft(folder, "wells", source=source, language=language, default_language="en", spokespeople_path=people)


@pytest.mark.parametrize("name", ["note.md", "note.markdown"])
def test_a_text_in_markdown_keeps_what_it_is_made_of(tmp_path: Path, name: str) -> None:
    found = read(saved(tmp_path, name, TEXT))
    written = write_release(found)

    assert (found.headline, found.place, str(found.date)) == ("Forty wells have reopened", "Nairobi", "2026-11-24")
    assert [one.name for one in found.spokespeople] == ["Leila Haddad"]
    assert "covered **1,240 households**, as [the report](https://example.org/report) tells" in written
    assert "## What comes next\n\n- deeper wells\n- spare parts\n\n| Village | Wells |" in written
    assert "> “Nobody has to walk" in written


@pytest.mark.parametrize(
    "head", ["---\ntitle: {0}\nlayout: post\ndate: 2026-11-23\n---\n", '+++\ntitle = "{0}"\n+++\n']
)
def test_the_head_of_another_program_tells_the_headline(tmp_path: Path, head: str) -> None:
    body = TEXT.split("\n", 2)[2]

    found = read(saved(tmp_path, "note.md", head.format("Forty wells: a survey") + body))

    assert found.headline == "Forty wells: a survey"


def test_a_markdown_file_that_is_a_release_is_taken_as_it_is(tmp_path: Path) -> None:
    made = drafted(tmp_path, saved(tmp_path, "note.md", RELEASE))

    assert made.path.read_text(encoding="utf-8") == RELEASE
    assert made.doubts == ()


def test_what_is_wrong_with_a_release_that_was_taken_as_it_is_is_told(tmp_path: Path) -> None:
    made = drafted(tmp_path, saved(tmp_path, "note.md", RELEASE.replace("none", "leila")))

    assert "'leila' is not in spokespeople.toml" in made.doubts[0]


def test_a_slug_that_is_not_the_name_of_the_file_is_told(tmp_path: Path) -> None:
    made = drafted(tmp_path, saved(tmp_path, "note.md", RELEASE.replace("date:", "slug: other\ndate:")))

    assert "slug: other" in made.doubts[0]


def test_the_language_of_a_page_is_taken_with_a_doubt(tmp_path: Path) -> None:
    made = drafted(tmp_path, PAGES / "wordpress.html")

    assert "language: fr\n" in made.path.read_text(encoding="utf-8")
    assert any("it is in fr-FR, so the draft is" in doubt for doubt in made.doubts)


def test_a_language_that_was_typed_is_stronger_than_the_page(tmp_path: Path) -> None:
    made = drafted(tmp_path, PAGES / "wordpress.html", language="es")

    assert "language: es\n" in made.path.read_text(encoding="utf-8")
    assert any("is in fr-FR, the draft is in es" in doubt for doubt in made.doubts)


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
@pytest.mark.parametrize("name", ["page.mhtml", "page.mht"])
def test_a_page_saved_as_one_file_is_read_as_the_page(tmp_path: Path, encoding: str, name: str) -> None:
    whole = EmailMessage()
    whole["From"] = "<Saved by a browser>"
    whole["Snapshot-Content-Location"] = "https://www.example.org/news"
    whole.set_content((PAGES / "portal-ar.html").read_text(encoding="utf-8"), subtype="html", cte=encoding)
    whole.add_related(b"GIF89a", maintype="image", subtype="gif", cid="<one>")

    found = read(saved(tmp_path, name, whole.as_bytes()), "ar")

    assert found.headline == "إعادة فتح أربعين بئرا حول البحيرة"
    assert [one.address for one in found.spokespeople] == ["leila@example.org"]
    assert not any("Attached" in doubt for doubt in found.doubts)


def test_a_saved_mail_is_read_and_its_attachments_are_told(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ben@example.org", "press@example.org", "Draft"
    mail.set_content(f"Forty wells have reopened\n\nNairobi, 24 November 2026 – {LEAD}\n", charset="windows-1252")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="annex.pdf")

    found = read(saved(tmp_path, "draft.eml", mail.as_bytes()))

    assert (found.headline, found.place) == ("Forty wells have reopened", "Nairobi")
    assert any("'annex.pdf'" in doubt for doubt in found.doubts)


@pytest.mark.parametrize("content", [b"", b"no mail at all", b"Subject: x\nContent-Type: image/gif\n\nGIF89a"])
def test_a_saved_mail_without_text_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ReleaseError, match=r"There is no text in note\.eml"):
        page_of(saved(tmp_path, "note.eml", content))
