"""Colours of a mail as CSS writes them, their contrast (WCAG 2), and the same colours on a dark page."""

import colorsys
import re
from functools import lru_cache

Rgb = tuple[int, int, int]

READABLE = 4.5
"""The contrast that text needs (WCAG 2.2, 1.4.3 level AA)."""

_NAMED = {
    "black": "000000", "silver": "c0c0c0", "gray": "808080", "grey": "808080", "white": "ffffff", "maroon": "800000",
    "red": "ff0000", "purple": "800080", "fuchsia": "ff00ff", "magenta": "ff00ff", "green": "008000", "lime": "00ff00",
    "olive": "808000", "yellow": "ffff00", "navy": "000080", "blue": "0000ff", "teal": "008080", "aqua": "00ffff",
    "cyan": "00ffff", "orange": "ffa500", "brown": "a52a2a", "pink": "ffc0cb", "gold": "ffd700", "indigo": "4b0082",
    "crimson": "dc143c", "tomato": "ff6347", "darkblue": "00008b", "darkgreen": "006400", "darkred": "8b0000",
    "darkgray": "a9a9a9", "darkgrey": "a9a9a9", "dimgray": "696969", "dimgrey": "696969", "lightgray": "d3d3d3",
    "lightgrey": "d3d3d3", "lightblue": "add8e6", "lightyellow": "ffffe0", "lightgreen": "90ee90", "whitesmoke": "f5f5f5",
    "gainsboro": "dcdcdc", "beige": "f5f5dc", "ivory": "fffff0", "snow": "fffafa", "khaki": "f0e68c", "coral": "ff7f50",
    "salmon": "fa8072", "skyblue": "87ceeb", "steelblue": "4682b4", "royalblue": "4169e1", "dodgerblue": "1e90ff",
    "slategray": "708090", "darkslategray": "2f4f4f", "violet": "ee82ee", "orchid": "da70d6", "tan": "d2b48c",
    "chocolate": "d2691e", "firebrick": "b22222", "forestgreen": "228b22", "seagreen": "2e8b57", "darkorange": "ff8c00",
    "windowtext": "000000", "window": "ffffff", "buttonface": "f0f0f0", "canvastext": "000000", "canvas": "ffffff",
    "aliceblue": "f0f8ff", "ghostwhite": "f8f8ff", "lavender": "e6e6fa", "linen": "faf0e6", "azure": "f0ffff",
}  # fmt: skip
_HEX = re.compile(r"#?([0-9a-f]{3,8})(?![0-9a-f])", re.IGNORECASE)
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^)]*)\)", re.IGNORECASE)
_COLOURS = re.compile(
    rf"#[0-9a-f]{{3,8}}(?![0-9a-f])|(?:rgb|hsl)a?\([^)]*\)|(?<![\w-])(?:{'|'.join(_NAMED)})(?![\w-])",
    re.IGNORECASE,
)
_LINE = "#4a4d54"
_GREY, _COLOURED = 4, 48
"""How far the largest and the smallest part of a grey, and of a line without a colour to speak of, lie apart."""
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)


@lru_cache(maxsize=4096)
def parse_colour(value: str) -> Rgb | None:
    """Return the first colour in a CSS value ("#fff", "rgb(0 0 0)", "1px solid red"), None when it names none.

    What is mostly transparent counts as no colour.
    """
    value = value.strip().lower()[:200]
    function = _FUNCTION.search(value)
    if function is not None:
        return _from_function(function[1], function[2])
    found = re.search(r"#([0-9a-f]{3,8})(?![0-9a-f])", value)
    if found is None and re.fullmatch(r"[0-9a-f]{6}", value):
        found = _HEX.match(value)
    if found is not None:
        return _from_hex(found[1])
    for word in _WORD.findall(value):
        if word in _NAMED:
            return _from_hex(_NAMED[word])
    return None


