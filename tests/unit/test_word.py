"""Word files become releases as they are, or are refused with what has to be settled first."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mailer.content.pasted.pieces import Page, Pasted, PieceKind
from mailer.content.pasted.reading import read_page
from mailer.content.pasted.writing import write_release
from mailer.content.release.reader import read_release
from mailer.content.word.reading import page_of_word
from mailer.errors import ReleaseError
from tests.unit import wordfiles
from tests.unit.wordfiles import LEAD, SECOND, docx, field, paragraph, picture, table, text

HEADLINE = "Forty wells have reopened around the lake"
CONTACT = paragraph("Media contact: Ada Example, Press Officer, ada@example.org, +1 202 555 0111")
LETTER = (
    paragraph("Press release"),
    paragraph("24 November 2026"),
    paragraph(HEADLINE, style="Title"),
    paragraph("Lakeside – ", text(LEAD, "<w:b/>")),
    paragraph(SECOND.split("wells")[0], wordfiles.link("wells"), SECOND.split("wells", 1)[1]),
    paragraph("What comes next", style="Heading1"),
    paragraph("deeper wells", numbered=1),
    paragraph("spare parts", numbered=1),
    paragraph("first the north", numbered=2),
    paragraph("“Nobody has to walk for water now.”", style="Quote"),
    table(("Village", "Wells"), ("Port Selene", "12"), ("Lakeside | north", "28")),
    paragraph("The last sixty follow before the rains, the network said in its plan for the year."),
    CONTACT,
)


def page(folder: Path, *blocks: str, **parts: str) -> Page:
    return page_of_word(docx(folder / "note.docx", *blocks, **parts))


def read(folder: Path, *blocks: str, **parts: str) -> Pasted:
    return read_page(page(folder, *blocks, **parts), "en")


def refused(folder: Path, *blocks: str, **parts: str) -> ReleaseError:
    with pytest.raises(ReleaseError) as error:
        page(folder, *(blocks or LETTER), **parts)
    return error.value


def test_a_letter_becomes_a_release_with_all_that_it_is_made_of(tmp_path: Path) -> None:
    found = read(tmp_path, *LETTER)
    written = write_release(found)

    assert (found.headline, found.place, str(found.date)) == (HEADLINE, "Lakeside", "2026-11-24")
    assert [(one.name, one.address) for one in found.spokespeople] == [("Ada Example", "ada@example.org")]
    assert f"Lakeside – **{LEAD}**" in written
    assert "[wells](https://example.org/report)" in written
    assert "## What comes next\n" in written
    assert "- deeper wells\n- spare parts\n" in written
    assert "1. first the north\n" in written
    assert "> “Nobody has to walk for water now.”\n" in written
    assert "| Village | Wells |\n| --- | --- |\n| Port Selene | 12 |\n| Lakeside \\| north | 28 |\n" in written


def test_what_was_written_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "wells.md"
    path.write_text(write_release(read(tmp_path, *LETTER)), encoding="utf-8")

    release = read_release(path, spokespeople={}, default_language="en")

    assert release.editions[0].place == "Lakeside"
    assert release.editions[0].body.startswith("**Forty wells")


def test_a_headline_in_plain_bold_words_is_found(tmp_path: Path) -> None:
    found = read(tmp_path, paragraph(text(HEADLINE, "<w:b/>")), paragraph(f"Lakeside – {LEAD}"), paragraph(SECOND))

    assert found.headline == HEADLINE


def test_bold_words_inside_a_word_or_beside_signs_stay_readable(tmp_path: Path) -> None:
    start = ("re", text("open", "<w:b/>"), "ed (", text("all", "<w:b/>"), ") ")
    words = (*start, "a", text("“b”", "<w:b/>"), "c ", SECOND)

    written = write_release(read(tmp_path, *LETTER[:4], paragraph(*words), CONTACT))

    assert "re**open**ed (**all**) a“b”c The survey" in written


def test_runs_are_joined_however_word_has_split_them(tmp_path: Path) -> None:
    split = (
        '<w:p w:rsidR="00A1" w:rsidRDefault="00A1"><w:pPr><w:spacing w:after="0"/>'
        '<w:rPr><w:lang w:val="en-GB"/></w:rPr></w:pPr><w:bookmarkStart w:id="0" w:name="_GoBack"/>'
        '<w:r w:rsidRPr="00B2"><w:t>The sur</w:t></w:r><w:proofErr w:type="spellStart"/>'
        '<w:r><w:lastRenderedPageBreak/><w:t xml:space="preserve">vey covered </w:t></w:r>'
        '<w:proofErr w:type="spellEnd"/>'
        '<w:r><w:t>1</w:t></w:r><w:r><w:t>,240</w:t></w:r><w:bookmarkEnd w:id="0"/>'
        '<w:r><w:t xml:space="preserve"> households</w:t></w:r><w:r><w:noBreakHyphen/><w:t>units.</w:t></w:r></w:p>'
    )

    found = read(tmp_path, *LETTER[:4], split, CONTACT)

    assert "The survey covered 1,240 households\u2011units." in found.paragraphs


def test_metadata_is_not_looked_at(tmp_path: Path) -> None:
    found = read(tmp_path, *LETTER)

    assert "Secret" not in repr(found)


def test_pictures_are_left_out_and_named(tmp_path: Path) -> None:
    found = read(tmp_path, *LETTER[:4], paragraph(picture("A woman reads a gauge")), *LETTER[4:])

    (told,) = (doubt for doubt in found.doubts if "picture" in doubt)
    assert "1 picture was left out (“A woman reads a gauge”)" in told


def test_footnotes_stand_at_the_end_as_notes(tmp_path: Path) -> None:
    blocks = (*LETTER[:4], paragraph(SECOND, wordfiles.noted(1)), CONTACT)

    found = read(tmp_path, *blocks, footnotes=wordfiles.footnotes("Survey of October 2026."))

    assert found.paragraphs[-2:] == ("Notes to editors", "[1] Survey of October 2026.")
    assert found.pieces[-2].kind is PieceKind.HEADING
    assert any("Footnotes" in doubt for doubt in found.doubts)


def test_the_top_of_the_pages_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, *LETTER, header1=wordfiles.header("Example Relief Network"))

    assert any("'Example Relief Network': it was left out" in doubt for doubt in found.doubts)


def test_a_comment_is_refused_with_its_author_its_words_and_its_place(tmp_path: Path) -> None:
    blocks = (*LETTER[:4], paragraph(wordfiles.commented(SECOND)), CONTACT)

    error = refused(tmp_path, *blocks, comments=wordfiles.comments(("Ben Sample", "Check the figure")))

    assert "note.docx is not settled yet: a comment by Ben Sample (“Check the figure”)" in error.message
    assert "at “The survey covered 1,240 households. It found…”" in error.message
    assert "Delete All Comments in Document" in error.hint


def test_the_mark_of_a_comment_that_was_deleted_is_no_matter(tmp_path: Path) -> None:
    found = read(tmp_path, *LETTER[:4], paragraph(wordfiles.commented(SECOND, 7)), CONTACT)

    assert SECOND in found.paragraphs


def test_parts_with_numbers_are_read_as_word_on_the_web_writes_them(tmp_path: Path) -> None:
    path = tmp_path / "web.docx"
    marked = (*LETTER[:4], paragraph(wordfiles.commented(SECOND)), CONTACT)
    docx(tmp_path / "plain.docx", *marked, comments=wordfiles.comments(("Ben", "Is it?")))
    with zipfile.ZipFile(tmp_path / "plain.docx") as plain, zipfile.ZipFile(path, "w") as numbered:
        for name in plain.namelist():
            content = (
                plain.read(name).replace(b"document.xml", b"document2.xml").replace(b"comments.xml", b"comments2.xml")
            )
            numbered.writestr(
                name.replace("document.xml", "document2.xml").replace("comments.xml", "comments2.xml"), content
            )

    with pytest.raises(ReleaseError, match="a comment by Ben"):
        page_of_word(path)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (f'<w:ins w:id="1" w:author="Ben">{text("new words")}</w:ins>', "an insertion by Ben"),
        ('<w:del w:id="1" w:author="Ben"><w:r><w:delText>old</w:delText></w:r></w:del>', "a deletion by Ben"),
        (f'<w:moveFrom w:id="1" w:author="Ben">{text("moved")}</w:moveFrom>', "a move by Ben"),
    ],
)
def test_a_tracked_change_is_refused(tmp_path: Path, change: str, what: str) -> None:
    error = refused(tmp_path, *LETTER[:4], paragraph("The survey said so: ", change), CONTACT)

    assert f"{what} at “The survey said so:" in error.message
    assert "Accept All Changes" in error.hint


def test_a_change_in_a_footnote_is_refused_too(tmp_path: Path) -> None:
    note = wordfiles.footnotes("Survey.").replace("<w:r>", '<w:ins w:id="1" w:author="Ben"><w:r>', 1)

    error = refused(tmp_path, *LETTER, footnotes=note.replace("</w:r>", "</w:r></w:ins>", 1))

    assert "an insertion by Ben at “Survey.”" in error.message


def test_a_change_of_looks_alone_is_no_matter(tmp_path: Path) -> None:
    looks = '<w:b/><w:rPrChange w:id="1" w:author="Ben"><w:rPr/></w:rPrChange>'

    found = read(tmp_path, *LETTER[:3], paragraph("Lakeside – ", text(LEAD, looks)), *LETTER[4:])

    assert found.headline == HEADLINE


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        (field("MERGEFIELD Name", "«Name»"), "an open field («Name»)"),
        (field("DATE \\@ dd.MM.yyyy", "24.11.2026"), "an open field (24.11.2026)"),
        (
            field("REF total", "Error! Reference source not found."),
            "an open field (Error! Reference source not found.)",
        ),
        (field("FORMTEXT", "\u2002\u2002"), "an open field (FORMTEXT)"),
        ('<w:fldSimple w:instr=" FILLIN Who "/>', "an open field (FILLIN)"),
        (
            f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{text('Click here')}</w:sdtContent></w:sdt>",
            "a placeholder (“Click here”)",
        ),
        (text("for our eyes only", "<w:vanish/>"), "hidden text (“for our eyes only”)"),
    ],
)
def test_an_open_field_or_hidden_text_is_refused(tmp_path: Path, inside: str, what: str) -> None:
    error = refused(tmp_path, *LETTER[:4], paragraph("As was said: ", inside), CONTACT)

    assert what in error.message
    assert "“As was said:" in error.message
    assert error.hint.startswith("In Word: ")


@pytest.mark.parametrize("asked", ["PAGE", 'HYPERLINK "https://example.org/report"', "REF total", "SEQ Table"])
def test_a_field_that_says_something_for_good_is_kept(tmp_path: Path, asked: str) -> None:
    found = read(tmp_path, *LETTER[:4], paragraph("As was said: ", field(asked, "1,240"), " households."), CONTACT)

    assert "As was said: 1,240 households." in found.paragraphs


def test_of_many_things_the_first_are_named_and_the_others_counted(tmp_path: Path) -> None:
    changes = [
        paragraph(f'<w:ins w:id="{number}" w:author="Ben">{text(f"Sentence {number}.")}</w:ins>') for number in range(7)
    ]

    error = refused(tmp_path, *LETTER[:4], *changes, CONTACT)

    assert error.message.count("an insertion") == 4
    assert error.message.endswith("; 3 more")


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = docx(tmp_path / "note.docx", *LETTER)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/big.xml", b" " * (20 << 20))

    with pytest.raises(ReleaseError, match="is packed as no Word file is"):
        page_of_word(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"just words", "is no Word file, whatever its name says"),
        (b"", "is no Word file, whatever its name says"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is locked with a password"),
        (b"PK\x03\x04 cut off", "is no Word file"),
    ],
)
def test_a_file_that_only_looks_like_word_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "note.docx"
    path.write_bytes(content)

    with pytest.raises(ReleaseError, match=sentence):
        page_of_word(path)


def test_another_zip_file_and_a_damaged_one_are_refused(tmp_path: Path) -> None:
    other, damaged = tmp_path / "book.docx", tmp_path / "damaged.docx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with zipfile.ZipFile(damaged, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")

    with pytest.raises(ReleaseError, match="without a Word document in it"):
        page_of_word(other)
    with pytest.raises(ReleaseError, match="damaged"):
        page_of_word(damaged)


def test_a_declared_document_type_is_refused(tmp_path: Path) -> None:
    trap = '<!DOCTYPE w [<!ENTITY a "aaaaaaaa">]><w:hdr xmlns:w="x">&a;</w:hdr>'

    error = refused(tmp_path, *LETTER, header1=trap)

    assert "declares a document type" in error.message


def test_without_the_library_it_is_said_how_to_install_it(tmp_path: Path) -> None:
    path = docx(tmp_path / "note.docx", *LETTER)
    program = (
        "import sys; sys.modules['mammoth'] = None\n"
        "from pathlib import Path\n"
        "from mailer.content.word.reading import page_of_word\n"
        f"page_of_word(Path({str(path)!r}))"
    )

    tried = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert "pip install 'pressmailer[word]'" in tried.stderr
