"""The head of a release file, changed key by key: everything else in the file stays as it was written."""

from collections.abc import Collection

from mailer.content.release.frontmatter import split_front_matter
from mailer.content.release.keys import KEYS

_FENCE = "---"


def with_key(text: str, key: str, value: str, *, source: str) -> str:
    """Return the file with ``key`` saying ``value``, on the line where it stood or below the others.

    ReleaseError where the head of ``source`` cannot be read.
    """
    lines, known = _lines(text, source)
    said = f"{key}: {value}"
    if not known:
        top = next((at for at, line in enumerate(lines) if line.strip()), 0)
        is_empty = lines[top].rstrip() == _FENCE
        return "\n".join([_FENCE, said, *(lines[top + 1 :] if is_empty else [_FENCE, *lines])])
    if key in known:
        first, end = _span(known, key, lines)
        return "\n".join([*lines[:first], said, *lines[end:]])
    end = _closing(known, lines)
    return "\n".join([*lines[:end], said, *lines[end:]])


def without_keys(text: str, keys: Collection[str], *, source: str) -> str:
    """Return the file without these keys; ReleaseError where the head of ``source`` cannot be read."""
    lines, known = _lines(text, source)
    gone = {at for key in known if key in keys for at in range(*_span(known, key, lines))}
    return "\n".join(line for at, line in enumerate(lines) if at not in gone)


def _lines(text: str, source: str) -> tuple[list[str], dict[str, int]]:
    """Return the lines of the file, and in which of them each key stands, counted from 0."""
    front = split_front_matter(text, source=source, known=KEYS)
    return text.split("\n"), {key: line - 1 for key, line in front.lines.items()}


def _span(known: dict[str, int], key: str, lines: list[str]) -> tuple[int, int]:
    """Return the first line of a key's value and the one behind its last."""
    later = (line for line in known.values() if line > known[key])
    return known[key], min(later, default=_closing(known, lines))


def _closing(known: dict[str, int], lines: list[str]) -> int:
    return next(at for at in range(max(known.values()) + 1, len(lines)) if lines[at].rstrip() == _FENCE)
