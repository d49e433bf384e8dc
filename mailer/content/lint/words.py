"""Checks of the words: left-over marks, the inbox line, and the text part beside the HTML."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from mailer.content.lint.copy import Copy, Hit, Rule, flattened, quoted, said
from mailer.content.page.plaintext import display_width
from mailer.content.page.slots import TOKEN
from mailer.domain.finding import Severity

_FIELD = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\[\[.*?\]\]|\*\|.*?\|\*|%%\w+%%|@@\w+@@|slot\.invalid|" + TOKEN.pattern, re.DOTALL
)
_STARRED = re.compile(r"\*\|.*?\|\*")  # Markdown takes the stars for emphasis
_NOTHING = re.compile(r"None|null|undefined|Undefined|nan|NaN")
_GREETED = re.compile(r"\b(?:Dear|Hello|Hi|Ch[eè]re?|Bonjour|Estimad[oa]|Hola)\s+(?:None|null|undefined|nan)\b")
_UNFINISHED = re.compile(
    r"\b(?:TK|TKTK|TODO|FIXME|XXXX+|XXX(?! [A-ZÀ-Þ]))\b|\b[Ll]orem [Ii]psum\b"
    r"|\[(?:insert|add|name|quote|place|date|tbc|tbd|xx+)\b[^\]\n]{0,60}\]",
)
_REPLY = re.compile(r"(?:re|fwd?|aw|wg|tr)\s*:", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_FILLER = re.compile("[\u034f\u2007\u200c\u00a0]+")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: Overrides turn letters round, and nobody needs them; what opens a direction is meant if it is closed in its line.
_OVERRIDE = re.compile("[\u202d\u202e]")
_OPENED = re.compile("[\u202a\u202b\u2066-\u2068]")
_CLOSED_RUN = re.compile(
    "[\u202a\u202b][^\u202a-\u202e\u2066-\u2069]*\u202c|[\u2066-\u2068][^\u202a-\u202e\u2066-\u2069]*\u2069"
)
_SEEN_ATTRIBUTES = ("href", "src", "alt", "title", "aria-label")
_LONGEST_SUBJECT = 120
_PREHEADER, _CJK_PREHEADER = (40, 110), (20, 55)
_LONGEST_LINE = 78
_SMALLEST_SHARE = 0.2


def _field(copy: Copy) -> Iterator[Hit]:
    found = {match[0] for text in _all_words(copy) for match in _FIELD.finditer(text)}
    found |= {match[0] for match in _STARRED.finditer(_written(copy))}
    for mark in sorted(found):
        yield Hit(copy.place(mark, "text"), f"{quoted(mark)} was not filled in")


def _nothing(copy: Copy) -> Iterator[Hit]:
    for element in copy.page.iter():
        text = flattened(element.text or "") if isinstance(element.tag, str) else ""
        if element.tag not in {"td", "th", "li"} and _NOTHING.fullmatch(text):
            yield Hit(copy.place("", "text"), f"the word {text} stands where something should have been filled in")
    for match in _GREETED.finditer(f"{copy.subject}\n{copy.text}"):
        yield Hit(copy.place(match[0], "text"), f"{quoted(match[0])} greets nobody")


def _unfinished(copy: Copy) -> Iterator[Hit]:
    for mark in dict.fromkeys(match[0] for match in _UNFINISHED.finditer(f"{_written(copy)}\n{copy.subject}")):
        yield Hit(copy.place(mark, "text"), f"{quoted(mark)} looks like a note to yourself")


def _turned(copy: Copy) -> Iterator[Hit]:
    for line in _written(copy).split("\n"):
        found = _OVERRIDE.search(line) or _OPENED.search(_without_closed(line))
        if found:
            what = "turns the letters after it round" if found[0] in "\u202d\u202e" else "is never closed"
            message = f"an invisible mark of direction (U+{ord(found[0]):04X}) {what}"
            yield Hit(copy.place(line, "text"), message)


def _without_closed(line: str) -> str:
    """Return the line without what is opened and closed, from the innermost run outwards."""
    while (shorter := _CLOSED_RUN.sub("", line)) != line:
        line = shorter
    return line


def _subject(copy: Copy) -> Iterator[Hit]:
    subject, where = copy.subject, copy.part("subject")
    if not subject.strip():
        yield Hit(where, "the subject is empty")
    if _CONTROL.search(subject):
        yield Hit(where, "the subject holds a line end or another control character")
    if _REPLY.match(subject):
        yield Hit(where, f"the subject begins like an answer: {quoted(subject)}")


def _long_subject(copy: Copy) -> Iterator[Hit]:
    if len(copy.subject) > _LONGEST_SUBJECT:
        yield Hit(
            copy.part("subject"),
            f"the subject has {len(copy.subject)} characters; {_LONGEST_SUBJECT} is the most that is shown",
        )


def preheader(copy: Copy) -> str:
    """Return what an inbox shows after the subject: the first hidden words of the page, "" if there are none."""
    for element in copy.elements("div", "span"):
        if "display:none" in (element.get("style") or "").replace(" ", ""):
            return flattened(_FILLER.sub(" ", element.text_content()))
    return ""


def _no_preheader(copy: Copy) -> Iterator[Hit]:
    if not preheader(copy):
        yield Hit(copy.part("preheader"), "there is no preheader: inboxes will show whatever comes first")


def _preheader_length(copy: Copy) -> Iterator[Hit]:
    words = preheader(copy)
    least, most = _CJK_PREHEADER if _CJK.search(words) else _PREHEADER
    if words and not least <= len(words) <= most:
        yield Hit(
            copy.part("preheader"), f"the preheader has {len(words)} characters; {least} to {most} fill the inbox line"
        )


def _preheader_repeats(copy: Copy) -> Iterator[Hit]:
    words = preheader(copy).casefold()
    if words and words in {flattened(copy.subject).casefold(), flattened(copy.edition.headline).casefold()}:
        yield Hit(copy.part("preheader"), "the preheader says the same as the headline")


def _no_text(copy: Copy) -> Iterator[Hit]:
    shown = len(said(copy.page.find("body")))
    if len(copy.read_text) < _SMALLEST_SHARE * shown:
        yield Hit(copy.part("text part"), f"the text part has {len(copy.read_text)} characters, the HTML {shown}")


def _link_only_in_html(copy: Copy) -> Iterator[Hit]:
    text = copy.read_text
    for href in dict.fromkeys(element.get("href") for element in copy.elements("a") if element.get("href")):
        if not _stands_in(text, href):
            yield Hit(copy.place(href, "text part"), f"the link {href} is not in the text part")


def _stands_in(text: str, href: str) -> bool:
    scheme, _, rest = href.partition(":")
    if scheme == "tel":
        return re.sub(r"\D", "", rest) in re.sub(r"\D", "", text)
    if scheme == "mailto":
        return unquote(rest.partition("?")[0]) in text
    return href.startswith("#") or href in text


def _long_line(copy: Copy) -> Iterator[Hit]:
    for line in copy.text.split("\n"):
        if display_width(line) > _LONGEST_LINE and " " in line.strip() and "://" not in line and not _CJK.search(line):
            yield Hit(copy.part("text part"), f"the line {quoted(line)} is wider than {_LONGEST_LINE} columns")


def _written(copy: Copy) -> str:
    edition = copy.edition
    return f"{edition.headline}\n{edition.place}\n{edition.summary}\n{edition.body}\n{edition.boilerplate}"


def _all_words(copy: Copy) -> Iterator[str]:
    yield from (copy.subject, copy.text)
    for element in copy.page.iter():
        if not isinstance(element.tag, str) or element.tag == "style":
            yield element.tail or ""
            continue
        yield from (element.text or "", element.tail or "")
        yield from (element.get(name, "") for name in _SEEN_ATTRIBUTES)


_INBOX = "Write a summary of 40 to 110 characters in the head of the file: summary: ..."
_TEMPLATE = "Mend your own template body.txt.j2, or remove it to go back to the one that comes with mailer"

RULES = (
    Rule("E010", Severity.ERROR, "a merge field left unfilled", "Take it out, or write {{ recipient.name }}", _field),
    Rule("E011", Severity.ERROR, "None or null where a value should be", "Fill it in, or take the words out", _nothing),
    Rule("E012", Severity.ERROR, "a placeholder: TK, TODO, lorem ipsum", "Write what belongs there", _unfinished),
    Rule(
        "P001", Severity.ERROR, "a subject that is empty, broken or like an answer", "Write the headline anew", _subject
    ),
    Rule("P002", Severity.WARNING, "a subject that inboxes cut", "Shorten the headline", _long_subject),
    Rule("P003", Severity.WARNING, "no preheader", _INBOX, _no_preheader),
    Rule("P004", Severity.INFO, "a preheader too short or too long", _INBOX, _preheader_length),
    Rule("P005", Severity.WARNING, "a preheader that repeats the headline", _INBOX, _preheader_repeats),
    Rule(
        "R002",
        Severity.WARNING,
        "an invisible mark that turns the direction of the text",
        "Type the line again: languages find their direction by themselves",
        _turned,
    ),
    Rule("T001", Severity.ERROR, "no text part, or one that leaves most out", _TEMPLATE, _no_text),
    Rule("T002", Severity.WARNING, "a link that only the HTML has", _TEMPLATE, _link_only_in_html),
    Rule("T003", Severity.WARNING, "a line of the text part that is too wide", _TEMPLATE, _long_line),
)
