"""The files of issued documents: written so that they last, never over another one, and looked at again."""

import hashlib
import os
from enum import StrEnum
from pathlib import Path

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _

ASIDE = "without-entry"
_MARK = ".issuing-"


class Damage(StrEnum):
    """What happened to an issued file since."""

    MISSING = "missing"
    CHANGED = "changed"


DAMAGE_NAMES = {Damage.MISSING: N_("file missing"), Damage.CHANGED: N_("file changed")}


def damage_of(path: Path, sha256: str) -> Damage | None:
    """Return what is wrong with an issued file; None when it has the bytes that were issued."""
    try:
        content = path.read_bytes()
    except OSError:
        return Damage.MISSING
    return None if hashlib.sha256(content).hexdigest() == sha256 else Damage.CHANGED


def write_durably(path: Path, content: bytes) -> None:
    """Write a file that outlasts a power cut. Raises UserFacing (`document_not_written`)."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _not_written(path.parent) from error


def begin(folder: Path, file_name: str) -> Path:
    """Return a mark that a file is being issued: it lies beside until the row is committed.

    What a crash leaves with its mark was never issued, its number is used; a file without mark and
    row was, before an older store was restored. Raises UserFacing (`document_not_written`).
    """
    mark = folder / f"{_MARK}{file_name}"
    try:
        mark.touch(mode=0o600)
    except OSError as error:
        raise _not_written(folder) from error
    return mark


def was_issued(folder: Path, stem: str) -> bool:
    """Tell whether a file whose name begins with `stem` lies here and was issued once."""
    found = (path.name for path in folder.glob(f"{stem}_*.pdf") if path.is_file())
    return any(not (folder / f"{_MARK}{name}").exists() for name in found)


def put_in_place(waiting: Path, path: Path, sha256: str) -> None:
    """Move a written file to its name, for good before the row is.

    What lies there without a row is kept in a folder beside: after a crash nobody needs it, but in a store that
    was restored from an older backup it may be the only copy of what a buyer has. Raises UserFacing
    (`document_not_written`).
    """
    try:
        if path.exists() and damage_of(path, sha256) is not None:
            aside = path.parent / ASIDE
            aside.mkdir(exist_ok=True, mode=0o700)
            own = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
            path.replace(aside / f"{path.stem}_{own}{path.suffix}")
        waiting.replace(path)
        _keep_names(path.parent)
    except OSError as error:
        raise _not_written(path.parent) from error


def _keep_names(folder: Path) -> None:
    """Write the folder's own entry through; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _not_written(folder: Path) -> UserFacing:
    return UserFacing(
        _("The document could not be written to {folder}.").format(folder=folder),
        hint=_("Free some space or check the folder, then issue it again."),
        safe=_("No number was used."),
        code="document_not_written",
    )
