"""What is opened, printed, saved or mailed of an issued document: the file itself, or a marked copy.

An older revision leaves this house only with SUPERSEDED across its pages. The issued bytes stay
untouched beside it, so that their SHA-256 still holds.
"""

from dataclasses import dataclass
from pathlib import Path

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.workspace import Store
from desktop.trade import issuing

FOLDER = "superseded"


@dataclass(frozen=True, slots=True)
class Copy:
    """A file to show or hand on, and whether it is marked as superseded."""

    path: Path
    is_superseded: bool


def readable(store: Store, document_id: str) -> Copy:
    """Return the file of an issued document by id or number, its bytes checked.

    Of a superseded one: a copy with the mark, in a folder beside the issued files. Raises UserFacing as
    `issuing.path_of` does, and when the copy cannot be written.
    """
    path = issuing.path_of(store, document_id)
    with store.read() as session:
        row = issuing.find(session, document_id)
        languages = tuple(row.snapshot.get("languages") or ("en",))
        if row.superseded_at is None:
            return Copy(path, False)
    return Copy(_marked(path, languages), True)


def _marked(path: Path, languages: tuple[str, ...]) -> Path:
    from desktop.trade.documents.superseded import stamped  # most runs open no older revision

    copy = path.parent / FOLDER / f"SUPERSEDED_{path.name}"
    content = stamped(path.read_bytes(), languages)  # type: ignore[arg-type]  # as it was issued
    try:
        copy.parent.mkdir(exist_ok=True, mode=0o700)
        copy.write_bytes(content)
    except OSError as error:
        raise UserFacing(
            _("The marked copy could not be written to {folder}.").format(folder=copy.parent),
            safe=_("The issued file is untouched."),
            code="unwritable_file",
        ) from error
    return copy
