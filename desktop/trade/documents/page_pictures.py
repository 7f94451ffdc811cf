"""Pictures on a page: the logo, stamp and signature, and the goods; a file that cannot be read is left out."""

from functools import lru_cache
from io import BytesIO

from PIL import Image as PillowImage
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Image


@lru_cache(maxsize=64)
def _is_readable(content: bytes) -> bool:
    """Tell whether the whole file can be decoded; ReportLab would stop half way through a page."""
    try:
        with PillowImage.open(BytesIO(content)) as image:
            image.load()
    except (OSError, SyntaxError, ValueError, PillowImage.DecompressionBombError):
        return False
    return True


def reader_of(content: bytes | None) -> ImageReader | None:
    """Return a picture (PNG or JPEG) ready to be drawn, None when there is none to be read."""
    return ImageReader(BytesIO(content)) if content and _is_readable(content) else None


def picture_in(content: bytes | None, width: float, height: float) -> Image | None:
    """Return the picture as large as fits the box (points), None when there is none to be read."""
    if not content or not _is_readable(content):
        return None
    image = Image(BytesIO(content), lazy=0)
    scale = min(width / image.imageWidth, height / image.imageHeight)
    image.drawWidth, image.drawHeight = image.imageWidth * scale, image.imageHeight * scale
    image.hAlign = "LEFT"
    return image
