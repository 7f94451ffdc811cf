"""The message inside an opaque signature: S/MIME that only wraps (RFC 8551 section 3.5.2, RFC 5652 section 5).

Only the wrapping is taken off, the signature is not checked. Read as BER: programs write indefinite lengths and octet
strings in pieces.
"""

from typing import NamedTuple

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_ENVELOPED = (
    bytes.fromhex("2a864886f70d010703"),  # envelopedData
    bytes.fromhex("2a864886f70d01091001" + "17"),  # authEnvelopedData
)
_SEQUENCE, _OCTETS, _OID, _CONTEXT = 0x30, 0x04, 0x06, 0xA0
_CONSTRUCTED = 0x20
_MAX_PIECES = 50_000
_MAX_DEPTH = 8


class _Broken(ValueError):
    """Not the BER that was expected."""


class _Item(NamedTuple):
    """A BER item: its tag, where its content begins and ends, and where the next item begins."""

    tag: int
    start: int
    end: int
    after: int


def kind(data: bytes) -> str:
    """Tell "signed", "encrypted" or "" (something else) of a pkcs7-mime content."""
    try:
        outer = _item(data, 0, len(data))
        oid = _item(data, outer.start, outer.end)
    except _Broken:
        return ""
    named = data[oid.start : oid.end]
    if oid.tag != _OID:
        return ""
    return "signed" if named == _SIGNED_DATA else "encrypted" if named in _ENVELOPED else ""


def signed_content(data: bytes) -> bytes | None:
    """The content that a SignedData carries; None when it is no SignedData, or a signature alone."""
    try:
        outer = _item(data, 0, len(data))
        oid = _item(data, outer.start, outer.end)
        if data[oid.start : oid.end] != _SIGNED_DATA:
            return None
        wrapped = _item(data, oid.after, outer.end)
        signed = _item(data, wrapped.start, wrapped.end)
        version = _item(data, signed.start, signed.end)
        digests = _item(data, version.after, signed.end)
        inner = _item(data, digests.after, signed.end)
        inner_oid = _item(data, inner.start, inner.end)
        if inner_oid.after >= inner.end:
            return None
        explicit = _item(data, inner_oid.after, inner.end)
        if explicit.tag != _CONTEXT:
            return None
        return _octets(data, _item(data, explicit.start, explicit.end), 0) or None
    except _Broken:
        return None


def _octets(data: bytes, item: _Item, depth: int) -> bytes:
    if item.tag & ~_CONSTRUCTED != _OCTETS or depth > _MAX_DEPTH:
        raise _Broken
    if not item.tag & _CONSTRUCTED:
        return data[item.start : item.end]
    pieces: list[bytes] = []
    at = item.start
    while at < item.end:
        piece = _item(data, at, item.end)
        if len(pieces) > _MAX_PIECES:
            raise _Broken
        pieces.append(_octets(data, piece, depth + 1))
        at = piece.after
    return b"".join(pieces)


def _item(data: bytes, at: int, end: int, depth: int = 0) -> _Item:
    """Read the item at `at`. Raises _Broken where the bytes are none, or do not fit into `end`."""
    if at + 2 > end or depth > 30:
        raise _Broken
    tag, length = data[at], data[at + 1]
    start = at + 2
    if tag & 0x1F == 0x1F:
        raise _Broken
    if length == 0x80:
        return _indefinite(data, tag, start, end, depth)
    if length > 0x80:
        count = length & 0x7F
        if count > 5 or start + count > end:
            raise _Broken
        length = int.from_bytes(data[start : start + count], "big")
        start += count
    if start + length > end:  # cut off on its way: what is there is read
        length = end - start
    return _Item(tag, start, start + length, start + length)


def _indefinite(data: bytes, tag: int, start: int, end: int, depth: int) -> _Item:
    at = start
    for _ in range(_MAX_PIECES):
        if at + 2 > end:
            break
        if data[at] == 0 and data[at + 1] == 0:
            return _Item(tag, start, at, at + 2)
        at = _item(data, at, end, depth + 1).after
    return _Item(tag, start, at, at)
