"""Reads the first sheet of an .xlsx row by row: values, formulas without a result, pictures.

Why not a library: the fast ones give no pictures and do not tell a formula without a result from an
empty cell; those that do hold the whole sheet in memory twice. ECMA-376 part 1, chapters 18 and 20.
"""

import posixpath
import re
import zlib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.table_row import NO_VALUE, TableRow

_SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_REFERENCE = re.compile(r"^([A-Z]{1,3})(\d+)$")
_DISPIMG = re.compile(r'DISPIMG\("([^"]+)"', re.IGNORECASE)
_MOST_COLUMNS = 512
_MOST_STRINGS = 512 * 1024 * 1024
# Excel shows 15 digits; what comes behind is the error of a binary fraction.
_DIGITS = 15
BROKEN = (
    BadZipFile,
    KeyError,
    IndexError,
    ValueError,
    EOFError,
    RuntimeError,  # a part that is locked by a password, or packed in a way nobody uses
    zlib.error,
    ElementTree.ParseError,
)
"""What reading a damaged file raises."""


class XlsxReader:
    """An open .xlsx: `rows` in order; afterwards `heights`, `cell_pictures` are complete."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises UserFacing when it is no .xlsx, OSError when it cannot be read."""
        self.path = path
        try:
            self.archive = ZipFile(path)
            self.sheet = self._first_sheet()
            self._strings = self._shared_strings()
        except BROKEN as error:
            raise _bad(path) from error
        self.heights: dict[int, float] = {}
        """Row number -> height in points, of rows that have one of their own."""
        self.default_height = 15.0
        self.cell_pictures: list[tuple[int, int, str]] = []
        """(row number, column index, what names it): "vm:N" of Excel, "id:NAME" of WPS."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.archive.close()

    def part(self, name: str) -> IO[bytes] | None:
        """Return an open part of the file, None when it has no such part."""
        try:
            return self.archive.open(name)
        except KeyError:
            return None

    def relations(self, part: str) -> dict[str, str]:
        """Return relation id -> name of the part it leads to, of the part `part`."""
        folder, name = posixpath.split(part)
        source = self.part(f"{folder}/_rels/{name}.rels")
        if source is None:
            return {}
        with source:
            root = ElementTree.parse(source).getroot()  # noqa: S314 - expat 2.4.1 stops entity bombs
        return {
            entry.get("Id", ""): resolve(folder, entry.get("Target", ""))
            for entry in root.iter(f"{_PACKAGE}Relationship")
        }

    def _first_sheet(self) -> str:
        with self.archive.open("xl/workbook.xml") as source:
            root = ElementTree.parse(source).getroot()  # noqa: S314 - as above
        targets = self.relations("xl/workbook.xml")
        sheets = list(root.iter(f"{_SPREADSHEET}sheet"))
        shown = [s for s in sheets if s.get("state", "visible") == "visible"] or sheets
        if not shown:
            raise ValueError("no sheet")
        return targets[shown[0].get(f"{_RELATION}id", "")]

    def _shared_strings(self) -> list[str]:
        found: list[str] = []
        try:
            info = self.archive.getinfo("xl/sharedStrings.xml")
        except KeyError:
            return found
        if info.file_size > _MOST_STRINGS:
            raise ValueError("too many words")
        with self.archive.open(info) as source:
            for _event, entry in ElementTree.iterparse(source):  # noqa: S314 - as above
                if entry.tag == f"{_SPREADSHEET}si":
                    found.append(_text_of(entry))
                    entry.clear()
        return found

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows that hold anything. Raises UserFacing when the sheet is broken."""
        try:
            with self.archive.open(self.sheet) as source:
                yield from self._rows(source)
        except BROKEN as error:
            raise _bad(self.path) from error

    def _rows(self, source: IO[bytes]) -> Iterator[TableRow]:
        number = 0
        parent: ElementTree.Element | None = None
        events = ElementTree.iterparse(source, events=("start", "end"))  # noqa: S314 - as above
        for event, entry in events:
            if entry.tag == f"{_SPREADSHEET}sheetData" and event == "start":
                parent = entry
            elif event == "start":
                continue
            elif entry.tag == f"{_SPREADSHEET}sheetFormatPr":
                self.default_height = float(entry.get("defaultRowHeight") or 15)
            elif entry.tag == f"{_SPREADSHEET}row":
                number = int(entry.get("r") or number + 1)
                if entry.get("ht"):
                    self.heights[number] = float(entry.get("ht") or 15)
                row = self._row(number, entry)
                if parent is not None:
                    parent.clear()
                if row is not None:
                    yield row

    def _row(self, number: int, entry: ElementTree.Element) -> TableRow | None:
        values: dict[int, str] = {}
        faults: dict[int, str] = {}
        place = -1
        for cell in entry.iter(f"{_SPREADSHEET}c"):
            place = _column(cell.get("r"), place + 1)
            if place >= _MOST_COLUMNS:
                continue
            text, fault = self._cell(cell, number, place)
            if text:
                values[place] = text
            if fault:
                faults[place] = fault
        if not values and not faults:
            return None
        last = max((*values, *faults))
        return TableRow(number, [values.get(i, "") for i in range(last + 1)], faults)

    def _cell(self, cell: ElementTree.Element, row: int, column: int) -> tuple[str, str]:
        """Return a cell's text and why it has none."""
        kind = cell.get("t", "n")
        raw = cell.findtext(f"{_SPREADSHEET}v") or ""
        formula = cell.find(f"{_SPREADSHEET}f")
        named = _DISPIMG.search((formula.text or "") if formula is not None else raw)
        if named:
            self.cell_pictures.append((row, column, f"id:{named.group(1)}"))
            return "", ""
        if cell.get("vm") and (kind == "e" or not raw):
            self.cell_pictures.append((row, column, f"vm:{cell.get('vm')}"))
            return "", ""
        if kind == "inlineStr":
            return _text_of(cell), ""
        if formula is not None and not raw and kind != "str":
            return "", NO_VALUE
        if kind == "e":
            return "", raw
        if kind == "s":
            return self._strings[int(raw)] if raw else "", ""
        return ("", "") if kind == "b" else (raw if kind == "str" else _number(raw), "")


def resolve(folder: str, target: str) -> str:
    """Return the full name of a part that `target` names from inside `folder`."""
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(folder, target))


def _text_of(entry: ElementTree.Element) -> str:
    """Return the text of runs, without the reading aid that Japanese sheets carry."""
    aids = {id(t) for aid in entry.iter(f"{_SPREADSHEET}rPh") for t in aid.iter()}
    return "".join(t.text or "" for t in entry.iter(f"{_SPREADSHEET}t") if id(t) not in aids)


def _number(raw: str) -> str:
    if raw.isdecimal():
        return raw
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return raw
    if not value.is_finite():
        return raw
    exact = value.as_tuple()
    if len(exact.digits) > _DIGITS and isinstance(exact.exponent, int):
        value = value.quantize(Decimal(1).scaleb(value.adjusted() - _DIGITS + 1))
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _column(reference: str | None, following: int) -> int:
    found = _REFERENCE.match(reference or "")
    if found is None:
        return following
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _bad(path: Path) -> UserFacing:
    return UserFacing(
        _("{name} is not a spreadsheet that can be read.").format(name=path.name),
        hint=_("Save it as .xlsx or .csv and try again."),
        code="bad_spreadsheet",
    )
