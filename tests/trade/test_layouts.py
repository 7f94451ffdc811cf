"""Layouts: any JSON prints, what a kind must show is always there, order and hiding do what they say."""

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from desktop.trade.bilingual import Bilingual
from desktop.trade.documents.document import Kind
from desktop.trade.documents.layout import BLOCKS, COLUMNS, PARTS, USUAL, Layout, read_layout
from desktop.trade.documents.layout_rules import (
    blocks_of,
    check,
    columns_of,
    contrast,
    dressed,
    required,
)
from desktop.trade.documents.render import render
from desktop.trade.documents.sample import sample_document

PRINTED = [kind for kind in Kind if kind is not Kind.STATEMENT]
json = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 999) | st.floats(allow_nan=True) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
names = st.sampled_from([*BLOCKS, *PARTS, *COLUMNS, "hologram"])
texts = st.fixed_dictionaries({"en": st.text(max_size=60), "zh": st.text(max_size=60)})
likely = st.fixed_dictionaries(
    {},
    optional={
        "accent": st.sampled_from(["#8a1020", "#FFFFFF", "red", "#12345"]),
        "paper": st.sampled_from(["A4", "Letter", "A9"]),
        "margin_top": st.floats(-5, 120),
        "margin_bottom": st.floats(-5, 120),
        "logo": st.sampled_from(["left", "right", "none", "up"]),
        "logo_height": st.floats(1, 99),
        "title_style": st.sampled_from(["plain", "bold", "capitals", 3]),
        "labels": st.sampled_from(["both", "first", ""]),
        "blocks": st.lists(names, max_size=14),
        "columns": st.lists(names, max_size=14),
        "hidden": st.lists(names, max_size=20),
        "widths": st.dictionaries(names, st.floats(0, 3), max_size=8),
        "headings": st.dictionaries(names, texts, max_size=4),
        "title": texts,
        "stamp_size": st.floats(0, 300),
        "intro": texts,
        "closing": texts,
        "footer": texts,
        "signature": st.booleans(),
        "holes": json,
    },
)


def words(rendered):
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(rendered.pdf)).pages).split()
    )


def laid_out(stored, document=None):
    return dressed(document or sample_document(languages="en"), read_layout(stored).layout)


@given(json)
def test_any_json_is_a_layout(stored):
    layout = read_layout(stored).layout
    assert set(layout.blocks) == set(BLOCKS)
    assert set(layout.columns) == set(COLUMNS)
    assert read_layout(layout.as_json()).layout == layout


@settings(max_examples=25)
@given(likely)
def test_any_layout_prints_what_a_proforma_invoice_must_show(stored):
    document = laid_out(stored)
    text = words(render(document))
    for value in (
        "PI-2026-1182", "20 November 2026", "4 December 2026", "Brenner Lichttechnik GmbH", "CIF",
        "PL-6060-40", "28,400.00", "14.20", "9405110000", "43,520.00", "FORTY-THREE THOUSAND",
        "13,056.00", "EXMPCN2NXXX", "never change by e-mail",
    ):  # fmt: skip
        assert value in text
    assert document.layout.as_json() == read_layout(document.layout.as_json()).layout.as_json()


@given(likely)
def test_a_layout_that_was_read_has_only_findings_about_itself(stored):
    for kind in Kind:
        for finding in check(read_layout(stored), kind):
            assert finding.message
            assert finding.code in {"unknown_entry", "required", "contrast", "sums_first"}


def test_the_usual_layout_has_no_findings_and_changes_nothing():
    document = sample_document()
    for kind in Kind:
        assert check(read_layout(USUAL.as_json()), kind) == ()
    assert dressed(document, Layout()) == document


def test_blocks_in_another_order_keep_their_text():
    document = sample_document(languages="en")
    usual = words(render(document))
    turned = words(render(laid_out({"blocks": ["bank", "payment", "parties", "clauses"]})))
    assert sorted(set(turned.split())) == sorted(set(usual.split()))
    assert (
        turned.index("EXMPCN2NXXX") < turned.index("Brenner Lichttechnik") < turned.index("PL-6060")
    )
    assert usual.index("PL-6060") < usual.index("EXMPCN2NXXX")


