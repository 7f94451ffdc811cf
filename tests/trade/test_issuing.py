"""Issuing: gap-free numbers, frozen bytes, revisions, and what stops a document."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from desktop.runtime.errors import UserFacing
from desktop.store.journal import undo
from desktop.store.schema.documents import IssuedDocument, NumberSequence
from desktop.trade import bank_accounts, issued_files, issuing, quote_revisions, quotes
from desktop.trade.documents import render
from desktop.trade.documents.document import Kind
from desktop.trade.documents.offer import Bank
from desktop.trade.issue_source import FROM_QUOTE
from desktop.trade.quote_lines import parse_line

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)


@pytest.fixture
def quote(shop, draft):
    return quotes.create(shop, draft, [parse_line("PL-6060-40:2000:14.20")], today=TODAY)


def test_issue_keeps_the_bytes(shop, quote):
    issued = issuing.issue(shop, quote.id, Kind.PROFORMA, "en+zh", now=NOW)
    assert (issued.number, issued.revision) == ("PI-2026-0001", 1)
    content = issued.path.read_bytes()
    assert hashlib.sha256(content).hexdigest() == issued.sha256
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    for value in ("PI-2026-0001", "28,400.00", "Brenner Lichttechnik GmbH", "Germany", "0000 1234"):
        assert value in text
    with shop.read() as session:
        row = session.scalars(sa.select(IssuedDocument)).one()
    assert row.snapshot["total"]["value"] == "USD 28,400.00"
    assert [p.name for p in shop.profile.documents.iterdir()] == [issued.path.name]
    assert issuing.path_of(shop, issued.id) == issued.path
    assert issuing.path_of(shop, "PI-2026-0001") == issued.path


def test_same_content_is_issued_once(shop, quote):
    first = issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    again = issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW + timedelta(days=2))
    assert (again.id, again.sha256) == (first.id, first.sha256)
    chinese = issuing.issue(shop, quote.id, Kind.PROFORMA, "zh", now=NOW)
    assert (chinese.number, chinese.revision) == (first.number, 1)
    assert len(issuing.listing(shop, quote_id=quote.id)) == 2


def test_changed_content_is_the_next_revision_and_the_old_file_stays(shop, quote):
    first = issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    before = first.path.read_bytes()
    changed = replace(quote.draft, remarks="Neutral white inner box")
    quotes.update(shop, quote.id, changed, today=TODAY)
    second = issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    assert (second.number, second.revision) == (first.number, 2)
    assert second.path != first.path
    assert first.path.read_bytes() == before
    assert b"%PDF" in second.path.read_bytes()[:8]


def test_numbers_have_no_gaps_and_count_by_kind_and_year(shop, draft):
    made = [
        quotes.create(shop, draft, [parse_line(f"PL-6060-40:{n}")], today=TODAY)
        for n in (1000, 2000, 3000)
    ]
    numbers = [issuing.issue(shop, q.id, Kind.PROFORMA, "en", now=NOW).number for q in made]
    assert numbers == ["PI-2026-0001", "PI-2026-0002", "PI-2026-0003"]
    assert issuing.issue(shop, made[0].id, Kind.QUOTATION, "en", now=NOW).number == "QT-2026-0001"
    late = replace(draft, valid_until=date(2027, 2, 1))
    other = quotes.create(shop, late, [parse_line("PL-6060-40:1000")], today=TODAY)
    next_year = NOW + timedelta(days=50)
    assert (
        issuing.issue(shop, other.id, Kind.PROFORMA, "en", now=next_year).number == "PI-2027-0001"
    )


def test_a_failed_issue_uses_no_number_and_leaves_no_file(shop, draft):
    bad = quotes.create(
        shop, replace(draft, incoterm="FOB", place=""), [parse_line("PL-6060-40:1")], today=TODAY
    )
    with pytest.raises(UserFacing) as caught:
        issuing.issue(shop, bad.id, Kind.PROFORMA, "en", now=NOW)
    assert caught.value.code == "place_missing"
    with shop.read() as session:
        assert session.get(NumberSequence, ("proforma", 2026, "")) is None
    assert list(shop.profile.documents.iterdir()) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_number_taken_by_another_process_meanwhile(shop, draft, monkeypatch, language):
    one, two = (
        quotes.create(shop, draft, [parse_line(f"PL-6060-40:{n}")], today=TODAY)
        for n in (1000, 2000)
    )
    real, raced = render.render, []

    def racing(document, **options):
        if not raced:
            raced.append(True)
            issuing.issue(shop, two.id, Kind.PROFORMA, language, now=NOW)
        return real(document, **options)

    monkeypatch.setattr(render, "render", racing)
    issued = issuing.issue(shop, one.id, Kind.PROFORMA, "en", now=NOW)
    assert issued.number == "PI-2026-0002"
    assert sorted(d.number for d in issuing.listing(shop)) == ["PI-2026-0001", "PI-2026-0002"]
    for document in issuing.listing(shop):
        text = PdfReader(issuing.path_of(shop, document.id)).pages[0].extract_text()
        assert document.number in text


@pytest.mark.parametrize("is_first", [True, False])
def test_what_two_windows_issue_at_once_is_one_document(shop, quote, monkeypatch, is_first):
    if not is_first:
        issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
        quotes.update(shop, quote.id, replace(quote.draft, remarks="Pallets"), today=TODAY)
    real, raced = render.render, []

    def racing(document, **options):
        if not raced:
            raced.append(True)
            raced.append(issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW))
        return real(document, **options)

    monkeypatch.setattr(render, "render", racing)
    issued = issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    assert (issued.id, issued.sha256) == (raced[1].id, raced[1].sha256)
    assert len(issuing.listing(shop)) == (1 if is_first else 2)
    with shop.read() as session:
        assert session.get(NumberSequence, ("proforma", 2026, "")).last == 1


def test_only_the_current_revision_is_issued(shop, quote):
    quote_revisions.revise(shop, quote.id, today=TODAY)
    with pytest.raises(UserFacing) as caught:
        issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    assert caught.value.code == "not_current"


def test_revised_quote_goes_on_with_the_document_s_number(shop, quote):
    first = issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    revised = quote_revisions.revise(shop, quote.id, today=TODAY)
    lines = tuple(replace(line, unit_price=Decimal(14)) for line in revised.draft.lines)
    quotes.update(shop, revised.id, replace(revised.draft, lines=lines), today=TODAY)
    second = issuing.issue(shop, revised.id, Kind.PROFORMA, "en", now=NOW)
    assert (second.number, second.revision) == (first.number, 2)


def test_validity_in_the_past_stops_it(shop, quote):
    with pytest.raises(UserFacing) as caught:
        issuing.issue(shop, quote.id, Kind.QUOTATION, "en", now=NOW + timedelta(days=60))
    assert caught.value.code == "validity_past"


def test_proforma_needs_a_bank_account_of_the_currency(shop, draft):
    euro = replace(draft, currency="EUR")
    made = quotes.create(shop, euro, [parse_line("PL-6060-40:1000:13")], today=TODAY)
    with pytest.raises(UserFacing) as caught:
        issuing.issue(shop, made.id, Kind.PROFORMA, "en", now=NOW)
    assert caught.value.code == "no_bank_account"
    assert issuing.issue(shop, made.id, Kind.QUOTATION, "en", now=NOW).number == "QT-2026-0001"


def test_changed_and_missing_files_are_noticed(shop, quote):
    issued = issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    issued.path.write_bytes(b"%PDF-1.4 other bank account")
    with pytest.raises(UserFacing) as caught:
        issuing.path_of(shop, issued.id)
    assert caught.value.code == "document_changed"
    issued.path.unlink()
    with pytest.raises(UserFacing) as caught:
        issuing.path_of(shop, issued.id)
    assert caught.value.code == "document_missing"


def test_the_number_of_a_file_that_no_entry_knows_is_skipped(shop, quote):
    """A store that was restored from an older backup does not know what was issued since."""
    folder = shop.profile.documents
    folder.mkdir(exist_ok=True)
    sent = b"%PDF-1.4 issued, then the store was restored from an older backup"
    for name in ("PI-2026-0001_en.pdf", "PI-2026-0001_Rev2_en.pdf", "PI-2026-0002_zh.pdf"):
        (folder / name).write_bytes(sent)
    issued = issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    assert (issued.number, issued.skipped) == ("PI-2026-0003", ("PI-2026-0001", "PI-2026-0002"))
    assert "PI-2026-0001" in issued.notice()
    assert (folder / "PI-2026-0001_en.pdf").read_bytes() == sent
    other = issuing.issue(shop, quote.id, Kind.PROFORMA, "zh", now=NOW)
    assert (other.number, other.skipped) == ("PI-2026-0003", ())
    assert not any(one.superseded for one in issuing.listing(shop)), "another language, no revision"
    assert not list(folder.glob(".*"))
    contract = issuing.issue(shop, quote.id, Kind.CONTRACT, "en", now=NOW)
    assert contract.number == "SC-2026-0001"


def test_a_revision_whose_file_lies_there_is_skipped(shop, quote):
    first = issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    (first.path.parent / "PI-2026-0001_Rev2_zh.pdf").write_bytes(b"%PDF-1.4 before the restore")
    revised = quote_revisions.revise(shop, quote.id, today=TODAY)
    lines = tuple(replace(line, unit_price=Decimal(14)) for line in revised.draft.lines)
    quotes.update(shop, revised.id, replace(revised.draft, lines=lines), today=TODAY)
    second = issuing.issue(shop, revised.id, Kind.PROFORMA, "en", now=NOW)
    assert (second.revision, second.skipped) == (3, ("PI-2026-0001 Rev.2",))


def test_what_a_crash_left_is_put_aside_and_its_number_used(shop, quote):
    folder = shop.profile.documents
    folder.mkdir(exist_ok=True)
    left = b"%PDF-1.4 in place, then the power went before the row was committed"
    (folder / "PI-2026-0001_en.pdf").write_bytes(left)
    issued_files.begin(folder, "PI-2026-0001_en.pdf")
    issued = issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    assert (issued.number, issued.skipped) == ("PI-2026-0001", ())
    assert issued_files.damage_of(issued.path, issued.sha256) is None
    (kept,) = (folder / issued_files.ASIDE).iterdir()
    assert kept.read_bytes() == left
    assert kept.name.startswith("PI-2026-0001_en_")


def test_a_file_that_cannot_be_put_in_place_uses_no_number(shop, quote):
    folder = shop.profile.documents
    blocked = folder / "PI-2026-0001_en.pdf"
    blocked.mkdir(parents=True)
    (folder / issued_files.ASIDE).write_bytes(b"no folder")
    with pytest.raises(UserFacing) as caught:
        issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    assert caught.value.code == "document_not_written"
    assert not issuing.listing(shop)
    blocked.rmdir()
    (folder / issued_files.ASIDE).unlink()
    assert issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW).number == "PI-2026-0001"
    assert [one.name for one in folder.iterdir()] == ["PI-2026-0001_en.pdf"]


def test_the_number_of_a_deleted_document_is_never_used_again(shop, quote):
    first = issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    before = first.path.read_bytes()
    with shop.write(cause="test") as unit:
        unit.session.get(IssuedDocument, first.id).deleted_at = NOW
    second = issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    assert (second.number, second.revision) == (first.number, 2)
    assert second.path != first.path
    assert first.path.read_bytes() == before


def test_unknown_language(shop, quote):
    with pytest.raises(UserFacing):
        issuing.issue(shop, quote.id, Kind.PROFORMA, "xx", now=NOW)


def test_preview_numbers_nothing(shop, quote):
    rendered = issuing.preview(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    assert "DRAFT" in PdfReader(BytesIO(rendered.pdf)).pages[0].extract_text()
    assert issuing.listing(shop) == ()


def test_bank_details_are_checked(shop):
    bank = Bank("USD", "Bowei", "Example Bank", "1", swift="WRONG")
    with pytest.raises(UserFacing):
        bank_accounts.save_bank(shop, bank)
    with pytest.raises(UserFacing):
        bank_accounts.save_bank(shop, replace(bank, swift="", iban="DE89370400440532013001"))
    bank_accounts.save_bank(shop, replace(bank, swift="exmpcn2n", account="77 88"))
    with shop.read() as session:
        assert bank_accounts.read_bank(session, "USD").account == "77 88"
        assert bank_accounts.read_bank(session, "USD").swift == "EXMPCN2N"
        assert bank_accounts.read_bank(session, "JPY") is None


def test_previews_of_unfinished_quotes(shop, draft, quote):
    empty = quotes.create(shop, draft, today=TODAY)
    lost = quotes.update(
        shop, quote.id, replace(quote.draft, discount=Decimal(90000), incoterm="", place=""),
        today=TODAY,
    )  # fmt: skip
    for made in (empty, lost):
        for kind in FROM_QUOTE:
            rendered = issuing.preview(shop, made.id, kind, "en+zh", now=NOW)
            assert rendered.pages >= 1
        with pytest.raises(UserFacing):
            issuing.issue(shop, made.id, Kind.QUOTATION, "en", now=NOW)


def test_an_issued_document_is_not_what_undo_takes_back(shop, quote):
    issued = issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    taken_back = undo(shop)
    assert {entry.record_type for entry in taken_back} == {"quote", "quote_line"}
    assert [d.id for d in issuing.listing(shop)] == [issued.id]
