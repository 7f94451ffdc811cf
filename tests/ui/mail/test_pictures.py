"""Pictures of strangers: only pixels, made small beside the window, turned upright; what is wrong is said."""

import io

import pytest
from PIL import Image

from desktop.ui.mail.pictures import SMALL, body_picture, decoded


@pytest.mark.parametrize("junk", [b"not a picture", b"not a picture" * SMALL, b""])
def test_no_picture_is_read_from_junk(junk: bytes) -> None:
    assert body_picture(junk).image().isNull()
    assert decoded(junk, widest=100, most_pixels=1_000_000).wrong == "no picture"


def photo(width: int, height: int, *, turned: int = 1) -> bytes:
    """A photograph in noise, so that its file is large; `turned` as a camera notes it."""
    noise = Image.effect_noise((width, height), 100).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = turned
    buffer = io.BytesIO()
    noise.save(buffer, "JPEG", exif=exif, quality=95)
    return buffer.getvalue()


def test_a_large_photograph_is_made_small_and_turned_beside_the_window() -> None:
    data = photo(2400, 1200, turned=6)
    assert len(data) > SMALL
    picture = body_picture(data)
    assert not picture.data
    assert (picture.image().width(), picture.image().height()) == (1200, 2400)
    wide = body_picture(photo(2400, 1200))
    assert (wide.image().width(), wide.image().height()) == (1600, 800)


def test_a_picture_says_what_is_wrong_with_it() -> None:
    data = photo(600, 600)
    assert decoded(data, widest=100, most_pixels=1_000).wrong == "too large"
    assert decoded(data[: len(data) // 2], widest=100, most_pixels=1_000_000).wrong == "damaged"
    whole = decoded(data, widest=100, most_pixels=1_000_000)
    assert (whole.width, whole.image.width(), whole.wrong) == (600, 100, "")


def test_a_small_file_that_fills_the_memory_is_not_unpacked() -> None:
    buffer = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(buffer, "PNG")
    assert len(buffer.getvalue()) <= SMALL
    assert body_picture(buffer.getvalue()).image().isNull()
