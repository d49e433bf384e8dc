"""Every key of a custom field of contacts."""

from mailer.settings import kinds
from mailer.settings.key import Key

#: The section in which a field's keys stand; NAME is chosen by the reader.
FIELD = "fields.NAME"

FIELD_KEYS: tuple[Key, ...] = (
    Key(
        FIELD,
        "type",
        kinds.FIELD_TYPE,
        "text",
        "What its values are: `text`; `number`, kept with digits and a full stop; `date`, kept as 2026-11-24; "
        "`yes-no`, in any of the six languages; `choice`, one of `choices`; `address`, an e-mail address; `url`, a "
        "web address.",
    ),
    Key(
        FIELD, "choices", kinds.CHOICES, [], "What a `choice` is chosen from; upper and lower case make no difference."
    ),
    Key(
        FIELD,
        "label",
        kinds.TEXT,
        "",
        "A second name: a column with this heading is the field, too.",
    ),
)
