"""What a release looks like once composed, and the slots that wait for each recipient's own values."""

from dataclasses import dataclass, field

#: The fields of a recipient that templates and release text may name as ``{{ recipient.NAME }}``.
RECIPIENT_FIELDS = ("name", "outlet", "role", "country")

#: Values that the sender supplies per delivery, beside the recipient's fields.
DELIVERY_FIELDS = ("unsubscribe_url", "unsubscribe_label", "reason_html", "reason_text")

#: Those of them that are ready for the part where they stand: markup, or lines of plain text.
PASSAGES = frozenset({"reason_html", "reason_text"})


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a composed edition that is filled per recipient.

    ``token`` is what stands in the text: letters and digits only. In links it is written as
    ``https://slot.invalid/TOKEN`` and the whole of that URL is replaced.
    ``fallback`` is used when the value is empty; None means that an empty value is an error.
    """

    token: str
    field: str
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """An edition composed once: subject, HTML and text with slot tokens still in them."""

    language: str
    direction: str
    subject: str
    html: str
    text: str
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of ours that only some readers get, ready to stand in either part."""

    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """The values of one delivery, as they were when the campaign was frozen.

    ``reason`` is why they get it; None leaves what the edition says by itself.
    """

    delivery_id: int
    address: str
    name: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    reason: Passage | None = None
