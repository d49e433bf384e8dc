"""How Alembic runs a migration: on the connection that ``upgrade`` gives it, in one transaction."""

from alembic import context

from mailer.store.tables.partial_indexes import whole_metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=whole_metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
