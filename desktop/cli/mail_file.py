"""Files and standard input as the mail commands read them."""

import sys
from pathlib import Path

from desktop.mail.mime import outlook
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _


def message_bytes(path: Path) -> bytes:
    """A file's message; one of Outlook's own (.msg) is turned into what was sent. Raises UserFacing."""
    data = read_file(path)
    if not outlook.is_outlook(data):
        return data
    try:
        return outlook.read(data).raw
    except outlook.NotMail as kind:
        raise UserFacing(
            _("{file} is no message: Outlook calls it {kind}.").format(file=path.name, kind=kind),
            code="not_mail",
        ) from kind
    except outlook.Broken as error:
        raise UserFacing(
            _("Outlook's file cannot be read: {file}").format(file=path.name),
            code="unreadable_file",
        ) from error


def read_file(path: Path) -> bytes:
    """The bytes of a file, of standard input for "-". Raises UserFacing."""
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except IsADirectoryError as error:
        hint = _("It is a folder: name the files in it.")
        raise _unreadable(path, hint) from error
    except FileNotFoundError as error:
        raise _unreadable(path, _("Check the spelling of the path.")) from error
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error


def _unreadable(path: Path, hint: str) -> UserFacing:
    words = _("The file cannot be read: {path}").format(path=path)
    return UserFacing(words, hint=hint, code="unreadable_file")
