"""A file with a table in it, opened whatever its kind: rows as text, pictures by row where there are any."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.table_row import NO_VALUE, TableRow
from desktop.trade.xlsx_pictures import SheetPicture, pictures_by_row
from desktop.trade.xlsx_reader import BROKEN, XlsxReader

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt")

# A spreadsheet writes ="0012" so that the zeros stay.
_KEPT_TEXT = re.compile(r'^="([^"]*)"$')


@dataclass(frozen=True, slots=True)
class TableFile:
    """What a file holds. Picture parts are read from the file again when they are wanted."""

    path: Path
    rows: tuple[TableRow, ...]
    pictures: dict[int, list[SheetPicture]] = field(default_factory=dict)


def read_table(path: Path) -> TableFile:
    """Return the rows of a CSV, or of the first sheet of an .xlsx, .xls, .xlsb or .ods.

    Raises UserFacing when the file cannot be read or is no table.
    """
    kind = path.suffix.lower()
    try:
        if kind in (".csv", ".txt", ".tsv"):
            return TableFile(path, tuple(_read_csv(path.read_bytes())))
        if kind in (".xlsx", ".xlsm"):
            with XlsxReader(path) as reader:
                rows = tuple(reader.rows())
                return TableFile(path, rows, pictures_by_row(reader))
        return TableFile(path, tuple(_read_sheet(path)))
    except OSError as error:
        raise UserFacing(
            _("The file {path} cannot be read.").format(path=path), code="file_unreadable"
        ) from error


def read_picture_parts(path: Path, parts: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes of parts of an .xlsx, none for a broken part. Raises UserFacing when the file is not there any more."""
    try:
        with XlsxReader(path) as reader:
            for part in parts:
                try:
                    source = reader.part(part)
                    if source is not None:
                        with source:
                            yield part, source.read()
                except BROKEN:
                    yield part, b""
    except OSError as error:
        raise UserFacing(
            _("The file {path} cannot be read.").format(path=path), code="file_unreadable"
        ) from error


def _read_csv(content: bytes) -> Iterator[TableRow]:
    """Yield the rows; UTF-8 first, else GB18030, which Excel writes on a Chinese computer."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(rows, start=1):
            if any(cells):
                texts = [_KEPT_TEXT.sub(r"\1", cell) for cell in cells]
                formulas = [i for i, text in enumerate(texts) if text.lstrip().startswith("=")]
                yield TableRow(number, texts, dict.fromkeys(formulas, NO_VALUE))
    except csv.Error as error:
        raise UserFacing(
            _("The file is no table of text: row {row} cannot be read.").format(row=rows.line_num),
            hint=_("Save it as .xlsx or .csv and try again."),
            code="bad_spreadsheet",
        ) from error


def _read_sheet(path: Path) -> Iterator[TableRow]:
    # A Rust reader of the old formats (LIBRARIES.md B7); loaded only when such a sheet is read.
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError) as error:
        if not path.is_file():
            raise UserFacing(
                _("The file {path} cannot be read.").format(path=path), code="file_unreadable"
            ) from error
        raise UserFacing(
            _("{name} is not a spreadsheet that can be read.").format(name=path.name),
            hint=_("Save it as .xlsx or .csv and try again."),
            code="bad_spreadsheet",
        ) from error
    for number, row in enumerate(rows, start=1):
        cells = [cell_text(cell) for cell in row]
        if any(cells):
            yield TableRow(number, cells)


def cell_text(cell: object) -> str:
    """Return a spreadsheet cell as text: whole floats without a point, so codes stay codes."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float):
        # repr is the shortest text that reads back as this float: 14.6, never 14.5999999.
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)
