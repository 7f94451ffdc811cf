"""Document templates: versions, defaults by company and kind, and what they do to what is issued."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from pypdf import PdfReader

from desktop.runtime.errors import UserFacing
from desktop.store import journal
from desktop.store.schema.documents import DocumentTemplate, IssuedDocument
from desktop.trade import company, document_templates, issuing, pictures, quotes
from desktop.trade.bilingual import Bilingual
from desktop.trade.document_templates import Template
from desktop.trade.documents.document import Kind
from desktop.trade.documents.layout import Layout
from desktop.trade.quote_lines import parse_line

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
RED = Layout(accent="#8A1020", intro=Bilingual("Thank you for your inquiry.", "感谢您的询价。"))


@pytest.fixture
def quote(shop, draft):
    return quotes.create(shop, draft, [parse_line("PL-6060-40:2000:14.20")], today=TODAY)


def text_of(issued):
    return " ".join(p.extract_text() for p in PdfReader(BytesIO(issued.path.read_bytes())).pages)


def test_saving_counts_versions_and_only_changes_count(shop):
    first = document_templates.save(shop, Template("Red", Kind.PROFORMA, RED))
    assert (first.version, first.is_default, first.findings) == (1, True, ())
    assert document_templates.save(shop, first).version == 1
    second = document_templates.save(shop, replace(first, layout=replace(RED, paper="Letter")))
    assert (second.id, second.version) == (first.id, 2)
    assert document_templates.get(shop, "Red").layout.paper == "Letter"
    plain = document_templates.reset(shop, "Red")
    assert (plain.version, plain.layout.accent) == (3, Layout().accent)


def test_one_default_a_kind_and_company(shop):
    red = document_templates.save(shop, Template("Red", Kind.PROFORMA, RED))
    copied = document_templates.copy(shop, red.id)
    assert (copied.name, copied.is_default, copied.version) == ("Copy of Red", False, 1)
    with pytest.raises(UserFacing) as refused:
        document_templates.delete(shop, red.id)
    assert refused.value.code == "template_is_default"
    document_templates.set_default(shop, copied.id)
    assert [t.is_default for t in document_templates.listing(shop)] == [True, False]
    document_templates.delete(shop, red.id)
    document_templates.delete(shop, copied.id)
    assert document_templates.listing(shop) == ()
    with pytest.raises(UserFacing):
        document_templates.get(shop, "Red")


def test_names_and_companies_are_checked(shop):
    document_templates.save(shop, Template("Red", Kind.PROFORMA, RED))
    for template, code in (
        (Template(" ", Kind.PROFORMA), "template_without_name"),
        (Template("Red", Kind.PROFORMA), "template_name_taken"),
        (Template("Blue", Kind.PROFORMA, seller_id="nobody"), "unknown_company"),
    ):
        with pytest.raises(UserFacing) as refused:
            document_templates.save(shop, template)
        assert refused.value.code == code


def test_a_company_prints_by_its_own_template_before_everybodys(shop):
    document_templates.save(shop, Template("All", Kind.PROFORMA, RED))
    own = company.sellers(shop)[0].id
    blue = replace(RED, accent="#102080")
    document_templates.save(shop, Template("Own", Kind.PROFORMA, blue, seller_id=own))
    with shop.read() as session:
        layout_for = document_templates.layout_for
        assert layout_for(session, Kind.PROFORMA, None).accent == "#102080"
        assert layout_for(session, Kind.PROFORMA, "another").accent == "#8A1020"
        assert layout_for(session, Kind.QUOTATION, own) == Layout()


def test_what_is_issued_keeps_its_template_and_version(shop, quote):
    saved = document_templates.save(shop, Template("Red", Kind.PROFORMA, RED))
    issued = issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    assert "Thank you for your inquiry." in text_of(issued)
    with shop.read() as session:
        row = session.scalars(sa.select(IssuedDocument)).one()
    assert row.template_id == saved.id
    assert row.snapshot["layout"]["version"] == 1
    assert row.snapshot["layout"]["accent"] == "#8A1020"
    before = issued.path.read_bytes()
    document_templates.save(shop, replace(saved, layout=replace(RED, accent="#102080")))
    again = issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW)
    assert (again.id, again.path.read_bytes()) == (issued.id, before)


def test_a_template_that_no_longer_fits_is_printed_without_what_is_unknown(shop, quote):
    saved = document_templates.save(shop, Template("Old", Kind.PROFORMA, RED))
    with shop.write(cause="user") as unit:
        row = unit.session.get_one(DocumentTemplate, saved.id)
        row.layout = {"format": 99, "columns": ["price", "weight_of_dreams"], "hidden": ["bank"]}
    found = document_templates.get(shop, "Old")
    assert [f.entry for f in found.findings] == ["format: 99", "columns: weight_of_dreams", "bank"]
    text = text_of(issuing.issue(shop, quote.id, Kind.PROFORMA, "en", now=NOW))
    assert "0000 1234" in text


def test_stamp_and_signature_are_made_small_and_a_poster_is_refused_unread(shop, tmp_path):
    buffer = BytesIO()
    Image.new("RGBA", (2000, 1000), "#20408080").save(buffer, "PNG")
    company.save_company(shop, {}, stamp=buffer.getvalue(), signature=buffer.getvalue())
    seller = company.get_profile(shop).seller
    assert Image.open(BytesIO(seller.stamp)).size == (360, 180)
    assert Image.open(BytesIO(seller.signature)).mode == "RGBA"
    poster = tmp_path / "poster.png"
    with poster.open("wb") as file:
        file.truncate(50_000_000)
    for take in (
        lambda: pictures.read_file(poster),
        lambda: company.save_company(shop, {}, logo=bytes(50_000_000)),
    ):
        with pytest.raises(UserFacing) as refused:
            take()
        assert refused.value.code == "picture_too_large"
        assert "50 MB" in refused.value.message
    assert company.get_profile(shop).seller.stamp == seller.stamp
    company.save_company(shop, {}, stamp=b"")
    assert company.get_profile(shop).seller.stamp is None


def test_the_look_of_one_kind_is_given_to_all_and_taken_back(shop):
    own = replace(RED, intro=Bilingual("Dear buyer"), blocks=RED.blocks[::-1])
    source = document_templates.save(shop, Template("House", Kind.PROFORMA, own))
    packing = Layout(accent="#107040", closing=Bilingual("Count the cartons"))
    document_templates.save(shop, Template("Cartons", Kind.PACKING_LIST, packing))
    made = document_templates.spread(shop, source.id)
    assert {one.kind for one in made} == set(Kind) - {Kind.PROFORMA}
    found = {one.kind: one for one in document_templates.listing(shop)}
    assert {one.layout.accent for one in found.values()} == {RED.accent}
    assert found[Kind.PACKING_LIST].name == "Cartons"
    assert found[Kind.PACKING_LIST].version == 2
    assert found[Kind.PACKING_LIST].layout.closing.en == "Count the cartons"
    assert found[Kind.CONTRACT].layout.intro.en == ""
    assert found[Kind.CONTRACT].layout.blocks == Layout().blocks
    assert document_templates.spread(shop, source.id) == ()
    unit = next(e.unit_id for e in journal.entries(shop, limit=20) if e.cause == "user")
    journal.undo(shop, unit)
    after = {one.kind: one for one in document_templates.listing(shop)}
    assert set(after) == {Kind.PROFORMA, Kind.PACKING_LIST}
    assert after[Kind.PACKING_LIST].layout.accent == "#107040"
