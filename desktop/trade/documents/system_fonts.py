"""The last resort for a rare character: a font of this computer that has it.

Only for ideographs, kana, Korean syllables and their like: other scripts need shaping that a stranger's
font may not bring. The order is fixed, so that the same computer always chooses the same file.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import uharfbuzz

_LEAST_CODE = 0x2E80
_PLACES = (
    "C:/Windows/Fonts",
    "/System/Library/Fonts",
    "/System/Library/Fonts/Supplemental",
    "/Library/Fonts",
    "/usr/share/fonts/truetype/wqy",
    "/usr/share/fonts/truetype/arphic",
    "/usr/share/fonts/truetype/hanazono",
    "/usr/share/fonts/truetype/droid",
    "/usr/share/fonts/droid",
    "/usr/share/fonts/google-droid-sans-fonts",
)
_FILES = (
    "msyh.ttc", "simsun.ttc", "simsunb.ttf", "SimsunExtG.ttf", "mingliub.ttc", "malgun.ttf",
    "Songti.ttc", "Arial Unicode.ttf",
    "wqy-zenhei.ttc", "wqy-microhei.ttc", "uming.ttc", "HanaMinA.ttf", "HanaMinB.ttf",
    "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf",
)  # fmt: skip
"""With TrueType outlines: ReportLab takes no others."""


@dataclass(frozen=True, slots=True)
class SystemFont:
    """A font file with the face's place in it and the characters that it has."""

    path: Path
    index: int
    codes: frozenset[int]

    @property
    def name(self) -> str:
        """A name that no other file has."""
        place = f"{self.path}:{self.index}".encode()
        return f"{self.path.stem.replace(' ', '')}-{hashlib.sha256(place).hexdigest()[:8]}"


def with_char(char: str) -> SystemFont | None:
    """Return the first font of this computer that has `char`, None when there is none."""
    if ord(char) < _LEAST_CODE:
        return None
    return next((font for font in _fonts() if ord(char) in font.codes), None)


@cache
def _fonts() -> tuple[SystemFont, ...]:
    return tuple(font for path in _paths() if (font := _read(path)) is not None)


def _paths() -> Iterator[Path]:
    own = os.environ.get("LOCALAPPDATA", "")
    places = (*_PLACES, *([f"{own}/Microsoft/Windows/Fonts"] if own else []))
    for place in places:
        for name in _FILES:
            path = Path(place, name)
            if path.is_file():
                yield path


def _read(path: Path) -> SystemFont | None:
    """Return the font if its outlines can be printed."""
    try:
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), 0)
    except (OSError, uharfbuzz.HarfBuzzError):
        return None
    if "glyf" not in face.table_tags:
        return None
    return SystemFont(path, 0, frozenset(face.unicodes))
