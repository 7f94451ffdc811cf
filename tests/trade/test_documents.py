"""Documents: every figure is in the PDF's text, any script prints, the same input gives the same
bytes, long offers run over pages."""

import json
import unicodedata
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from desktop.trade.bilingual import Bilingual
from desktop.trade.charges import Charge, ChargeKind
from desktop.trade.documents.assemble import assemble
from desktop.trade.documents.document import Kind
from desktop.trade.documents.fonts import FontChain
from desktop.trade.documents.line_items import GoodsLine
from desktop.trade.documents.offer import Bank, Buyer, Offer, Seller
from desktop.trade.documents.parties import lead_time_text
from desktop.trade.documents.pdf_file import Rendered
from desktop.trade.documents.render import render
from desktop.trade.documents.sample import render_sample
from desktop.trade.documents.text_layout import Paragraph, Span, may_break
from desktop.trade.packing import CartonSpec
from desktop.trade.payment_parse import parse_terms
from desktop.trade.totals import Line, compute

ROWS = (
    ("PL-6060-40", "LED panel 600 × 600, UGR<19", "LED 平板灯 600×600", "2000", "14.20", "0"),
    ("DL-12-CCT", "Downlight 12 W, white", "筒灯 12 W，三色温", "1200", "5.10", "3"),
    ("SH-110", "Soft-close hinge 110°", "缓冲铰链 110°，镀镍", "1000", "0.4636", "0"),
)
BOX = CartonSpec(8, Decimal(45), Decimal(30), Decimal(24), Decimal("8.2"), Decimal("9.2"))
CHARGES = (
    Charge(ChargeKind.FREIGHT, Decimal(1700), included=True),
    Charge(ChargeKind.INSURANCE, Decimal(140), included=True),
)


def picture(color: str) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 40), color).save(buffer, "PNG")
    return buffer.getvalue()


def offer(
    repeat: int = 1,
    buyer: Buyer | None = None,
    charges: tuple[Charge, ...] = CHARGES,
    details: str = "",
    remarks: str = "",
    seller_name: str = "Ningbo Bowei Lighting Co., Ltd.",
) -> Offer:
    rows = ROWS * repeat
    lines = [
        Line(sku, Decimal(q), Decimal(p), Decimal(d), boxes=(BOX,)) for sku, _, _, q, p, d in rows
    ]
    goods = tuple(
        GoodsLine(
            sku, Bilingual(en, zh), Decimal(q), "pcs", Decimal(p), Decimal(d),
            details=Bilingual(details), hs_code="9405110000", picture=picture("tan"),
        )
        for sku, en, zh, q, p, d in rows
    )  # fmt: skip
    return Offer(
        seller=Seller(
            seller_name, "宁波博维照明有限公司", "88 Guanghua Road, Ningbo", "宁波市光华路 88 号",
            "+86 574 5550 0188", "sales@bowei-led.example", logo=picture("blue"),
            clauses=(Bilingual("Warranty 5 years.", "质保五年。"),),
        ),
        buyer=buyer or Buyer("Brenner Lichttechnik GmbH", "Billstrasse 180, Hamburg"),
        number="PI-2026-0042", revision=2, issued_on=date(2026, 11, 20), currency="USD",
        incoterm="CIF", place="Hamburg", lines=goods, totals=compute(lines, charges, "USD"),
        charges=charges, valid_until=date(2026, 12, 4), port_of_loading="Ningbo",
        terms=parse_terms("T/T 30/70"), lead_time="45", buyer_reference="PO 88123",
        remarks=remarks, signer="Lin Wei 林薇",
        bank=Bank("USD", "Ningbo Bowei Lighting", "Example Bank", "0000 1234 5678 9000",
                  swift="EXMPCN2NXXX"),
    )  # fmt: skip


