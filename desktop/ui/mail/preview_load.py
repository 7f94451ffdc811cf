"""What a preview shows of a file: made from its bytes in a task; the kind is told by content, not by its name."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from PySide6.QtGui import QImage
from python_calamine import CalamineError, CalamineWorkbook

from desktop.mail.attachments.danger import Danger
from desktop.mail.attachments.inside import archive_names
from desktop.mail.attachments.kinds import is_archive
from desktop.mail.attachments.names import ending
from desktop.mail.attachments.nested import look_into
from desktop.mail.data_pictures import lifted
from desktop.mail.links import check_link
from desktop.mail.mime import charset
from desktop.mail.mime.headers import Address
from desktop.mail.mime.parse import parse, part_bytes
from desktop.mail.sanitize import sanitize
from desktop.runtime.i18n import _, ngettext
from desktop.store.workspace import Store
from desktop.ui.mail.body_text import calm, is_rtl, sets_colours, text_html
from desktop.ui.mail.mail_file import MailFile, as_mail, files_inside, load_file
from desktop.ui.mail.pictures import Picture, body_picture, decoded
from desktop.ui.widgets.byte_size import size_text

Kind = Literal["picture", "pdf", "text", "table", "mail", "page", "nothing"]

_MOST_PIXELS = 120_000_000
_WIDEST = 4096
_MOST_TEXT = 1_000_000
_LONGEST_LINE = 4_000
_MOST_ROWS, _MOST_COLUMNS = 2_000, 80
_MOST_UNPACKED = 150_000_000
_BOOKS = frozenset(("xlsx", "xlsm", "xls", "xlsb", "ods"))
_TABLES = frozenset(("csv", "tsv"))
_TEXT_WORDS = "txt log md json ini conf cfg yaml yml ics vcf srt sql xml css tex bib asc"
_TEXTS = frozenset(_TEXT_WORDS.split())
_PAGES = frozenset(("htm", "html", "xhtml"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of text, all of one length; `title` names the sheet, "" for the only one."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail inside a mail, or a web page: what its reader sees. `files`: what is attached to it."""

    subject: str
    sender: str
    to: str
    date: datetime | None
    markup: str
    pictures: Mapping[str, Picture]
    rtl: bool
    paper: bool
    files: tuple[MailFile, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """`data`: the PDF's bytes; `note`: what is left out, or why nothing is shown; `danger`: what speaks against it."""

    kind: Kind
    danger: Danger = field(default_factory=Danger)
    data: bytes = b""
    picture: QImage = field(default_factory=QImage)
    text: str = ""
    sheets: tuple[Sheet, ...] = ()
    letter: Letter | None = None
    note: str = ""


def load_preview(store: Store, file: MailFile) -> Preview:
    """Return what to show of a file. Raises UserFacing (`not_here`, `raw_damaged`, `no_attachment`)."""
    loaded = load_file(store, file)
    return preview_of(file, loaded.data, loaded.danger)


def preview_of(file: MailFile, data: bytes, danger: Danger) -> Preview:
    """Return what to show of these bytes. A program is not looked into; nothing raises."""
    if danger.severity == "stop":
        return Preview("nothing", danger)
    if not data:
        return Preview("nothing", danger, note=_("The file is empty."))
    last = ending(file.filename)
    if b"%PDF-" in data[:1024]:
        return Preview("pdf", danger, data=data)
    if file.is_mail:
        return _mail(file, data, danger)
    picture = _picture(data, danger)
    if picture is not None:
        return picture
    if last in _BOOKS and any(r.code.startswith("locked") for r in danger.reasons):
        return Preview("nothing", danger)
    if last in _BOOKS:
        return _book(data, danger)
    archive = _archive(file, data, danger)
    if archive is not None:
        return archive
    if last in _TABLES or file.content_type == "text/csv":
        return _table(data, danger)
    if last in _PAGES or file.content_type == "text/html":
        return _page(file, data, danger)
    if last in _TEXTS or file.content_type.startswith("text/"):
        return _text(data, danger)
    return Preview("nothing", danger)


def _picture(data: bytes, danger: Danger) -> Preview | None:
    """A picture not larger than screens are; None when it is none."""
    found = decoded(data, widest=_WIDEST, highest=_WIDEST, most_pixels=_MOST_PIXELS)
    if found.wrong == "no picture":
        return None
    if found.wrong == "too large":
        return Preview("nothing", danger, note=_("The picture is too large to be shown here."))
    if found.wrong == "damaged":
        return Preview("nothing", danger, note=_("The picture is damaged."))
    note = f"{found.width} × {found.height}"
    return Preview("picture", danger, picture=found.image, note=note)


def _text(data: bytes, danger: Danger) -> Preview:
    text = charset.clean(charset.decode(data[: 2 * _MOST_TEXT])[0])
    note = (
        _("Only the beginning is shown.")
        if len(text) > _MOST_TEXT or len(data) > 2 * _MOST_TEXT
        else ""
    )
    return Preview("text", danger, text=_broken(text[:_MOST_TEXT]), note=note)


def _broken(text: str) -> str:
    """Endless lines are broken: one of a megabyte takes Qt half a minute."""
    if max(map(len, text.split("\n"))) <= _LONGEST_LINE:
        return text
    return "\n".join(
        line[at : at + _LONGEST_LINE]
        for line in text.split("\n")
        for at in range(0, max(len(line), 1), _LONGEST_LINE)
    )


def _table(data: bytes, danger: Danger) -> Preview:
    text = charset.decode(data[: 2 * _MOST_TEXT])[0].replace("\x00", "")
    first = "\n".join(text.splitlines()[:20])
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(first, delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text), dialect):
            rows.append(row)
            if len(rows) > _MOST_ROWS:
                break
    except csv.Error:
        return _text(data, danger)
    return Preview("table", danger, sheets=(_sheet("", rows),), note=_cut_note(len(rows)))


