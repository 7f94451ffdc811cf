"""Papers that others made, kept with an order: B/L copy, insurance, certificates, the customer's order.

The bytes lie in the profile beside the issued documents, under a name that their hash makes, and never change;
the row names order, kind and day. Taking one away is undone like every other change.
"""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.orders import OrderFile
from desktop.store.workspace import Store
from desktop.trade.kept_files import FileKind, KeptFile, guessed, kept
from desktop.trade.order_rows import find

FOLDER = "kept"
MOST_BYTES = 64 * 1024 * 1024
_MB = 1024 * 1024
ENDINGS = (
    "pdf", "png", "jpg", "jpeg", "tif", "tiff", "webp", "heic", "doc", "docx", "xls", "xlsx", "csv",
    "txt", "eml", "msg", "zip", "ofd",
)  # fmt: skip
"""What papers come as; a program is not a paper."""


def add(
    store: Store,
    order_id: str,
    path: Path,
    *,
    today: date,
    kind: FileKind | None = None,
) -> KeptFile:
    """Keep a copy of the file at `path` with an order; errors as `keep`, or it cannot be read."""
    _require_paper(path.name)
    try:
        _require_size(path.name, path.stat().st_size)
        content = path.read_bytes()
    except OSError as error:
        raise UserFacing(
            _("The file cannot be read: {path}").format(path=path), code="unreadable_file"
        ) from error
    return keep(store, order_id, path.name, content, today=today, kind=kind)


def keep(
    store: Store,
    order_id: str,
    name: str,
    content: bytes,
    *,
    today: date,
    kind: FileKind | None = None,
) -> KeptFile:
    """Keep these bytes, called `name`, with an order by id or number; return them as kept.

    The same content is kept once an order. Without a `kind` the name says it. Raises UserFacing: no
    such order, an empty or a too large file, one that is no paper.
    """
    _require_paper(name)
    _require_size(name, len(content))
    digest = hashlib.sha256(content).hexdigest()
    with store.read() as session:
        key = find(session, order_id).id
    stored = f"{digest}{Path(name).suffix.lower()}"
    _put(store, stored, content)
    with store.write(cause="user") as unit:
        session = unit.session
        row = session.scalar(
            sa.select(OrderFile).where(
                OrderFile.order_id == key,
                OrderFile.sha256 == digest,
                OrderFile.deleted_at.is_(None),
            )
        )
        if row is None:
            row = OrderFile(
                order_id=key,
                kind=(kind or guessed(name)).value,
                name=name,
                file_name=stored,
                sha256=digest,
                size=len(content),
                filed_on=today,
            )
            session.add(row)
        elif kind is not None:
            row.kind = kind.value
        session.flush()
        return kept(row)


def _require_paper(name: str) -> None:
    if Path(name).suffix.lower().lstrip(".") not in ENDINGS:
        raise UserFacing(
            _("“{name}” is no paper.").format(name=name),
            safe=_("Nothing was kept."),
            hint=_("Kept are {endings}.").format(endings=", ".join(ENDINGS)),
            code="not_a_paper",
        )


def _require_size(name: str, size: int) -> None:
    if size == 0:
        raise UserFacing(_("“{name}” is empty.").format(name=name), code="empty_file")
    if size > MOST_BYTES:
        raise UserFacing(
            _("“{name}” is too large to be kept: {size} MB.").format(name=name, size=size // _MB),
            hint=_("At most {most} MB.").format(most=MOST_BYTES // _MB),
            code="file_too_large",
        )


def _put(store: Store, file_name: str, content: bytes) -> None:
    place = store.profile.documents / FOLDER / file_name
    waiting = place.with_name(f".{file_name}")
    try:
        place.parent.mkdir(exist_ok=True, parents=True, mode=0o700)
        if not place.exists():
            waiting.write_bytes(content)
            waiting.replace(place)
    except OSError as error:
        raise UserFacing(
            _("The file could not be written to {folder}.").format(folder=place.parent),
            hint=_("Free some space or check the folder."),
            code="file_not_written",
        ) from error


def path_of(store: Store, file_id: str) -> Path:
    """Return the file of a kept paper, its bytes checked. Raises UserFacing when it is not as it was."""
    with store.read() as session:
        row = _row(session, file_id)
        path = store.profile.documents / FOLDER / row.file_name
        digest, name = row.sha256, row.name
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise UserFacing(
            _("The file of “{name}” is missing or was changed.").format(name=name),
            hint=_("Restore it from a backup of the profile folder."),
            code="document_changed",
        )
    return path


def set_kind(store: Store, file_id: str, kind: FileKind) -> KeptFile:
    """Say what a kept paper is."""
    with store.write(cause="user") as unit:
        row = _row(unit.session, file_id)
        row.kind = kind.value
        unit.session.flush()
        return kept(row)


def remove(store: Store, file_id: str) -> None:
    """Take a paper away from its order; its bytes stay for undo."""
    with store.write(cause="user") as unit:
        _row(unit.session, file_id).deleted_at = datetime.now(UTC)


def _row(session: Session, file_id: str) -> OrderFile:
    row = session.get(OrderFile, file_id)
    if row is None or row.deleted_at is not None:
        raise UserFacing(_("There is no kept file {id}.").format(id=file_id), code="unknown_file")
    return row
