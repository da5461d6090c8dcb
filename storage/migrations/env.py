"""Alembic's own entry: runs the revisions on the connection that storage.migrate hands in."""

from alembic import context

connection = context.config.attributes["connection"]

context.configure(
    connection=connection,
    # SQLite changes a column by building the table anew.
    render_as_batch=connection.dialect.name == "sqlite",
    # The transaction is storage.migrate's: all revisions or none.
    transactional_ddl=True,
)
context.run_migrations()
