"""Alembic's way in: runs the revisions on the connection that `store.migration` hands over."""

from alembic import context

from catserver.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
