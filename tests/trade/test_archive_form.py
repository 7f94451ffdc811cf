"""PDF/A-2b: every kind keeps the rules, the plain form is told apart, the bytes are the same each time."""

from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image
from pypdf import PdfReader

from desktop.trade.bilingual import Bilingual
from desktop.trade.documents.document import Kind, Letterhead, TradeDocument
from desktop.trade.documents.render import render
from desktop.trade.documents.sample import sample_document
from tests.trade.archive_rules import violations

EVERY_SCRIPT = (
    "سخان ماء (كهرباء) 50%, ก็ดี ที่นี่, नमस्ते हिन्दी, שלום, Привет, tiếng Việt, 龑 镕, カタカナ, 한국어"
)


def seal() -> bytes:
    """A stamp with an alpha channel."""
    image = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    image.paste((200, 30, 30, 150), (10, 10, 50, 50))
    return _bytes(image, "PNG")


def photo() -> bytes:
    return _bytes(Image.new("RGB", (60, 40), (20, 90, 160)), "JPEG")


def _bytes(image: Image.Image, form: str) -> bytes:
    buffer = BytesIO()
    image.save(buffer, form)
    return buffer.getvalue()


def decked_out(kind: Kind = Kind.PROFORMA) -> TradeDocument:
    """A document with a logo, a stamp, pictures and every script."""
    document = sample_document(12, kind=kind)
    head = Letterhead("A & B <Lighting> Ltd.", "博维", ("1 Road",), seal())
    items = tuple(replace(item, picture=photo()) for item in document.items)
    if items:
        name = Bilingual(EVERY_SCRIPT, items[0].name.zh)
        items = (replace(items[0], name=name), *items[1:])
    signatures = tuple(replace(one, stamp=seal()) for one in document.signatures)
    return replace(document, letterhead=head, items=items, signatures=signatures)


def archived(document: TradeDocument) -> TradeDocument:
    return replace(document, layout=replace(document.layout, archive=True))


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_keeps_the_rules_of_the_archive_form(kind):
    rendered = render(archived(decked_out(kind)))
    assert not rendered.missing
    assert violations(rendered.pdf) == []


def test_the_checker_sees_what_a_plain_pdf_lacks():
    found = " ".join(violations(render(decked_out()).pdf))
    for clause in ("6.1.7.1", "6.2.3", "6.6.2.1"):
        assert clause in found


def test_the_archive_form_is_the_same_bytes_each_time_and_the_same_pages():
    document = decked_out()
    first, again = render(archived(document)), render(archived(document))
    assert first == again
    plain = PdfReader(BytesIO(render(document).pdf))
    kept = PdfReader(BytesIO(first.pdf))
    assert [p.extract_text() for p in kept.pages] == [p.extract_text() for p in plain.pages]
    assert kept.metadata.author == "A & B <Lighting> Ltd."


def test_no_page_names_a_face_that_is_not_embedded():
    for page in PdfReader(BytesIO(render(decked_out()).pdf)).pages:
        fonts = page["/Resources"]["/Font"].values()
        assert all("/FontFile2" in font.get_object()["/FontDescriptor"] for font in fonts)


def test_a_character_without_a_face_keeps_the_file_from_saying_that_it_is_an_archive_form():
    document = archived(sample_document(1))
    item = replace(document.items[0], name=Bilingual("Tone \U0001d11e"))
    rendered = render(replace(document, items=(item,)))
    assert rendered.missing == ("\U0001d11e",)
    assert b"pdfaid" not in rendered.pdf


def test_characters_beyond_the_first_plane_and_control_characters_are_read_back():
    rare, name = "𠮷田 㐂 𬭊 𬬭", "A\x0bB\x02 <&> Ltd."
    document = decked_out()
    items = (replace(document.items[0], name=Bilingual(f"Rare {rare}\x0b\x01end")),)
    head = replace(document.letterhead, name=name)
    pdf = render(archived(replace(document, items=items, letterhead=head))).pdf
    assert violations(pdf) == []
    reader = PdfReader(BytesIO(pdf), strict=True)
    text = "".join(page.extract_text() for page in reader.pages)
    assert rare.replace(" ", "") in text.replace(" ", "").replace("\n", "")
    assert not {"\0", "\x01", "\x02", "\x0b"} & set(text)
    packet = reader.trailer["/Root"]["/Metadata"].get_data()
    told = ElementTree.fromstring(packet)
    assert "AB <&> Ltd." in "".join(told.itertext())
