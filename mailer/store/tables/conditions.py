"""Conditions that follow from how the tables are made, whoever asks."""

from sqlalchemy import ColumnElement, and_

from mailer.store.tables.schema import addresses


def preferred(contact_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition for the address that a contact is written to: the only one that is preferred."""
    return and_(addresses.c.contact_id == contact_id, addresses.c.is_preferred)
