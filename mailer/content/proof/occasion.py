"""What a proof is made for, and by whom it is read."""

from dataclasses import dataclass, field
from datetime import datetime

from mailer.domain.readership import Foresight, Readership
from mailer.domain.reason import Reason
from mailer.domain.rendering import Recipient
from mailer.domain.settings import Sender


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a proof is made for: whose values fill the slots (``is_invented``: nobody real), from whom, when and why.

    ``readership`` is who gets the release, if that is known; ``foresight`` what the reader gets of it, and why.
    """

    reader: Recipient
    is_invented: bool
    sender: Sender
    made_at: datetime
    is_embargoed: bool
    reason: Reason = field(default_factory=Reason)
    readership: Readership | None = None
    foresight: Foresight | None = None
