"""Changes: who did what to people and lists; and all that a press office knows of contacts, outlets and lists."""

import unicodedata

import sqlalchemy as sa
from alembic import op

from mailer.store.migrations.steps import add_reference, forbid_changes

revision = "0005"
down_revision = "0004"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply the change."""
    _changesets()
    _changes()
    _contacts()
    _outlets_and_lists()
    _pairs()
    _people()
    _let_contacts_be_found()


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _changesets() -> None:
    op.add_column("changesets", _text("action", "import"))
    op.add_column("changesets", _text("who"))
    add_reference("changesets", "undoes", "changesets")
    op.create_index("ix_changesets_undoes", "changesets", ["undoes"])


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("changeset_id", sa.Integer, sa.ForeignKey("changesets.id"), nullable=False, index=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Integer, nullable=False),
        sa.Column("contact_id", sa.Integer, index=True),
        sa.Column("verb", sa.Text, nullable=False),
        sa.Column("commitment", sa.Text, nullable=False),
    )
    op.create_table(
        "change_values",
        sa.Column("change_id", sa.Integer, sa.ForeignKey("changes.id"), primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("values", sa.Text, nullable=False),
    )
    forbid_changes("changes")
    forbid_changes("changesets")


def _contacts() -> None:
    for name in ("phone", "notes", "embargo_version"):
        op.add_column("contacts", _text(name))
    op.add_column("contacts", sa.Column("embargo_since", sa.Date))
    op.add_column("contacts", sa.Column("edited", sa.JSON, nullable=False, server_default="{}"))
    add_reference("contacts", "changeset_id", "changesets")
    add_reference("contacts", "merged_into", "contacts")
    is_merged = sa.text("merged_into IS NOT NULL")
    op.create_index(
        "ix_contacts_merged_into", "contacts", ["merged_into"], sqlite_where=is_merged, postgresql_where=is_merged
    )
    add_reference("subscriptions", "changeset_id", "changesets")


def _outlets_and_lists() -> None:
    op.add_column("outlets", _text("desk_address"))
    op.add_column("outlets", sa.Column("cap", sa.Integer))
    for name in ("rule", "sender_name", "sender_address", "reply_to", "language", "why"):
        op.add_column("distribution_lists", _text(name))
    op.add_column("distribution_lists", _text("audience_class", "press"))
    op.add_column("distribution_lists", _text("language_policy", "fallback"))
    op.add_column("distribution_lists", sa.Column("archived_at", INSTANT))
    op.execute(
        "UPDATE distribution_lists SET audience_class ="
        " CASE kind WHEN 'staff' THEN 'internal' WHEN 'partner' THEN 'partners' ELSE 'press' END"
    )


def _pairs() -> None:
    a_list = sa.ForeignKey("distribution_lists.id")
    op.create_table(
        "list_exclusions",
        sa.Column("list_id", sa.Integer, a_list, primary_key=True),
        sa.Column("excluded_id", sa.Integer, sa.ForeignKey("distribution_lists.id"), primary_key=True),
    )
    op.create_table(
        "distinct_pairs",
        sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("other_id", sa.Integer, sa.ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
    )


def _people() -> None:
    op.create_table("contact_search", _of_contact(), sa.Column("text", sa.Text, nullable=False))
    op.create_table("newcomers", _of_contact())
    op.create_table(
        "tombstones",
        sa.Column("address_hash", sa.Text, primary_key=True),
        sa.Column("created_at", INSTANT, primary_key=True),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("is_lifted", sa.Boolean, nullable=False),
    )
    op.create_table(
        "header_maps",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("columns", sa.JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
    )


def _of_contact() -> sa.Column[int]:
    contact = sa.ForeignKey("contacts.id", ondelete="CASCADE")
    return sa.Column("contact_id", sa.Integer, contact, primary_key=True, autoincrement=False)


def _let_contacts_be_found() -> None:
    """Fill contact_search for the contacts that are there."""
    connection = op.get_bind()
    found = connection.execute(
        sa.text(
            "SELECT contacts.id, contacts.name, role, outlets.name, addresses.key FROM contacts"
            " LEFT JOIN outlets ON outlets.id = outlet_id JOIN addresses ON contact_id = contacts.id"
            " ORDER BY contacts.id, addresses.id"
        )
    )
    texts: dict[int, list[str]] = {}
    for contact_id, name, role, outlet, key in found:
        texts.setdefault(contact_id, [_folded(name), _folded(role), _folded(outlet or "")]).append(_folded(key))
    adding = sa.text("INSERT INTO contact_search (contact_id, text) VALUES (:contact_id, :text)")
    rows = [{"contact_id": contact_id, "text": "\n".join(parts)} for contact_id, parts in texts.items()]
    if rows:
        connection.execute(adding, rows)


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in parts if not unicodedata.combining(one)).split())
