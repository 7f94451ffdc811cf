"""The rules of PDF/A-2b (ISO 19005-2) that a file of ours could break, checked on its bytes.

No validator of the standard can be had from the registries that builds use; the clauses are named with
each finding so that one can be looked up. What ReportLab never writes (optional content, forms, embedded
files, threads) is only checked to be absent.
"""

import re
import struct
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject, StreamObject

DC = "{http://purl.org/dc/elements/1.1/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
PDF = "{http://ns.adobe.com/pdf/1.3/}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
FORBIDDEN = ("/OpenAction", "/AA", "/AcroForm", "/OCProperties", "/Names", "/Collection")
SYMBOLIC = 4


def violations(pdf: bytes) -> list[str]:
    """Return the broken rules, "clause: words"; none for a file that keeps them."""
    reader = PdfReader(BytesIO(pdf), strict=True)
    return [
        *_file(pdf, reader),
        *_metadata(reader),
        *_output_intent(reader),
        *(found for page in reader.pages for found in _page(page, reader)),
        *(found for stream in _streams(reader) for found in _stream(stream)),
    ]


def _file(pdf: bytes, reader: PdfReader) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4,}", pdf):
        yield "6.1.2: header, then four bytes above 127 in a comment"
    identifier = reader.trailer.get("/ID", [])
    if len(identifier) != 2 or not all(identifier):
        yield "6.1.3: no file identifier"
    if "/Encrypt" in reader.trailer:
        yield "6.1.3: encrypted"
    if re.search(rb"[^\r\n]endstream", pdf):
        yield "6.1.7.1: endstream without an end of line before it"
    for name in FORBIDDEN:
        if name in reader.root_object:
            yield f"6.5, 6.9: {name} in the catalogue"


def _metadata(reader: PdfReader) -> Iterator[str]:
    stream = reader.root_object.get("/Metadata")
    if stream is None:
        yield "6.6.2.1: no metadata"
        return
    if "/Filter" in stream.get_object():
        yield "6.6.2.1: metadata is compressed"
    tree = ElementTree.fromstring(stream.get_object().get_data().decode())
    said = {
        "/Title": tree.findtext(f".//{DC}title/{RDF}Alt/{RDF}li"),
        "/Subject": tree.findtext(f".//{DC}description/{RDF}Alt/{RDF}li"),
        "/Author": tree.findtext(f".//{DC}creator/{RDF}Seq/{RDF}li"),
        "/Creator": tree.findtext(f".//{XMP}CreatorTool"),
        "/Producer": tree.findtext(f".//{PDF}Producer"),
    }
    info = reader.metadata or {}
    for key in {*said, *info} - {"/Trapped"}:
        if (info.get(key) or None) != (said.get(key) or None):
            yield f"6.6.2.3: {key} is {info.get(key)!r} in Info, {said.get(key)!r} in XMP"
    if (tree.findtext(f".//{PDFA}part"), tree.findtext(f".//{PDFA}conformance")) != ("2", "B"):
        yield "6.6.4: does not say PDF/A-2b"


def _output_intent(reader: PdfReader) -> Iterator[str]:
    intents = reader.root_object.get("/OutputIntents", [])
    if len(intents) != 1 or intents[0].get_object().get("/S") != "/GTS_PDFA1":
        yield "6.2.3: no output intent"
        return
    stream = intents[0].get_object()["/DestOutputProfile"].get_object()
    profile = stream.get_data()
    kind, space, sign = profile[12:16], profile[16:20], profile[36:40]
    if (kind, space, sign) != (b"mntr", b"RGB ", b"acsp") or stream["/N"] != 3:
        yield "6.2.3: the profile is none of an RGB screen"
    if struct.unpack(">I", profile[:4])[0] != len(profile) or profile[8] > 4:
        yield "6.2.3: the profile's header is wrong"


def _page(page: DictionaryObject, reader: PdfReader) -> Iterator[str]:
    for note in page.get("/Annots", []):
        flags = note.get_object().get("/F", 0)
        if not flags & 4 or flags & 3:
            yield "6.3.2: an annotation that is not printed"
    if "/AA" in page:
        yield "6.5.2: an action of a page"
    operations = ContentStream(page.get_contents(), reader).operations
    if {b"k", b"K", b"sh", b"ri"} & {operator for _operands, operator in operations}:
        yield "6.2.4: CMYK or shading beside an RGB output intent"
    codes, depth = _shown(operations)
    if depth > 28:
        yield "6.1.13: q nested deeper than 28"
    for name, used in codes.items():
        yield from _font(page["/Resources"]["/Font"][name].get_object(), used)


