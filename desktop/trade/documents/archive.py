"""The archive form of a finished PDF: PDF/A-2b (ISO 19005-2), so that it looks the same in thirty years.

What ReportLab leaves out is added here: XMP metadata in step with the Info dictionary (6.6.2), an sRGB
output intent (6.2.3), a blending colour space where pictures have an alpha channel (6.2.10), a file
identifier (6.1.3), and an end-of-line before every `endstream` (6.1.7.1). Fonts are embedded by
ReportLab already (6.2.11.4); nothing here is encrypted, scripted or filled in.
"""

import hashlib
from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from desktop.runtime.paths import resource

_KEPT = ("/Title", "/Author", "/Subject", "/Creator", "/Producer")
_CONDITION = "sRGB IEC61966-2.1"


def archived(pdf: bytes) -> bytes:
    """Return `pdf` as PDF/A-2b. The same bytes in give the same bytes out: no clock plays in.

    The fonts of `pdf` must be embedded and its colours RGB or grey, as `render` makes them.
    """
    reader = PdfReader(BytesIO(pdf))
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = "%PDF-1.7"
    found: Mapping[str, object] = reader.metadata or {}
    # Dates are left out: a file that is the same whenever it is made was made at no time.
    facts = {key: str(found[key]) for key in _KEPT if found.get(key)}
    writer.metadata = dict(facts)
    root = writer.root_object
    root[NameObject("/Metadata")] = writer._add_object(_metadata(facts))  # noqa: SLF001
    root[NameObject("/OutputIntents")] = ArrayObject([_output_intent(writer)])
    for page in writer.pages:
        if _is_see_through(page):
            page[NameObject("/Group")] = _blending()
    digest = hashlib.md5(pdf, usedforsecurity=False).digest()
    identifier = ByteStringObject(digest)
    writer._ID = ArrayObject([identifier, identifier])  # noqa: SLF001
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _output_intent(writer: PdfWriter) -> DictionaryObject:
    profile = StreamObject()
    profile.set_data(resource("colour", "srgb.icc").read_bytes())
    profile = profile.flate_encode()
    profile[NameObject("/N")] = NumberObject(3)
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/OutputIntent"),
            NameObject("/S"): NameObject("/GTS_PDFA1"),
            NameObject("/OutputConditionIdentifier"): TextStringObject(_CONDITION),
            NameObject("/Info"): TextStringObject(_CONDITION),
            NameObject("/RegistryName"): TextStringObject("http://www.color.org"),
            NameObject("/DestOutputProfile"): writer._add_object(profile),  # noqa: SLF001
        }
    )


def _blending() -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Group"),
            NameObject("/S"): NameObject("/Transparency"),
            NameObject("/CS"): NameObject("/DeviceRGB"),
        }
    )


def _is_see_through(page: PageObject) -> bool:
    """Tell whether anything on the page is mixed with what lies below it."""
    resources = page.get("/Resources", DictionaryObject()).get_object()
    pictures = resources.get("/XObject", DictionaryObject()).get_object()
    states = resources.get("/ExtGState", DictionaryObject()).get_object()
    return any("/SMask" in picture.get_object() for picture in pictures.values()) or any(
        "/BM" in state.get_object() for state in states.values()
    )


def _metadata(facts: dict[str, str]) -> StreamObject:
    """Return the XMP packet, uncompressed (6.6.2.1), with the words of the Info dictionary."""
    simple = {"pdf:Producer": "/Producer", "xmp:CreatorTool": "/Creator"}
    lines = [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>B</pdfaid:conformance>",
        "<dc:format>application/pdf</dc:format>",
        *(f"<{tag}>{escape(facts[key])}</{tag}>" for tag, key in simple.items() if key in facts),
    ]
    for tag, key in (("dc:title", "/Title"), ("dc:description", "/Subject")):
        if key in facts:
            words = f'<rdf:li xml:lang="x-default">{escape(facts[key])}</rdf:li>'
            lines.append(f"<{tag}><rdf:Alt>{words}</rdf:Alt></{tag}>")
    if "/Author" in facts:
        author = f"<rdf:li>{escape(facts['/Author'])}</rdf:li>"
        lines.append(f"<dc:creator><rdf:Seq>{author}</rdf:Seq></dc:creator>")
    packet = StreamObject()
    packet.set_data(_PACKET.format(lines="\n".join(lines)).encode())
    packet[NameObject("/Type")] = NameObject("/Metadata")
    packet[NameObject("/Subtype")] = NameObject("/XML")
    return packet


_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
{lines}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""
