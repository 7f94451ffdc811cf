"""Office files with the same bytes each time: no clock in the archive, none in its properties.

The same picture on many lines is kept once: openpyxl writes it for each.
"""

import re
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)
_DAY = "2026-01-01T00:00:00Z"
_PROPERTIES = "docProps/core.xml"
_PICTURES = "xl/media/"
_CLOCK = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
_TARGET = re.compile(rb'(Target="/)(xl/media/[^"]+)"')


def timeless(content: bytes) -> bytes:
    """Return an Office file (a zip) with its entries in the same order, all times set to one."""
    written = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
        same = _same_pictures(source)
        for name in source.namelist():
            if name in same:
                continue
            data = source.read(name)
            if name == _PROPERTIES:
                data = _CLOCK.sub(rb"\g<1>" + _DAY.encode() + rb"\g<3>", data)
            elif same and name.endswith(".rels"):
                data = _TARGET.sub(lambda found: _renamed(found, same), data)
            entry = ZipInfo(name, _EPOCH)
            # Pictures are packed already.
            is_picture = name.startswith((_PICTURES, "word/media/"))
            entry.compress_type = ZIP_STORED if is_picture else ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, data)
    return written.getvalue()


def _same_pictures(source: ZipFile) -> dict[str, str]:
    """Return the pictures of a workbook that are there before, with the name of the first."""
    first: dict[bytes, str] = {}
    same = {}
    for name in source.namelist():
        if name.startswith(_PICTURES):
            kept = first.setdefault(source.read(name), name)
            if kept != name:
                same[name] = kept
    return same


def _renamed(found: re.Match[bytes], same: Mapping[str, str]) -> bytes:
    name = found[2].decode()
    return found[1] + same.get(name, name).encode() + b'"'
