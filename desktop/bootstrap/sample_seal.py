"""The sample company's round stamp and signature, drawn by this code: papers look as they do when signed.

Both are invented like the company. The stamp says that it is a specimen (样章).
"""

import io
import math
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from desktop.runtime.paths import resource

_RED = (200, 16, 30)
_INK = (24, 36, 120)
_SIDE = 360
_FINER = 4
"""Drawn so many times larger, then made smaller: edges come out smooth."""

_Points = Sequence[tuple[float, float]]


def stamp(name: str) -> bytes:
    """Return a PNG of a round red stamp with a company's Chinese name, see-through around the ink."""
    side = _SIDE * _FINER
    ink = Image.new("L", (side, side))
    draw = ImageDraw.Draw(ink)
    rim = side * 0.022
    draw.ellipse((rim, rim, side - rim, side - rim), outline=255, width=int(side * 0.026))
    middle = side / 2
    draw.polygon(_star(middle, side * 0.145), fill=255)
    _write_around(ink, name, side * 0.115, side * 0.375)
    font = _font(side * 0.085)
    draw.text((middle, side * 0.79), "样章", fill=255, font=font, anchor="mm")
    return _packed(ink.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS), _RED)


def signature() -> bytes:
    """Return a PNG of a signature in ink, see-through around it."""
    width, height = 420, 150
    ink = Image.new("L", (width * _FINER, height * _FINER))
    draw = ImageDraw.Draw(ink)
    for stroke in _STROKES:
        _write(draw, stroke)
    return _packed(ink.resize((width, height), Image.Resampling.LANCZOS), _INK)


_STROKES: tuple[_Points, ...] = (
    # L, i, n in one go
    ((62, 26), (40, 24), (44, 62), (34, 96), (10, 126), (52, 96), (74, 124), (98, 104), (112, 66),
     (98, 110), (118, 112), (128, 74), (132, 112), (142, 76), (162, 72), (154, 116), (186, 98)),
    # W, e, i, and the long way out below
    ((198, 40), (206, 78), (212, 116), (234, 62), (246, 114), (274, 30), (268, 92), (296, 88),
     (304, 66), (286, 68), (284, 112), (316, 104), (326, 70), (318, 114), (352, 96), (404, 58),
     (300, 136), (130, 140)),
    ((113, 48), (116, 52)),
    ((330, 50), (334, 53)),
)  # fmt: skip
"""Where the pen goes, in pixels of the picture."""


def _write(draw: ImageDraw.ImageDraw, stroke: _Points) -> None:
    """Draw one stroke, thinner where the pen goes up and at its ends."""
    path = list(_curve(stroke))
    last = len(path) - 1
    for place, (x, y) in enumerate(path):
        ahead = path[min(place + 1, last)][1] - y
        share = min(place, last - place) / max(last, 1)
        width = (1.0 + 1.5 * min(share * 12, 1.0) + (0.9 if ahead > 0 else 0.0)) * _FINER
        x, y = x * _FINER, y * _FINER
        draw.ellipse((x - width, y - width, x + width, y + width), fill=255)


def _curve(points: _Points) -> list[tuple[float, float]]:
    """Return a smooth way through the points (Catmull-Rom), a step a quarter of a pixel or less."""
    ends = [points[0], *points, points[-1]]
    found = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        steps = max(int(math.dist(b, c) * 4), 1)
        for step in range(steps):
            t = step / steps
            found.append((_between(a[0], b[0], c[0], d[0], t), _between(a[1], b[1], c[1], d[1], t)))
    return [*found, points[-1]]


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b
        + (c - a) * t
        + (2 * a - 5 * b + 4 * c - d) * t**2
        + (3 * b - a - 3 * c + d) * t**3
    )  # fmt: skip


def _star(middle: float, radius: float) -> list[tuple[float, float]]:
    """Return the ten corners of a five-pointed star, one up."""
    found = []
    for corner in range(10):
        far = radius if corner % 2 == 0 else radius * 0.382
        angle = math.pi * corner / 5
        found.append((middle + far * math.sin(angle), middle - far * math.cos(angle)))
    return found


def _write_around(ink: Image.Image, text: str, size: float, radius: float) -> None:
    """Write along the upper rim, each character with its foot to the middle."""
    font, middle = _font(size), ink.width / 2
    step = min(250 / max(len(text) - 1, 1), 30)
    for place, char in enumerate(text):
        angle = step * (place - (len(text) - 1) / 2)
        tile = Image.new("L", (int(size * 1.4), int(size * 1.4)))
        half = tile.width / 2
        ImageDraw.Draw(tile).text((half, half), char, fill=255, font=font, anchor="mm")
        turned = tile.rotate(-angle, resample=Image.Resampling.BICUBIC)
        x = middle + radius * math.sin(math.radians(angle)) - half
        y = middle - radius * math.cos(math.radians(angle)) - half
        ink.paste(255, (int(x), int(y)), turned)


def _font(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(resource("fonts", "NotoSansSC-Bold.ttf")), int(size))


def _packed(ink: Image.Image, color: tuple[int, int, int]) -> bytes:
    made = Image.new("RGBA", ink.size, (*color, 0))
    made.putalpha(ink.point(lambda value: value * 0.86))  # ink lets the paper through
    kept = io.BytesIO()
    made.save(kept, "PNG")
    return kept.getvalue()
