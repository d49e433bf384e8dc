"""Front matter: the ``---`` block at the head of a release, YAML in which every value is a string.

Nothing is guessed: ``no`` is the word "no", ``0612`` keeps its zero. Values may be lists and mappings of strings.
"""

# Signs that look alike are the very subject here.

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn, Union

from mailer.content.nearest import did_you_mean
from mailer.content.textfile import TYPE_IT_AGAIN
from mailer.errors import ReleaseError

Value = Union[str, list["Value"], dict[str, "Value"]]  # noqa: UP007 - an alias that names itself needs the old spelling

_FENCE = re.compile(r"-{3}[ \t]*")
_NEARLY = re.compile(r"[-–—―]{1,5}[ \t]*")
_KEY = re.compile(r"\s*(?:-\s+)?[\w-]+[ \t]*:")
_QUOTE_IT = "If the value holds a colon, a # or starts with a sign, put the whole value in quotes"
_SIGNS = tuple("@`%|>&*!")
_DEEPEST = 6
_BROKEN = re.compile("[\ufffd\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the head of a release says, and where: ``lines`` has the line of each key, ``text`` the rest of the file.

    ``text_line`` is the line where ``text`` begins.
    """

    source: str
    values: Mapping[str, Value] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    text: str = ""
    text_line: int = 1

    def refuse(self, key: str, message: str, cure: str) -> NoReturn:
        """Raise ReleaseError that names file, line and key."""
        raise ReleaseError(f"{self.source}, line {self.lines.get(key, 1)}: {key}: {message}", hint=cure)


def split_front_matter(text: str, *, source: str, known: Collection[str]) -> FrontMatter:
    """Return front matter and text of a release; a file without front matter has no values.

    ReleaseError naming ``source``, line and cure for what is not YAML, unknown keys and keys said twice.
    """
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if not _FENCE.fullmatch(lines[first]):
        _refuse_nearly(lines[first : first + 3], source, first + 1)
        return FrontMatter(source, text=text)
    last = next((number for number in range(first + 1, len(lines)) if _FENCE.fullmatch(lines[number])), None)
    if last is None:
        message = "the front matter is opened here and never closed"
        _refuse(source, first + 1, message, "Put --- on a line of its own below the last key")
    reader = _Reader(source, first + 2, lines[first + 1 : last], known)
    return FrontMatter(source, reader.values(), reader.lines, "\n".join(lines[last + 1 :]), last + 2)


def _refuse(source: str, line: int, message: str, cure: str) -> NoReturn:
    raise ReleaseError(f"{source}, line {line}: {message}", hint=cure)


def _refuse_nearly(lines: list[str], source: str, number: int) -> None:
    if _NEARLY.fullmatch(lines[0]) and any(_KEY.match(line) for line in lines[1:]):
        _refuse(source, number, f"{lines[0].strip()!r} does not open the front matter", "Write three hyphens: ---")


class _Reader:
    """Reads the lines between the fences, remembering where each key stands."""

    def __init__(self, source: str, offset: int, lines: list[str], known: Collection[str]) -> None:
        self.source = source
        self.offset = offset
        self.written = lines
        self.known = known
        self.lines: dict[str, int] = {}

    def values(self) -> dict[str, Value]:
        import yaml

        try:
            self._refuse_signs("\n".join(self.written))
            root = yaml.compose("\n".join(self.written), Loader=yaml.BaseLoader)
            return self._top(root) if root is not None else {}
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._refuse_line(mark.line if mark else 0)
        except (yaml.YAMLError, RecursionError) as error:
            raise ReleaseError(f"{self.source}: the front matter cannot be read", hint=_QUOTE_IT) from error

    def _refuse_signs(self, text: str) -> None:
        """Refuse anchors, aliases and tags: in a release they are words that begin with &, * or !."""
        import yaml

        for token in yaml.scan(text, Loader=yaml.BaseLoader):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken | yaml.DirectiveToken):
                self._refuse_line(token.start_mark.line)

    def _top(self, root: object) -> dict[str, Value]:
        import yaml

        if not isinstance(root, yaml.MappingNode):
            self._refuse_line(root.start_mark.line if isinstance(root, yaml.Node) else 0)
        for key, _ in root.value:
            self._note(key)
        return dict(self._pairs(root, 0))

    def _note(self, key: object) -> None:
        import yaml

        assert isinstance(key, yaml.Node)  # noqa: S101 - for the type checker: YAML mappings hold nodes
        if not isinstance(key, yaml.ScalarNode):
            self._refuse_line(key.start_mark.line)
        line = key.start_mark.line + self.offset
        if key.value not in self.known:
            meant = did_you_mean(key.value, self.known)
            _refuse(self.source, line, f"{key.value!r} is no key of a release", meant)
        self.lines.setdefault(key.value, line)

    def _pairs(self, node: object, depth: int) -> Iterator[tuple[str, Value]]:
        import yaml

        assert isinstance(node, yaml.MappingNode)  # noqa: S101 - for the type checker
        seen: set[str] = set()
        for key, value in node.value:
            name = self._value(key, depth + 1)
            if not isinstance(name, str):
                self._refuse_line(key.start_mark.line)
            if name in seen:
                _refuse(self.source, key.start_mark.line + self.offset, f"{name!r} is said twice", "Keep one of them")
            seen.add(name)
            yield name, self._value(value, depth + 1)

    def _value(self, node: object, depth: int) -> Value:
        import yaml

        assert isinstance(node, yaml.Node)  # noqa: S101 - for the type checker
        if depth > _DEEPEST:
            self._refuse_line(node.start_mark.line)
        if isinstance(node, yaml.ScalarNode):
            return self._sound(str(node.value).strip(), node.start_mark.line)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(entry, depth + 1) for entry in node.value]
        return dict(self._pairs(node, depth))

    def _sound(self, value: str, line: int) -> str:
        """Return the value; refused where an escape in quotation marks has made a broken character of it."""
        found = _BROKEN.search(value)
        if found:
            message = f"there is a broken character (U+{ord(found[0]):04X})"
            _refuse(self.source, line + self.offset, message, TYPE_IT_AGAIN)
        return value

    def _refuse_line(self, line: int) -> NoReturn:
        """Refuse the front matter at ``line``: a value there is what YAML would read in another way than a person."""
        line = self._culprit(line)
        message, cure = _told(self.written[line] if line < len(self.written) else "")
        _refuse(self.source, line + self.offset, message, cure)

    def _culprit(self, line: int) -> int:
        """Return the line a person would mend: YAML notices an open quotation mark or bracket only further down."""
        last = max(0, min(line, len(self.written) - 1))
        for number in range(last, -1, -1):
            if _unclosed("\n".join(self.written[number : last + 1]).partition(":")[2].strip()):
                return number
        return last


def _told(line: str) -> tuple[str, str]:
    """Return what is wrong with the line, and the cure."""
    written = line.strip()
    key, colon, value = (part.strip() for part in written.partition(":"))
    if "\t" in line:
        return "There is a tab in this line", "Write blanks instead"
    if not colon or not _KEY.match(written):
        return f"{written!r} is not `key: value`", "Write `key: value`, and put --- on the line below the last key"
    if value.startswith("{") and value.endswith("}"):
        return f"{written!r} cannot be read", 'Put each value that holds a colon or a comma in quotes: {name: "A, B"}'
    if value[:1] in _SIGNS or ": " in value:
        return f"{written!r} can be read in two ways", f"Put the value in quotes: {key}: {_quoted(value)}"
    return f"{written!r} cannot be read", f"{_QUOTE_IT}: {key}: {_quoted(value)}"


def _unclosed(value: str) -> bool:
    if value[:1] in {'"', "'"}:
        return value.count(value[0]) % 2 == 1
    return value[:1] in {"[", "{"} and (value.count("[") != value.count("]") or value.count("{") != value.count("}"))


def _quoted(value: str) -> str:
    bare = value.strip("\"'")
    return f"'{bare}'" if '"' in bare else f'"{bare}"'
