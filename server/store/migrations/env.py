"""Alembic's entry: it runs on the connection that `server.store.migrate` hands in, never on one of its own."""

from alembic import context

from server.store.photo_tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, compare_type=True, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
