"""Attachments on disk: safe names, never overwriting, never executed."""

import os
import re
import tempfile
import unicodedata
from pathlib import Path

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069\u200e\u200f]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
# What a double click would run on some system: these are saved, never opened from here.
_RUNS_WORDS = (
    "app apk bat cmd com command cpl desktop dmg exe gadget hta inf iso jar js jse lnk msc msi "
    "msp pif pkg ps1 py reg scf scr sh sys url vb vbe vbs vhd ws wsf xll deb rpm appimage run "
    "docm dotm xlsm xlsb xlam pptm html htm xhtml svg shtml mht"
)
_RUNS = frozenset(_RUNS_WORDS.split())


def safe_name(filename: str) -> str:
    """Return a file name that every system takes: no path, no control or direction marks."""
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rpartition("/")[2]
    name = _FORBIDDEN.sub("_", name).strip(" .")
    if not name or _RESERVED.match(name):
        name = f"_{name}" if name else "attachment"
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[:120]}.{ending}"
    return name[:120]


def may_open(filename: str) -> bool:
    """Tell whether a file of this name is a document, not something that runs."""
    return safe_name(filename).rpartition(".")[2].lower() not in _RUNS


def write_new(folder: Path, filename: str, data: bytes) -> Path:
    """Write `data` under a free name in `folder` and return its path. Raises UserFacing."""
    name = safe_name(filename)
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f".{ending}") if dot else (name, "")
    try:
        for number in range(1, 1000):
            path = folder / (name if number == 1 else f"{stem} ({number}){ending}")
            try:
                with path.open("xb") as file:
                    file.write(data)
                return path
            except FileExistsError:
                continue
    except OSError as error:
        raise cannot_save(error) from error
    raise UserFacing(_("The folder has too many files of that name."), code="cannot_save")


def write_over(path: Path, data: bytes) -> Path:
    """Write `data` to the path that the user chose in a dialog. Raises UserFacing."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise cannot_save(error) from error
    return path


def write_temporary(filename: str, data: bytes) -> Path:
    """Write `data` read-only into a private temporary folder, to be opened by its program."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="tradepost-"))
    except OSError as error:
        raise cannot_save(error) from error
    path = write_new(folder, filename, data)
    os.chmod(path, 0o400)  # noqa: PTH101 - a copy: changes in it would be lost
    return path


def cannot_save(error: OSError) -> UserFacing:
    """Say why a file was not written."""
    return UserFacing(
        _("The file could not be saved: {reason}").format(reason=error.strerror or str(error)),
        safe=_("The attachment is still in the mail."),
        hint=_("Choose another folder."),
        code="cannot_save",
    )
