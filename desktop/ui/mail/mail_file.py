"""A file of a mail, wherever it is listed: in the mail, inside a mail that is attached, on the customer's page."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from desktop.mail.attachments.danger import Danger, by_content, by_name
from desktop.mail.mime import outlook
from desktop.mail.mime.message import ParsedMessage
from desktop.mail.mime.parse import part_bytes
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.runtime.signature_parts import is_signature_part
from desktop.store.queries.messages import AttachmentRow, MessageRow, raw_bytes
from desktop.store.workspace import Store

_MAILS = frozenset(("eml", "msg"))


@dataclass(frozen=True, slots=True)
class MailFile:
    """`parts`: the part of the mail, then the part of the mail that is attached in it, and so on; `size` in bytes."""

    message_id: int
    parts: tuple[str, ...]
    filename: str
    content_type: str
    size: int

    @property
    def name(self) -> str:
        """The name to show."""
        return self.filename or _("(no name)")

    @property
    def danger(self) -> Danger:
        """What its name alone says against it."""
        return by_name(self.filename)

    @property
    def is_mail(self) -> bool:
        """Tell whether it is a message that opens like any other."""
        named = self.filename.rpartition(".")[2].lower() in _MAILS
        return named or self.content_type in ("message/rfc822", "message/global")


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file's bytes as the mail holds them, and what they say against it."""

    file: MailFile
    data: bytes
    danger: Danger


def files_of(message_id: int, rows: Iterable[AttachmentRow]) -> tuple[MailFile, ...]:
    """Return the files of a mail that people want to see: no pictures of its text, no signatures' data."""
    return tuple(
        MailFile(message_id, (row.part,), row.filename, row.content_type, row.size)
        for row in rows
        if not row.inline and not is_signature_part(row.content_type, row.filename)
    )


def whole_mail(message: MessageRow) -> MailFile:
    """Return a message itself as a file to be saved."""
    return MailFile(
        message.id,
        (),
        f"{message.subject or _('(no subject)')}.eml",
        "message/rfc822",
        message.size,
    )


def picture_of_text(message: MessageRow, address: str) -> MailFile | None:
    """Return the picture of a mail that its text shows by `address` (`cid:...`), None when it is no file of it."""
    wanted = unquote(address.partition(":")[2]).strip("<>").casefold()
    for row in message.attachments:
        if wanted and row.content_id.strip("<>").casefold() == wanted:
            return MailFile(message.id, (row.part,), row.filename, row.content_type, row.size)
    return None


def files_inside(outer: MailFile, message: ParsedMessage) -> tuple[MailFile, ...]:
    """Return the files of a mail that is attached in a mail."""
    return tuple(
        MailFile(outer.message_id, (*outer.parts, a.part), a.filename, a.content_type, a.size)
        for a in message.files
        if not is_signature_part(a.content_type, a.filename)
    )


def read_file(store: Store, file: MailFile) -> bytes:
    """Return a file's bytes. Raises UserFacing (`not_here`, `raw_damaged`, `no_attachment`)."""
    data = raw_bytes(store, file.message_id)
    try:
        for number, part in enumerate(file.parts):
            data = part_bytes(as_mail(data) if number else data, part)
    except (KeyError, ValueError) as error:
        raise UserFacing(
            _("The attachment is not in the message."), code="no_attachment"
        ) from error
    return data


def load_file(store: Store, file: MailFile) -> LoadedFile:
    """Return a file with its bytes and what they say against it. Raises as `read_file` does."""
    data = read_file(store, file)
    return LoadedFile(file, data, by_content(file.filename, data))


def as_mail(data: bytes) -> bytes:
    """Return the message that a file holds, one of Outlook's own (.msg) turned into what was sent.

    Raises ValueError for Outlook's file that holds none.
    """
    return outlook.read(data).raw if outlook.is_outlook(data) else data
