"""Mail from files: .eml, mbox and Maildir into the local folder "Imported". Twice is the same as once."""

import mailbox
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.mail.ingest import AfterBatch, Taken, local_folder
from desktop.mail.pipeline import Pipeline
from desktop.mail.prepare import Incoming
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _
from desktop.store.workspace import Store

IMPORTED = N_("Imported")
_MAX_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A file or message that was left out, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: messages that are new, messages that were here already, and what was left out."""

    new: int
    known: int
    put_aside: tuple[NotTaken, ...]


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A message in a file; `flags` as a Maildir or mbox has them, in IMAP's names."""

    source: str
    raw: bytes
    flags: tuple[str, ...] = ()


def import_paths(
    store: Store,
    paths: Sequence[Path],
    after_batch: AfterBatch,
    *,
    progress: Callable[[int], None] = lambda _count: None,
) -> ImportResult:
    """Take in every message below `paths`. Raises UserFacing (`no_such_file`) before anything is imported."""
    for path in paths:
        if not path.exists():
            raise UserFacing(_("There is no file {path}.").format(path=path), code="no_such_file")
    with store.write("import") as unit:
        folder_id = local_folder(unit, IMPORTED)
    counts = {"new": 0, "known": 0}
    aside: list[NotTaken] = []

    def taken(outcome: Taken, count: int) -> None:
        counts["new"] += outcome.new
        counts["known"] += outcome.known
        aside.extend(NotTaken("", item.reason) for item in outcome.put_aside)
        progress(counts["new"] + counts["known"])

    pipeline = Pipeline(store, after_batch, on_taken=taken, cause="import")
    try:
        for path in paths:
            for found in messages_in(path):
                if isinstance(found, NotTaken):
                    aside.append(found)
                else:
                    pipeline.put(Incoming(found.raw, folder_id, 1, 0, found.flags))
        pipeline.finish()
    except BaseException:
        pipeline.abandon()
        raise
    return ImportResult(counts["new"], counts["known"], tuple(aside))


def messages_in(path: Path) -> Iterator[FoundMessage | NotTaken]:
    """Every message of a file or folder: a Maildir, an mbox, an .eml, or a folder of these."""
    if path.is_dir():
        if (path / "cur").is_dir() or (path / "new").is_dir():
            yield from _maildir(path)
            return
        for child in sorted(path.iterdir()):
            if child.is_dir() or child.suffix.lower() in (
                ".eml",
                ".mbox",
                ".mbx",
                ".msg",
                ".txt",
                "",
            ):
                yield from messages_in(child)
        return
    try:
        head = path.open("rb").read(5)
        if path.suffix.lower() == ".msg" and head.startswith(b"\xd0\xcf\x11\xe0"):
            yield NotTaken(
                str(path), _("Outlook's .msg format is not read yet; save the message as .eml.")
            )
        elif head == b"From ":
            yield from _mbox(path)
        elif path.stat().st_size > _MAX_BYTES:
            yield NotTaken(str(path), _("The file is too large for one message."))
        else:
            yield FoundMessage(str(path), path.read_bytes())
    except OSError as error:
        yield NotTaken(str(path), str(error.strerror or error))


def _mbox(path: Path) -> Iterator[FoundMessage]:
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            raw = box.get_bytes(key)
            yield FoundMessage(f"{path}#{key}", raw, _mbox_flags(raw))
    finally:
        box.close()


def _mbox_flags(raw: bytes) -> tuple[str, ...]:
    head = raw.partition(b"\n\n")[0].replace(b"\r", b"").lower()
    status = b"".join(
        line.partition(b":")[2]
        for line in head.split(b"\n")
        if line.startswith((b"status:", b"x-status:"))
    )
    letters = {b"r": "\\Seen", b"a": "\\Answered", b"f": "\\Flagged"}
    return tuple(flag for letter, flag in letters.items() if letter in status)


def _maildir(path: Path) -> Iterator[FoundMessage | NotTaken]:
    letters = {"S": "\\Seen", "R": "\\Answered", "F": "\\Flagged", "D": "\\Draft"}
    for part in ("cur", "new"):
        folder = path / part
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            if not file.is_file() or file.name.startswith("."):
                continue
            info = file.name.rpartition(":2,")[2] if ":2," in file.name else ""
            try:
                yield FoundMessage(
                    str(file), file.read_bytes(), tuple(letters[c] for c in info if c in letters)
                )
            except OSError as error:
                yield NotTaken(str(file), str(error.strerror or error))
    for child in sorted(path.iterdir()):  # Maildir++ folders
        if child.is_dir() and child.name not in ("cur", "new", "tmp") and (child / "cur").is_dir():
            yield from _maildir(child)