def _book(data: bytes, danger: Danger) -> Preview:
    held = archive_names(data)
    if held is not None and sum(max(size, 0) for size in held.sizes) > _MOST_UNPACKED:
        return Preview("nothing", danger, note=_("The workbook is too large to be shown here."))
    sheets: list[Sheet] = []
    longest = 0
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names[:20]:
            rows = book.get_sheet_by_name(name).to_python(nrows=_MOST_ROWS + 1)
            longest = max(longest, len(rows))
            sheets.append(_sheet(name, [[_cell(value) for value in row] for row in rows]))
    except (CalamineError, ValueError, OSError):
        if not sheets:
            return Preview("nothing", danger, note=_("The workbook is damaged, or locked."))
    note = _cut_note(longest) or _("Values only, without the workbook's layout.")
    return Preview("table", danger, sheets=tuple(sheets), note=note)


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _sheet(title: str, rows: list[list[str]]) -> Sheet:
    wide = min(max((len(row) for row in rows), default=0), _MOST_COLUMNS)
    cut = (tuple(row[:wide]) for row in rows[:_MOST_ROWS])
    return Sheet(title, tuple(row + ("",) * (wide - len(row)) for row in cut))


def _cut_note(rows: int) -> str:
    if rows <= _MOST_ROWS:
        return ""
    return _("Only the first {count} rows are shown.").format(count=f"{_MOST_ROWS:,}")


def _archive(file: MailFile, data: bytes, danger: Danger) -> Preview | None:
    """The names in an archive, or that nobody can tell them; None for other files."""
    if ending(file.filename) in ("docx", "pptx", "odt", "odp", "docm", "pptm"):
        return None
    held = look_into(data)
    if held is None:
        note = _("Tradepost cannot look into this kind of archive, or it is damaged.")
        return Preview("nothing", danger, note=note) if is_archive(file.filename) else None
    head = (_("File name"), _("Size"))
    pairs = zip(held.names, held.sizes, strict=True)
    rows = [head, *((name, size_text(size) if size >= 0 else "") for name, size in pairs)]
    count = len(held.names)
    words = ngettext("An archive of {count} file.", "An archive of {count} files.", count)
    note = words.format(count=count)
    if held.closed:
        note += " " + _("Not looked into: {names}").format(names=", ".join(held.closed[:3]))
    sheet = _sheet("", [list(row) for row in rows])
    return Preview("table", danger, sheets=(sheet,), note=note)


def _mail(file: MailFile, data: bytes, danger: Danger) -> Preview:
    try:
        raw = as_mail(data)
    except ValueError:
        return Preview("nothing", danger, note=_("Outlook's file holds no message."))
    parsed = parse(raw)
    markup, paper = text_html(parsed.text), False
    pictures: dict[str, Picture] = {}
    if parsed.html:
        html, written = lifted(parsed.html)
        safe = sanitize(html, warn=_leads_elsewhere)
        pictures |= {f"cid:{name}": body_picture(data) for name, data in written.items()}
        markup, paper = calm(safe.html), sets_colours(safe.html)
        wanted = {cid.casefold() for cid in safe.content_ids}
        for part in parsed.inline:
            if part.content_id.casefold() in wanted and part.size < 20_000_000:
                pictures[f"cid:{part.content_id}"] = body_picture(part_bytes(raw, part.part))
    letter = Letter(
        parsed.subject,
        _people(parsed.from_),
        _people(parsed.to),
        parsed.date,
        markup,
        pictures,
        is_rtl(parsed.text),
        paper,
        files_inside(file, parsed),
    )
    return Preview("mail", danger, letter=letter)


def _page(file: MailFile, data: bytes, danger: Danger) -> Preview:
    """A web page as a mail's text would be shown: nothing runs, nothing is fetched."""
    safe = sanitize(charset.decode(data[: 2 * _MOST_TEXT])[0], warn=_leads_elsewhere)
    letter = Letter(
        file.name,
        "",
        "",
        None,
        calm(safe.html),
        {},
        rtl=False,
        paper=sets_colours(safe.html),
        files=(),
    )
    note = _("Shown without scripts, forms and pictures from the internet.")
    return Preview("page", danger, letter=letter, note=note)


def _leads_elsewhere(href: str, words: str) -> str:
    """What is written behind a link that says another host than it leads to."""
    verdict = check_link(words, href)
    if verdict.level != "danger":
        return ""
    return _("leads to {host}").format(host=verdict.host or verdict.address[:40])


def _people(people: tuple[Address, ...]) -> str:
    return ", ".join(f"{p.name} <{p.address}>" if p.name else p.address for p in people)
