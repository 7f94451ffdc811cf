"""Messages out of files: .eml, .msg, mbox and Maildir, read one by one, and taken into the local folder "Imported"."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from imapclient import imap_utf7

from desktop.mail.ingest import BATCH_MESSAGES, AfterBatch, seal, take_in
from desktop.mail.local_folders import local_folder
from desktop.mail.mime import outlook
from desktop.mail.prepare import Incoming, Unreadable, prepare_many
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Folder
from desktop.store.workspace import Store

IMPORTED = "Imported"
ROLE = "imported"
_MAILDIR_FLAGS = {
    "S": "\\Seen",
    "R": "\\Answered",
    "F": "\\Flagged",
    "D": "\\Draft",
    "P": "$Forwarded",
}
_SUFFIXES = (".eml", ".msg", ".mbox", ".mbx")
_MAIL_FIELD = re.compile(
    rb"(?im)^(from|to|cc|subject|date|message-id|received|return-path|reply-to|sender|mime-version)[ \t]*:"
)
_ANY_FIELD = re.compile(rb">?From |[!-9;-~]+[ \t]*:")
_TIME = re.compile(rb"\d:\d\d")
_DATE = re.compile(rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .{5,20}\d:\d\d.*\d{4}")


@dataclass(frozen=True)
class FileMessage:
    """A message found in a file: where, its bytes, its flags. `folder`: the Maildir folder it lay in ("Orders/2025")."""

    source: str
    raw: bytes
    flags: tuple[str, ...] = ("\\Seen",)
    folder: str = ""


@dataclass(frozen=True)
class Aside:
    """Something that was not imported, and why."""

    source: str
    reason: str


@dataclass(frozen=True)
class Imported:
    """What an import did; `known` were here already."""

    new: int
    known: int
    put_aside: tuple[Aside, ...] = field(default=())


def import_paths(
    store: Store,
    paths: Sequence[Path],
    after_batch: AfterBatch,
    *,
    progress: Callable[[int], None] = lambda _count: None,
) -> Imported:
    """Import messages from files and folders; twice is the same as once.

    `progress` hears how many were read. Raises UserFacing for a path that does not exist, and when
    the disk is full (what was imported before stays).
    """
    folders = _Folders(store)
    new = known = count = 0
    aside: list[Aside] = []
    found = (item for path in paths for item in read(path))
    while batch := list(islice(found, BATCH_MESSAGES)):
        good = [item for item in batch if isinstance(item, FileMessage)]
        aside += [item for item in batch if isinstance(item, Aside)]
        prepared = prepare_many(
            [
                Incoming(raw=m.raw, folder_id=folders.of(m), uidvalidity=1, flags=m.flags)
                for m in good
            ]
        )
        aside += [
            Aside(message.source, item.reason)
            for message, item in zip(good, prepared, strict=True)
            if isinstance(item, Unreadable)
        ]
        readable = [item for item in prepared if not isinstance(item, Unreadable)]
        taken = take_in(store, seal(store, readable), after_batch, cause="import")
        new, known, count = new + taken.new, known + taken.known, count + len(batch)
        progress(count)
    return Imported(new, known, tuple(aside))


def read(path: Path) -> Iterator[FileMessage | Aside]:
    """Give the messages of a .eml or .msg file, an mbox file, a Maildir, or a folder of these.

    Raises UserFacing when there is nothing at `path`.
    """
    if not path.exists():
        raise UserFacing(
            _("There is nothing at {path}.").format(path=path),
            hint=_("Check the spelling of the path."),
            code="no_such_file",
        )
    if path.is_dir():
        yield from _read_folder(path)
    elif is_mbox(path):
        yield from _read_mbox(path)
    else:
        yield _read_one(path, ("\\Seen",))


def is_mbox(path: Path) -> bool:
    """Tell whether a file is an mbox (RFC 4155): its first line is a "From " line."""
    try:
        with path.open("rb") as file:
            head = file.readline(500)
    except OSError:
        return False
    return head.startswith(b"From ") and path.suffix.lower() != ".eml"


def _read_folder(path: Path, inside: str = "") -> Iterator[FileMessage | Aside]:
    if (path / "cur").is_dir():
        yield from _read_maildir(path, inside)
    for entry in sorted(path.iterdir()):
        if entry.is_dir() and entry.name not in ("cur", "new", "tmp"):
            yield from _read_folder(entry, _maildir_name(entry) if _is_maildir(entry) else inside)
        elif entry.suffix.lower() in _SUFFIXES:
            yield from read(entry)


def _is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir()


def _maildir_name(path: Path) -> str:
    """The name of a Maildir++ folder: ".Orders.2025" is "Orders/2025", its letters in modified UTF-7."""
    if not path.name.startswith("."):
        return ""
    try:
        name = str(imap_utf7.decode(path.name[1:].encode("latin-1", "replace")))
    except (ValueError, UnicodeError):
        name = path.name[1:]
    return name.replace(".", "/")


def _read_maildir(path: Path, inside: str) -> Iterator[FileMessage | Aside]:
    for name in ("cur", "new"):
        folder = path / name
        if not folder.is_dir():
            continue
        for entry in sorted(folder.iterdir()):
            letters = entry.name.rpartition(":2,")[2] if ":2," in entry.name else ""
            flags = tuple(_MAILDIR_FLAGS[c] for c in letters if c in _MAILDIR_FLAGS)
            found = _read_one(entry, flags)
            yield replace(found, folder=inside) if isinstance(found, FileMessage) else found


def _read_mbox(path: Path) -> Iterator[FileMessage | Aside]:
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(_separated(file), 1):
                yield FileMessage(f"{path}#{number}", _unquote(raw))
    except OSError as error:
        yield Aside(str(path), error.strerror or str(error))


def _separated(file: BinaryIO) -> Iterator[bytes]:
    """The messages of an mbox, without the lines that part them.

    Such a line stands above a header and mostly behind an empty one. Not every program quotes its like in texts: a paragraph
    that begins with "From our side" parts nothing.
    """
    lines: list[bytes] = []
    begun, blank = False, True
    line = file.readline()
    while line:
        below = file.readline()
        if line.startswith(b"From ") and (not begun or _parts(line, below, blank=blank)):
            if begun:
                yield b"".join(lines[:-1] if lines and not lines[-1].strip() else lines)
            begun, lines = True, []
        else:
            lines.append(line)
        blank = not line.strip()
        line = below
    if begun:
        yield b"".join(lines)


def _parts(line: bytes, below: bytes, *, blank: bool) -> bool:
    """Whether a line "From ..." begins a message: a field stands below it, and it has a time (without an empty line above: a date)."""
    if not _ANY_FIELD.match(below):
        return False
    if not blank:
        return _DATE.match(line) is not None
    return _TIME.search(line) is not None or _MAIL_FIELD.match(below) is not None


def _unquote(raw: bytes) -> bytes:
    """Take back the ">From " quoting of mbox (mboxrd)."""
    if b"\n>" not in raw:
        return raw
    lines = raw.split(b"\n")
    return b"\n".join(
        line[1:] if line.lstrip(b">").startswith(b"From ") and line.startswith(b">") else line
        for line in lines
    )


def _read_one(path: Path, flags: tuple[str, ...]) -> FileMessage | Aside:
    try:
        raw = path.read_bytes()
    except OSError as error:
        return Aside(str(path), error.strerror or str(error))
    if not raw.strip():
        return Aside(str(path), _("The file is empty."))
    if outlook.is_outlook(raw):
        return _read_outlook(path, raw)
    if not _MAIL_FIELD.search(raw[:65536]):
        return Aside(str(path), _("This is no mail: it has no sender, subject or date."))
    return FileMessage(str(path), raw, flags)


def _read_outlook(path: Path, data: bytes) -> FileMessage | Aside:
    try:
        message = outlook.read(data)
    except outlook.NotMail as error:
        what = {
            "contact": _("a contact"),
            "appointment": _("an appointment"),
            "task": _("a task"),
            "note": _("a note"),
        }.get(str(error), str(error))
        return Aside(str(path), _("Outlook keeps something else in it: {what}.").format(what=what))
    except outlook.Broken as error:
        return Aside(str(path), _("The Outlook file is damaged: {why}.").format(why=str(error)))
    return FileMessage(str(path), message.raw, ("\\Seen",) if message.read else ())


class _Folders:
    """The local folders for imported mail, made on first use."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, int] = {}

    def of(self, message: FileMessage) -> int:
        """Return the id of the folder for a message."""
        name = f"{IMPORTED}/{message.folder}" if message.folder else IMPORTED
        if name not in self._known:
            with self._store.write("import") as unit:
                self._known[name] = local_folder(unit, name, role="" if message.folder else ROLE)
                folder = unit.session.get(Folder, self._known[name])
                assert folder is not None
                folder.synced = True
        return self._known[name]
