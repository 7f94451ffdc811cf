"""Pictures on a page: the logo, stamp and signature, and the goods; a file that cannot be read is left out."""

from io import BytesIO

from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable

from desktop.trade.documents.readable_pictures import is_readable


class _Reader(ImageReader):  # type: ignore[misc]  # ReportLab has no types
    """A picture that ReportLab knows by its file, and unpacks only once a document.

    ReportLab 5.1 names a picture by its unpacked points each time it is drawn, and keeps them: a list
    of 200 photos took 80 MB and half of the time. `jpeg_fh` is what it asks first when it puts the
    picture into the file: the points are wanted after that, and only then.
    """

    def __init__(self, content: bytes) -> None:
        super().__init__(BytesIO(content))
        self._content = content
        self._is_wanted = False
        is_jpeg = self._image.format == "JPEG"

        def jpeg_fh() -> BytesIO | None:
            self._is_wanted = not is_jpeg
            return BytesIO(content) if is_jpeg else None

        self.jpeg_fh = jpeg_fh

    def getRGBData(self) -> bytes:  # noqa: N802 - ReportLab's name
        """Return the file's bytes to be named by, or its points to be written."""
        self._data = self._dataA = None
        if not self._is_wanted:
            return self._content
        self._is_wanted = False
        return bytes(super().getRGBData())


class Picture(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A picture as large as fits a box."""

    hAlign = "LEFT"  # noqa: N815 - ReportLab's name

    def __init__(self, content: bytes, width: float, height: float) -> None:
        """`content` is a PNG or JPEG that can be read; the box in points."""
        super().__init__()
        self._reader = _Reader(content)
        wide, high = self._reader.getSize()
        scale = min(width / wide, height / high)
        self.width, self.height = wide * scale, high * scale

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return its size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it."""
        self.canv.drawImage(self._reader, 0, 0, self.width, self.height, mask="auto")


def reader_of(content: bytes | None) -> ImageReader | None:
    """Return a picture (PNG or JPEG) ready to be drawn, None when there is none to be read."""
    return _Reader(content) if content and is_readable(content) else None


def picture_in(content: bytes | None, width: float, height: float) -> Picture | None:
    """Return the picture as large as fits the box (points), None when there is none to be read."""
    return Picture(content, width, height) if content and is_readable(content) else None
