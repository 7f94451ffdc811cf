"""Pictures for documents: logos and product photos, checked and made small before they are kept."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

LOGO_PIXELS = 480
PRODUCT_PIXELS = 320


def prepare(content: bytes, *, most: int) -> bytes:
    """Return the picture as PNG or JPEG of at most `most` pixels a side, turned upright.

    Takes whatever Pillow reads. Raises UserFacing when it is no picture or absurdly large.
    """
    try:
        with Image.open(BytesIO(content)) as opened:
            image = ImageOps.exif_transpose(opened)
            image.thumbnail((most, most))
            see_through = image.mode in ("RGBA", "LA", "P")
            buffer = BytesIO()
            if see_through:
                image.convert("RGBA").save(buffer, "PNG", optimize=True)
            else:
                image.convert("RGB").save(buffer, "JPEG", quality=88)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise UserFacing(
            _("This file is not a picture that can be printed."),
            hint=_("Use a PNG or JPEG file."),
            code="bad_picture",
        ) from error
    return buffer.getvalue()
