"""The rules of the house that no linter knows: short functions, short files, docstrings, and words we do not use."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
MODULES = sorted((CHECKOUT / "mailer").rglob("*.py"))
LONGEST_BODY = 30
LONGEST_FILE = 300

BANNED = frozenset(
    {
        *("manager", "service", "handler", "helper", "util", "common", "process", "do", "perform"),
        *("data", "info", "item", "managers", "services", "handlers", "helpers", "utils", "infos", "items"),
    }
)

#: Names that somebody else has chosen, and who.
GIVEN_NAMES = {
    "DATA": "the SMTP command (RFC 5321 4.1.1.4)",
    "data_received": "asyncio.Protocol calls it so",
    "data": "the argument of asyncio.Protocol.data_received",
    "process_bind_param": "a type of SQLAlchemy has it",
    "process_result_value": "a type of SQLAlchemy has it",
    "process": "the command `bounces process` (design 6)",
    "INFO": "a severity of `check --json` (design 6)",
    "NO_ITEMS": "a field of `send --json` (design 6)",
    "no_items": "a field of `send --json` (design 6)",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def place(path: Path, node: ast.AST | None = None) -> str:
    line = f":{node.lineno}" if isinstance(node, ast.stmt | ast.expr | ast.arg | ast.alias) else ""
    return f"{path.relative_to(CHECKOUT)}{line}"


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, Function):
            yield node


def body_lines(function: Function) -> int:
    """Return how many lines the body takes, its docstring not counted."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def names_defined(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, node
            case ast.arg():
                yield node.arg, node
            case ast.Name(ctx=ast.Store()):
                yield node.id, node
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr, node
            case ast.alias(asname=str() as given):
                yield given, node
            case _:
                pass


def banned_words(name: str) -> set[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).casefold()
    return set() if name in GIVEN_NAMES else set(BANNED).intersection(spaced.split("_"))


def test_there_are_modules_to_look_at() -> None:
    assert CHECKOUT / "mailer" / "errors.py" in MODULES


def test_every_module_says_what_it_is_for() -> None:
    silent = [place(path) for path in MODULES if not ast.get_docstring(parsed(path))]

    assert silent == [], f"these modules have no docstring: {', '.join(silent)}"


def test_no_function_is_too_long() -> None:
    long = [
        f"{place(path, function)} {function.name}: {body_lines(function)} lines"
        for path in MODULES
        for function in functions(path)
        if body_lines(function) > LONGEST_BODY
    ]

    assert long == [], f"a body has at most {LONGEST_BODY} lines, without its docstring:\n" + "\n".join(long)


def test_no_file_is_too_long() -> None:
    lengths = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}

    long = [f"{name}: {lines} lines" for name, lines in lengths.items() if lines > LONGEST_FILE]

    assert long == [], f"a file has at most {LONGEST_FILE} lines:\n" + "\n".join(long)


def test_no_name_says_a_word_that_says_nothing() -> None:
    found = [
        f"{place(path, node)} {name}: {', '.join(sorted(banned_words(name)))}"
        for path in MODULES
        for name, node in names_defined(parsed(path))
        if banned_words(name)
    ]
    files = [f"{place(path)}: {path.stem}" for path in MODULES if banned_words(path.stem)]

    assert [*files, *found] == [], "say what it is, in the words of the glossary:\n" + "\n".join([*files, *found])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ListManager", {"manager"}),
        ("press_data", {"data"}),
        ("do_send", {"do"}),
        ("metadata", set()),
        ("domain", set()),
        ("DATA", set()),
    ],
)
def test_banned_words_are_found_as_whole_words(name: str, words: set[str]) -> None:
    assert banned_words(name) == words


def test_the_length_of_a_body_leaves_out_its_docstring() -> None:
    tree = ast.parse('def f():\n    """Two\n    lines."""\n    a = 1\n\n    return a\n')

    assert [body_lines(node) for node in tree.body if isinstance(node, ast.FunctionDef)] == [3]
