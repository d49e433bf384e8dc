# Signs that look alike are the very subject here.

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mailer.content.page import markdown
from mailer.content.page.blocks import Anchor, Block, Bullets, Heading, Paragraph, Quote, Rule, Table, plain
from mailer.content.page.slots import SlotBook, fill
from mailer.content.pasted.pieces import Pasted, Piece, PieceKind, Run
from mailer.content.pasted.reading import read_pasted
from mailer.content.pasted.writing import write_release
from mailer.content.release.reader import read_release
from mailer.domain.release import Release, ReleaseKind, Spokesperson
from mailer.errors import ReleaseError

ADA = Spokesperson("ada-example", "Ada Example", address="ada@example.org")


def read_back(pasted: Pasted, folder: Path, known: tuple[Spokesperson, ...] = ()) -> Release:
    path = folder / "wells.md"
    path.write_text(write_release(pasted, known=known), encoding="utf-8", newline="\n")
    return read_release(path, spokespeople={person.key: person for person in known}, default_language="en")


def texts(body: str) -> list[str]:
    """Return the words of each paragraph, heading, list entry and quotation, as the reader of the mail sees them."""
    filled = fill(body, SlotBook(), source="wells.md")
    return [text for block in markdown.parse(filled) for text in _texts(block)]


def _texts(block: Block) -> list[str]:
    match block:
        case Paragraph(words) | Heading(_, words):
            return [plain(words)]
        case Bullets(entries=entries):
            return [text for entry in entries for inner in entry for text in _texts(inner)]
        case Quote(paragraphs, attribution):
            return [*map(plain, paragraphs), *([plain(attribution)] if attribution else [])]
        case Rule():
            return ["---"]
        case _:
            return [repr(block)]


def pasted(*words: str, **more: object) -> Pasted:
    facts: dict[str, object] = {"language": "en", "headline": "Wells hold", "spokespeople": (ADA,), **more}
    return Pasted(pieces=tuple(Piece((Run(text),)) for text in words), **facts)  # type: ignore[arg-type] # facts vary


WORDS = st.text(
    st.sampled_from("abzÀé水ن 0123456789\\`*_{}[]()<>#+-.!|~&;:\"'“”’–—=/@%$^,?\n"), min_size=1, max_size=60
).filter(lambda text: any(map(str.isalnum, text)))
LINE = WORDS.map(lambda text: " ".join(text.split())).filter(bool)
PARAGRAPH = WORDS.map(lambda text: "\n".join(" ".join(line.split()) for line in text.split("\n") if line.split()))
PLACE = st.sampled_from(
    ["", "New York", "GENÈVE", "Port-au-Prince", "جنيف", "日内瓦", "Washington, D.C.", "nowhere - yet"]
)
NAME = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=30).map(
    lambda text: " ".join(unicodedata.normalize("NFC", text).split())
)
PERSON = st.builds(
    Spokesperson,
    key=st.just(""),
    name=NAME.filter(bool),
    title=NAME,
    unit=NAME,
    city=NAME,
    address=st.just("ada@example.org"),
    phone=st.sampled_from(["", "+1 202 555 0101"]),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    headline=LINE,
    place=PLACE,
    body=st.lists(PARAGRAPH, min_size=1, max_size=4),
    person=PERSON,
    day=st.none() | st.dates(),
)
@example(headline="#", place="", body=["Maria – Went home"], person=ADA, day=None)
@example(headline="A #", place="New York", body=["Maria – Went – home"], person=ADA, day=None)
@example(headline="{{ x }}", place="", body=["{{ recipient.name }} {% if %} {# x #}"], person=ADA, day=None)
@example(headline="1. A", place="", body=["1. a\n2) b\n- c\n# d\n> e\n| f | g\n=== \n***"], person=ADA, day=None)
def test_what_is_written_is_read_back(  # noqa: PLR0917 - one argument per fact
    tmp_path: Path, headline: str, place: str, body: list[str], person: Spokesperson, day: date | None
) -> None:
    made = pasted(*body, headline=headline, place=place, spokespeople=(person,), date=day)

    release = read_back(made, tmp_path)

    edition = release.editions[0]
    assert (edition.headline, edition.place, release.date) == (headline, place, day)
    assert texts(edition.body) == list(made.paragraphs)
    (found,) = release.spokespeople
    assert (found.name, found.title, found.unit, found.city) == (person.name, person.title, person.unit, person.city)
    assert (found.address, found.phone) == (person.address, person.phone)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    parts=st.lists(st.tuples(WORDS.map(lambda text: text.replace("\n", " ")), st.booleans()), min_size=1, max_size=5)
)
@example(parts=[("re", False), ("open", True), ("ed", False)])
@example(parts=[("a", False), ("“b”", True), ("c", False)])
@example(parts=[("*", False), ("b*", True), ("*c", False)])
def test_words_are_the_same_with_bold_ones_among_them(tmp_path: Path, parts: list[tuple[str, bool]]) -> None:
    runs = tuple(Run(text, bold=bold) for text, bold in [("First ", False), *parts, (" last.", False)])
    words = " ".join("".join(run.text for run in runs).split())

    release = read_back(Pasted("en", "Wells", pieces=(Piece(runs),), spokespeople=(ADA,)), tmp_path)

    (read,) = texts(release.editions[0].body)
    assert " ".join(read.split()) == words


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.tuples(LINE, LINE, st.booleans()), min_size=2, max_size=4))
@example(rows=[("a | b", "c", False), ("d", "e | f", True)])
@example(rows=[("a", "b\\", False), ("\\", "e", True)])
def test_tables_are_read_back(tmp_path: Path, rows: list[tuple[str, str, bool]]) -> None:
    cells = [(Run(left), Run("\t"), Run(right, bold=bold), Run("\n")) for left, right, bold in rows]
    runs = tuple(run for row in cells for run in row)[:-1]
    pieces = (Piece((Run("First of all."),)), Piece(runs, PieceKind.TABLE))

    release = read_back(Pasted("en", "Wells", pieces=pieces, spokespeople=(ADA,)), tmp_path)

    _, table = markdown.parse(fill(release.editions[0].body, SlotBook(), source="wells.md"))
    assert isinstance(table, Table)
    assert [[plain(cell) for cell in row] for row in (table.header, *table.rows)] == [[a, b] for a, b, _ in rows]


