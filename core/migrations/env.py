"""What Alembic runs around migrations: the connection that core/migrations/run.py lends it in."""

from alembic import context

_lent = context.config.attributes
context.configure(connection=_lent["connection"], version_table=_lent["version_table"])
context.run_migrations()
