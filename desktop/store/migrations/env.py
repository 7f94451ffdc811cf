"""Alembic's entry: runs the revisions on the connection that `schema_version` hands over."""

from alembic import context

from desktop.store.schema import (
    conversations,
    customers,
    mail,
    mail_warnings,
    reading,
    trade,
    work,
    workspace,
)
from desktop.store.schema.base import Base

SUBJECTS = (conversations, customers, mail, mail_warnings, reading, trade, work, workspace)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
