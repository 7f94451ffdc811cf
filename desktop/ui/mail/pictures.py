"""Pictures of strangers: which bytes are decoded, where, and how large.

Qt's decoders never run beside the window: they take locks of signals while PySide holds the interpreter, and a worker
can meet the window there in an embrace that never ends. Small files are decoded by Qt when they are painted; large ones
by Pillow in the task that read them, which lets the interpreter go meanwhile.
"""

import struct
from dataclasses import dataclass, field
from io import BytesIO
from typing import Literal

from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QImage, QImageReader

_QT_WORDS = "avif bmp cur gif heic heif icns ico jfif jp2 jpeg jpg pbm pgm png ppm tga tif tiff wbmp webp xbm xpm"
_QT_KINDS = frozenset(_QT_WORDS.split())
_PILLOW_WORDS = "AVIF BMP CUR GIF ICNS ICO JPEG JPEG2000 PNG PPM TIFF WEBP XBM XPM"
_PILLOW_KINDS = tuple(_PILLOW_WORDS.split())

SMALL = 200_000
"""Bytes up to which a file is decoded when it is painted: some milliseconds, and Pillow's 5 MB are not loaded for it."""

_WIDEST = 1600
_MOST_PIXELS = 60_000_000
_ENDLESS = 1_000_000
_MOST_PIXELS_SMALL = 16_000_000
"""A small file that unpacks to more is made to fill the memory."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """`image`: not larger than asked for; `width`, `height`: of the file. `wrong`: why there is no image."""

    image: QImage = field(default_factory=QImage)
    width: int = 0
    height: int = 0
    wrong: Literal["", "no picture", "too large", "damaged"] = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on its way to the window: the file itself when it is small, else its pixels."""

    data: bytes = b""
    pixels: QImage | None = None

    def image(self) -> QImage:
        """Return the picture, a null one for what is none. On the GUI thread only."""
        if self.pixels is not None:
            return self.pixels
        device = QBuffer()
        device.setData(QByteArray(self.data))
        device.open(QBuffer.OpenModeFlag.ReadOnly)
        reader = QImageReader(device)
        if not is_pixels(reader):
            return QImage()
        reader.setAutoTransform(True)
        size = reader.size()
        if size.isValid() and size.width() * size.height() > _MOST_PIXELS_SMALL:
            return QImage()
        return reader.read()


def body_picture(data: bytes) -> Picture:
    """Return a picture of a mail's text, ready to be painted. Runs in a task."""
    if len(data) <= SMALL:
        return Picture(data)
    return Picture(pixels=decoded(data, widest=_WIDEST, most_pixels=_MOST_PIXELS).image)


def decoded(data: bytes, *, widest: int, most_pixels: int, highest: int | None = None) -> Decoded:
    """Return the picture in `data`, turned as its camera says, not wider or higher than told. Runs in a task.

    Nothing is raised: a file that is no picture, has more than `most_pixels`, or is damaged says so in `wrong`.
    """
    from PIL import Image, ImageOps  # 5 MB, of no use to who opens no large picture

    try:
        opened = Image.open(BytesIO(data), formats=_PILLOW_KINDS)
    except Image.DecompressionBombError:
        return Decoded(wrong="too large")
    except (OSError, SyntaxError, ValueError, struct.error):
        return Decoded(wrong="no picture")
    with opened:
        width, height = opened.size
        if width * height > most_pixels:
            return Decoded(width=width, height=height, wrong="too large")
        share = min(1, widest / min(width, height))  # of the shorter side: it may be turned yet
        try:
            opened.draft("RGB", (int(width * share), int(height * share)))
            turned = ImageOps.exif_transpose(opened)
            turned.thumbnail((widest, highest or _ENDLESS))
            pixels = turned.convert("RGBA")
        except (OSError, SyntaxError, ValueError, struct.error, EOFError, IndexError):
            return Decoded(width=width, height=height, wrong="damaged")
    image = QImage(
        pixels.tobytes(),
        pixels.width,
        pixels.height,
        4 * pixels.width,
        QImage.Format.Format_RGBA8888,
    )
    return Decoded(image.copy(), width, height)  # a copy: Qt's image would only borrow the bytes


def is_pixels(reader: QImageReader) -> bool:
    """Tell by the content whether there is a picture made of pixels.

    SVG and PDF are documents: Qt's SVG reader opens the files that they name, and on Windows a name of a file may be
    a computer of the sender (`//host/share`), which is then logged in to.
    """
    reader.setDecideFormatFromContent(True)
    return (
        reader.canRead() and bytes(reader.format().data()).decode("ascii", "replace") in _QT_KINDS
    )
