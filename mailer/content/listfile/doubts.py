"""What is taken, and yet looks wrong: slips in well-known domains, and mailboxes that nobody reads."""

import re
from collections.abc import Sequence

from mailer.domain.address import Address
from mailer.domain.contact import ContactRow, RowError
from mailer.domain.role_address import ENDINGS, MACHINES, ROLES, is_machine_address, is_role_address
from mailer.domain.typo import suggested_domain

_MOST = 50_000
_FIRST_WORD = re.compile(r"^[^\W\d_]+", re.MULTILINE)
_BEGINNINGS = ROLES | MACHINES | {"no", "do", "ne", "mailer", "public", "i"}
_ENDS = tuple(f"{word}@" for word in ENDINGS)
_NOBODY = "is read by a machine, or by those who look for abuse: a release does no good there"


class Doubts:
    """Looks over the rows that were read; ``warnings`` grow, ``role_addresses`` counts mailboxes of desks."""

    def __init__(self) -> None:
        self.warnings: list[RowError] = []
        self.role_addresses = 0
        self._seen: set[str] = set()
        self._slips: set[str] = set()

    def look_over(self, rows: Sequence[ContactRow]) -> None:
        """Note what looks wrong in some rows; nearly always nothing does, and then no row is looked at by itself."""
        domains = {row.address.domain for row in rows}
        self._look_at_domains(domains)
        if not self._slips.isdisjoint(domains):
            for row in rows:
                if row.address.domain in self._slips:
                    self._warn(row, f"did you mean {_corrected(row.address)}?")
        keys = "\n".join([row.address.key for row in rows])
        if not _BEGINNINGS.isdisjoint(_FIRST_WORD.findall(keys)) or any(end in keys for end in _ENDS):
            for row in rows:
                self._look_at_role(row)

    def _look_at_domains(self, domains: set[str]) -> None:
        new = domains - self._seen
        self._slips.update(filter(suggested_domain, new))
        if len(self._seen) > _MOST:
            self._seen.clear()
        self._seen |= new

    def _look_at_role(self, row: ContactRow) -> None:
        self.role_addresses += is_role_address(row.address)
        if is_machine_address(row.address):
            self._warn(row, _NOBODY)

    def _warn(self, row: ContactRow, reason: str) -> None:
        self.warnings.append(RowError(row.line, row.address.address, reason))


def _corrected(address: Address) -> str:
    return f"{address.address.rpartition('@')[0]}@{suggested_domain(address.domain)}"
