"""The faces of printed documents: one chain by character, each face read only when it is needed.

ReportLab takes static TrueType outlines and embeds only the glyphs used. What no shipped face has is
looked for in the fonts of the computer. A character that no face has would print as an empty box
without a word: `printable.py` names it before the document is issued (LIBRARIES.md B1).
"""

import re
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from uharfbuzz import Buffer, shape
from uharfbuzz import Font as HarfBuzzFont

from desktop.runtime.paths import resource
from desktop.trade.bilingual import Language
from desktop.trade.documents import system_fonts


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface in two weights; `shaped` faces need HarfBuzz, the others are drawn by cmap.

    The files are named below `resources/fonts`, or by a whole path for a font of this computer.
    """

    name: str
    regular: str
    bold: str
    shaped: bool = False

    def font_name(self, *, bold: bool) -> str:
        """Return the name under which ReportLab knows this weight."""
        return f"{self.name}-Bold" if bold else self.name


LATIN = Face("Inter", "Inter-Regular.ttf", "Inter-SemiBold.ttf")
# The title in the design; what Inter has not is set in the other faces' regular weight.
LIGHT = Face("InterLight", "Inter-Light.ttf", "Inter-SemiBold.ttf")
NOTO = Face("NotoSans", "NotoSans-Regular.ttf", "NotoSans-Bold.ttf")
CHINESE = Face("NotoSansSC", "NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
# The forms of ideographs that Japan writes (直 骨 角), for Japanese documents.
JAPANESE = Face("NotoSansJP", "NotoSansJP-Regular.ttf", "NotoSansJP-Bold.ttf")
# All that the Chinese subset leaves out, in one weight: 6.7 MB that few documents ever read.
RARE = Face("NotoSansSCRare", "NotoSansSC-Rare-Regular.ttf", "NotoSansSC-Rare-Regular.ttf")
KOREAN = Face("NotoSansKR", "NotoSansKR-Regular.ttf", "NotoSansKR-Bold.ttf")
ARABIC = Face("NotoSansArabic", "NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf", True)
HEBREW = Face("NotoSansHebrew", "NotoSansHebrew-Regular.ttf", "NotoSansHebrew-Bold.ttf", True)
THAI = Face("NotoSansThai", "NotoSansThai-Regular.ttf", "NotoSansThai-Bold.ttf", True)
DEVANAGARI = Face(
    "NotoSansDevanagari", "NotoSansDevanagari-Regular.ttf", "NotoSansDevanagari-Bold.ttf", True
)
CHAIN = (LATIN, NOTO, CHINESE, ARABIC, HEBREW, THAI, DEVANAGARI, KOREAN, JAPANESE, RARE)
_IDEOGRAPHIC = frozenset({CHINESE, JAPANESE})

# Where to look first, so that an English document never reads the Chinese file.
_BLOCKS: tuple[tuple[int, int, tuple[Face, ...]], ...] = (
    (0x0000, 0x058F, (LATIN, NOTO)),
    (0x0590, 0x05FF, (HEBREW,)),
    (0x0600, 0x08FF, (ARABIC,)),
    (0x0900, 0x097F, (DEVANAGARI,)),
    (0x0E00, 0x0E7F, (THAI,)),
    (0x1100, 0x11FF, (KOREAN,)),
    (0x2E80, 0x9FFF, (CHINESE, KOREAN, RARE, JAPANESE)),
    (0xAC00, 0xD7AF, (KOREAN,)),
    (0xF900, 0xFAFF, (CHINESE, RARE, JAPANESE)),
    (0xFB1D, 0xFB4F, (HEBREW,)),
    (0xFB50, 0xFDFF, (ARABIC,)),
    (0xFE70, 0xFEFC, (ARABIC,)),
    (0xFF00, 0xFFEF, (CHINESE,)),
    (0x20000, 0x3FFFF, (CHINESE, RARE, JAPANESE)),
)
# Signs that Latin and Chinese share: they take the width of the script they stand in.
_SHARED_SIGNS = frozenset("“”‘’…—·")
_KANA = re.compile("[\u3041-\u30ff]")
# The Basic Multilingual Plane's private area: ReportLab writes text maps for four digits only.
_PRIVATE_AREA = 0xE000
_LONG_CODE = re.compile("<([0-9A-F]{5,6})>")


def _in_halves(found: re.Match[str]) -> str:
    return f"<{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>"


class _StableFont(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """A TrueType font whose shaped glyphs always get the same code.

    ReportLab hands out codes for glyphs outside the cmap in order of first use in the process;
    the same document would then differ from run to run. Here the code is derived from the glyph.
    """

    def hbFont(self, fontSize: float = 10) -> HarfBuzzFont:  # noqa: N802, N803 - ReportLab's names
        """Return the HarfBuzz font, with our own way of coding extra glyphs."""
        font = super().hbFont(fontSize)
        self.hbAddPrivate = self._code_of_glyph
        self._measure = font
        return font

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 - ReportLab's name
        """Put the font into the file; characters beyond U+FFFF are named in two halves.

        ReportLab writes them as "<20BB7>", which readers take for U+20BB or refuse (ISO 32000-1, 9.10.3:
        UTF-16BE).
        """
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                stream.content = _LONG_CODE.sub(_in_halves, stream.content)

    def _code_of_glyph(self, _name: str, glyph: int, _advance: float) -> int:
        face = self.face
        code = _PRIVATE_AREA + glyph
        while face.charToGlyph.get(code, glyph) != glyph:
            code += 1
        if code not in face.charToGlyph:
            face.charToGlyph[code] = glyph
            # The glyph's own width, as in the font program (PDF/A, 6.2.11.5), not the one beside
            # the neighbour it was first seen with: that goes into the text as an adjustment.
            own = self._measure.get_glyph_h_advance(glyph)
            face.charWidths[code] = own * 1000 / face.unitsPerEm
        return code


_lock = threading.RLock()


@lru_cache(maxsize=64)
def load(name: str, file_name: str) -> TTFont:
    """Register the face file below `resources/fonts` once and return ReportLab's font."""
    with _lock:
        if name not in pdfmetrics.getRegisteredFontNames():
            font = _StableFont(name, str(resource("fonts", file_name)))
            if name.startswith(LATIN.name):
                _use_tabular_figures(font)
            pdfmetrics.registerFont(font)
        return pdfmetrics.getFont(name)


