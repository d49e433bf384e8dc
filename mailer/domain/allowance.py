"""What somebody lets pass although a check refuses it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowance:
    """A rule that does not hold for one campaign: its id, why not, and who said so (``name@host``)."""

    rule: str
    reason: str
    allowed_by: str = ""
