"""What central banks and banks publish, read as rates: pure, from bytes to `Rate`.

Sources of the formats (real files of each are in tests/data/rates):

- European Central Bank, "Euro foreign exchange reference rates": `eurofxref.csv` ("Date, USD, ..."
  over "25 November 2024, 1.0495, ..."), `eurofxref-hist.csv` (ISO days, "N/A" where a currency has
  none), both also zipped, `eurofxref-daily.xml` and `-hist.xml` (gesmes:Envelope, Cube). Units of a
  currency for one euro.
- Bank of China, 外汇牌价 (www.boc.cn/sourcedb/whpj, English at enindex.html): a table of RMB for 100
  units, with spot buying, cash buying, spot selling, cash selling, middle rate and its moment.
- China Foreign Exchange Trade System, 人民币汇率中间价公告: a sentence, "1美元对人民币6.8109元，100日元对人民币
  4.2045元，人民币1元对1.1905澳门元".
"""

import csv
import io
import re
import unicodedata
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.currencies import code_of
from desktop.trade.money import CURRENCIES
from desktop.trade.rate_rule import Rate, RateKind

ECB, BOC, CFETS = (
    "European Central Bank",
    "Bank of China",
    "China Foreign Exchange Trade System",
)
# The whole history since 1999 is 2 MB; a "table" much larger than that is something else.
_MOST_BYTES = 40_000_000
_BOC_UNITS = Decimal(100)
_COLUMNS = {
    "currency": "货币名称|币种|货币|交易币|currencyname|currency",
    "buying": "现汇买入价|现汇买入|汇买价|buyingrate|spotbuying|buying",
    "cash_buying": "现钞买入价|现钞买入|钞买价|cashbuyingrate|cashbuying",
    "selling": "现汇卖出价|现汇卖出|汇卖价|卖出价|sellingrate|spotselling|selling",
    "cash_selling": "现钞卖出价|现钞卖出|钞卖价|cashsellingrate|cashselling",
    "middle": "中行折算价|折算价|中间价|基准价|middlerate|bocmiddlerate|middle",
    "day": "发布日期|日期|pubdate|publishdate|date",
    "moment": "发布时间|时间|pubtime|publishtime|time",
}
_BY_TITLE = {title: key for key, titles in _COLUMNS.items() for title in titles.split("|")}
_KINDS = {
    "buying": RateKind.BUYING,
    "cash_buying": RateKind.CASH_BUYING,
    "selling": RateKind.SELLING,
    "middle": RateKind.MIDDLE,
}
_MONTHS = "january february march april may june july august september october november december"
_ISO_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")
_WORD_DAY = re.compile(r"(\d{1,2})\s+([A-Za-z]{3,9})\s+(\d{4})")
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b")
_PARITY = re.compile(r"(\d+)\s*([\u4e00-\u9fff]{1,8}?)对人民币\s*([\d.]+)\s*元")
_PARITY_TURNED = re.compile(
    r"人民币\s*1\s*元对\s*([\d.]+)\s*([\u4e00-\u9fff]{1,8}?)(?=[，,。；;、]|$)"
)


@dataclass(frozen=True, slots=True)
class Published:
    """What a file holds; `aside` names the rows that were not understood, with the reason."""

    source: str
    rates: tuple[Rate, ...]
    aside: tuple[str, ...] = ()


def read(content: bytes, name: str = "") -> Published:
    """Return the rates in a file's bytes; `name` is its name, for messages.

    Raises UserFacing (`rate_file_unknown`, `rate_file_empty`, `rate_file_too_large`) naming what
    was expected.
    """
    if len(content) > _MOST_BYTES:
        raise _too_large(name)
    if content[:4] == b"PK\x03\x04":
        content, name = _unpacked(content, name)
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _checked(_from_rows(_sheet_rows(content, name)), name)
    return read_text(_decoded(content), name)


def read_text(text: str, name: str = "") -> Published:
    """Return the rates in a text: CSV, XML, a saved page, a copied table; errors as `read`."""
    head = text.lstrip("\ufeff \t\r\n")[:2000].casefold()
    if "<" in head[:1] and ("gesmes" in head or "<cube" in head):
        return _checked(_from_ecb_xml(text, name), name)
    if "<html" in head or "<!doctype html" in head or "<table" in text[:500_000].casefold():
        return _checked(_from_page(text), name)
    found = _from_sentence(text)
    return _checked(found or _from_rows(_text_rows(text)), name)


