"""What a parsed message is: plain frozen data, the only form in which the rest of the program knows mail.

Tuples with names, because one is made of every mail: a frozen dataclass takes three times as long.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from desktop.mail.mime.headers import Address

Kind = Literal[
    "personal", "list", "bulk", "auto_reply", "bounce", "receipt", "invitation", "platform_inquiry"
]

Protection = Literal["", "smime_signed", "smime_encrypted", "pgp_signed", "pgp_encrypted"]
"""How the message is wrapped. A signature is named, not checked; what is encrypted cannot be read here."""


class Attachment(NamedTuple):
    """A part that is not the body. `part` names it for `part_bytes`; `size` is in decoded bytes.

    `inline` is true for pictures that the HTML body shows by their `content_id` (no brackets).
    """

    part: str
    filename: str
    content_type: str
    size: int
    content_id: str
    inline: bool


@dataclass(frozen=True, slots=True)
class Bounce:
    """One address that a report speaks of: `action` failed, delayed, delivered, ... (RFC 3464).

    In receipts displayed, deleted, ... (RFC 8098); complained, where somebody called the mail spam (RFC 5965).
    """

    address: str
    status: str
    action: str
    diagnostic: str


class ParsedMessage(NamedTuple):
    """A message read whole. Ids without angle brackets; `date` aware UTC or None; all text NFC, LF line ends."""

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    from_: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    date: datetime | None
    text: str
    html: str | None
    attachments: tuple[Attachment, ...]
    defects: tuple[str, ...]
    kind: Kind
    bounces: tuple[Bounce, ...]
    protection: Protection = ""
    receipts: tuple[Bounce, ...] = ()

    @property
    def files(self) -> tuple[Attachment, ...]:
        """The attachments that the reader should see as files."""
        return tuple(a for a in self.attachments if not a.inline)

    @property
    def inline(self) -> tuple[Attachment, ...]:
        """The pictures that belong into the HTML body."""
        return tuple(a for a in self.attachments if a.inline)
