"""Attached files on disk: never overwriting by themselves, never half written, marked as coming from outside."""

import ctypes
import errno
import os
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path

from desktop.mail.attachments.names import numbered, safe_name
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

_PIECE = 1 << 20
_MOST_ALIKE = 10_000
_ZONE = b"[ZoneTransfer]\r\nZoneId=3\r\n"


def write_new(folder: Path, filename: str, data: bytes, *, mode: int = 0o600) -> Path:
    """Write `data` under a free name in `folder` and return its path. Raises UserFacing (`cannot_save`, `disk_full`)."""
    name = safe_name(filename)
    for number in range(1, _MOST_ALIKE):
        path = folder / numbered(name, number)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
        except FileExistsError:
            continue
        except OSError as error:
            raise cannot_save(error) from error
        _fill(descriptor, path, data)
        mark_from_outside(path)
        return path
    raise UserFacing(_("The folder has too many files of that name."), code="cannot_save")


def write_over(path: Path, data: bytes) -> Path:
    """Write `data` to the path that the user chose; what stood there stays until all is written. Raises UserFacing."""
    beside = write_new(path.parent, f"{path.name}.part", data)
    try:
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise cannot_save(error) from error
    return path


def _fill(descriptor: int, path: Path, data: bytes) -> None:
    try:
        with os.fdopen(descriptor, "wb") as file:
            view = memoryview(data)
            for start in range(0, len(view), _PIECE):
                file.write(view[start : start + _PIECE])
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise cannot_save(error) from error


_BINARY = getattr(os, "O_BINARY", 0)


def cannot_save(error: OSError) -> UserFacing:
    """Say why a file was not written."""
    safe = _("The attachment is still in the mail.")
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG):
        return UserFacing(
            _("There is not enough room on the disk for this file."),
            safe=safe,
            hint=_("Free some space, or choose another disk."),
            code="disk_full",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return UserFacing(
            _("You may not write into this folder."),
            safe=safe,
            hint=_("Choose another folder."),
            code="cannot_save",
        )
    return UserFacing(
        _("The file could not be saved: {reason}").format(reason=error.strerror or str(error)),
        safe=safe,
        hint=_("Choose another folder."),
        code="cannot_save",
    )


# ---- "this came from the internet"


def mark_from_outside(path: Path, platform: str = sys.platform) -> None:
    """Tell the system that a file came by mail, where it knows such a mark; a file system without it is no error.

    Windows: the Zone.Identifier stream (Office opens the file in protected view). macOS: com.apple.quarantine.
    Linux: the attribute user.xdg.origin.url of freedesktop.org, which file managers show; it says no more than "mail".
    """
    with suppress(OSError, AttributeError):
        if platform == "win32":
            Path(f"{path}:Zone.Identifier").write_bytes(_ZONE)
        elif platform == "darwin":
            _quarantine(path)
        else:
            os.setxattr(path, "user.xdg.origin.url", b"mailto:")


def _quarantine(path: Path) -> None:
    value = f"0083;{int(time.time()):08x};Tradepost;".encode()
    ctypes.CDLL(None).setxattr(
        os.fsencode(path), b"com.apple.quarantine", value, ctypes.c_size_t(len(value)), 0, 0
    )


# ---- copies for other programs


class OpenedCopies:
    """The copies that other programs open: in one private folder, read-only, gone at the next start at the latest."""

    def __init__(self, folder: Path) -> None:
        """`folder` is used by nobody else; it is made when it is first needed."""
        self.folder = folder

    def write(self, filename: str, data: bytes, *, for_drag: bool = False) -> Path:
        """Write a copy and return its path: read-only, as changes in it would be lost; one to drag away may be changed.

        Raises UserFacing (`cannot_save`, `disk_full`).
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.folder.chmod(0o700)
            own = _free_folder(self.folder)
        except OSError as error:
            raise cannot_save(error) from error
        path = write_new(own, filename, data)
        if not for_drag:
            path.chmod(0o400)
        return path

    def tidy(self) -> None:
        """Remove all copies; one that another program holds open (Windows) is removed the next time."""
        if self.folder.is_dir() and not self.folder.is_symlink():
            shutil.rmtree(self.folder, onerror=_writable_first)


def _free_folder(parent: Path) -> Path:
    """A new folder for one copy, so that it keeps the name it has in the mail."""
    number = time.time_ns()
    while True:
        path = parent / f"{number:x}"
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            number += 1
        else:
            return path


def _writable_first(_function: object, path: str, _error: object) -> None:
    """Windows does not delete what is read-only."""
    with suppress(OSError):
        os.chmod(path, 0o600)  # noqa: PTH101 - shutil hands over strings
        os.unlink(path)  # noqa: PTH108
