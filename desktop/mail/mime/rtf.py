"""The RTF body of an Outlook message: unpacked, and turned back into the HTML or text that it wraps.

MS-OXRTFCP (compression) and MS-OXRTFEX (HTML and text encapsulated in RTF). Other RTF gives its plain words.
"""

import re
import struct
from dataclasses import dataclass, replace

_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
_MOST = 20_000_000  # bytes of RTF that are unpacked
_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])|([\r\n]+)|([^\\{}\r\n]+)",
    re.DOTALL,
)
_SKIPPED = frozenset(
    (
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "pict",
        "object",
        "listtable",
        "rsidtbl",
        "generator",
    )
)
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
_WORDS = {
    "par": "\n", "line": "\n", "tab": "\t", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•", "endash": "–", "emdash": "—", "emspace": "\u2003", "enspace": "\u2002",
}  # fmt: skip


def unpack(data: bytes, most: int = _MOST) -> bytes:
    """Unpack a compressed RTF body (MS-OXRTFCP), at most so many bytes. Raises ValueError when it is damaged."""
    if len(data) < 16:
        raise ValueError("too short")
    _size, raw_size, kind, _crc = struct.unpack_from("<IIII", data)
    if kind == 0x414C454D:  # MELA: not compressed
        return data[16 : 16 + min(raw_size, most)]
    if kind != 0x75465A4C:  # LZFu
        raise ValueError("no compressed RTF")
    window = bytearray(_START.ljust(_WINDOW, b"\0"))
    at, place, out = 16, len(_START), bytearray()
    while at < len(data) and len(out) < most:
        control, at = data[at], at + 1
        for bit in range(8):
            if control >> bit & 1:
                if at + 2 > len(data):
                    return bytes(out)
                reference = data[at] << 8 | data[at + 1]
                at += 2
                start = reference >> 4
                if start == place % _WINDOW:
                    return bytes(out[:raw_size])
                for step in range((reference & 15) + 2):
                    byte = window[(start + step) % _WINDOW]
                    out.append(byte)
                    window[place % _WINDOW] = byte
                    place += 1
            elif at < len(data):
                out.append(data[at])
                window[place % _WINDOW] = data[at]
                place, at = place + 1, at + 1
            else:
                return bytes(out)
    return bytes(out)


@dataclass(slots=True)
class _Group:
    """What counts inside a pair of braces."""

    skipped: bool = False
    hidden: bool = False  # \htmlrtf: only for readers of RTF
    codec: str = ""
    after_unicode: int = 1


def read(rtf: bytes) -> tuple[str, str | None]:
    """Return (text, html) of an RTF body; html None when it wraps none, text "" when it wraps HTML."""
    reader = _Reader(html=b"\\fromhtml" in rtf[:2000])
    words = reader.read(rtf)
    return ("", words) if reader.html else (words, None)


class _Reader:
    def __init__(self, *, html: bool) -> None:
        self.html = html
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = -1
        self._in_fonts = False
        self._out: list[str] = []
        self._bytes = bytearray()
        self._stack: list[_Group] = []
        self._group = _Group()
        self._star = False
        self._skip = 0  # characters that stand for readers without Unicode

    def read(self, rtf: bytes) -> str:
        for found in _TOKEN.finditer(rtf):
            hexed, word, number, sign, brace, _newline, plain = found.groups()
            if brace is not None:
                self._brace(brace)
            elif word is not None:
                self._word(word.decode("ascii"), int(number) if number else None)
                self._star = False
            elif sign is not None:
                self._star = sign == b"*" and bool(self._stack)
                self._sign(sign)
            elif hexed is not None:
                self._data(bytes([int(hexed, 16)]))
            elif plain is not None:
                self._data(plain)
        self._flush()
        return "".join(self._out)

    def _brace(self, brace: bytes) -> None:
        if brace == b"{":
            self._stack.append(replace(self._group))
            return
        self._flush()
        if self._stack:
            self._group = self._stack.pop()
        self._in_fonts = self._in_fonts and self._group.skipped
        self._star = False

    @property
    def _shown(self) -> bool:
        return not self._group.skipped and not (self.html and self._group.hidden)

    def _data(self, data: bytes) -> None:
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        if self._shown:
            self._bytes += data[skipped:]

    def _text(self, text: str) -> None:
        if self._shown:
            self._flush()
            self._out.append(text)

    def _flush(self) -> None:
        if self._bytes:
            codec = self._group.codec or self._codec
            self._out.append(bytes(self._bytes).decode(codec, "replace"))
            self._bytes.clear()

    def _sign(self, sign: bytes) -> None:
        characters = {
            b"~": "\u00a0",
            b"_": "\u2011",
            b"\\": "\\",
            b"{": "{",
            b"}": "}",
            b"\n": "\n",
        }
        if sign in characters:
            self._text(characters[sign])

    def _word(self, name: str, value: int | None) -> None:
        group = self._group
        if self._star and name == "htmltag":
            self._flush()
            group.skipped, group.hidden = not self.html, False
        elif self._star or name in _SKIPPED:
            group.skipped = True
            self._in_fonts = self._in_fonts or name == "fonttbl"
        elif name == "htmlrtf":
            self._flush()
            group.hidden = value != 0
        elif name in _WORDS:
            self._text(_WORDS[name])
        elif value is not None:
            self._numbered(name, value)

    def _numbered(self, name: str, value: int) -> None:
        group = self._group
        if self._in_fonts:
            if name == "f":
                self._font = value
            elif name == "fcharset" and value in _CHARSETS:
                self._fonts[self._font] = _CHARSETS[value]
        elif name == "ansicpg":
            self._codec = _known(f"cp{value}")
        elif name == "f":
            self._flush()
            group.codec = self._fonts.get(value, "")
        elif name == "uc":
            group.after_unicode = value
        elif name == "u":
            self._text(_character(value))
            self._skip = group.after_unicode


def _character(value: int) -> str:
    code = value % 65536
    return chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd"


def _known(codec: str) -> str:
    if codec == "cp936":
        return "gb18030"
    try:
        "".encode(codec)
    except LookupError:
        return "utf-8" if codec == "cp65001" else "cp1252"
    return codec
