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
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.runtime.lock_file import lock

PACK_BYTES = 512 * 1024 * 1024
_NONCE = 12
_TAG = 16
_LARGE = 4 * 1024 * 1024  # such a message is compressed and encrypted piece by piece
_PIECE = 1024 * 1024


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
        self._key = pack_key
        self._cipher = AESGCM(pack_key)
        self._local = threading.local()

    def seal(self, sha256: str, message: bytes) -> bytearray:
        """Compress and encrypt `message` (its hex SHA-256 is `sha256`) into a chunk."""
        chunk = bytearray()
        if len(message) > _LARGE:
            for piece in self.seal_in_pieces(sha256, message):
                chunk += piece
            return chunk
        self.seal_all([(sha256, message)], chunk)
        return chunk

    def seal_all(self, messages: Sequence[tuple[str, bytes]], into: bytearray) -> list[int]:
        """Seal (SHA-256, message) pairs one behind the other at the beginning of `into`, which grows when it must.

        Returns the lengths of the chunks. Nothing is copied: a first sync would spend half a second on it.
        """
        compress = self._compressor().compress
        bodies = [compress(message) for _sha256, message in messages]
        lengths = [_NONCE + len(body) + _TAG for body in bodies]
        into.extend(bytes(max(0, sum(lengths) - len(into))))
        at = 0
        with memoryview(into) as room:
            for (sha256, _message), body, length in zip(messages, bodies, lengths, strict=True):
                nonce = os.urandom(_NONCE)
                room[at : at + _NONCE] = nonce
                sealed = room[at + _NONCE : at + length]
                self._cipher.encrypt_into(nonce, body, sha256.encode(), sealed)
                at += length
        return lengths

    def seal_in_pieces(self, sha256: str, message: bytes) -> Iterator[bytes]:
        """The chunk of a large message in pieces of about a megabyte: it never lies in memory as a whole."""
        nonce = os.urandom(_NONCE)
        encryptor = Cipher(AES256(self._key), GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(sha256.encode())
        yield nonce
        packer = self._compressor().chunker(size=len(message), chunk_size=_PIECE)
        for piece in packer.compress(message):
            yield encryptor.update(piece)
        for piece in packer.finish():  # type: ignore[no-untyped-call] # the stub forgot to say what comes out
            yield encryptor.update(piece)
        yield encryptor.finalize() + encryptor.tag

    def _compressor(self) -> zstandard.ZstdCompressor:
        if not hasattr(self._local, "compressor"):
            self._local.compressor = zstandard.ZstdCompressor(level=1)
        found: zstandard.ZstdCompressor = self._local.compressor
        return found

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
        self._room = (
            bytearray()
        )  # where messages are sealed; kept, so that no page is asked for twice

    @property
    def full(self) -> bool:
        """Whether another pack should be begun."""
        return self._offset >= PACK_BYTES

    def append(self, sealer: Sealer, messages: Sequence[tuple[str, bytes]]) -> list[Piece]:
        """Seal (SHA-256, message) pairs, write them and return their places; the bytes are with the system then.

        Raises OSError (disk full): nothing of it is kept.
        """
        start = self._offset
        pieces: list[Piece] = []
        try:
            for few in _without_large(messages):
                if len(few) == 1 and len(few[0][1]) > _LARGE:
                    pieces.append(self._append_large(sealer, *few[0]))
                else:
                    pieces += self._append_few(sealer, few)
        except OSError:
            self._file.truncate(start)
            self._offset = start
            raise
        return pieces

    def _append_few(self, sealer: Sealer, few: Sequence[tuple[str, bytes]]) -> list[Piece]:
        lengths = sealer.seal_all(few, self._room)
        pieces = []
        at = self._offset
        for length in lengths:
            pieces.append(Piece(self._pack, at, length))
            at += length
        with memoryview(self._room) as room:
            self._write(room[: at - self._offset])
        return pieces

    def _append_large(self, sealer: Sealer, sha256: str, message: bytes) -> Piece:
        start = self._offset
        for data in sealer.seal_in_pieces(sha256, message):
            self._write(memoryview(data))
        return Piece(self._pack, start, self._offset - start)

    def _write(self, left: memoryview) -> None:
        while left:
            count = self._file.write(left) or 0
            self._offset += count
            left = left[count:]

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _without_large(
    messages: Sequence[tuple[str, bytes]],
) -> Iterator[Sequence[tuple[str, bytes]]]:
    """The same in the same order, each large one alone."""
    begun = 0
    for at, (_sha256, message) in enumerate(messages):
        if len(message) > _LARGE:
            if at > begun:
                yield messages[begun:at]
            yield messages[at : at + 1]
            begun = at + 1
    if begun < len(messages):
        yield messages[begun:]


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

    def seal(self, sha256: str, message: bytes) -> bytearray:
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
        """The writer of a reserved pack is done; an empty one goes.

        Call it inside a write unit: else another process may reserve the same number, and lose its marker here.
        """
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

    def append(self, chunks: Sequence[bytes | bytearray]) -> list[Piece]:
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
                for chunk in chunks:
                    file.write(chunk)
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
