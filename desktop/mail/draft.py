"""A mail being written, as a value: who, what, with which files, when."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.raw import Piece
from desktop.store.schema.mail import OutboxMessage, RawPiece
from desktop.store.workspace import Store


@dataclass(frozen=True)
class File:
    """An attached file; its bytes lie in the store's packs under `sha256`."""

    filename: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Draft:
    """A mail being written. `to`, `cc`, `bcc` are (name, address) pairs.

    `from_address`: one of the account's senders, "" for its own address. `dsn`: ask for delivery reports. `scheduled`:
    which choice of "send later" `not_before` comes from. `in_reply_to` is the id of the message answered. `follow_up_days` starts "no answer in N days"
    when it goes out; `not_before` (aware UTC) sends it later.
    """

    account_id: str
    to: tuple[tuple[str, str], ...] = ()
    cc: tuple[tuple[str, str], ...] = ()
    bcc: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    text: str = ""
    html: str | None = None
    files: tuple[File, ...] = ()
    in_reply_to: int | None = None
    thread_id: int | None = None
    customer_id: str | None = None
    quote_id: str | None = None
    template_name: str = ""
    follow_up_days: int | None = None
    not_before: datetime | None = None
    from_address: str = ""
    dsn: bool = False
    scheduled: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What the composer wants to find again: folded history, cursor, language of the quote."""


def keep_file(store: Store, filename: str, content: bytes, content_type: str = "") -> File:
    """Put a file's bytes into the store, so that the draft outlives the file on the disk."""
    digest = hashlib.sha256(content).hexdigest()
    chunk = store.raw.seal(digest, content)
    with store.write("user") as unit:
        if unit.session.get(RawPiece, digest) is None:
            (piece,) = store.raw.append([chunk])
            unit.session.add(
                RawPiece(sha256=digest, pack=piece.pack, offset=piece.offset, length=piece.length)
            )
    return File(filename, content_type, len(content), digest)


def file_content(store: Store, file: File) -> bytes:
    """Return an attached file's bytes. Raises UserFacing (`raw_damaged`)."""
    with store.read() as session:
        piece = session.get(RawPiece, file.sha256)
    if piece is None:
        raise UserFacing(_("The attached file is no longer in the store."), code="raw_damaged")
    return store.raw.read(file.sha256, Piece(piece.pack, piece.offset, piece.length))


def as_json(draft: Draft) -> dict[str, Any]:
    """Return the draft as the outbox keeps it."""
    data = asdict(draft)
    data["not_before"] = draft.not_before.isoformat() if draft.not_before else None
    return data


def read(row: OutboxMessage) -> Draft:
    """Return the draft that a row of the outbox keeps."""
    data = {f.name: row.draft[f.name] for f in fields(Draft) if f.name in row.draft}
    for name in ("to", "cc", "bcc"):
        data[name] = tuple((str(n), str(a)) for n, a in data.get(name, ()))
    data["files"] = tuple(File(**file) for file in data.get("files", ()))
    moment = data.get("not_before")
    data["not_before"] = datetime.fromisoformat(moment) if moment else None
    data.setdefault("account_id", row.account_id)
    return Draft(**data)
