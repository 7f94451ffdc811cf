"""The white paper of a scanned stamp or signature made see-through, as a multiply ink would lie on the page.

Pure: pictures in, pictures out, with Pillow alone (worker threads may run it). The paper is what the
lightest places around each point say, so that a shadow or a yellow lamp does not stay as a grey box.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_SMALL = 64
_WINDOW = 15
_LEAST_LIGHT = 110
_MOST_COLOR = 70
_PAPER_SHARE = 0.6
_OPAQUE = 250
_NOISE = 26
_INK = 70
_LOOK_AT = 600
_MARGIN = 0.02
_LEAST_PART = 0.004


def has_paper(image: Image) -> bool:
    """Tell whether ink on light paper is what an opaque picture shows: its rim is light and plain."""
    if is_see_through(image):
        return False
    small = image.convert("RGB").resize((_SMALL, _SMALL)).tobytes()
    last = _SMALL - 1
    places = [
        (x, y) for i in range(_SMALL) for x, y in ((i, 0), (i, last), (0, i), (last, i))
    ]  # fmt: skip
    rim = [small[3 * (y * _SMALL + x) :][:3] for x, y in places]
    plain = [p for p in rim if min(p) >= _LEAST_LIGHT and max(p) - min(p) <= _MOST_COLOR]
    return len(plain) >= _PAPER_SHARE * len(rim)


def is_see_through(image: Image) -> bool:
    """Tell whether some of the picture lets through what is below it."""
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return False
    return any(image.convert("RGBA").getchannel("A").histogram()[:_OPAQUE])


def cut_out(image: Image) -> Image:
    """Return the part of the picture that has ink on it; all of it when there is none.

    Specks of dust and the edge of a page do not count as ink.
    """
    from PIL import ImageFilter

    small = image.convert("RGB")
    small.thumbnail((_LOOK_AT, _LOOK_AT))
    ink = _ink(small).filter(ImageFilter.MedianFilter(3)).point(lambda a: 255 if a > _INK else 0)
    box = ink.getbbox()
    if box is None or ink.histogram()[255] < _LEAST_PART * ink.width * ink.height:
        return image
    share = image.width / small.width
    left, top, right, bottom = (side * share for side in box)
    rim = _MARGIN * max(right - left, bottom - top)
    return image.crop(
        (
            max(0, round(left - rim)),
            max(0, round(top - rim)),
            min(image.width, round(right + rim)),
            min(image.height, round(bottom + rim)),
        )
    )


def without_paper(image: Image) -> Image:
    """Return the picture with its paper see-through (RGBA): laid on white it looks as before."""
    from PIL import Image as Images
    from PIL import ImageChops, ImageMath

    flat = _flattened(image.convert("RGB"))
    red, green, blue = flat.split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    alpha = ImageChops.invert(darkest)

    def ink(channel: Image) -> Image:
        # What the ink itself is when it covers white paper by `alpha`.
        made: Image = ImageMath.lambda_eval(
            lambda found: found["max"](
                255 - (255 - found["c"]) * 255 / found["max"](found["a"], 1), 0
            ),
            c=channel,
            a=alpha,
        )
        return made.convert("L")

    covered = alpha.point(_without_noise)
    inked = Images.merge("RGB", (ink(red), ink(green), ink(blue)))
    # What nobody sees is one colour: the grain of the paper would make documents three times as large.
    plain = Images.new("RGB", inked.size)
    made = Images.composite(inked, plain, covered.point(lambda a: 255 if a else 0))
    made.putalpha(covered)
    return made


def _without_noise(alpha: int) -> int:
    if alpha <= _NOISE:
        return 0
    return min(255, round((alpha - _NOISE) * 1.2) if alpha < 6 * _NOISE else alpha)


def _ink(image: Image) -> Image:
    from PIL import ImageChops

    red, green, blue = _flattened(image).split()
    return ImageChops.invert(ImageChops.darker(ImageChops.darker(red, green), blue))


def _flattened(image: Image) -> Image:
    """Return the picture as if lit evenly on white paper."""
    from PIL import Image as Images
    from PIL import ImageFilter, ImageMath

    channels = []
    for channel in image.split():
        paper = (
            channel.resize((_SMALL, _SMALL), Images.Resampling.BOX)
            .filter(ImageFilter.MaxFilter(_WINDOW))
            .filter(ImageFilter.GaussianBlur(_WINDOW / 2))
            .resize(image.size, Images.Resampling.BICUBIC)
        )
        lit: Image = ImageMath.lambda_eval(
            lambda found: found["min"](found["c"] * 255 / found["max"](found["p"], 1), 255),
            c=channel,
            p=paper,
        )
        channels.append(lit.convert("L"))
    return Images.merge("RGB", channels)
