"""Which header is which column because somebody said so, for this file or for every file like it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mailer.content.listfile.spelling import header_key
from mailer.content.nearest import did_you_mean
from mailer.errors import UsageProblem

FIELD, IGNORE = "field", "ignore"
#: What a column can be, in the words that are typed and that head an export, and how it is called inside.
TARGETS = {
    **{name: name for name in ("address", "name", "first", "middle", "last", "outlet", "role", "kind", "country")},
    **{name: name for name in ("timezone", "beats", "basis", "source", "frequency", "phone", "notes")},
    **{name: name for name in ("embargo_since", "embargo_version", "labels", "attributes", "status", FIELD, IGNORE)},
    "language": "languages",
    "other_addresses": "others",
}
_SPELLINGS = {header_key(word): word for word in TARGETS} | {"languages": "language", "others": "other_addresses"}
#: What several columns of a file can be.
_FOR_SEVERAL = frozenset(("address", "other_addresses", "phone", "status", FIELD, IGNORE))
_EXAMPLE = 'Write it as --map "E-mail=address"'


@dataclass(frozen=True, slots=True)
class HeaderMap:
    """A mapping that was saved: each header of the file that it was made for, and what that column is."""

    name: str
    columns: Mapping[str, str]

    def is_for(self, headers: Iterable[str]) -> bool:
        """Return whether these are exactly the headers of the file that it was made for."""
        return {header_key(header) for header in headers} == {header_key(header) for header in self.columns}


def parse_mapping(typed: Iterable[str]) -> dict[str, str]:
    """Return ``HEADER=COLUMN`` as header and column; UsageProblem, with the nearest, for what is no column."""
    found: dict[str, str] = {}
    for words in typed:
        header, equals, target = words.rpartition("=")
        if not equals or not header.strip():
            raise UsageProblem(f"{words!r} does not say which header is what", hint=_EXAMPLE)
        if header_key(header) in map(header_key, found):
            raise UsageProblem(f"{header.strip()!r} is mapped twice", hint="Leave one of them out")
        found[header.strip()] = known_target(target)
    _refuse_two_for_one(found)
    return found


def _refuse_two_for_one(found: Mapping[str, str]) -> None:
    targets = [target for target in found.values() if target not in _FOR_SEVERAL]
    for target in targets:
        if targets.count(target) > 1:
            both = " and ".join(repr(header) for header, meant in found.items() if meant == target)
            raise UsageProblem(f"{both} are both mapped to {target}", hint="Map one of them to field or ignore")


def known_target(target: str) -> str:
    """Return what a column is to be, as it is typed; UsageProblem that names the nearest."""
    found = _SPELLINGS.get(header_key(target))
    if found is None:
        raise UsageProblem(f"there is no column {target.strip()!r}", hint=did_you_mean(target.strip(), TARGETS))
    return found


def settled(mapping: Mapping[str, str], headers: Sequence[str], *, file: str) -> dict[str, str]:
    """Return the mapping by keys of headers and inner names; UsageProblem for a header that the file does not have."""
    known = {header_key(header): header for header in headers if header.strip()}
    for header in mapping:
        if header_key(header) not in known:
            raise UsageProblem(f"{file} has no column {header!r}", hint=did_you_mean(header, set(known.values())))
    return {header_key(header): TARGETS[known_target(target)] for header, target in mapping.items()}
