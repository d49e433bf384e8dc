"""The sandbox in which templates are rendered, and where they are found.

A workspace's own ``templates/`` come first, file by file, then those shipped with mailer.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from posixpath import splitext
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mailer.content.page import bidi, plaintext, slots
from mailer.content.page.typography import Letters
from mailer.domain.rendering import PASSAGES
from mailer.errors import ReleaseError

if TYPE_CHECKING:
    from types import CodeType

    from jinja2 import BytecodeCache
    from jinja2.sandbox import SandboxedEnvironment
    from markupsafe import Markup

_CURE = "Mend that template, or remove your copy of it to go back to the one that comes with mailer"


def environment(letters: Letters, templates_dir: Path | None = None) -> "SandboxedEnvironment":
    """Return the environment for one language: undefined names are errors, HTML parts escape what they print."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    folders = [folder for folder in (templates_dir, _shipped()) if folder is not None]
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        autoescape=_is_html,
        finalize=slots.printed,
        trim_blocks=False,
        keep_trailing_newline=False,
        optimized=False,  # else the filters of one language are worked into code that all of them share
        bytecode_cache=_compiled(),
    )
    made.filters.update(_filters(letters))
    return made


def render(made: "SandboxedEnvironment", name: str, context: Mapping[str, object]) -> str:
    """Return the template rendered; ReleaseError naming the template and line if it cannot be."""
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

    try:
        return made.get_template(name).render(context)
    except TemplateNotFound as error:
        raise ReleaseError(f"There is no template {error.name}", hint=_CURE) from error
    except TemplateSyntaxError as error:
        raise ReleaseError(f"Template {error.name}, line {error.lineno}: {error.message}", hint=_CURE) from error
    except TemplateError as error:
        raise ReleaseError(f"Template {name} cannot be filled in: {error.message}", hint=_CURE) from error


@cache
def _compiled() -> "BytecodeCache":
    """Return what keeps compiled templates for the environments of all languages, as long as the process runs."""
    from jinja2 import BytecodeCache
    from jinja2.bccache import Bucket

    class Kept(BytecodeCache):
        def __init__(self) -> None:
            self.codes: dict[tuple[str, str], CodeType] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            bucket.code = self.codes.get((bucket.key, bucket.checksum))

        def dump_bytecode(self, bucket: Bucket) -> None:
            if bucket.code is not None:
                self.codes[bucket.key, bucket.checksum] = bucket.code

    return Kept()


def _shipped() -> Path:
    inside = Path(str(files("mailer"))) / "_templates"
    return inside if inside.is_dir() else inside.parent.parent / "templates"


def _is_html(name: str | None) -> bool:
    return name is not None and ".html." in name


def _filters(letters: Letters) -> Mapping[str, Callable[..., object]]:
    width = plaintext.WIDTH if letters.wraps else 0

    def wrap(text: str, *, first: str = "", indent: str = "") -> str:
        return plaintext.wrap(text, width, first=first, indent=indent)

    return {
        "fallback": slots.with_fallback,
        "bidi": _but_slots(isolated if letters.is_rtl else str),
        "sided": lambda prop: prop.replace("start", "right" if letters.is_rtl else "left"),
        "capitals": str.upper if letters.has_case else str,
        "breakable": _breakable,
        "bare_url": lambda url: url.partition("://")[2].rstrip("/") or url,
        "format_name": _format_name,
        "wrap": _but_slots(wrap),
        "underlined": plaintext.underlined,
        "flat": plaintext.flat,
        "labelled_links": plaintext.labelled_links,
    }


def _but_slots(change: Callable[..., object]) -> Callable[..., object]:
    """Return the filter with passages that are ready left as they are: templates of old put their reason through it."""

    def changed(text: object, **options: str) -> object:
        is_ready = isinstance(text, slots.SlotValue) and text.field in PASSAGES
        return text if is_ready else change(text, **options)

    return changed


def isolated(text: str) -> "Markup":
    """Return the text as HTML, with what runs from left to right isolated in it."""
    from markupsafe import Markup

    span = Markup('<span dir="ltr">{}</span>')
    return Markup().join(span.format(run) if is_ltr else run for run, is_ltr in bidi.runs(text))


def _breakable(address: str) -> "Markup":
    """Return a mail address that a narrow screen may break after the @; copying it gives it whole."""
    from markupsafe import Markup, escape

    return Markup("@<wbr>").join(escape(part) for part in address.split("@"))


def _format_name(url: str) -> str:
    """Return JPG, PNG or the like, or "" where the address does not end in a file name."""
    ending = splitext(urlsplit(url).path)[1].lstrip(".").upper()
    return ending if 0 < len(ending) <= len("JPEG") else ""
