"""Which files of strangers are decoded as pictures: those that are pixels and nothing else."""

from PySide6.QtGui import QImageReader

_WORDS = "avif bmp cur gif heic heif icns ico jfif jp2 jpeg jpg pbm pgm png ppm tga tif tiff wbmp webp xbm xpm"
_KINDS = frozenset(_WORDS.split())


def is_pixels(reader: QImageReader) -> bool:
    """Tell by the content whether there is a picture made of pixels.

    SVG and PDF are documents: Qt's SVG reader opens the files that they name, and on Windows a name of a file may be
    a computer of the sender (`//host/share`), which is then logged in to.
    """
    reader.setDecideFormatFromContent(True)
    return reader.canRead() and bytes(reader.format().data()).decode("ascii", "replace") in _KINDS
