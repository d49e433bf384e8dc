"""Word files, written part by part as Word writes them."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_TOP = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_STYLES = {"Title": "Title", "Heading1": "heading 1", "Heading2": "heading 2", "Quote": "Quote", "Fett": "Strong"}
LEAD = "Forty wells have reopened around the lake, the Example Relief Network said today after a survey."
SECOND = "The survey covered 1,240 households. It found that wells built after 2020 kept working in every village."


def text(words: str, properties: str = "") -> str:
    """Return a run; ``properties`` are elements such as ``<w:b/>``."""
    inside = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inside}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", numbered: int = 0) -> str:
    """Return a paragraph; what does not begin with a sign of XML is a run of these words."""
    number = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbered}"/></w:numPr>' if numbered else ""
    told = f'<w:pStyle w:val="{style}"/>' if style else ""
    inside = "".join(run if run.startswith("<") else text(run) for run in runs)
    return f"<w:p><w:pPr>{told}{number}</w:pPr>{inside}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    lines = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def field(asked: str, shown: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    instruction = f'<w:r><w:instrText xml:space="preserve"> {escape(asked)} </w:instrText></w:r>'
    return mark.format("begin") + instruction + mark.format("separate") + text(shown) + mark.format("end")


def picture(alt: str) -> str:
    blip = '<a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="rIdPicture"/></pic:blipFill></pic:pic>'
    described = f'<wp:docPr id="1" name="Picture 1" descr="{escape(alt)}"/>'
    return f"<w:r><w:drawing><wp:inline>{described}{blip}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"


def docx(path: Path, *blocks: str, **parts: str) -> Path:
    """Write a Word file with this text; ``parts`` are further parts by name: comments, footnotes, header1."""
    body = "".join(blocks)
    written: Mapping[str, str] = {
        "[Content_Types].xml": _types(parts),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "word/document.xml")}),
        "docProps/core.xml": "<c><creator>Secret Author</creator><lastModifiedBy>Secret Editor</lastModifiedBy></c>",
        "word/_rels/document.xml.rels": _document_relations(parts),
        "word/document.xml": f"<w:document {_SPACES}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": f"<w:styles {_SPACES}>{''.join(_style(*one) for one in _STYLES.items())}</w:styles>",
        "word/numbering.xml": f"<w:numbering {_SPACES}>{_number(1, 'bullet')}{_number(2, 'decimal')}</w:numbering>",
        "word/media/image1.png": "not a picture",
        **{f"word/{name}.xml": content for name, content in parts.items()},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in written.items():
            archive.writestr(name, content if name.endswith(".png") else _TOP + content)
    return path


def comments(*said: tuple[str, str]) -> str:
    inside = "".join(
        f'<w:comment w:id="{number}" w:author="{author}">{paragraph(words)}</w:comment>'
        for number, (author, words) in enumerate(said)
    )
    return f"<w:comments {_SPACES}>{inside}</w:comments>"


def commented(words: str, number: int = 0) -> str:
    start, end = (f'<w:commentRange{side} w:id="{number}"/>' for side in ("Start", "End"))
    return f'{start}{text(words)}{end}<w:r><w:commentReference w:id="{number}"/></w:r>'


def footnotes(*said: str) -> str:
    notes = "".join(
        f'<w:footnote w:id="{number}">{paragraph(words)}</w:footnote>' for number, words in enumerate(said, 1)
    )
    return f"<w:footnotes {_SPACES}>{notes}</w:footnotes>"


def noted(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def header(words: str) -> str:
    return f"<w:hdr {_SPACES}>{paragraph(words)}</w:hdr>"


def link(words: str) -> str:
    """Return a link to https://example.org/report."""
    return f'<w:hyperlink r:id="rIdLink">{text(words)}</w:hyperlink>'


def _types(parts: Mapping[str, str]) -> str:
    kinds = {"document": "document.main", **{name: name for name in ("styles", "numbering", *parts)}}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_KIND}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    defaults = "".join(
        f'<Default Extension="{end}" ContentType="{kind}"/>'
        for end, kind in (("xml", "application/xml"), ("png", "image/png"))
    )
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<Types xmlns="{space}">{defaults}{overrides}</Types>'


def _document_relations(parts: Mapping[str, str]) -> str:
    own = {f"rId{name}": (name.rstrip("0123456789"), f"{name}.xml") for name in ("styles", "numbering", *parts)}
    return _relations(
        {
            **own,
            "rIdPicture": ("image", "media/image1.png"),
            "rIdLink": ("hyperlink", "https://example.org/report"),
        }
    )


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    outside = ' TargetMode="External"'
    inside = "".join(
        f'<Relationship Id="{name}" Type="{_R}/{kind}" Target="{target}"{outside if kind == "hyperlink" else ""}/>'
        for name, (kind, target) in targets.items()
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{inside}</Relationships>'


def _style(number: str, name: str) -> str:
    return f'<w:style w:type="paragraph" w:styleId="{number}"><w:name w:val="{name}"/></w:style>'


def _number(number: int, form: str) -> str:
    level = f'<w:lvl w:ilvl="0"><w:numFmt w:val="{form}"/></w:lvl>'
    return (
        f'<w:abstractNum w:abstractNumId="{number}">{level}</w:abstractNum>'
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
    )
