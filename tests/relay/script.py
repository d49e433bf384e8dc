"""The values of a scripted relay: when it hangs up, what it took, and the rules of its script."""

import threading
from dataclasses import dataclass
from enum import StrEnum


class Moment(StrEnum):
    """When the relay hangs up."""

    BEFORE_MAIL = "before the reply to MAIL"
    AFTER_RCPT = "after the reply to RCPT"
    AFTER_354 = "after the 354"
    MID_BODY = "in the middle of the mail"
    AFTER_DOT = "after the final dot, before its reply"
    AFTER_REPLY = "after the reply to the mail"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A mail as it arrived: ``content`` without dot-stuffing; ``parameters`` of MAIL FROM."""

    sender: str
    recipient: str
    content: bytes
    parameters: str
    connection: int
    is_encrypted: bool
    queue_id: str


@dataclass(slots=True)
class Rule:
    address: str
    point: str
    reply: str = ""
    seconds: float = 0.0
    left: int | None = None


class Script:
    """The rules, in the order in which they were given."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self._lock = threading.Lock()

    def add(self, rule: Rule) -> None:
        """Add a rule behind those that are there."""
        self.rules.append(rule)

    def take(self, address: str, point: str) -> Rule | None:
        """Take the first rule for ``address`` at ``point`` that is not used up."""
        with self._lock:
            for rule in self.rules:
                if rule.point == point and rule.address in {"*", address} and rule.left != 0:
                    rule.left = None if rule.left is None else rule.left - 1
                    return rule
        return None
