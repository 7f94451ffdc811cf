"""Whether a picture kept long ago can still be drawn: what cannot is left out instead of stopping a page."""

from functools import lru_cache
from io import BytesIO

from PIL import Image


@lru_cache(maxsize=64)
def is_readable(content: bytes) -> bool:
    """Tell whether the whole file can be decoded."""
    try:
        with Image.open(BytesIO(content)) as image:
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True


def readable(content: bytes | None) -> bytes | None:
    """Return the picture, or None for one that cannot be drawn."""
    return content if content and is_readable(content) else None