def _checked(found: Published | None, name: str) -> Published:
    if found is None:
        raise UserFacing(
            _("{name} is no table of exchange rates that is known here.").format(
                name=name or _("The text")
            ),
            safe=_("Nothing was changed."),
            hint=_(
                "Expected: the European Central Bank's eurofxref file (CSV, ZIP or XML), the Bank of "
                "China's table 外汇牌价 (saved page, copied table, CSV or Excel, with 货币名称, 现汇买入价 "
                "and 发布日期), or the announcement 人民币汇率中间价."
            ),
            code="rate_file_unknown",
        )
    if not found.rates:
        raise UserFacing(
            _("{name} is a table of {source}, but holds no rate with a day.").format(
                name=name or _("The text"), source=found.source
            ),
            safe=_("Nothing was changed."),
            hint=_("Copy the whole table with its headings and the column 发布日期."),
            code="rate_file_empty",
        )
    return found


def _too_large(name: str) -> UserFacing:
    return UserFacing(
        _("{name} is too large for a table of exchange rates.").format(name=name),
        code="rate_file_too_large",
    )


def _unpacked(content: bytes, name: str) -> tuple[bytes, str]:
    """Return the CSV or XML inside a ZIP; an Excel file, which is one too, as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if any(entry.filename.startswith("xl/") for entry in entries):
                return content, name
            wanted = [e for e in entries if e.filename.casefold().endswith((".csv", ".xml"))]
            if wanted and wanted[0].file_size > _MOST_BYTES:
                raise _too_large(name)
            return (archive.read(wanted[0]), wanted[0].filename) if wanted else (b"", name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise UserFacing(
            _("{name} is damaged: it cannot be unpacked.").format(name=name),
            hint=_("Download it again."),
            code="rate_file_damaged",
        ) from error


def _decoded(content: bytes) -> str:
    """Return the text of a file: UTF-8 or UTF-16, else GB18030, which Chinese Excel writes."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _from_ecb_xml(text: str, name: str) -> Published | None:
    if "<!doctype" in text[:5000].casefold() or "<!entity" in text.casefold():
        return None
    try:
        root = ET.fromstring(text.lstrip("\ufeff \t\r\n"))  # noqa: S314 - no entities, refused above
    except ET.ParseError as error:
        raise UserFacing(
            _("{name} is damaged: it breaks off or is no XML.").format(name=name or "XML"),
            hint=_("Download it again."),
            code="rate_file_damaged",
        ) from error
    rates: list[Rate] = []
    for node in root.iter():
        day = _day(node.get("time", ""))
        if day is None:
            continue
        for leaf in node:
            rates += _euro_rate(leaf.get("currency", ""), leaf.get("rate", ""), day)
    return Published(ECB, tuple(rates))


def _euro_rate(code: str, text: str, day: date) -> list[Rate]:
    code, value = code.strip().upper(), _number(text)
    if code not in CURRENCIES or value is None:
        return []
    return [Rate("EUR", code, day, RateKind.MIDDLE, value, ECB)]


def _from_page(text: str) -> Published | None:
    """Read a saved page: the first of its tables that is one of rates, else its sentences."""
    # A fast parser of HTML; only loaded when a page is read.
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(text)
    for table in page.css("table"):
        rows = [
            [cell.text(strip=True) for cell in row.css("th, td")]
            for row in table.css("tr")
            if row.css_first("table") is None
        ]
        found = _from_rows(rows)
        if found is not None and found.rates:
            return found
    return _from_sentence(page.body.text() if page.body else "")


def _from_sentence(text: str) -> Published | None:
    """Read the announcement of the middle rates; None when the text is none."""
    flat = "".join(unicodedata.normalize("NFKC", text).split()).replace(",", "，")
    plain, turned = _PARITY.findall(flat), _PARITY_TURNED.findall(flat)
    if not plain:
        return None
    day = _day(text)
    if day is None:
        return Published(CFETS, ())
    rates = [
        Rate(code, "CNY", day, RateKind.MIDDLE, value / Decimal(units), CFETS)
        for units, word, number in plain
        if (code := _last_name(word)) and (value := _number(number)) and int(units)
    ]
    rates += [
        Rate("CNY", code, day, RateKind.MIDDLE, value, CFETS)
        for number, word in turned
        if (code := _last_name(word)) and (value := _number(number))
    ]
    return Published(CFETS, tuple(rates))


