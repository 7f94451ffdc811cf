"""What archives and Office files hold, read from their lists of names: nothing is unpacked, nothing raises."""

import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from dataclasses import dataclass

import olefile

from desktop.mail.mime import charset

_MOST_NAMES = 20_000
_MOST_DIRECTORY = 8_000_000  # bytes of a zip's list of names
_COMMENT = 65_558  # the longest end of a zip: its record and a comment
_MOST_UNPACKED = 64_000_000  # bytes of a tar that are looked through
_RELATIONS = re.compile(r"(?:word|xl|ppt)/(?:\w+/)?_rels/[^/]+\.rels$")
_LOADS = re.compile(
    rb"<Relationship\b(?=[^>]*attachedTemplate|[^>]*oleObject|[^>]*/frame\b)(?=[^>]*TargetMode=\"External\")"
)


@dataclass(frozen=True, slots=True)
class Held:
    """The files of an archive: names and sizes in bytes (unpacked, -1 unknown), and whether a password locks them."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    locked: bool = False


def archive_names(data: bytes) -> Held | None:
    """Return what an archive (zip, tar, tar.gz, RAR) holds; None when it is none or cannot be looked into."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(data)
    if data.startswith(b"Rar!\x1a\x07"):
        return _rar(data)
    if data.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")) or data[257:262] == b"ustar":
        return _tar(data)
    return None


