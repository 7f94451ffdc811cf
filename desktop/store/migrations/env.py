"""Alembic's entry: runs the revisions on the connection that `schema_version` hands over."""

from alembic import context

from desktop.store.schema import (
    conversations,
    customers,
    documents,
    exchange,
    freight,
    mail,
    mail_warnings,
    orders,
    products,
    quotes,
    reading,
    work,
    workspace,
)
from desktop.store.schema.base import Base

SUBJECTS = (
    conversations,
    customers,
    mail,
    mail_warnings,
    reading,
    documents,
    exchange,
    freight,
    orders,
    products,
    quotes,
    work,
    workspace,
)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
