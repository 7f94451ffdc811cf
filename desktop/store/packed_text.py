"""Long texts of rows, compressed: less than half the pages to write, to encrypt and to keep.

Alone in its file, because the processes that take in mail pack texts and load no database library.
"""

import threading

import zstandard

_SHORT = 160  # characters below which a frame's own header takes what it saves

_local = threading.local()


def pack_text(text: str) -> str | bytes:
    """A text as its column keeps it: bytes (zstd) where that is shorter, the text itself else."""
    if len(text) < _SHORT:
        return text
    if not hasattr(_local, "packer"):
        _local.packer = zstandard.ZstdCompressor(level=1)
    plain = text.encode("utf-8", "surrogatepass")
    packed: bytes = _local.packer.compress(plain)
    return packed if len(packed) < len(plain) else text


def unpack_text(kept: str | bytes) -> str:
    """The text that `pack_text` was given."""
    if isinstance(kept, str):
        return kept
    return zstandard.ZstdDecompressor().decompress(kept).decode("utf-8", "surrogatepass")