def test_columns_in_another_order():
    text = words(render(laid_out({"columns": ["number", "amount", "description"]})))
    assert text.index("Amount, USD") < text.index("Description")
    assert text.index("28,400.00") < text.index("PL-6060-40")


def test_what_is_hidden_disappears_unless_it_must_be_shown():
    document = sample_document(languages="en")
    picture = _picture()
    items = tuple(replace(item, picture=picture) for item in document.items)
    hidden = {"hidden": ["picture", "packing", "price", "bank", "remarks"]}
    laid = laid_out(hidden, replace(document, items=items))
    assert {item.picture for item in laid.items} == {None}
    text = words(render(laid))
    assert "21.481 CBM" not in text
    assert "14.20" in text
    assert "EXMPCN2NXXX" in text
    codes = {(f.code, f.entry) for f in check(read_layout(hidden), Kind.PROFORMA)}
    assert codes == {("required", "price"), ("required", "bank")}


def test_texts_stamp_and_signature_follow_the_layout():
    document = sample_document(languages="en")
    first, *rest = document.signatures
    signed = replace(document, signatures=(replace(first, image=b"i", stamp=b"s"), *rest))
    laid = dressed(signed, Layout(stamp=False))
    assert (laid.signatures[0].image, laid.signatures[0].stamp) == (b"i", None)
    said = {name: {"en": f"The {name} says so."} for name in ("intro", "closing", "footer")}
    text = words(render(laid_out(said)))
    assert all(f"The {name} says so." in text for name in said)


def test_letter_paper_and_a_large_logo_at_the_right():
    document = sample_document()
    head = replace(document.letterhead, logo=_picture())
    layout = {"paper": "Letter", "logo": "right", "logo_height": 60, "accent": "#107040"}
    rendered = render(laid_out(layout, replace(document, letterhead=head)))
    assert PdfReader(BytesIO(rendered.pdf)).pages[0].mediabox[2:] == [612, 792]
    assert render(document).pdf == render(dressed(document, Layout())).pdf


def test_what_a_newer_version_wrote_is_named_and_left_out():
    read = read_layout({"format": 7, "sparkle": 1, "blocks": ["hologram", "bank"], "logo": "up"})
    assert read.layout.blocks[0] == "bank"
    assert read.put_aside == ("format: 7", "sparkle", "blocks: hologram", "logo: up")
    found = check(read, Kind.QUOTATION)
    assert [f.code for f in found] == ["unknown_entry"] * 4
    assert "hologram" in found[2].message


def test_what_each_kind_must_show():
    assert {"price", "discount", "hs_code", "words", "clauses"} <= required(Kind.PROFORMA)
    assert "bank" not in required(Kind.QUOTATION)
    assert {"carton_numbers", "net", "marks"} <= required(Kind.PACKING_LIST)
    assert not {"price", "amount"} & set(columns_of(Kind.PACKING_LIST))
    assert columns_of(Kind.STATEMENT) == ()
    assert "bank" not in blocks_of(Kind.PACKING_LIST)
    assert contrast("#000000") == pytest.approx(21)
    assert [f.code for f in check(read_layout({"accent": "#FFEE00"}), Kind.PROFORMA)] == [
        "contrast"
    ]


@pytest.mark.parametrize("kind", PRINTED)
def test_every_kind_takes_a_layout(kind):
    document = replace(sample_document(languages="en+zh"), kind=kind)
    layout = Layout(blocks=tuple(reversed(BLOCKS)), intro=Bilingual("Hello", "您好"))
    assert render(dressed(document, layout)).pages >= 1


def _picture():
    from PIL import Image

    buffer = BytesIO()
    Image.new("RGB", (90, 60), "#208040").save(buffer, "PNG")
    return buffer.getvalue()
