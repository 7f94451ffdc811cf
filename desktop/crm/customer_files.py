"""A customer's files: what came and went with its mails, and the documents issued for it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm.customers import record
from desktop.store.queries.mail_search import is_file
from desktop.store.schema.documents import IssuedDocument
from desktop.store.schema.mail import Attachment, Message, Thread
from desktop.store.workspace import Store

Kind = Literal["pdf", "sheet", "document", "picture", "drawing", "archive", "mail", "other"]
Way = Literal["received", "sent", "issued"]
KINDS: tuple[Kind, ...] = (
    "pdf", "sheet", "document", "picture", "drawing", "archive", "mail", "other",
)  # fmt: skip
WAYS: tuple[Way, ...] = ("received", "sent", "issued")
MOST = 2_000
_ENDINGS: dict[Kind, str] = {
    "pdf": "pdf",
    "sheet": "xls xlsx xlsm xlsb ods csv tsv numbers et",
    "document": "doc docx docm odt rtf txt pages wps ppt pptx odp key dps md",
    "picture": "jpg jpeg png gif bmp tif tiff webp heic heif svg psd ai eps cdr",
    "drawing": "dwg dxf dwf step stp igs iges stl sldprt sldasm slddrw prt asm 3dm skp x_t ies ldt",
    "archive": "zip rar 7z tar gz tgz bz2 xz",
    "mail": "eml msg",
}
_KIND_OF: dict[str, Kind] = {
    ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split()
}


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """One file. `size` in bytes, 0 for an issued document; `at` aware UTC; `kind` one of KINDS.

    `way`: received or sent by mail (then `message_id`, `thread_id`, `part`, `subject` say where it is), or issued here
    (then `document_id` does).
    """

    id: str
    filename: str
    content_type: str
    kind: Kind
    size: int
    at: datetime
    way: Way
    subject: str = ""
    sender: str = ""
    message_id: int = 0
    thread_id: int = 0
    part: str = ""
    document_id: str = ""


def listing(
    store: Store,
    customer_id: str,
    *,
    kind: str = "",
    way: str = "",
    text: str = "",
    limit: int = MOST,
) -> tuple[CustomerFile, ...]:
    """Return a customer's files, newest first; `text` is looked for in the name. Raises UserFacing (`no_customer`)."""
    with store.read() as session:
        record(session, customer_id)
        found = [*_mailed(session, customer_id), *_issued(session, customer_id)]
    found.sort(key=lambda file: (file.at, file.id), reverse=True)
    low = text.casefold()
    kept = [
        file
        for file in found
        if (not kind or file.kind == kind)
        and (not way or file.way == way)
        and low in file.filename.casefold()
    ]
    return tuple(kept[:limit])


def kind_of(filename: str, content_type: str = "") -> Kind:
    """Return the kind of a file by the ending of its name, else by its content type."""
    ending = filename.rpartition(".")[2].lower() if "." in filename else ""
    if ending in _KIND_OF:
        return _KIND_OF[ending]
    if content_type.startswith("image/"):
        return "picture"
    if content_type == "message/rfc822":
        return "mail"
    return "pdf" if content_type == "application/pdf" else "other"


def _mailed(session: Session, customer_id: str) -> list[CustomerFile]:
    query = (
        sa.select(
            Attachment,
            Message.thread_id,
            Message.sort_time,
            Message.outbound,
            Message.subject,
            Message.from_name,
            Message.from_address,
        )
        .join(Message, Message.id == Attachment.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(
            Thread.customer_id == customer_id,
            is_file(),
            Message.kind != "draft",
        )
        .order_by(Message.sort_time.desc(), Attachment.id)
        .limit(MOST)
    )
    return [
        CustomerFile(
            id=f"a{a.id}",
            filename=a.filename,
            content_type=a.content_type,
            kind=kind_of(a.filename, a.content_type),
            size=a.size,
            at=datetime.fromtimestamp(seconds, UTC),
            way="sent" if outbound else "received",
            subject=subject,
            sender=name or address,
            message_id=a.message_id,
            thread_id=thread_id,
            part=a.part,
        )
        for a, thread_id, seconds, outbound, subject, name, address in session.execute(query)
    ]


def _issued(session: Session, customer_id: str) -> list[CustomerFile]:
    query = sa.select(IssuedDocument).where(
        IssuedDocument.customer_id == customer_id, IssuedDocument.deleted_at.is_(None)
    )
    return [
        CustomerFile(
            id=f"d{d.id}",
            filename=d.file_name,
            content_type="application/pdf",
            kind=kind_of(d.file_name, "application/pdf"),
            size=0,
            at=d.issued_at,
            way="issued",
            subject=d.number,
            document_id=d.id,
        )
        for d in session.scalars(query)
    ]
