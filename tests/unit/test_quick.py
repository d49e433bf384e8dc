import dataclasses

import pytest

from mailer.domain.address import Address, parse_address
from mailer.domain.contact import ContactRow
from mailer.domain.quick import quick_maker


def test_a_value_that_was_made_quickly_is_like_any_other() -> None:
    (made,) = quick_maker(Address)(["a@example.org"], ["a@example.org"], ["example.org"])

    assert made == parse_address("a@example.org")
    assert hash(made) == hash(parse_address("a@example.org"))
    assert type(made) is Address
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.domain = "example.net"  # type: ignore[misc]  # that is the point


def test_fields_come_in_their_order_and_can_be_replaced() -> None:
    names = [field.name for field in dataclasses.fields(ContactRow)]

    (made,) = quick_maker(ContactRow)(*([name] for name in names))

    assert [getattr(made, name) for name in names] == names
    assert dataclasses.replace(made, name="Ana").name == "Ana"
