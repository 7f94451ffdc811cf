"""The files of the sample company's mails: small, real and always the same, so that each can be looked at."""

import io
import zipfile
from functools import cache

from desktop.runtime.paths import resource

_ITEMS = (
    ("PL-6060-40", "LED panel 600 x 600, 40 W, UGR<19", 480, "11.85"),
    ("DL-12", "Downlight 12 W, 3000 K, white", 1200, "3.42"),
    ("TL-30", "Track light 30 W, 24 deg", 360, "14.10"),
    ("HB-200", "High bay 200 W, IP65", 120, "46.00"),
    ("DR-40", "Driver 40 W, DALI", 500, "5.75"),
)
_LINES = 44


def content_of(filename: str, content_type: str, text: str | None) -> bytes:
    """Return the bytes of a sample file: `text` where the sample has some, else what its kind needs."""
    if text is not None:
        return text.encode("utf-8")
    ending = filename.rpartition(".")[2].lower()
    if ending == "pdf":
        return _pdf(filename)
    if ending == "xlsx":
        return _workbook(filename)
    if ending == "docx":
        return _document(filename)
    if ending == "zip":
        return _archive()
    if content_type.startswith("image/"):
        return _photo()
    return _plain(filename)


@cache
def _photo() -> bytes:
    return resource("demo", "photo.jpg").read_bytes()


def _pdf(filename: str) -> bytes:
    """Three pages of A4 (ISO 32000-1 section 7.5: the plainest file there is)."""
    pages = [_page(filename, number) for number in range(1, 4)]
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
        b"/C<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>>>",
    ]
    for i, page in enumerate(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font 3 0 R>>"
            + f"/Contents {5 + 2 * i} 0 R>>".encode()
        )
        objects.append(f"<</Length {len(page)}>>stream\n".encode() + page + b"\nendstream")
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj".encode() + body + b"endobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _page(filename: str, number: int) -> bytes:
    title = filename.rpartition(".")[0].encode("cp1252", "replace").decode("cp1252")
    lines = ["Ningbo Bowei Lighting Co., Ltd.", "", f"Page {number} of 3", ""]
    lines += [
        f"{code:<14}{name:<40}{pieces:>8}   USD {price}" for code, name, pieces, price in _ITEMS
    ]
    shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines[:_LINES])
    head = f"BT /F 20 Tf 56 770 Td ({_escaped(title)}) Tj ET\n"
    bar = "0.14 0.31 0.74 rg 56 756 483 3 re f 0 g\n"
    return f"{head}{bar}BT /C 10 Tf 18 TL 56 724 Td\n{shown}ET".encode("cp1252", "replace")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _workbook(filename: str) -> bytes:
    rows = [("Item", "Description", "Pieces", "USD"), *(tuple(map(str, item)) for item in _ITEMS)]
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{_xml(v)}</t></is></c>' for v in row) + "</row>"
        for row in [(filename.rpartition(".")[0], "", "", ""), *rows]
    )
    return _package(
        "xl/workbook.xml",
        "spreadsheetml.sheet",
        {
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>",
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData>'
            "</worksheet>",
        },
    )


def _document(filename: str) -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    words = f"<w:p><w:r><w:t>{_xml(filename.rpartition('.')[0])}</w:t></w:r></w:p>"
    body = f'<w:document xmlns:w="{word}"><w:body>{words}</w:body></w:document>'
    return _package("word/document.xml", "wordprocessingml.document", {"word/document.xml": body})


def _package(main: str, kind: str, parts: dict[str, str]) -> bytes:
    """An Office file (ECMA-376 part 2) of these parts."""
    office = "application/vnd.openxmlformats-officedocument"
    sheet = (
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{office}.spreadsheetml.worksheet+xml"/>'
        if main.startswith("xl/")
        else ""
    )
    frame = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{office}.{kind}.main+xml"/>{sheet}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="{main}"/></Relationships>',
    }
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return _zip({name: (head + text).encode() for name, text in {**frame, **parts}.items()})


def _archive() -> bytes:
    return _zip({f"IMG_{number}.jpg": _photo() for number in (2041, 2042, 2043)})


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 9, 0, 0)), content)
    return out.getvalue()


def _plain(filename: str) -> bytes:
    if filename.endswith(".ics"):
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//sample//EN", "BEGIN:VEVENT",
                 f"UID:{filename}@sample.example", "DTSTART:20260910T083000Z", "SUMMARY:Meeting",
                 "END:VEVENT", "END:VCALENDAR"]  # fmt: skip
        return "\r\n".join(lines).encode() + b"\r\n"
    head = ("IESNA:LM-63-2002", f"[TEST] {filename}", "TILT=NONE", "1 4000 1 5 1 1 2 0.6 0.6 0")
    return "\n".join((*head, "0 22.5 45 67.5 90", "0", "1250 1100 760 310 0")).encode("utf-8")


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
