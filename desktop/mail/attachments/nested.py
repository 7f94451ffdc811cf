"""Archives inside archives: their names too, as far as the standard library opens them, within bounds."""

import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from desktop.mail.attachments.inside import archive_names, bounded, zip_name
from desktop.mail.attachments.kinds import is_archive

_DEEPEST = 3
_MOST_INNER = 20  # archives that are opened, all levels together
_MOST_BYTES = 48_000_000  # unpacked to look further, all levels together
_MOST_NAMES = 20_000
_DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    TypeError,
)


@dataclass(slots=True)
class Looked:
    """What an archive holds, also in archives inside it: "inner.zip/offer.pdf". Sizes as in `Held`.

    `outer`: how many of the names are those of the archive itself; they come first. `locked`: a password is on it, or
    on one inside. `closed`: archives inside that were not looked into, because nothing here opens their kind (7z, RAR
    for its contents), because they are damaged or locked, or because it would be too much.
    """

    names: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    outer: int = 0
    locked: bool = False
    closed: list[str] = field(default_factory=list)


def look_into(data: bytes) -> Looked | None:
    """Return what an archive holds; None when it is none or cannot be looked into. Raises nothing."""
    look = _Look()
    if not look.into(data, "", 1):
        return None
    return look.found


def not_looked_into(filename: str, data: bytes) -> tuple[str, ...]:
    """Return the archives of whose contents nothing is known: the file itself, or some inside it. No warning: a fact."""
    held = look_into(data)
    if held is not None:
        return tuple(held.closed)
    return (filename,) if is_archive(filename) else ()


class _Look:
    """One look, with what it may still unpack."""

    def __init__(self) -> None:
        self.found = Looked()
        self._archives, self._bytes = _MOST_INNER, _MOST_BYTES

    def into(self, data: bytes, path: str, level: int) -> bool:
        held = archive_names(data)
        if held is None:
            return False
        found = self.found
        room = _MOST_NAMES - len(found.names)
        found.names += [path + name for name in held.names[:room]]
        found.sizes += held.sizes[:room]
        found.locked = found.locked or held.locked
        if level == 1:
            found.outer = len(found.names)
        inner = [name for name in held.names if is_archive(name)]
        opened = self._open(data, inner, path, level) if inner and level < _DEEPEST else set()
        found.closed += [path + name for name in inner if name not in opened]
        return True

    def _open(self, data: bytes, inner: list[str], path: str, level: int) -> set[str]:
        opened: set[str] = set()
        try:
            for name, content in self._contents(data, frozenset(inner)):
                if self.into(content, f"{path}{name}/", level + 1):
                    opened.add(name)
        except _DAMAGED:
            return opened
        return opened

    def _contents(self, data: bytes, wanted: frozenset[str]) -> Iterator[tuple[str, bytes]]:
        if data.startswith(b"PK"):
            yield from self._zipped(data, wanted)
        elif not data.startswith(b"Rar!"):
            yield from self._tarred(data, wanted)

    def _zipped(self, data: bytes, wanted: frozenset[str]) -> Iterator[tuple[str, bytes]]:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            for entry in file.infolist():
                name = zip_name(entry)
                if name not in wanted or entry.flag_bits & 1 or not self._may(entry.file_size):
                    continue
                with file.open(entry) as stream:
                    yield name, self._read(stream, entry.file_size)

    def _tarred(self, data: bytes, wanted: frozenset[str]) -> Iterator[tuple[str, bytes]]:
        with tarfile.open(fileobj=bounded(data), mode="r|*") as file:
            passed = 0
            for entry in file:
                passed += entry.size
                if passed > _MOST_BYTES:
                    return
                if entry.name not in wanted or not entry.isfile() or not self._may(entry.size):
                    continue
                stream = file.extractfile(entry)
                if stream is not None:
                    yield entry.name, self._read(stream, entry.size)

    def _may(self, size: int) -> bool:
        return self._archives > 0 and size <= self._bytes

    def _read(self, stream: IO[bytes], size: int) -> bytes:
        """The bytes of one archive: never more than it says it has."""
        self._archives -= 1
        content = stream.read(size)
        self._bytes -= len(content)
        return content
