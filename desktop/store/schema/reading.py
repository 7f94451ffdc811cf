"""What the user decided about reading the mail of a sender: kept, whatever becomes of the mail itself."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Record


class ReadingChoice(Record):
    """`kind` "images": pictures from the net are shown; "layout": `value` says how, "original" or "text".

    `address`: the sender's, in lower case.
    """

    __tablename__ = "reading_choice"
    __table_args__ = (sa.UniqueConstraint("kind", "address"),)

    kind: Mapped[str]
    address: Mapped[str]
    value: Mapped[str] = mapped_column(default="")
