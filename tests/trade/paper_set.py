"""A full set of papers of one invented sale: what the golden pages show and design tests vary."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

from desktop.trade.bilingual import Bilingual
from desktop.trade.documents.assemble import assemble
from desktop.trade.documents.document import Clause, Kind, TradeDocument
from desktop.trade.documents.offer import Offer
from desktop.trade.documents.sample import sample_document, sample_offer
from desktop.trade.order_payments import Happened
from desktop.trade.order_shipping import LoadedBox, OrderShipping

CHINA = Bilingual("China", "中国")
NUMBERS = {
    Kind.QUOTATION: "QT-2026-1182",
    Kind.PROFORMA: "PI-2026-1182",
    Kind.CONTRACT: "SC-2026-0417",
    Kind.ORDER_CONFIRMATION: "OC-2026-0398",
    Kind.COMMERCIAL_INVOICE: "CI-2026-0377",
    Kind.PACKING_LIST: "PL-2026-0377",
}
SHIPPING = OrderShipping(
    contract_number="SC-2026-0417", signed_at_place="Ningbo",
    consignee="To order of Deutsche Bank AG\nAlter Wall 53, 20457 Hamburg",
    notify_party="Brenner Lichttechnik GmbH\nBillstrasse 180, 20539 Hamburg, Germany",
    port_of_discharge="Hamburg", final_destination="Hamburg", vessel="EVER GIVEN", voyage="017W",
    bl_number="COSU6301442810", bl_date=date(2027, 1, 18), latest_shipment=date(2027, 1, 31),
    etd=date(2027, 1, 18), eta=date(2027, 2, 24), originals=3,
    boxes=(LoadedBox("CSQU3054383", "ML-99812", "20GP", Decimal(6180), 663),),
)  # fmt: skip
LIBRARY = (
    Clause(
        Bilingual(
            "The buyer inspects the goods within 15 days of arrival and sends photos with the lot"
            " numbers of what is short or damaged; the seller replaces or credits it.",
            "买方应在货到后 15 天内验货，对短少或损坏的货物提供带批号的照片，由卖方补发或贷记。",
        ),
        Bilingual("Inspection and claims", "检验与索赔"),
    ),
    Clause(
        Bilingual(
            "Neither party is liable for delay or failure caused by events beyond its control.",
            "因不可抗力事件导致的延迟或无法履约，双方均不承担责任。",
        ),
        Bilingual("Force majeure", "不可抗力"),
    ),
)
_COLORS = ("#F6E3B4", "#F4C978", "#5A5F69", "#A9BACD", "#A5A8AE")


@lru_cache(maxsize=16)
def product_picture(number: int) -> bytes:
    """Return a small drawing, another one for each number up to 5."""
    image = Image.new("RGB", (96, 96), "#F3F2EE")
    draw = ImageDraw.Draw(image)
    shapes = (draw.rectangle, draw.ellipse)
    shapes[number % 2]((22, 22, 74, 74), fill=_COLORS[number % 5], outline="#8A8F99", width=4)
    return _png(image)


@lru_cache(maxsize=1)
def logo() -> bytes:
    """Return the invented company's sign."""
    image = Image.new("RGBA", (128, 128))
    draw = ImageDraw.Draw(image)
    draw.ellipse((4, 4, 124, 124), outline="#2A5BD0", width=8)
    draw.ellipse((54, 66, 74, 86), fill="#2A5BD0")
    draw.arc((28, 44, 100, 116), 200, 340, fill="#2A5BD0", width=7)
    return _png(image)


@lru_cache(maxsize=1)
def stamp() -> bytes:
    """Return a red company stamp."""
    image = Image.new("RGBA", (160, 160))
    draw = ImageDraw.Draw(image)
    draw.ellipse((5, 5, 155, 155), outline="#C8443A", width=5)
    draw.regular_polygon((80, 80, 26), 5, fill="#C8443A")
    return _png(image)


@lru_cache(maxsize=1)
def signature() -> bytes:
    """Return a scrawl in blue ink."""
    image = Image.new("RGBA", (300, 100))
    points = [(10, 80), (45, 15), (60, 85), (100, 30), (120, 80), (160, 35), (185, 78), (290, 50)]
    ImageDraw.Draw(image).line(points, fill="#1A2C66", width=5, joint="curve")
    return _png(image)


def _png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def full_offer(kind: Kind, lines: int = 5) -> Offer:
    """Return the sale as `kind` tells it, everything filled that the kind can print."""
    base = sample_offer(lines)
    offer = replace(
        base,
        number=NUMBERS[kind],
        seller=replace(
            base.seller, logo=logo(), stamp=stamp(), signature=signature(),
            tax_id="91330200MA2C0XXX0X", website="https://bowei-led.example",
        ),
        lines=tuple(
            replace(line, picture=product_picture(index % 5), origin=CHINA,
                    details=Bilingual("Five-year warranty, CE, RoHS", "五年质保，CE、RoHS 认证"))
            for index, line in enumerate(base.lines)
        ),
        remarks="Neutral white inner box with the buyer's label and EAN.\n5-ply export cartons.",
        partial_shipment=False, transhipment=True, tolerance_percent=Decimal(5),
        library=LIBRARY,
    )  # fmt: skip
    if kind is Kind.QUOTATION:
        return offer
    if kind is Kind.PROFORMA:
        # Of an order, as in the design: its schedule follows from the order's day and the ship.
        plan = OrderShipping(etd=SHIPPING.etd, eta=SHIPPING.eta, port_of_discharge="Hamburg")
        return replace(offer, shipping=plan, happened=Happened(date(2026, 11, 20)))
    return replace(
        offer,
        shipping=SHIPPING, order_number="SO-2026-0117", destination="Hamburg",
        invoice_number=NUMBERS[Kind.COMMERCIAL_INVOICE],
        credit={"20": "LC-2026-90017", "31C": "261125", "52A": "DEUTDEHHXXX", "31D": "270221CHINA"},
        received=Decimal(13056) if kind is Kind.COMMERCIAL_INVOICE else Decimal(0),
        happened=Happened(date(2026, 11, 20)),
        all_marks=("BRENNER 88123", "HAMBURG", "C/NO. 1-663", "MADE IN CHINA"),
    )  # fmt: skip


def paper(kind: Kind, languages: str = "en+zh", lines: int = 5) -> TradeDocument:
    """Return the document of `kind` of the sale."""
    if kind is Kind.STATEMENT:
        seller = full_offer(Kind.QUOTATION).seller
        return sample_document(lines, languages, kind, seller)
    return assemble(full_offer(kind, lines), kind, languages)