def _use_tabular_figures(font: TTFont) -> None:
    """Give digits one width, so that columns of amounts align: Inter's `tnum` glyphs."""
    hb_font = HarfBuzzFont(font.hbFace)
    for digit in "0123456789":
        buffer = Buffer()
        buffer.add_str(digit)
        buffer.guess_segment_properties()
        shape(hb_font, buffer, {"tnum": True})
        font.face.charToGlyph[ord(digit)] = buffer.glyph_infos[0].codepoint
        advance = buffer.glyph_positions[0].x_advance
        font.face.charWidths[ord(digit)] = advance * 1000 / font.face.unitsPerEm


def font_of(face: Face, *, bold: bool) -> TTFont:
    """Return ReportLab's font of a face and weight, reading the file at first use."""
    return load(face.font_name(bold=bold), face.bold if bold else face.regular)


def _covers(face: Face, code: int) -> bool:
    return code in font_of(face, bold=False).face.charToGlyph


@lru_cache(maxsize=16384)
def find_face(char: str, *, japanese: bool = False) -> Face | None:
    """Return the first face that has `char`, or None when no face has it."""
    code = ord(char)
    first = next((faces for low, high, faces in _BLOCKS if low <= code <= high), ())
    if japanese and CHINESE in first:
        first = (JAPANESE, *first)
    rest = (face for face in CHAIN if face not in first)
    return next((face for face in (*first, *rest) if _covers(face, code)), None) or _of_system(char)


def _of_system(char: str) -> Face | None:
    """Return the face of a font of this computer, if it has the character and can be embedded."""
    font = system_fonts.with_char(char)
    if font is None:
        return None
    face = Face(font.name, str(font.path), str(font.path))
    try:
        font_of(face, bold=False)
    except TTFError:
        return None
    return face


@dataclass
class FontChain:
    """Chooses a face for every character of one document and remembers what had none.

    `japanese` documents take the Japanese forms of ideographs; `light` text the light weight of
    Inter. `borrowed` are the files of this computer's own fonts that were used.
    """

    japanese: bool = False
    light: bool = False
    missing: set[str] = field(default_factory=set)
    borrowed: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, languages: Sequence[Language]) -> "FontChain":
        """Return the chain of a document: beside Chinese first, Japanese takes Chinese forms."""
        return cls(japanese="ja" in languages and languages[0] != "zh")

    def faces(self, text: str) -> list[Face]:
        """Return one face a character; marks stay with their base, shared signs with their script."""
        found: list[Face] = []
        previous: Face | None = None
        for char in text:
            face = self._face_after(char, previous)
            found.append(face)
            previous = face
        if self.light:
            found = [LIGHT if face is LATIN else face for face in found]
        return self._of_one_hand(text, found) if self.japanese else found

    def _of_one_hand(self, text: str, faces: list[Face]) -> list[Face]:
        """Set a Chinese word in a Japanese document in one face, not in two by character."""
        start = 0
        for end in range(1, len(faces) + 1):
            if end < len(faces) and faces[end] in _IDEOGRAPHIC:
                continue
            word = text[start:end]
            mixed = len(set(faces[start:end])) > 1 and not _KANA.search(word)
            if mixed and all(_covers(CHINESE, ord(char)) for char in word):
                faces[start:end] = [CHINESE] * len(word)
            start = end if end < len(faces) and faces[end] in _IDEOGRAPHIC else end + 1
        return faces

    def _face_after(self, char: str, previous: Face | None) -> Face:
        if previous is not None:
            joins = unicodedata.category(char) in ("Mn", "Mc", "Cf")
            shared = previous in _IDEOGRAPHIC and char in _SHARED_SIGNS
            if (joins or shared) and _covers(previous, ord(char)):
                return previous
        face = find_face(char, japanese=self.japanese)
        if face is None:
            if has_glyph(char):
                self.missing.add(char)
            return LATIN
        if face not in CHAIN:
            self.borrowed.add(face.regular)
        return face


def has_glyph(char: str) -> bool:
    """Tell whether a character is one to print: no control, no mark of direction."""
    return unicodedata.category(char) not in ("Cc", "Cf", "Zl", "Zp")
