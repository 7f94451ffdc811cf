"""Which picture of a spreadsheet belongs to which row: laid over it, placed in a cell, WPS's own way.

A picture laid over the sheet belongs to the row whose upper half it begins in; one that begins lower
was dropped a little too high, and belongs to the row under its middle.
"Place in cell" of Excel: MS-XLSX 2.3.6 (rich values). WPS Office: xl/cellimages.xml, DISPIMG.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, TypeVar
from xml.etree import ElementTree

from desktop.trade.xlsx_reader import XlsxReader

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_EMU_PER_POINT = 12_700
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SheetPicture:
    """A picture of a row: the part of the file that holds it, and its size there in bytes."""

    row: int
    column: int
    part: str
    size: int


def pictures_by_row(reader: XlsxReader) -> dict[int, list[SheetPicture]]:
    """Return the pictures of each row from left to right. To be asked after all rows were read.

    A part of the file that is not understood gives no pictures; the rows are not touched by it.
    """
    found: dict[int, list[SheetPicture]] = {}
    for row, column, part in (*_laid_over(reader), *_in_cells(reader)):
        size = _size(reader, part)
        if size:
            found.setdefault(row, []).append(SheetPicture(row, column, part, size))
    return {row: sorted(pictures, key=lambda p: p.column) for row, pictures in found.items()}


def _size(reader: XlsxReader, part: str) -> int:
    try:
        return reader.archive.getinfo(part).file_size
    except KeyError:
        return 0


def _root(source: IO[bytes] | None) -> ElementTree.Element | None:
    if source is None:
        return None
    with source:
        try:
            return ElementTree.parse(source).getroot()  # noqa: S314 - expat 2.4.1 stops entity bombs
        except ElementTree.ParseError:
            return None


def _laid_over(reader: XlsxReader) -> Iterator[tuple[int, int, str]]:
    for drawing in reader.relations(reader.sheet).values():
        if "/drawings/drawing" not in drawing:
            continue
        root = _root(reader.part(drawing))
        targets = reader.relations(drawing)
        for anchor in root if root is not None else ():
            blip = next(anchor.iter(f"{_MAIN}blip"), None)
            part = targets.get(blip.get(f"{_RELATION}embed", ""), "") if blip is not None else ""
            if part:
                row, column = _place(anchor, reader)
                yield row, column, part


def _place(anchor: ElementTree.Element, reader: XlsxReader) -> tuple[int, int]:
    """Return row number and column index that a picture belongs to."""
    start = anchor.find(f"{_DRAWING}from")
    if start is None:
        position = anchor.find(f"{_DRAWING}pos")
        top = _emu(position.get("y") if position is not None else "0")
        return _row_at(reader, 1, top + _height(anchor) / 2), 0
    row = int(start.findtext(f"{_DRAWING}row") or 0) + 1
    column = int(start.findtext(f"{_DRAWING}col") or 0)
    top = _emu(start.findtext(f"{_DRAWING}rowOff"))
    if top <= _points(reader, row) / 2:
        return row, column
    end = anchor.find(f"{_DRAWING}to")
    if end is None:
        return _row_at(reader, row, top + _height(anchor) / 2), column
    last = int(end.findtext(f"{_DRAWING}row") or 0) + 1
    bottom = _emu(end.findtext(f"{_DRAWING}rowOff"))
    bottom += sum(_points(reader, number) for number in range(row, min(last, row + 2000)))
    return _row_at(reader, row, (top + bottom) / 2), column


def _height(anchor: ElementTree.Element) -> float:
    extent = anchor.find(f"{_DRAWING}ext")
    return _emu(extent.get("cy") if extent is not None else "0")


def _emu(text: str | None) -> float:
    try:
        return int(text or 0) / _EMU_PER_POINT
    except ValueError:
        return 0.0


def _points(reader: XlsxReader, row: int) -> float:
    return reader.heights.get(row, reader.default_height) or 0.0


def _row_at(reader: XlsxReader, row: int, down: float) -> int:
    """Return the row that lies `down` points below the top of `row`."""
    limit = row + 100_000
    while row < limit and down >= _points(reader, row):
        down -= _points(reader, row)
        row += 1
    return row


def _in_cells(reader: XlsxReader) -> Iterator[tuple[int, int, str]]:
    if not reader.cell_pictures:
        return
    named = {f"id:{name}": part for name, part in _wps(reader).items()}
    named |= {f"vm:{place}": part for place, part in _excel(reader).items()}
    for row, column, name in reader.cell_pictures:
        if name in named:
            yield row, column, named[name]


def _wps(reader: XlsxReader) -> dict[str, str]:
    root = _root(reader.part("xl/cellimages.xml"))
    targets = reader.relations("xl/cellimages.xml")
    found = {}
    for picture in root.iter(f"{_DRAWING}pic") if root is not None else ():
        properties = next(picture.iter(f"{_DRAWING}cNvPr"), None)
        blip = next(picture.iter(f"{_MAIN}blip"), None)
        if properties is not None and blip is not None:
            part = targets.get(blip.get(f"{_RELATION}embed", ""), "")
            found[properties.get("name", "")] = part
    return {name: part for name, part in found.items() if part}


def _excel(reader: XlsxReader) -> dict[int, str]:
    """Return "vm" number (from 1) -> part: value metadata -> rich value -> relation -> part."""
    metadata = _root(reader.part("xl/metadata.xml"))
    values = _root(reader.part("xl/richData/rdrichvalue.xml"))
    relations = _root(reader.part("xl/richData/richValueRel.xml"))
    if metadata is None or values is None or relations is None:
        return {}
    targets = reader.relations("xl/richData/richValueRel.xml")
    parts = [targets.get(entry.get(f"{_RELATION}id", ""), "") for entry in relations]
    rich = [_children(value, "v") for value in values]
    of_value = [_index(rvb.get("i")) for rvb in _all(metadata, "rvb")]
    found: dict[int, str] = {}
    blocks = next(iter(_all(metadata, "valueMetadata")), None)
    records = _all(blocks, "rc") if blocks is not None else []
    for place, record in enumerate(records, start=1):
        value = _at(of_value, _index(record.get("v")))
        fields = _at(rich, value if value is not None else -1) or []
        picture = _at(parts, _index(fields[0].text) if fields else -1)
        if picture:
            found[place] = picture
    return found


def _all(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [entry for entry in root.iter() if entry.tag.rpartition("}")[2] == name]


def _children(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [entry for entry in root if entry.tag.rpartition("}")[2] == name]


def _index(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else -1


def _at(values: list[T], index: int) -> T | None:
    return values[index] if 0 <= index < len(values) else None
