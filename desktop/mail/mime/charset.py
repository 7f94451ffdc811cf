"""Bytes to text when labels lie: the tries, in the order that is right for trade mail."""

import re
import unicodedata
from functools import lru_cache

import charset_normalizer

# What is written on real mail and what is meant by it (LIBRARIES B6, MAIL.md section 2, point 19): "gb2312" holds
# GBK, "iso-8859-1" holds Windows punctuation, "iso-2022-jp" holds the vendor's own characters.
_MEANT = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ansi_x3.4-1968": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "big5": "big5hkscs",
    "iso-2022-jp": "iso2022_jp_ext",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "windows-31j": "cp932",
    "utf8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "cp-850": "cp850",
}
_NOT_A_CHARSET = {
    "",
    "x-unknown",
    "unknown-8bit",
    "unknown",
    "default",
    "default_charset",
    "binary",
    "8bit",
    "none",
}
_SAMPLE = 4096  # detection reads this much: enough to tell, and bounded for a 60 MB text
_CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32)])
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@lru_cache(maxsize=512)
def codec_of(label: str | None) -> str | None:
    """The Python codec meant by a charset label, None when the label says nothing useful."""
    name = (label or "").strip().strip("\"'").strip().lower()
    if name in _NOT_A_CHARSET:
        return None
    name = _MEANT.get(name, name)
    try:
        "".encode(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    return name


def decode(data: bytes, label: str | None = None) -> tuple[str, bool]:
    """Decode `data`, labelled `label`.

    Returns the text (NFC) and whether the label held. Never raises: the label, UTF-8, detection and GB18030 are
    tried in turn, Windows-1252 with replacement is the end of the road.
    """
    if data.isascii() and b"\x1b" not in data and b"~{" not in data:
        codec = codec_of(label)
        if codec is None or not codec.startswith(
            ("utf-16", "utf-32", "utf-7", "cp037", "cp500", "cp1140")
        ):
            return data.decode("ascii"), True
    codec = codec_of(label)
    if codec is not None:
        text = _strict(data, codec)
        if text is not None:
            return _tidy(text), True
        repaired = data.decode(codec, "replace")
        if repaired.count("\ufffd") * 20 < len(repaired):  # a true label and a few broken bytes
            return _tidy(repaired), False
    unlabelled = codec is None and not (label or "").strip()
    for guess in ("utf-8", *_detected(data)):
        text = _strict(data, guess)
        if text is not None:
            return _tidy(text), unlabelled
    return _tidy(data.decode("cp1252", "replace")), False


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _detected(data: bytes) -> list[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    eight_bit = re.findall(rb"[^\n]*[\x80-\xff][^\n]*", data[: _SAMPLE * 16])
    sample = (b"\n".join(eight_bit) or data)[:_SAMPLE]
    best = charset_normalizer.from_bytes(sample).best()
    guesses = [] if best is None else [_MEANT.get(best.encoding.replace("_", "-"), best.encoding)]
    # On a few characters a detector guesses at random, and for this program's users an unlabelled 8-bit
    # line is Chinese more often than anything else.
    return ["gb18030", *guesses] if looks_chinese(sample) else [*guesses, "gb18030"]


def looks_chinese(data: bytes) -> bool:
    """Whether the 8-bit bytes are pairs of the commonly used GB2312 rows, as in nearly all Chinese text."""
    pairs = common = beyond_hangul = 0
    i = 0
    while i < len(data):
        if data[i] < 0x80:
            i += 1
            continue
        if i + 1 >= len(data):
            break
        pairs += 1
        lead, trail = data[i], data[i + 1]
        if trail >= 0xA1 and (0xB0 <= lead <= 0xD7 or lead in (0xA1, 0xA3)):
            common += 1
            beyond_hangul += lead > 0xC8
        i += 2
    if pairs > 12 and not beyond_hangul:  # EUC-KR keeps its syllables in rows B0 to C8
        return False
    return common > 0 and common / pairs >= (0.6 if pairs <= 4 else 0.85)


def _tidy(text: str) -> str:
    text = text.removeprefix("\ufeff")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """`text` with CRLF as LF, without control characters, NFC: what is stored and shown."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:  # three passes in C are quicker than one of a pattern over every character
        text = text.encode().translate(None, _CONTROL_BYTES).decode()
    except UnicodeEncodeError:  # half of a surrogate pair
        text = _CONTROL.sub("", text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)