def _from_hex(digits: str) -> Rgb | None:
    if len(digits) in (3, 4):
        digits = "".join(d * 2 for d in digits)
    if len(digits) not in (6, 8) or (len(digits) == 8 and int(digits[6:], 16) < 64):
        return None
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _from_function(kind: str, inside: str) -> Rgb | None:
    parts = [p for p in re.split(r"[\s,/]+", inside.strip()) if p]
    try:
        if len(parts) > 3 and _number(parts[3], 1) < 0.25:
            return None
        if kind == "hsl":
            hue, saturation, lightness = (
                _number(parts[0].removesuffix("deg"), 360) / 360 % 1,
                _number(parts[1], 1),
                _number(parts[2], 1),
            )
            return from_hls(hue, lightness, saturation)
        red, green, blue = (min(255, max(0, round(_number(p, 255)))) for p in parts[:3])
    except (ValueError, IndexError, OverflowError):
        return None
    return red, green, blue


def _number(text: str, whole: float) -> float:
    return float(text[:-1]) / 100 * whole if text.endswith("%") else float(text)


def from_hls(hue: float, lightness: float, saturation: float) -> Rgb:
    """Return a colour from hue, lightness and saturation (0 to 1 each)."""
    red, green, blue = colorsys.hls_to_rgb(
        hue, min(1.0, max(0.0, lightness)), min(1.0, max(0.0, saturation))
    )
    return round(red * 255), round(green * 255), round(blue * 255)


def to_hex(colour: Rgb) -> str:
    """Return a colour as #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


@lru_cache(maxsize=4096)
def luminance(colour: Rgb) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (
        c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4
        for c in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2)."""
    a, b = luminance(one), luminance(other)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


@lru_cache(maxsize=4096)
def dark_ground(colour: Rgb, page: Rgb) -> Rgb:
    """A background for a dark page: what is light becomes dark in its own hue, white the page's; what is dark stays."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(c / 255 for c in colour))
    if luminance(colour) < 0.18:
        return colour
    page_hue, base, page_saturation = colorsys.rgb_to_hls(*(c / 255 for c in page))
    if max(colour) - min(colour) <= _GREY:
        return from_hls(page_hue, base + (1 - lightness) * 0.35, page_saturation)
    return from_hls(hue, base + (1 - lightness) * 0.35, saturation * 0.55)


@lru_cache(maxsize=8192)
def legible(colour: Rgb, ground: Rgb) -> Rgb:
    """The colour itself when it can be read on `ground`, else its hue made as light (or dark) as that needs."""
    if contrast(colour, ground) >= READABLE:
        return colour
    hue, lightness, saturation = colorsys.rgb_to_hls(*(c / 255 for c in colour))
    to_light = contrast((255, 255, 255), ground) >= contrast((0, 0, 0), ground)
    low, high = (lightness, 1.0) if to_light else (0.0, lightness)
    best = (255, 255, 255) if to_light else (0, 0, 0)
    for _step in range(9):
        middle = (low + high) / 2
        made = from_hls(hue, middle, saturation)
        enough = contrast(made, ground) >= READABLE
        if enough:
            best = made
        if enough == to_light:
            high = middle
        else:
            low = middle
    return best


@lru_cache(maxsize=8192)
def dark_ink(colour: Rgb, ground: Rgb) -> Rgb:
    """The colour of words on a ground of a dark page: as it is when it can be read there, else mirrored in lightness."""
    if contrast(colour, ground) >= READABLE:
        return colour
    hue, lightness, saturation = colorsys.rgb_to_hls(*(c / 255 for c in colour))
    if lightness < 0.5 and luminance(ground) < 0.18:
        colour = from_hls(hue, min(1 - lightness, 0.93), saturation)
    return legible(colour, ground)


def dark_lines(value: str, page: Rgb) -> str:
    """A border's value for a dark page: grey and white lines made faint, coloured ones as the ground of that colour.

    Buttons are drawn with thick borders of their own ground.
    """

    def fainter(found: re.Match[str]) -> str:
        colour = parse_colour(found[0])
        if colour is None or luminance(colour) <= 0.1:
            return found[0]
        if max(colour) - min(colour) <= _COLOURED:
            return _LINE
        return to_hex(dark_ground(colour, page))

    return _COLOURS.sub(fainter, value)
