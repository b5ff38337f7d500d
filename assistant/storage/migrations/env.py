"""What Alembic runs for every migration: one transaction on the connection that it is given.

Run by Alembic, never imported. `migrate.py` holds the connection and its lock.
"""

from alembic import context

from assistant.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter a column; batch mode copies the table
)
with context.begin_transaction():
    context.run_migrations()
