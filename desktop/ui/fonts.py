"""The window's type: bundled faces, so that screens look equal everywhere, and tabular numbers."""

import sys
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from desktop.runtime.paths import resource

_FACES = (
    "Inter-Regular",
    "Inter-Medium",
    "Inter-SemiBold",
    "Inter-Bold",
    "NotoSansSC-Regular",
    "NotoSansSC-Bold",
    "NotoSansKR-Regular",
    "NotoSansArabic-Regular",
    "NotoSansHebrew-Regular",
    "NotoSansThai-Regular",
    "NotoSansDevanagari-Regular",
)
_SCRIPTS = ("Noto Sans KR", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Thai")
_WEIGHTS = {
    400: QFont.Weight.Normal,
    500: QFont.Weight.Medium,
    600: QFont.Weight.DemiBold,
    700: QFont.Weight.Bold,
}


@cache
def load_fonts() -> tuple[str, ...]:
    """Register the bundled faces once; return the family list, best first.

    Chinese users expect their system's own face where there is one; it stands before the bundled one.
    """
    for face in _FACES:
        QFontDatabase.addApplicationFont(str(resource("fonts", f"{face}.ttf")))
    system = {
        "win32": ("Microsoft YaHei UI", "Yu Gothic UI", "Malgun Gothic"),
        "darwin": ("PingFang SC", "Hiragino Sans", "Apple SD Gothic Neo"),
    }.get(sys.platform, ())
    return ("Inter", *system, "Noto Sans SC", *_SCRIPTS, "Noto Sans Devanagari", "DejaVu Sans")


@cache
def _built(pixels: int, weight: int, tracking: float, tabular: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(load_fonts()))
    font.setPixelSize(pixels)
    font.setWeight(_WEIGHTS.get(weight, QFont.Weight.Normal))
    if tracking:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, tracking)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def make_font(
    pixels: int, weight: int = 400, tracking: float = 0.0, *, tabular: bool = False
) -> QFont:
    """Return a copy of the interface font of `pixels` height.

    `tabular` gives all digits one width, for figures that stand below each other; words do without,
    because Inter then widens the hyphen too.
    """
    return QFont(_built(pixels, weight, tracking, tabular))