def test_lists_headings_and_quotes_are_read_back(tmp_path: Path) -> None:
    kinds = [
        PieceKind.PARAGRAPH,
        PieceKind.HEADING,
        PieceKind.BULLET,
        PieceKind.BULLET,
        PieceKind.NUMBER,
        PieceKind.QUOTE,
    ]
    pieces = tuple(Piece((Run(f"Said {number} * #"),), kind) for number, kind in enumerate(kinds))

    release = read_back(Pasted("en", "Wells", pieces=pieces, spokespeople=(ADA,)), tmp_path)

    blocks = markdown.parse(release.editions[0].body)
    assert [type(block) for block in blocks] == [Paragraph, Heading, Bullets, Bullets, Quote]
    assert texts(release.editions[0].body) == [piece.text for piece in pieces]


def test_links_are_read_back(tmp_path: Path) -> None:
    piece = Piece((Run("See "), Run("the [survey]", "https://example.org/a_(b)"), Run(".")))

    release = read_back(Pasted("en", "Wells", pieces=(piece,), spokespeople=(ADA,)), tmp_path)

    (paragraph,) = markdown.parse(release.editions[0].body)
    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.words) == "See the [survey]."
    (anchor,) = [word for word in paragraph.words if isinstance(word, Anchor)]
    assert anchor.href == "https://example.org/a_%28b%29"


def test_who_we_are_and_the_line_below_the_headline_are_read_back(tmp_path: Path) -> None:
    about = (Piece((Run("About us"),), PieceKind.HEADING), Piece((Run("We are: *invented*."),)))

    release = read_back(pasted("Text.", subhead="Deep ones do", boilerplate=about), tmp_path)

    edition = release.editions[0]
    assert texts(edition.boilerplate) == ["About us", "We are: *invented*."]
    assert texts(edition.body) == ["Deep ones do", "Text."]


def test_the_kind_and_the_language_are_read_back(tmp_path: Path) -> None:
    release = read_back(pasted("Text.", kind=ReleaseKind.STATEMENT, language="fr"), tmp_path)

    assert (release.kind, release.languages) == (ReleaseKind.STATEMENT, ("fr",))


def test_a_known_spokesperson_is_named_by_key(tmp_path: Path) -> None:
    known = Spokesperson("leila", "Leila Example", address="ADA@example.org", phone="+1 202 555 0105")

    release = read_back(pasted("Text."), tmp_path, (known,))

    assert release.spokespeople == (known,)


def test_an_embargo_on_the_page_must_be_settled_before_anything_is_sent(tmp_path: Path) -> None:
    made = pasted("Text.", embargo="EMBARGOED: until # Tuesday")

    with pytest.raises(ReleaseError, match="embargo: it is empty"):
        read_back(made, tmp_path)


def test_a_draft_without_contact_cannot_be_sent(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="nobody is named"):
        read_back(pasted("Text.", spokespeople=()), tmp_path)


def test_a_pasted_page_goes_all_the_way_to_a_release(tmp_path: Path) -> None:
    page = (
        "Home\n- Menu\nWells hold: deep ones do\n"
        "Lakeside – Wells held through the drought, a survey of 1,240 households says.\n"
        "2020. That was the year when the * wells * were dug_and_paid for by {{ everybody }} in the valley.\n"
        "Contact: Ada Example, Press Officer, Media: Unit, Lakeside, Email: ada@example.org, Tel: +1 202 555 0101\n"
    )
    found = read_pasted(page, html=False, language="en")

    release = read_back(found, tmp_path)

    edition = release.editions[0]
    assert (edition.headline, edition.place) == ("Wells hold: deep ones do", "Lakeside")
    assert texts(edition.body) == list(found.paragraphs)
    assert release.spokespeople[0].address == "ada@example.org"