def text_of(result: Rendered) -> str:
    pages = PdfReader(BytesIO(result.pdf)).pages
    text = "\n".join(page.extract_text() for page in pages)
    return unicodedata.normalize("NFKC", text)


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("languages", ["en", "zh", "en+zh"])
@pytest.mark.parametrize("kind", [Kind.QUOTATION, Kind.PROFORMA])
def test_every_printed_value_is_in_the_text(kind: Kind, languages: str) -> None:
    document = assemble(offer(), kind, languages)
    result = render(document)
    text = squeezed(text_of(result))
    values = ["PI-2026-0042", "USD 34,800.00", "28,400.00", "5,936.40", "463.60", "0.4636", "3%"]
    values += ["32,960.00", "1,700.00", "140.00", "10,440.00", "24,360.00", "CIF Hamburg"]
    values += ["0000 1234 5678 9000", "EXMPCN2NXXX", "+86 574 5550 0188", "9405110000", "525"]
    if "en" in languages:
        values += ["SAY US DOLLARS THIRTY-FOUR THOUSAND EIGHT HUNDRED ONLY", "4 December 2026"]
        values += [document.title.en, "never change by e-mail", "Page 1 of 2", "Warranty 5 years."]
        values += [
            "LED panel 600 × 600, UGR<19",
            "T/T, against copy of B/L",
            "45 days from deposit",
        ]
    if "zh" in languages:
        values += ["美元叁万肆仟捌佰元整", document.title.zh, "第 1 页,共 2 页", "质保五年"]
        values += ["缓冲铰链 110°", "宁波市光华路", "凭提单副本"]
    missing = [value for value in values if squeezed(value) not in text]
    assert missing == []
    assert result.missing == ()


def test_number_and_page_stand_on_every_page() -> None:
    result = render(assemble(offer(67), Kind.PROFORMA, "en"))
    pages = PdfReader(BytesIO(result.pdf)).pages
    assert result.pages == len(pages) > 8
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert "PI-2026-0042" in text
        assert f"Page {number} of {len(pages)}" in text
    with_lines = [page.extract_text() for page in pages if "DL-12-CCT" in page.extract_text()]
    assert all("Unit price, USD" in text for text in with_lines)
    assert sum(text.count("DL-12-CCT") for text in with_lines) == 67


def test_same_document_same_bytes_whatever_was_printed_before() -> None:
    arabic = Buyer("شركة النور للإضاءة", "شارع الملك فهد، الرياض")
    first = render(assemble(offer(buyer=arabic), Kind.PROFORMA, "en+zh"))
    render(assemble(offer(buyer=Buyer("بناء وتطوير عقاري قطر")), Kind.QUOTATION, "en"))
    again = render(assemble(offer(buyer=arabic), Kind.PROFORMA, "en+zh"))
    assert first.sha256 == again.sha256
    assert first.pdf == again.pdf


def test_another_amount_is_another_file() -> None:
    changed = (Charge(ChargeKind.FREIGHT, Decimal("1700.01")),)
    one = render(assemble(offer(), Kind.PROFORMA, "en"))
    other = render(assemble(offer(charges=changed), Kind.PROFORMA, "en"))
    assert one.sha256 != other.sha256


@pytest.mark.parametrize(
    "name",
    [
        "ООО «Светлый дом», Москва",
        "Công ty TNHH Ánh Sáng Việt Nam",
        "上海镕基进出口有限公司",
        "株式会社テスト照明",
        "한국조명 주식회사",
        "Ελληνικός Φωτισμός Α.Ε.",
        "Łódź Żarówki Sp. z o.o.",
        "บริษัท แสงทอง จำกัด",
    ],
)
def test_buyers_of_many_scripts(name: str) -> None:
    result = render(assemble(offer(buyer=Buyer(name)), Kind.PROFORMA, "en"))
    assert result.missing == ()
    assert squeezed(name) in squeezed(text_of(result))


def test_arabic_is_shaped_and_ordered() -> None:
    line = Paragraph([Span("شركة النور (LED) 2026")], FontChain()).lines(10**6)[0]
    assert line.rtl
    # Right to left: the first logical word is the rightmost run, Latin keeps its own order.
    assert [run.text for run in line.runs if run.text.strip()][-1] == "شركة"
    assert "LED" in [run.text for run in line.runs]
    result = render(assemble(offer(buyer=Buyer("شركة النور (LED) 2026")), Kind.PROFORMA, "en"))
    assert result.missing == ()


def test_characters_without_a_face_are_reported() -> None:
    result = render(assemble(offer(remarks="Thanks 🙂 and ☃"), Kind.QUOTATION, "en"))
    assert result.missing == ("☃", "🙂")


def test_markup_in_a_name_is_only_text() -> None:
    result = render(assemble(offer(buyer=Buyer("<b>A&B</b> <font size=99>")), Kind.QUOTATION, "en"))
    assert "<b>A&B</b> <font size=99>" in text_of(result)


