"""Bytes to text when labels lie: the tries, in the order that is right for trade mail."""

import re
import unicodedata
from functools import lru_cache

# What is written on real mail and what is meant by it (LIBRARIES B6, MAIL.md section 2, point 19): "gb2312" holds
# GBK, "iso-8859-1" holds Windows punctuation, "iso-2022-jp" holds the vendor's own characters.
_MEANT = {
    **dict.fromkeys(
        ("gb2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "ms936", "windows-936", "x-cp936", "gb18030-2000", "euc-cn",
         "x-euc-cn", "chinese", "gb"), "gb18030"),
    **dict.fromkeys(("big5", "x-big5", "cn-big5", "big5-eten", "chinesebig5", "big5-hkscs", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("windows-950", "x-windows-950", "ms950"), "cp950"),
    **dict.fromkeys(
        ("ks_c_5601-1987", "ks_c_5601-1989", "ks_c_5601", "ksc5601", "ksc_5601", "euc-kr", "korean", "windows-949",
         "x-windows-949", "ms949", "uhc", "iso-ir-149"), "cp949"),
    **dict.fromkeys(("iso-2022-jp", "csiso2022jp", "iso-2022-jp-ms", "cp50220", "cp50221"), "iso2022_jp_ext"),
    **dict.fromkeys(
        ("shift_jis", "shift-jis", "x-sjis", "sjis", "windows-31j", "ms_kanji", "windows-932", "x-ms-cp932"), "cp932"),
    **dict.fromkeys(("x-euc-jp", "x-euc", "eucjp"), "euc_jp"),
    **dict.fromkeys(
        ("iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "x-latin1", "ansi", "x-ansi", "windows1252",
         "cp-1252", "x-cp1252", "win-1252", "iso-8859-1-windows-1252", "western"), "cp1252"),
    **dict.fromkeys(("iso-8859-9", "iso_8859-9", "latin5", "x-cp1254", "windows1254"), "cp1254"),
    **dict.fromkeys(("x-cp1251", "win-1251", "windows1251", "win1251", "cp-1251"), "cp1251"),
    **dict.fromkeys(("x-cp1250", "windows1250", "win-1250"), "cp1250"),
    **dict.fromkeys(("tis-620", "tis620", "iso-8859-11", "x-windows-874", "windows-874"), "cp874"),
    **dict.fromkeys(("koi8", "x-koi8-r", "koi-8", "koi"), "koi8-r"),
    **dict.fromkeys(("koi8-ru", "x-koi8-u"), "koi8-u"),
    **dict.fromkeys(("macintosh", "x-mac-roman", "mac", "x-macroman"), "mac_roman"),
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ce": "mac_latin2",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "unicode": "utf-16",
    "ucs-2": "utf-16",
    **dict.fromkeys(("utf8", "utf-8mb4", "utf8mb4", "x-utf-8", "unicode-1-1-utf-8", "unicode-2-0-utf-8"), "utf-8"),
    "cp-850": "cp850",
    "dos-862": "cp862",
    "dos-720": "cp720",
}  # fmt: skip
_NO_CLAIM = frozenset(
    ("", "us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us", "x-unknown", "unknown-8bit", "x-user-defined", "unknown",
     "default", "default_charset", "_autodetect", "_autodetect_all", "auto", "binary", "8bit", "7bit", "none", "null",
     "unspecified", "charset", "user-defined", "x-user", "idna", "punycode", "unicode_escape", "raw_unicode_escape",
     "mbcs", "oem", "undefined")
)  # fmt: skip
"""Labels that say nothing about bytes beyond ASCII."""
# what Windows programs write under the name of the ISO set, told by bytes that the ISO set has no letters for
_WINDOWS = {
    "iso-8859-2": "cp1250", "iso8859-2": "cp1250", "latin2": "cp1250", "iso-8859-7": "cp1253", "iso-8859-8": "cp1255",
    "iso-8859-13": "cp1257", "iso-8859-15": "cp1252", "iso-8859-4": "cp1257",
}  # fmt: skip
_ALSO = {
    "big5hkscs": ("cp950",),
    "cp950": ("big5hkscs",),
    "euc_jp": ("euc_jis_2004",),
    "cp932": ("shift_jis_2004",),
}
_C1 = re.compile(rb"[\x80-\x9f]")
_LIKELY = [
    "gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1251", "koi8_r", "cp1252", "cp1250", "cp1254", "cp1253", "cp1256",
    "cp1255", "cp874", "cp1258", "cp1257",
]  # fmt: skip
"""What mail is written in where nothing is said: detection knows a hundred sets that no mail program uses."""
_SAMPLE = 4096  # detection reads this much: enough to tell, and bounded for a 60 MB text
_CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32)])
_CONTROL_AND_RETURN = _CONTROL_BYTES + b"\r"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@lru_cache(maxsize=512)
def codec_of(label: str | None) -> str | None:
    """The Python codec meant by a charset label, None when the label says nothing useful."""
    name = (label or "").strip().strip("\"'").strip().lower()
    if name in _NO_CLAIM:
        return None
    name = _MEANT.get(name, name)
    try:
        "".encode(name)
        b"".decode(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    return name


def decode(data: bytes, label: str | None = None, hint: str = "") -> tuple[str, bool]:
    """Decode `data`, labelled `label`; `hint` is what the rest of the message is labelled.

    Returns the text (NFC) and whether the label held. Never raises: UTF-8 where the bytes are plainly that, the label,
    the hint and detection are tried in turn; Windows-1252 with replacement is the end of the road.
    """
    if data.isascii() and not _switches(data):
        codec = codec_of(label)
        if codec is None or not codec.startswith(_NOT_ASCII):
            return data.decode("ascii"), True
    codec = codec_of(label)
    if codec is not None:
        text, held = _by_label(data, codec)
        if text is not None:
            return _tidy(text), held
    no_claim = codec is None and (label or "").strip().lower() in _NO_CLAIM
    if data.isascii():  # letters behind escapes, under a label that knows none
        text, held = _by_label(data, _escaped(data))
        return (_tidy(text), no_claim) if text is not None else (data.decode("ascii"), False)
    hinted = codec_of(hint)
    detected = _detected(data)
    for guess in ("utf-8", *((hinted,) if hinted else ()), detected[0]):
        text = _strict(data, guess)
        if text is not None:
            return _tidy(text), no_claim
    text, _held = _by_label(data, detected[0])
    if text is not None:  # a few broken bytes
        return _tidy(text), False
    for guess in detected[1:]:
        text = _strict(data, guess)
        if text is not None:
            return _tidy(text), no_claim
    return _tidy(data.decode("cp1252", "replace")), False


def _switches(data: bytes) -> bool:
    """Whether ASCII bytes may stand for other letters: behind an escape (ISO 2022) or "~{" (HZ, RFC 1843)."""
    return b"\x1b" in data or (
        b"~" in data and b"~{" in data
    )  # one byte is found twenty times faster than two


def has_lone_returns(data: bytes) -> bool:
    """Whether a CR stands without its LF."""
    returns = data.count(b"\r")
    return returns > 0 and returns != data.count(b"\r\n")


def without_controls(data: bytes) -> tuple[bytes, bool]:
    """`data` without its CRs and other control characters, and whether one of its CRs stands without its LF."""
    bare = data.translate(None, _CONTROL_AND_RETURN)
    taken = len(data) - len(bare)
    if not taken or taken == data.count(b"\r\n"):  # nothing but the ends of lines
        return bare, False
    return bare, has_lone_returns(data)


def read_text(
    data: bytes, label: str | None, hint: str = "", *, bare: bytes | None
) -> tuple[str, bool]:
    """`clean(decode(...))` in fewer passes over the text: most of reading a mailbox is this.

    `bare`: the data `without_controls` where no CR stands without its LF, else None.
    """
    if _switches(data) or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text, held = decode(data, label, hint)
        return clean(text), held
    codec = codec_of(label)
    if codec is not None and codec.startswith(_NOT_ASCII):
        text, held = decode(data, label, hint)
        return clean(text), held
    if bare is None:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").translate(None, _CONTROL_BYTES)
    else:
        data = bare
    return (data.decode("ascii"), True) if data.isascii() else decode(data, label, hint)


_NOT_ASCII = ("utf-16", "utf-32", "utf-7", "cp037", "cp500", "cp1140", "hz")


def _escaped(data: bytes) -> str:
    """The codec of ASCII bytes that stand for other letters."""
    if b"\x1b$)C" in data:
        return "iso2022_kr"
    return "iso2022_jp_ext" if b"\x1b" in data else "ascii"


def _by_label(data: bytes, codec: str) -> tuple[str | None, bool]:
    """The text by its label, and whether the label held; None where the label is plainly wrong."""
    if codec != "utf-8" and not codec.startswith(_NOT_ASCII):
        unicode = _strict(data, "utf-8")
        # Windows-1252 takes nearly any bytes, East Asian sets take many: bytes that are UTF-8 by chance are rare
        if unicode is not None and len(data) - _ascii(data) >= (2 if codec == "cp1252" else 6):
            return unicode, False
    if codec in _WINDOWS and _C1.search(data):
        codec = _WINDOWS[codec]
    for attempt in (codec, *_ALSO.get(codec, ())):
        text = _strict(data, attempt)
        if text is not None:
            return text, True
    if codec == "iso2022_jp_ext" and b"\x1b" in data:
        return _jis(data), True
    repaired = data.decode(codec, "replace")
    bad = repaired.count("\ufffd")
    good = sum(c > "\x7f" for c in repaired) - bad
    return (repaired, False) if bad * 4 <= good else (None, False)


def _ascii(data: bytes) -> int:
    return len(data.translate(None, _EIGHT_BIT))


_EIGHT_BIT = bytes(range(128, 256))
_ESCAPE = re.compile(rb"\x1b(\$[@B]|\$\([A-Z@]|\([A-Z])|[\x0e\x0f]")


def _jis(data: bytes) -> str:
    """ISO-2022-JP as programs write it, with the vendors' own rows (the circled numbers): through code page 932."""
    out: list[str] = []
    mode, at = b"(B", 0
    for escape in (*_ESCAPE.finditer(data), None):
        piece = data[at : escape.start() if escape else len(data)]
        out.append(_jis_piece(piece, mode))
        if escape is not None:
            mode = escape[1] or (b"(I" if escape[0] == b"\x0e" else b"(B")
            at = escape.end()
    return "".join(out)


def _jis_piece(piece: bytes, mode: bytes) -> str:
    if mode == b"(I":
        return bytes(b | 0x80 for b in piece).decode("cp932", "replace")
    if not mode.startswith(b"$"):
        return piece.decode("cp932", "replace")
    out = bytearray()
    for high, low in zip(piece[::2], piece[1::2], strict=False):
        row, cell = high - 0x21, low - 0x21
        if not (0 <= row < 94 and 0 <= cell < 94):
            out += b"?"
            continue
        lead = row // 2 + (0x81 if row < 62 else 0xC1)
        trail = cell + (0x9F if row % 2 else 0x40 if cell < 63 else 0x41)
        out += bytes((lead, trail))
    return out.decode("cp932", "replace")


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _detected(data: bytes) -> list[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    eight_bit = [line for line in data[: _SAMPLE * 16].split(b"\n") if not line.isascii()]
    sample = (b"\n".join(eight_bit) or data)[:_SAMPLE]
    if b"\x1b$" in sample:
        return ["iso2022_jp_ext", "iso2022_kr"]
    # On a few characters a detector guesses at random, and for this program's users an unlabelled 8-bit
    # line is Chinese more often than anything else.
    cyrillic = len(sample) - _ascii(sample) >= _SURELY and _CYRILLIC.search(sample) is not None
    japanese = "" if cyrillic else _looks_japanese(sample)
    first = [japanese] if japanese else []
    if not japanese and not cyrillic:
        first = (
            ["big5hkscs"] if _looks_big5(sample) else ["gb18030"] if looks_chinese(sample) else []
        )
    import charset_normalizer  # of the many processes that read mail, few ever meet such bytes

    best = charset_normalizer.from_bytes(sample, cp_isolation=_LIKELY).best()
    guess = "" if best is None else _MEANT.get(best.encoding.replace("_", "-"), best.encoding)
    if guess in _EAST_ASIAN and not first and _WITHIN_WORDS.search(sample):
        guess = "cp1252"
    if guess in ("cp1250", "cp1257", "cp1258") and not _not_western(sample):
        guess = "cp1252"
    elif guess == "cp1252" and _is_central(sample):
        guess = "cp1250"
    elif guess in _EAST_ASIAN and _CYRILLIC.search(sample):
        low = sum(byte >= 0xE0 for byte in sample) * 2 >= len(sample) - _ascii(sample)
        guess = "cp1251" if low else "koi8-r"
    return [*first, *((guess,) if guess else ()), "cp1252", "gb18030"]


_EAST_ASIAN = ("gb18030", "big5hkscs", "cp949", "cp932", "euc_jp")
_SURELY = 12
"""So many bytes, all of them letters of an eight-bit set, are no characters of two bytes."""
_CYRILLIC = re.compile(
    rb"\A(?:[\x00-\x7f]|(?<![A-Za-z])[\xc0-\xff]++(?![A-Za-z])|[\x85\x91-\x97\xa0\xa3\xa8\xab\xb3\xb8\xb9\xbb])*\Z"
)
_WITHIN_WORDS = re.compile(
    rb"\A(?:[\x00-\x7f]|(?<![\x80-\xff])[\xc0-\xff](?![\x80-\xff])|(?<=[a-z])[\xc0-\xff]{2}(?=[a-z]))*\Z"
)
"""Single accented letters, or two within a word."""
_CENTRAL = re.compile(r"[èìøùïò¾æð]")
_WESTERN_ODD = re.compile(r"[³¹¾¼þÞ¥£ªº¶][^\W\d_]|[^\W\d_][³¹¾¼¿£¥¶]|[žšŽŠ]")


def _not_western(sample: bytes) -> bool:
    """Whether Windows-1252 would show letters amid words that no western language has."""
    return _WESTERN_ODD.search(sample.decode("cp1252", "replace")) is not None


def _is_central(sample: bytes) -> bool:
    """Whether Windows-1252 would show letters together that only the Slavs' set 1250 has: Czech, Slovak, Croatian."""
    text = sample.decode("cp1252", "replace")
    return not {"š", "ž", "Š", "Ž"}.isdisjoint(text) and _CENTRAL.search(text) is not None


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


def _looks_japanese(data: bytes) -> str:
    """The codec of Japanese, whose syllables have rows of their own in each of its sets; "" where they are few."""
    leads: list[tuple[int, int]] = []
    i = 0
    while i + 1 < len(data):
        if data[i] < 0x80:
            i += 1
            continue
        if data[i] not in (0x81, 0xA1):  # rows of signs, which every East Asian set has
            leads.append((data[i], data[i + 1]))
        i += 2
    if len(leads) < 4:
        return ""
    shifted = sum(
        (a == 0x82 and 0x9F <= b <= 0xF1) or (a == 0x83 and 0x40 <= b <= 0x96) for a, b in leads
    )
    extended = sum(a in (0xA4, 0xA5) and 0xA1 <= b <= 0xF6 for a, b in leads)
    if shifted * 3 >= len(leads):
        return "cp932"
    return "euc_jp" if extended * 3 >= len(leads) else ""


def _looks_big5(data: bytes) -> bool:
    """Whether the 8-bit bytes are pairs of Big5's common rows, with second bytes that GB2312 does not have."""
    pairs = common = low = i = 0
    while i < len(data):
        if data[i] < 0x80:
            i += 1
            continue
        if i + 1 >= len(data):
            break
        lead, trail = data[i], data[i + 1]
        pairs += 1
        if 0xA1 <= lead <= 0xC6 and (0x40 <= trail <= 0x7E or trail >= 0xA1):
            common += 1
            low += trail < 0x80
        i += 2
    return pairs >= 4 and common / pairs >= 0.85 and low / pairs >= 0.2


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
