"""The exact bytes of every message: append-only pack files, compressed and sealed chunk by chunk.

A chunk is `nonce (12 bytes) | AES-256-GCM(zstd(message))` with the message's SHA-256 as associated
data, so that a torn, moved or exchanged chunk is noticed and the message fetched again. Half of a
sync's time goes when these bytes are written through encrypted SQLite pages and its WAL instead
(BASELINES.md); here they are written once, before the row that refers to them.
"""

import contextlib
import errno
import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, NamedTuple

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.runtime.lock_file import lock

PACK_BYTES = 512 * 1024 * 1024
_NONCE = 12


class Piece(NamedTuple):
    """Where a message's bytes lie: pack number, offset of its chunk, length of the chunk."""

    pack: int
    offset: int
    length: int


def is_disk_full(error: OSError) -> bool:
    """Tell whether writing failed for want of space."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def disk_full() -> UserFacing:
    """Build the error for a disk without space."""
    return UserFacing(
        _("The disk is full: nothing of this step was written."),
        safe=_("Everything from before is safe; the work goes on where it stopped."),
        hint=_("Free some space, then try again."),
        code="disk_full",
    )


class Sealer:
    """Compresses and encrypts messages under the pack key; used by any thread, also without a store."""

    def __init__(self, pack_key: bytes) -> None:
        """Use the 32-byte `pack_key` (`RawStore.pack_key`)."""
        self._cipher = AESGCM(pack_key)
        self._local = threading.local()

    def seal(self, sha256: str, message: bytes) -> bytes:
        """Compress and encrypt `message` (its hex SHA-256 is `sha256`) into a chunk."""
        if not hasattr(self._local, "compressor"):
            self._local.compressor = zstandard.ZstdCompressor(level=1)
        nonce = os.urandom(_NONCE)
        # without names for what lies between: a mail of 60 MB would lie in memory once more for each
        return nonce + self._cipher.encrypt(
            nonce, self._local.compressor.compress(message), sha256.encode()
        )

    def open(self, sha256: str, chunk: bytes) -> bytes:
        """Return the message of a chunk. Raises InvalidTag, ValueError or ZstdError for a damaged one."""
        # a view: a mail of 60 MB would lie in memory once more
        sealed = memoryview(chunk)[_NONCE:]
        body = self._cipher.decrypt(chunk[:_NONCE], sealed, sha256.encode())
        return zstandard.ZstdDecompressor().decompress(body)


class PackWriter:
    """Appends chunks to one reserved pack file, which nobody else writes (`RawStore.reserve`)."""

    def __init__(self, folder: Path, pack: int) -> None:
        """Go on at the end of pack number `pack` in `folder`."""
        self._pack = pack
        self._file = _path(folder, pack).open("ab", buffering=0)
        self._offset = self._file.seek(0, os.SEEK_END)

    @property
    def full(self) -> bool:
        """Whether another pack should be begun."""
        return self._offset >= PACK_BYTES

    def append(self, chunks: Sequence[bytes]) -> list[Piece]:
        """Write chunks and return their places; the bytes are with the system then. Raises OSError: disk full."""
        pieces = []
        for chunk in chunks:
            pieces.append(Piece(self._pack, self._offset, len(chunk)))
            self._offset += len(chunk)
        start = pieces[0].offset if pieces else self._offset
        try:
            for data in [chunks[0]] if len(chunks) == 1 else [b"".join(chunks)]:
                left = memoryview(data)
                while left:
                    left = left[self._file.write(left) or 0 :]
        except OSError:
            self._file.truncate(start)
            self._offset = start
            raise
        return pieces

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _is_left_behind(marker: Path) -> bool:
    try:
        with marker.open("rb+") as file:
            lock(file)
    except OSError:
        return False
    return True


def _path(folder: Path, pack: int) -> Path:
    return folder / f"{pack:06d}.pack"


class RawStore:
    """Seals and reads from any thread; appends only inside a write unit, which excludes others.

    A pack that another process writes by itself (`PackWriter`) is reserved: a marker `NNNNNN.writing` lies beside
    it, locked by the process that reserved it, and nobody else appends to the pack or moves its chunks.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        """Use `folder`; the pack key is derived from the store's key (HKDF-SHA256)."""
        self.folder = self._folder = folder
        derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"tradepost raw packs 1").derive(key)
        self.pack_key = derived
        self._sealer = Sealer(derived)
        self._reserved: dict[int, IO[bytes]] = {}

    def seal(self, sha256: str, message: bytes) -> bytes:
        """Compress and encrypt `message` (its hex SHA-256 is `sha256`) into a chunk."""
        return self._sealer.seal(sha256, message)

    def reserve(self) -> int:
        """Make a new pack for one writer of its own and return its number.

        Call it inside a write unit. Markers that nobody holds were left by a process that died, and go; those of
        another one at work (the command line beside the engine) stay.
        """
        for number in self.reserved() - self._reserved.keys():
            if _is_left_behind(self._marker(number)):
                self._marker(number).unlink(missing_ok=True)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        pack = max(self.packs(), default=0) + 1
        marker = self._marker(pack).open("ab")
        lock(marker)
        self._reserved[pack] = marker
        self._path(pack).touch()
        return pack

    def release(self, pack: int) -> None:
        """The writer of a reserved pack is done; an empty one goes."""
        marker = self._reserved.pop(pack, None)
        path = self._path(pack)
        with contextlib.suppress(OSError):
            if not path.stat().st_size:
                path.unlink()
        if marker is not None:
            marker.close()
        self._marker(pack).unlink(missing_ok=True)

    def reserved(self) -> set[int]:
        """Return the packs that have a writer of their own now: they are left alone."""
        return {int(p.stem) for p in self._folder.glob("*.writing") if p.stem.isdigit()}

    def append(self, chunks: Sequence[bytes]) -> list[Piece]:
        """Append sealed chunks and return their places.

        Call it inside a write unit: the store's write lock keeps other processes away. The bytes
        are with the system, not forced to the disk: a message can be fetched again, and a torn
        chunk is noticed. Raises OSError when the disk is full; what was written before stays valid.
        """
        if not chunks:
            return []
        pack, path = self._current()
        pieces: list[Piece] = []
        with path.open("ab") as file:
            start = offset = file.seek(0, os.SEEK_END)
            for chunk in chunks:
                pieces.append(Piece(pack, offset, len(chunk)))
                offset += len(chunk)
            try:
                file.write(b"".join(chunks))
                file.flush()
            except OSError:
                os.truncate(path, start)
                raise
        return pieces

    def read(self, sha256: str, piece: Piece) -> bytes:
        """Return the message's bytes.

        Raises UserFacing (`raw_damaged`) when the chunk is missing or not what was written.
        """
        try:
            with self._path(piece.pack).open("rb") as file:
                file.seek(piece.offset)
                chunk = file.read(piece.length)
            return self._sealer.open(sha256, chunk)
        except (OSError, InvalidTag, ValueError, zstandard.ZstdError) as error:
            raise UserFacing(
                _("The stored copy of this message is damaged or missing."),
                safe=_("Its text and the customer record are safe; the server may still have it."),
                hint=_("Go online and open it: it is fetched then."),
                code="raw_damaged",
            ) from error

    def size(self) -> int:
        """Return the bytes that all packs take."""
        return sum(path.stat().st_size for path in self._folder.glob("*.pack"))

    # ---- for the compaction (`raw_compact.py`)

    def packs(self) -> dict[int, Path]:
        """Return the pack files by number."""
        return {int(p.stem): p for p in self._folder.glob("*.pack") if p.stem.isdigit()}

    def begin_pack(self) -> int:
        """Make a new, empty pack: what is appended from now on goes there. Inside a write unit."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        pack = max(self.packs(), default=0) + 1
        self._path(pack).touch(mode=0o600)
        return pack

    def chunks(self, pack: int, places: Sequence[tuple[int, int]]) -> list[bytes]:
        """Return sealed chunks as they lie in a pack: (offset, length) each; a torn one is shorter."""
        found = []
        with self._path(pack).open("rb") as file:
            for offset, length in places:
                file.seek(offset)
                found.append(file.read(length))
        return found

    def flush(self, packs: Iterable[int]) -> None:
        """Force packs to the disk, and that they exist; one that is gone meanwhile is passed over."""
        for pack in packs:
            with (
                contextlib.suppress(FileNotFoundError),
                self._path(pack).open("rb+") as file,
            ):
                os.fsync(file.fileno())
        if os.name == "posix":
            handle = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def remove_pack(self, pack: int) -> bool:
        """Delete a pack that no row names; False when another program has it open (tried again next time)."""
        try:
            self._path(pack).unlink(missing_ok=True)
        except PermissionError:
            return False
        return True

    def _current(self) -> tuple[int, Path]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        numbers = set(self.packs())
        pack = max(numbers - self.reserved(), default=0)
        path = self._path(pack)
        if not pack or (path.exists() and path.stat().st_size >= PACK_BYTES):
            pack = max(numbers, default=0) + 1
            path = self._path(pack)
        return pack, path

    def _marker(self, pack: int) -> Path:
        return self._folder / f"{pack:06d}.writing"

    def _path(self, pack: int) -> Path:
        return _path(self._folder, pack)