def _zip(data: bytes) -> Held | None:
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - _COMMENT))
    if (
        end < 0
        or len(data) - end < 22
        or int.from_bytes(data[end + 12 : end + 16], "little") > _MOST_DIRECTORY
    ):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = [entry for entry in file.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        return None
    return Held(
        tuple(zip_name(entry) for entry in entries[:_MOST_NAMES]),
        tuple(entry.file_size for entry in entries[:_MOST_NAMES]),
        any(entry.flag_bits & 1 for entry in entries),
    )


def zip_name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name: without the UTF-8 flag it is in the charset of its writer's system, not DOS's as zipfile says."""
    if entry.flag_bits & 0x800 or entry.filename.isascii():
        return entry.filename
    try:
        return charset.decode(entry.filename.encode("cp437"))[0] or entry.filename
    except UnicodeEncodeError:
        return entry.filename


def _tar(data: bytes) -> Held | None:
    names: list[str] = []
    sizes: list[int] = []
    try:
        with tarfile.open(fileobj=bounded(data), mode="r|*") as file:
            for entry in file:
                if entry.isfile():
                    names.append(entry.name)
                    sizes.append(entry.size)
                if len(names) >= _MOST_NAMES or sum(sizes) > _MOST_UNPACKED:
                    break
    except (tarfile.TarError, OSError, EOFError, ValueError, TypeError, zlib.error, lzma.LZMAError):
        if not names:
            return None
    return Held(tuple(names), tuple(sizes)) if names else None


def bounded(data: bytes) -> io.BytesIO:
    """Return the bytes as a stream whose `read` without a size gives little: no tar reader is led far beyond."""
    return _Bounded(data)


class _Bounded(io.BytesIO):
    """A stream that a tar reader cannot be led far beyond: `read` without a size gives little."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(65_536 if size is None or size < 0 else size)


# ---- RAR (technote.txt of unrar: the blocks of both formats; names are not compressed)


def _rar(data: bytes) -> Held | None:
    try:
        return _rar5(data) if data.startswith(b"Rar!\x1a\x07\x01\x00") else _rar4(data)
    except (IndexError, struct.error):
        return None


def _rar4(data: bytes) -> Held:
    names: list[str] = []
    sizes: list[int] = []
    locked, at = False, 7
    while at + 7 <= len(data) and len(names) < _MOST_NAMES:
        kind, flags, size = struct.unpack_from("<BHH", data, at + 2)
        if kind == 0x73 and flags & 0x80:
            return Held((), (), locked=True)
        if size < 7:
            break
        added = struct.unpack_from("<I", data, at + 7)[0] if flags & 0x8000 or kind == 0x74 else 0
        if kind == 0x74:
            unpacked, name_size = (
                struct.unpack_from("<I", data, at + 11)[0],
                struct.unpack_from("<H", data, at + 26)[0],
            )
            begin = at + (40 if flags & 0x100 else 32)
            locked = locked or bool(flags & 4)
            if flags & 0xE0 != 0xE0:  # not a folder
                names.append(_rar4_name(data[begin : begin + name_size], wide=bool(flags & 0x200)))
                sizes.append(unpacked)
        at += size + added
    return Held(tuple(names), tuple(sizes), locked)


def _rar4_name(raw: bytes, *, wide: bool) -> str:
    return charset.decode(raw.partition(b"\x00")[0] if wide else raw)[0]


def _rar5(data: bytes) -> Held:
    names: list[str] = []
    sizes: list[int] = []
    locked, at = False, 8
    while at + 4 < len(data) and len(names) < _MOST_NAMES:
        size, begin = _vint(data, at + 4)
        kind, place = _vint(data, begin)
        if kind == 4:
            return Held((), (), locked=True)
        if kind == 5 or size == 0:
            break
        flags, place = _vint(data, place)
        extra = content = 0
        if flags & 1:
            extra, place = _vint(data, place)
        if flags & 2:
            content, place = _vint(data, place)
        if kind == 2:
            name, unpacked, folder = _rar5_file(data, place)
            locked = locked or _rar5_locked(data[begin + size - extra : begin + size])
            if not folder:
                names.append(name)
                sizes.append(unpacked)
        at = begin + size + content
    return Held(tuple(names), tuple(sizes), locked)


def _rar5_file(data: bytes, place: int) -> tuple[str, int, bool]:
    flags, place = _vint(data, place)
    unpacked, place = _vint(data, place)
    _attributes, place = _vint(data, place)
    place += (4 if flags & 2 else 0) + (4 if flags & 4 else 0)
    for _field in ("compression", "system"):
        _value, place = _vint(data, place)
    length, place = _vint(data, place)
    name = data[place : place + length].decode("utf-8", "replace")
    return name, -1 if flags & 8 else unpacked, bool(flags & 1)


def _rar5_locked(extra: bytes) -> bool:
    at = 0
    while at < len(extra):
        size, begin = _vint(extra, at)
        kind, _place = _vint(extra, begin)
        if kind == 1:
            return True
        at = begin + max(size, 1)
    return False


def _vint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(10):
        byte = data[at + step]
        value |= (byte & 0x7F) << (7 * step)
        if not byte & 0x80:
            return value, at + step + 1
    raise IndexError(at)


# ---- Office files


def ooxml_signs(data: bytes) -> tuple[str, ...] | None:
    """Return what speaks against a file of the newer Office formats; None when the zip is no such file."""
    held = _zip(data)
    if held is None or "[Content_Types].xml" not in held.names:
        return None
    low = [name.lower() for name in held.names]
    found = []
    if any(n.endswith("vbaproject.bin") or "/macrosheets/" in n for n in low):
        found.append("macros")
    if any(n.endswith((".exe", ".js", ".vbs", ".bat", ".cmd", ".lnk", ".hta")) for n in low):
        found.append("embedded_object")
    if _loads_more(data, held):
        found.append("loads_template")
    return tuple(found)


def _loads_more(data: bytes, held: Held) -> bool:
    wanted = [
        name
        for name, size in zip(held.names, held.sizes, strict=True)
        if size < 1_000_000 and _RELATIONS.match(name)
    ]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return any(_LOADS.search(file.read(name)) for name in wanted[:50])
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
        RuntimeError,
        NotImplementedError,
        zlib.error,
    ):
        return False


def ole_signs(data: bytes) -> tuple[str, ...]:
    """Return what speaks against a file of the older Office formats: macros, or a password that hides them."""
    found: list[str] = []
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            paths = ["/".join(path).lower() for path in file.listdir(streams=True, storages=True)]
            if any("_vba_project" in p or p.split("/")[-1] == "vba" for p in paths) or _excel4(
                file
            ):
                found.append("macros")
            if "encryptedpackage" in paths:
                found.append("locked_document")
            if any(p.endswith("\x01ole10native") for p in paths):
                found.append("embedded_object")
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error):
        return tuple(found)  # olefile raises these on damaged files
    return tuple(found)


def _excel4(file: olefile.OleFileIO) -> bool:
    """Whether a workbook has a sheet of the macro language before VBA (MS-XLS 2.4.28: BoundSheet8, dt 1)."""
    for name in ("Workbook", "Book"):
        if not file.exists(name):
            continue
        stream = file.openstream(name).read(2_000_000)
        at = 0
        while at + 4 <= len(stream):
            kind, size = struct.unpack_from("<HH", stream, at)
            if kind == 0x0085 and size >= 6 and stream[at + 9] == 1:
                return True
            if kind == 0x000A:  # end of the globals: sheets come behind
                break
            at += 4 + size
    return False