def _last_name(word: str) -> str:
    """Return the currency a word ends in: "为美元" -> USD."""
    return next((code for at in range(len(word)) if (code := code_of(word[at:]))), "")


def _text_rows(text: str) -> Iterator[list[str]]:
    """Yield the rows of CSV, tab-separated or copied text; a column apart by two spaces or more."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    lines = text.lstrip("\ufeff").splitlines()
    delimiter = max("\t;,", key=first.count)
    if delimiter in first:
        with suppress(csv.Error):  # a cell of 130,000 characters: no table of rates goes on there
            yield from csv.reader(lines, delimiter=delimiter)
        return
    for line in lines:
        words = re.split(r"\s{2,}|\t", line.strip())
        yield words if len(words) > 2 else line.split()


def _sheet_rows(content: bytes, name: str) -> list[list[str]]:
    # A Rust reader; only loaded when a spreadsheet is read.
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError) as error:
        raise UserFacing(
            _("{name} is not a spreadsheet that can be read.").format(name=name),
            hint=_("Save it as .xlsx or .csv and try again."),
            code="bad_spreadsheet",
        ) from error
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(cell: object) -> str:
    return repr(cell) if isinstance(cell, float) else str("" if cell is None else cell)


def _from_rows(rows: Iterable[Sequence[str]]) -> Published | None:
    """Read a table by its headings, which may stand below a title; None when it has none of ours."""
    waiting = iter(rows)
    for head in waiting:
        folded = [_fold(cell) for cell in head]
        codes = [cell.strip().upper() for cell in head[1:]]
        if folded[:1] == ["date"] and sum(code in CURRENCIES for code in codes) >= 3:
            return _from_ecb_rows(codes, waiting)
        columns = {}
        for at, title in enumerate(folded):
            if (key := _BY_TITLE.get(title)) and key not in columns:
                columns[key] = at
        if "currency" in columns and columns.keys() & _KINDS.keys():
            return _from_boc_rows(columns, waiting)
    return None


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().lstrip("\ufeff")
    return re.sub(r"[\s_.()/:*]", "", folded)


def _from_ecb_rows(codes: Sequence[str], rows: Iterable[Sequence[str]]) -> Published:
    rates: list[Rate] = []
    aside: list[str] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        day = _day(row[0])
        if day is None:
            aside.append(_("“{text}” is not a day.").format(text=row[0].strip()))
            continue
        for code, text in zip(codes, row[1:], strict=False):
            rates += _euro_rate(code, text, day)
    return Published(ECB, tuple(rates), tuple(aside))


def _from_boc_rows(columns: dict[str, int], rows: Iterable[Sequence[str]]) -> Published:
    rates: list[Rate] = []
    aside: list[str] = []
    for row in rows:
        cells = {key: row[at].strip() for key, at in columns.items() if at < len(row)}
        word = cells.get("currency", "")
        if not word or not any(cells.get(key) for key in _KINDS):
            continue
        code = code_of(word)
        moment = " ".join(cells.get(key, "") for key in ("day", "moment"))
        day = _day(moment)
        if not code or code == "CNY":
            aside.append(_("“{text}” is not a currency that is known here.").format(text=word))
        elif day is None:
            aside.append(_("{currency} has no day in 发布日期.").format(currency=word))
        else:
            clock = _CLOCK.search(moment)
            rates += _boc_row(code, cells, day, clock.group().zfill(8) if clock else "")
    return Published(BOC, tuple(rates), tuple(aside))


def _boc_row(code: str, cells: dict[str, str], day: date, clock: str) -> Iterator[Rate]:
    for key, kind in _KINDS.items():
        value = _number(cells.get(key, ""))
        if value is not None:
            yield Rate(code, "CNY", day, kind, value / _BOC_UNITS, BOC, clock)


def _number(text: str) -> Decimal | None:
    """Return a rate above zero; None for "N/A", "-", an empty cell or what is no number."""
    try:
        value = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() and value > 0 else None


def _day(text: str) -> date | None:
    """Return the first day in a text: 2026-11-20, 2026/11/20, 2026年11月20日, 20 November 2026."""
    if found := _ISO_DAY.search(text):
        parts = [int(part) for part in found.groups()]
    elif found := _WORD_DAY.search(text):
        months = [month[:3] for month in _MONTHS.split()]
        short = found.group(2)[:3].casefold()
        if short not in months:
            return None
        parts = [int(found.group(3)), months.index(short) + 1, int(found.group(1))]
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None