def test_long_texts_run_over_pages() -> None:
    long = "Backlit ceiling panel, PMMA diffuser. " * 150
    result = render(assemble(offer(details=long), Kind.QUOTATION, "en+zh"))
    assert squeezed(text_of(result)).count(squeezed("Backlit ceiling panel")) == 450
    unbroken = render(
        assemble(offer(remarks="x" * 3000, buyer=Buyer("N" * 300)), Kind.PROFORMA, "en")
    )
    assert squeezed(text_of(unbroken)).count("x") >= 3000
    many = render(assemble(offer(remarks="\n".join(["A remark."] * 200)), Kind.PROFORMA, "en"))
    assert text_of(many).count("A remark.") == 200


def test_proforma_leaves_selling_texts_to_the_quotation() -> None:
    quotation = assemble(offer(details="Five-year warranty"), Kind.QUOTATION, "en")
    proforma = assemble(offer(details="Five-year warranty"), Kind.PROFORMA, "en")
    assert "Five-year" in text_of(render(quotation))
    assert "Five-year" not in text_of(render(proforma))


def test_added_charges_lead_from_goods_to_total() -> None:
    charges = (
        Charge(ChargeKind.FREIGHT, Decimal(850)),
        Charge(ChargeKind.DISCOUNT, Decimal(220)),
        Charge(ChargeKind.OTHER, Decimal(30), label="Courier of samples"),
    )
    document = assemble(offer(charges=charges), Kind.PROFORMA, "en")
    assert [(f.label.en, f.value) for f in document.sums] == [
        ("Goods", "34,800.00"),
        ("Freight", "850.00"),
        ("Discount", "−220.00"),
        ("Courier of samples", "30.00"),
    ]
    assert document.total.value == "USD 35,460.00"


def test_snapshot_is_json_with_every_value_and_no_bytes() -> None:
    document = assemble(offer(), Kind.PROFORMA, "en+zh")
    data = json.loads(json.dumps(document.snapshot(), ensure_ascii=False))
    assert data["kind"] == "proforma"
    assert data["total"]["value"] == "USD 34,800.00"
    assert len(data["items"][0]["picture"]["sha256"]) == 64
    assert data["bank"][0]["value"] == "Ningbo Bowei Lighting"


def test_draft_mark() -> None:
    document = assemble(offer(), Kind.QUOTATION, "en")
    assert "DRAFT" in text_of(render(document, draft=True))
    assert "DRAFT" not in text_of(render(document))


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("灯", "，", False),
        ("（", "灯", False),
        ("灯", "具", True),
        ("a", "b", False),
        (" ", "b", True),
    ],
)
def test_kinsoku(before: str, after: str, allowed: bool) -> None:
    assert may_break(before, after) is allowed


@pytest.mark.parametrize(
    "words", ["Call {} before paying.", "请致电 {} 核实。", "Rufen Sie {} an."]
)
def test_a_telephone_number_stays_on_one_line_where_it_fits(words):
    number = "+86 (574) 5550 0188"
    paragraph = Paragraph([Span(words.format(number))], FontChain())
    whole = Paragraph([Span(number)], FontChain()).natural_width()
    for width in range(round(whole) + 1, round(paragraph.natural_width()), 97):
        texts = ["".join(run.text for run in line.runs) for line in paragraph.lines(width)]
        assert sum(number in text for text in texts) == 1, texts
    assert len(paragraph.lines(whole / 2)) > 2


def test_no_line_starts_with_chinese_punctuation() -> None:
    text = "宁波博维照明有限公司，浙江省宁波市鄞州区光华路88号。" * 6
    for width in range(3000, 9000, 500):
        lines = Paragraph([Span(text)], FontChain()).lines(width)
        starts = [line.runs[0].text[0] for line in lines]
        assert not set(starts) & set("，。）")
        assert "".join(run.text for line in lines for run in line.runs) == text


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("45", "45 days from deposit", "收到定金后 45 天"),
        ("45 days from deposit", "45 days from deposit", "收到定金后 45 天"),
        ("收到定金后 45 天", "45 days from deposit", "收到定金后 45 天"),
        ("stock, ships Monday", "stock, ships Monday", "stock, ships Monday"),
    ],
)
def test_lead_time_in_both_languages(text: str, en: str, zh: str) -> None:
    wording = lead_time_text(text)
    assert (wording.text("en"), wording.text("zh")) == (en, zh)


def test_sample_renders() -> None:
    assert render_sample().startswith(b"%PDF")
