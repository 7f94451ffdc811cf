"""Copies of issued documents: what was issued, in other forms, whatever has changed since."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from pypdf import PdfReader

from desktop.runtime.errors import UserFacing
from desktop.store.schema.documents import IssuedDocument, PrintedPicture
from desktop.trade import company, document_copies, issuing, orders, quote_moves, quotes
from desktop.trade.document_copies import Form
from desktop.trade.documents.document import Kind
from desktop.trade.documents.restored import restored
from desktop.trade.documents.sample import sample_document
from desktop.trade.quote_lines import parse_line
from desktop.trade.quote_states import QuoteState
from tests.trade.archive_rules import violations
from tests.trade.printed_texts import plain
from tests.trade.test_office_forms import cells, furnished, word_texts

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)


def logo(color: str) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (90, 60), color).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def order(shop, draft):
    company.save_company(shop, {}, logo=logo("red"))
    made = quotes.create(shop, draft, [parse_line("PL-6060-40:2000:14.20")], today=TODAY)
    quote_moves.set_state(shop, made.id, QuoteState.SENT, now=NOW)
    return orders.from_quote(shop, made.id, now=NOW)


def said(copy: document_copies.FormCopy, form: Form) -> str:
    """Return the words and figures of a copy."""
    if form is Form.XLSX:
        return "\n".join(str(cell.value) for cell in cells(copy.content)[1])
    if form is Form.DOCX:
        return plain(word_texts(copy.content))
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(copy.content)).pages)


@pytest.mark.parametrize("form", Form)
def test_a_copy_says_what_was_issued(shop, order, form):
    issued = issuing.issue(shop, order.id, Kind.COMMERCIAL_INVOICE, "en", now=NOW)
    copy = document_copies.copy_of(shop, issued.id, form)
    assert copy == document_copies.copy_of(shop, issued.number, form)
    assert (
        copy.name
        == {
            Form.PDF: "CI-2026-0001_en.pdf",
            Form.PDFA: "CI-2026-0001_en_PDFA.pdf",
            Form.XLSX: "CI-2026-0001_en.xlsx",
            Form.DOCX: "CI-2026-0001_en.docx",
        }[form]
    )
    words = said(copy, form)
    assert "CI-2026-0001" in words
    assert "PL-6060-40" in words
    assert ("28400" if form is Form.XLSX else "28,400.00") in words
    if form is Form.PDFA:
        assert violations(copy.content) == []


def test_a_copy_of_an_old_revision_says_so_and_shows_what_it_showed(shop, order):
    first = issuing.issue(shop, order.id, Kind.COMMERCIAL_INVOICE, "en", now=NOW)
    before = first.path.read_bytes()
    line = order.draft.lines[0]
    changed = replace(order.draft, lines=(replace(line, unit_price=Decimal("14.90")),))
    orders.update(shop, order.id, draft=changed, today=TODAY)
    company.save_company(shop, {"website": "https://another.example"}, logo=logo("blue"))
    issuing.issue(
        shop, order.id, Kind.COMMERCIAL_INVOICE, "en", now=NOW + timedelta(days=1), reason="less"
    )
    for form in (Form.PDFA, Form.XLSX, Form.DOCX):
        copy = document_copies.copy_of(shop, first.id, form)
        words = said(copy, form)
        assert copy.name.startswith("SUPERSEDED_")
        assert form is not Form.PDFA or violations(copy.content) == []
        assert "SUPERSEDED" in words
        assert ("28400" if form is Form.XLSX else "28,400.00") in words
        assert "another.example" not in words
    sheet, _found = cells(document_copies.copy_of(shop, first.id, Form.XLSX).content)
    with Image.open(BytesIO(sheet._images[0]._data())) as shown:
        red, _green, blue = shown.convert("RGB").getpixel((1, 1))
    assert red > 200 > blue
    assert first.path.read_bytes() == before


def test_the_archive_form_can_be_what_is_issued(shop, order):
    issued = issuing.issue(shop, order.id, Kind.PROFORMA, "en+zh", now=NOW, archive=True)
    assert issued.is_archive
    content = issuing.path_of(shop, issued.id).read_bytes()
    assert violations(content) == []
    assert document_copies.copy_of(shop, issued.id, Form.PDFA).content == content
    # Another form alone makes no new revision: what is issued stays what it is.
    again = issuing.issue(shop, order.id, Kind.PROFORMA, "en+zh", now=NOW)
    assert (again.id, again.is_archive, again.as_json()["format"]) == (issued.id, True, "pdfa")


def test_a_copy_whose_pictures_were_not_kept_is_refused_in_words(shop, order, tmp_path):
    issued = issuing.issue(shop, order.id, Kind.PROFORMA, "en", now=NOW)
    with shop.write("test") as unit:
        unit.session.execute(sa.delete(PrintedPicture))
    with pytest.raises(UserFacing) as caught:
        document_copies.copy_of(shop, issued.id, Form.XLSX)
    assert caught.value.code == "pictures_missing"
    assert document_copies.save(shop, issued.id, Form.PDF, tmp_path / "a.pdf").is_file()


def test_a_copy_that_cannot_be_written_or_made_says_why(shop, order, tmp_path):
    issued = issuing.issue(shop, order.id, Kind.PROFORMA, "en", now=NOW)
    with pytest.raises(UserFacing) as caught:
        document_copies.save(shop, issued.id, Form.DOCX, tmp_path / "none" / "a.docx")
    assert caught.value.code == "unwritable_file"
    with pytest.raises(UserFacing) as caught:
        document_copies.copy_of(shop, "nothing", Form.DOCX)
    assert caught.value.code == "unknown_document"


def test_pictures_are_kept_once_for_all_documents(shop, order):
    for kind in (Kind.PROFORMA, Kind.CONTRACT, Kind.COMMERCIAL_INVOICE):
        issuing.issue(shop, order.id, kind, "en", now=NOW)
    with shop.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(PrintedPicture)) == 1
        assert len(list(session.scalars(sa.select(IssuedDocument)))) == 3


@pytest.mark.parametrize("languages", ["en", "en+zh", "ar", "es+zh"])
@pytest.mark.parametrize("kind", Kind)
def test_a_snapshot_is_read_back_as_the_document_it_was(kind, languages):
    document = sample_document(2, languages, kind)
    snapshot = document.snapshot()
    assert restored(snapshot, {}).snapshot() == snapshot


def test_a_snapshot_with_more_or_less_than_this_version_knows_is_read():
    snapshot = sample_document(1).snapshot()
    snapshot["hologram"] = [1]
    del snapshot["number_format"], snapshot["settled"]
    found = restored(snapshot, {})
    assert (found.number, found.settled) == (snapshot["number"], ())
    with pytest.raises(ValueError, match="not the snapshot"):
        restored({"number": "X"}, {})
    with pytest.raises(KeyError):
        restored(furnished().snapshot(), {})
