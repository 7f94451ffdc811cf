"""Pictures for documents: logos and product photos, checked and made small before they are kept."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

if TYPE_CHECKING:
    from PIL.Image import Image

LOGO_PIXELS = 480
# A larger file is no logo but a poster; it is refused before anything is unpacked.
MOST_BYTES = 20_000_000


# More pixels than any camera makes; unpacking them would take gigabytes.
_MOST_PIXELS = 120_000_000


def check(content: bytes) -> None:
    """Raise UserFacing when `content` is plainly no picture, broken, or absurdly large.

    Reads the head only where that is enough; `prepare` is what reads all of it.
    """
    from PIL import Image  # 3 MB for which a window has no use before it takes a picture in

    try:
        with Image.open(BytesIO(content)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise _unprintable()
            opened.verify()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _unprintable() from error


def prepare(content: bytes, *, most: int) -> bytes:
    """Return the picture as PNG or JPEG of at most `most` pixels a side, turned upright.

    Takes whatever Pillow reads. Raises UserFacing when it is no picture or absurdly large, or its
    file is (`picture_too_large`).
    """
    return packed(opened(content, most=most))


def opened(content: bytes, *, most: int) -> "Image":
    """Return the picture upright, at most `most` pixels a side. Raises what `prepare` does."""
    if len(content) > MOST_BYTES:
        raise _too_large(len(content))
    from PIL import Image, ImageOps  # 3 MB for which a window has no use before

    try:
        with Image.open(BytesIO(content)) as source:
            if source.width * source.height > _MOST_PIXELS:
                raise _unprintable()
            source.draft("RGB", (most, most))  # JPEG: unpacked at a smaller size at once
            image = ImageOps.exif_transpose(source)
            image.thumbnail((most, most))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _unprintable() from error
    return image


def packed(image: "Image") -> bytes:
    """Return a picture as PNG where it can be see-through, else as JPEG."""
    buffer = BytesIO()
    try:
        if image.mode in ("RGBA", "LA", "P"):
            image.convert("RGBA").save(buffer, "PNG", optimize=True)
        else:
            image.convert("RGB").save(buffer, "JPEG", quality=88)
    except (OSError, ValueError) as error:
        raise _unprintable() from error
    return buffer.getvalue()


def read_file(path: Path) -> bytes:
    """Return a picture file's bytes; a file that is too large is not even read.

    Raises UserFacing: too large (`picture_too_large`), not readable.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise _too_large(size)
        return path.read_bytes()
    except OSError as error:
        raise UserFacing(
            _("{file} cannot be read.").format(file=path.name), code="unreadable_file"
        ) from error


def _too_large(size: int) -> UserFacing:
    return UserFacing(
        _("This picture has {size} MB; at most {most} MB are taken.").format(
            size=f"{size / 1e6:.0f}", most=MOST_BYTES // 1_000_000
        ),
        hint=_("Save it smaller, as a PNG or JPEG file."),
        safe=_("The picture used so far stays."),
        code="picture_too_large",
    )


def _unprintable() -> UserFacing:
    return UserFacing(
        _("This file is not a picture that can be printed."),
        hint=_("Use a PNG or JPEG file."),
        code="bad_picture",
    )