def _shown(operations: list[tuple[list[object], bytes]]) -> tuple[dict[str, set[int]], int]:
    """Return the character codes shown by font, and how deep the graphics state was nested."""
    codes: dict[str, set[int]] = {}
    saved: list[str] = []
    depth, font = 0, ""
    for operands, operator in operations:
        if operator == b"q":
            saved.append(font)
            depth = max(depth, len(saved))
        elif operator == b"Q":
            font = saved.pop()
        elif operator == b"Tf":
            font = str(operands[0])
        elif operator in (b"Tj", b"TJ", b"'"):
            parts = operands[0] if operator == b"TJ" else operands
            texts = [part.original_bytes for part in parts if hasattr(part, "original_bytes")]
            codes.setdefault(font, set()).update(*texts)
    return codes, depth


def _font(font: DictionaryObject, codes: set[int]) -> Iterator[str]:
    name = font["/BaseFont"]
    descriptor = font.get("/FontDescriptor", DictionaryObject()).get_object()
    if font["/Subtype"] != "/TrueType" or "/FontFile2" not in descriptor:
        yield f"6.2.11.4: {name} is not embedded"
        return
    if descriptor["/Flags"] & SYMBOLIC and "/Encoding" in font:
        yield f"6.2.11.6: {name} is symbolic and names an encoding"
    tables = _tables(descriptor["/FontFile2"].get_object().get_data())
    glyphs, count = _glyphs(tables["cmap"])
    if count != 1:
        yield f"6.2.11.6: {name} has {count} character maps"
    first, widths = font["/FirstChar"], font["/Widths"]
    per_em = struct.unpack(">H", tables["head"][18:20])[0]
    for code in codes:
        glyph = glyphs.get(code, 0)
        if not glyph:
            yield f"6.2.11.8: {name} shows .notdef for {code}"
            continue
        own = _advance(tables, glyph) * 1000 / per_em
        if abs(own - float(widths[code - first])) > 1:
            yield f"6.2.11.5: {name} code {code} is {own} wide, not {widths[code - first]}"


def _tables(program: bytes) -> dict[str, bytes]:
    count = struct.unpack(">H", program[4:6])[0]
    found = {}
    for index in range(count):
        tag, _sum, at, size = struct.unpack(">4sIII", program[12 + 16 * index : 28 + 16 * index])
        found[tag.decode()] = program[at : at + size]
    return found


def _glyphs(cmap: bytes) -> tuple[dict[int, int], int]:
    """Return the glyphs by code of the first map (formats 0 and 6), and how many maps there are."""
    count = struct.unpack(">H", cmap[2:4])[0]
    at = struct.unpack(">I", cmap[8:12])[0]
    form = struct.unpack(">H", cmap[at : at + 2])[0]
    if form == 0:
        return dict(enumerate(cmap[at + 6 : at + 262])), count
    first, size = struct.unpack(">HH", cmap[at + 6 : at + 10])
    values = struct.unpack(f">{size}H", cmap[at + 10 : at + 10 + 2 * size])
    return {first + index: value for index, value in enumerate(values)}, count


def _advance(tables: dict[str, bytes], glyph: int) -> int:
    full = struct.unpack(">H", tables["hhea"][34:36])[0]
    at = min(glyph, full - 1) * 4
    return int(struct.unpack(">H", tables["hmtx"][at : at + 2])[0])


def _streams(reader: PdfReader) -> Iterator[StreamObject]:
    for number in range(1, reader.trailer["/Size"]):
        found = IndirectObject(number, 0, reader).get_object()
        if isinstance(found, StreamObject):
            yield found


def _stream(stream: StreamObject) -> Iterator[str]:
    filters = stream.get("/Filter", [])
    names = filters if isinstance(filters, list) else [filters]
    if {"/LZWDecode", "/Crypt"} & {str(name) for name in names}:
        yield "6.1.7.2: LZW"
    if {"/F", "/FFilter"} & set(stream):
        yield "6.1.7.1: an external file"
    if stream.get("/Subtype") == "/Image":
        if stream.get("/Interpolate") or {"/Alternates", "/OPI"} & set(stream):
            yield "6.2.8: an image that is interpolated or has alternates"
        space = stream.get("/ColorSpace")
        base = space[1] if isinstance(space, list) else space
        if base not in ("/DeviceRGB", "/DeviceGray"):
            yield f"6.2.4.3: an image in {base}"
