"""How a file is to be read, where that does not follow from the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailer.content.listfile.mapping import HeaderMap


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a file of contacts: what a person chose, "" or None where the file tells.

    ``mapping`` says by header what a column is; ``named`` is the saved mapping to use, ``save_as`` the name to save
    this one under. With ``wants_gone`` only those rows are taken that an export marks as not to be written to, or all
    if it marks nobody. ``saved`` are the mappings that there are: one made for just these headers is used unasked.
    """

    encoding: str | None = None
    sheet: str | None = None
    delimiter: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    named: str = ""
    save_as: str = ""
    saved: tuple[HeaderMap, ...] = ()
    wants_gone: bool = False
