"""winmail.dat opened: Outlook's wrapping (TNEF) that hides the attachments from everybody else."""

import mimetypes
from dataclasses import dataclass

from tnefparse import TNEF

from desktop.mail.mime.charset import clean, decode
from desktop.mail.mime.message import Attachment

_MAX = (
    40 * 1024 * 1024
)  # decoders of this format had denial-of-service holes (MAIL.md section 2, point 23)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a winmail.dat holds."""

    attachments: tuple[Attachment, ...]
    text: str | None
    html: str | None


def read(data: bytes, path: str) -> Opened | None:
    """Open a TNEF stream; attachments are numbered `path#0`, `path#1`, ... None when it cannot be read."""
    opened = _open(data)
    if opened is None:
        return None
    files = []
    for number, file in enumerate(opened.attachments):
        name = str(file.long_filename() or file.name or "").strip("\x00")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        files.append(
            Attachment(
                f"{path}#{number}", clean(name), kind, len(file.data or b""), "", inline=False
            )
        )
    return Opened(
        tuple(files),
        _as_text(getattr(opened, "body", None)),
        _as_text(getattr(opened, "htmlbody", None)),
    )


def file_bytes(data: bytes, number: int) -> bytes:
    """The content of one file of a TNEF stream. Raises KeyError when it is not there."""
    opened = _open(data)
    if opened is None or not 0 <= number < len(opened.attachments):
        raise KeyError(number)
    return bytes(opened.attachments[number].data or b"")


def _open(data: bytes) -> TNEF | None:
    if len(data) > _MAX:
        return None
    try:
        return TNEF(data, do_checksum=False)
    except Exception:  # noqa: BLE001 - the library raises struct, index, value and bare errors on broken input
        return None


def _as_text(body: object) -> str | None:
    if isinstance(body, bytes):
        body = decode(body)[0]
    return clean(body).strip("\x00") or None if isinstance(body, str) else None
