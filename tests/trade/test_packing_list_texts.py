"""Titles and notes of an order on its packing list: where the order has them, without any price."""

from datetime import UTC, datetime
from io import BytesIO

from pypdf import PdfReader

from desktop.trade import issuing, line_wishes, order_entry
from desktop.trade.documents.document import Kind
from desktop.trade.line_wishes import LineWish, WishKind
from desktop.trade.quote_draft import QuoteDraft

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
WISHES = (
    LineWish(WishKind.SECTION, "Hall A"),
    LineWish(WishKind.LINE, "PL-6060-40:400:14.20"),
    LineWish(WishKind.NOTE, "Pallets marked in red"),
    LineWish(WishKind.SECTION, "Hall B"),
    LineWish(WishKind.LINE, "PL-6060-40:200:14.20"),
    LineWish(WishKind.LINE, "A:B:100"),
    LineWish(WishKind.NOTE, "Handle with care"),
)


def test_titles_and_notes_stand_where_the_order_has_them(shop):
    draft = QuoteDraft("c1", currency="USD")
    lines = line_wishes.made_lines(shop, WISHES, draft, today=NOW.date())
    order = order_entry.create(shop, QuoteDraft("c1", lines=lines), now=NOW)
    issued = issuing.issue(shop, order.id, Kind.PACKING_LIST, "en", now=NOW)
    said = "\n".join(
        page.extract_text() for page in PdfReader(BytesIO(issued.path.read_bytes())).pages
    )
    places = [
        said.index(words)
        for words in ("Hall A", "Pallets marked in red", "Hall B", "Hinge", "Handle with care")
    ]
    assert places == sorted(places)
    assert "5,680" not in said, "a title's subtotal is a price"
    with shop.read() as session:
        row = issuing.find(session, issued.id)
        kinds = [(item["kind"], item["number"]) for item in row.snapshot["items"]]
    assert kinds == [
        ("section", ""), ("item", "1"), ("note", ""), ("section", ""), ("item", "2"), ("item", "3"),
        ("note", ""),
    ]  # fmt: skip
