"""The first schema."""

from alembic import op

from desktop.store.schema import customers, mail, trade, work, workspace
from desktop.store.schema.base import Base
from desktop.store.search import CREATE

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SUBJECTS = (customers, mail, trade, work, workspace)


def upgrade() -> None:
    """Create every table and the search index."""
    Base.metadata.create_all(op.get_bind())
    for statement in CREATE:
        op.execute(statement)
