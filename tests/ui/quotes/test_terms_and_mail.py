"""The head of a quote and lines from the mail: instalments, rates, currencies, dates, proposals."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from desktop.trade import line_finding, quotes
from desktop.trade.inquiry_lines import Article, Proposal, Sureness, catalogue_of, propose
from desktop.trade.quote_draft import QuoteDraft
from desktop.ui.quotes.instalments_dialog import InstalmentsDialog
from desktop.ui.quotes.lines_model import Column
from desktop.ui.quotes.mail_lines import FromMail, MailLinesDialog
from desktop.ui.quotes.terms_deeds import converted
from tests.ui.conftest import SAMPLE_NOW, settle

TODAY = SAMPLE_NOW.date()
INQUIRY = """Dear Lin,
please quote the following:
1. PL-6060-40   2,000 pcs
2) TL 30 3P - 300 pieces @ USD 16.50
- Downlight 12W CCT white: 1.200 Stk
* BR-100 x 500
SH-110
Qty: 5k
Also 200 sets of custom brackets for the panels.
Delivery by 20.12.2026 to Hamburg. Call +49 40 555 0100.
PL-6060-40 we liked last time.
> PL-6060-40 9000 pcs
"""


def stored(company, editor):
    return quotes.show(company, editor.session.quote_id, today=TODAY)


def test_instalments_are_edited_and_the_last_takes_the_rest(qtbot, view, editor, company):
    editor.form.instalments_wanted.emit()
    dialog = editor.findChild(InstalmentsDialog)
    first = dialog._rows[0]
    first.share.clear()
    qtbot.keyClicks(first.share, "20")
    dialog.add.click()
    second = dialog._rows[1]
    second.share.clear()
    qtbot.keyClicks(second.share, "110")
    assert not dialog.yes.isEnabled()
    second.share.clear()
    qtbot.keyClicks(second.share, "50")
    assert [part.percent for part in dialog.parts()] == [20, 50, 30]
    assert dialog.yes.isEnabled()
    dialog.yes.click()
    settle(qtbot, view, 400)
    figures = stored(company, editor)
    assert [part.percent for part in figures.draft.instalments] == [20, 50, 30]
    assert sum(p.amount.amount for p in figures.payment_schedule) == figures.total.amount
    assert editor.form.terms.currentText() == figures.draft.payment_terms
    # Other words typed later count instead of the instalments.
    editor.form.terms.setCurrentText("L/C at sight")
    settle(qtbot, view, 400)
    assert stored(company, editor).draft.instalments == ()


def test_a_day_that_has_passed_is_refused_with_words(qtbot, view, editor, company):
    before = editor.session.draft.valid_until
    editor.form.valid_until.set_day(TODAY - timedelta(days=1))
    settle(qtbot, view, 400)
    assert stored(company, editor).draft.valid_until == before
    assert editor.form._fields["valid_until"].error()
    editor.form.valid_until.set_day(TODAY + timedelta(days=20))
    settle(qtbot, view, 400)
    assert stored(company, editor).draft.valid_until == TODAY + timedelta(days=20)


@pytest.mark.parametrize("text", ["XYZ", "RMB"])
def test_an_unknown_currency_is_refused_with_words(qtbot, view, editor, company, text):
    editor.form.currency.setEditText(text)
    settle(qtbot, view, 400)
    assert stored(company, editor).draft.currency == "USD"
    assert editor.form._fields["currency"].error()


def test_another_currency_takes_its_rate_and_offers_to_convert(qtbot, view, editor, company):
    before = editor.session.draft
    editor.form.currency.setEditText("EUR")
    settle(qtbot, view, 400)
    draft = stored(company, editor).draft
    assert draft.currency == "EUR"
    assert draft.rate not in (None, before.rate)
    assert draft.lines[0].unit_price == before.lines[0].unit_price
    assert "USD" in editor.notice.text()
    editor.notice._act()
    settle(qtbot, view, 400)
    draft = stored(company, editor).draft
    share = before.rate / draft.rate
    assert draft.lines[0].unit_price == round(before.lines[0].unit_price * share, 4)
    assert draft.freight == round(before.freight * share, 2)


def test_a_rate_by_hand_says_so_and_today_s_comes_back(qtbot, view, editor, company):
    rate = editor.form.rate
    rate.setFocus()
    rate.selectAll()
    qtbot.keyClicks(rate, "7.5")
    settle(qtbot, view, 400)
    draft = stored(company, editor).draft
    assert (draft.rate, draft.rate_on, draft.rate_margin_percent) == (Decimal("7.5"), TODAY, 0)
    editor.form.rate_wanted.emit()
    settle(qtbot, view, 400)
    assert stored(company, editor).draft.rate != Decimal("7.5")


def test_a_discount_in_per_cent_and_notes_of_our_own(qtbot, view, editor, company):
    editor.form.discount.setFocus()
    qtbot.keyClicks(editor.form.discount, "2.5%")
    editor.form.more.unfold(True)
    editor.form.more.notes.setPlainText("Do not go below 13.80")
    editor.form.more.partial.set_value(True)
    editor.form.more.charges.setFocus()
    qtbot.keyClicks(editor.form.more.charges, "Tooling 1,200")
    settle(qtbot, view, 400)
    figures = stored(company, editor)
    assert figures.draft.discount_percent == Decimal("2.5")
    assert figures.totals.discount == round(figures.totals.goods * Decimal("0.025"), 2)
    assert figures.draft.internal_notes == "Do not go below 13.80"
    assert figures.draft.partial_shipment is True
    assert [one.amount for one in figures.draft.other_charges] == [1200]


def test_what_an_inquiry_asks_for_is_found_with_how_sure_it_is():
    catalogue = catalogue_of(
        [
            Article("PL-6060-40", ("LED panel 600 x 600, 40 W",), ("BR-100",)),
            Article("TL-30-3P", ("Track light 30 W, 3-phase",)),
            Article("DL-12-CCT", ("Downlight 12 W, CCT select, white",)),
            Article("SH-110", ("Soft-close hinge 110, nickel",)),
        ]
    )
    found = propose(INQUIRY, catalogue)
    assert [(one.sku, one.quantity, one.sureness) for one in found] == [
        ("PL-6060-40", 2000, Sureness.SURE),
        ("TL-30-3P", 300, Sureness.LIKELY),
        ("DL-12-CCT", 1200, Sureness.LIKELY),
        ("PL-6060-40", 500, Sureness.SURE),
        ("SH-110", 5000, Sureness.SURE),
        ("", 200, Sureness.UNSURE),
    ]
    assert found[1].price == Decimal("16.50")


def test_ticked_proposals_become_lines(qtbot, view, editor):
    count = len(editor.model.lines)
    proposals = (
        Proposal("PL-6060-36 100 pcs", "PL-6060-36", Decimal(100), None, Sureness.SURE, "number"),
        Proposal("TL-30-3P 5", "TL-30-3P", Decimal(5), None, Sureness.LIKELY, "spelling"),
        Proposal("brackets", "", Decimal(200), None, Sureness.UNSURE, "text"),
    )
    editor.area._offer_mail(FromMail("Inquiry", "Klaus Brenner", proposals))
    dialog = editor.findChild(MailLinesDialog)
    ticks = [dialog.table.item(row, 0).checkState() for row in range(3)]
    assert ticks == [Qt.CheckState.Checked, Qt.CheckState.Checked, Qt.CheckState.Unchecked]
    dialog.table.item(1, 1).setText("7")
    dialog.yes.click()
    settle(qtbot, view)
    added = editor.model.lines[count:]
    assert [(one.sku, one.quantity) for one in added] == [("PL-6060-36", 100), ("TL-30-3P", 7)]
    assert all(one.product_id for one in added)


def test_cartons_that_a_mail_asks_for_are_not_pieces(qtbot, view, editor, company):
    catalogue = line_finding.catalogue(company, editor.session.draft.customer_id)
    wished = propose("Please quote 50 ctns of PL-6060-36\nTL-30-3P: 7 pcs", catalogue)
    assert [(one.sku, one.quantity, one.unit) for one in wished] == [
        ("PL-6060-36", 50, "carton"),
        ("TL-30-3P", 7, ""),
    ]
    count = len(editor.model.lines)
    editor.area._offer_mail(FromMail("Inquiry", "Klaus Brenner", wished))
    dialog = editor.findChild(MailLinesDialog)
    assert dialog.table.item(0, 1).text() == "50 carton"
    dialog.yes.click()
    settle(qtbot, view)
    cartons, pieces = editor.model.lines[count:]
    assert cartons.unit == "carton"
    assert (cartons.quantity, pieces.quantity) == (50, 7)
    assert cartons.unit_price > pieces.unit_price


def test_lines_of_the_last_quote_come_along(qtbot, view, editor, company):
    buyer = editor.session.draft.customer_id
    view.show_args(new=True, customer_id=buyer)
    settle(qtbot, view, 400)
    view.editor.area.from_last_quote()
    settle(qtbot, view, 400)
    assert view.editor.model.lines
    assert "copied" in view.services.navigator.toasts[-1][0]


def test_conversion_keeps_what_is_no_price():
    draft = QuoteDraft("c1", currency="JPY", freight=Decimal(100), discount_percent=Decimal(5))
    changed = converted(draft, Decimal("0.5"))
    assert changed == replace(draft, freight=Decimal(50))


def test_the_table_is_walked_by_tab_and_left_at_its_end(qtbot, view, editor):
    editor.table.setFocus()
    editor.table.select_cell(0, Column.QUANTITY)
    places = []
    for _step in range(5):
        qtbot.keyClick(editor.table, Qt.Key.Key_Tab)
        index = editor.table.currentIndex()
        places.append((index.row(), index.column()))
    assert places == [(0, 2), (0, 3), (0, 4), (1, 0), (1, 1)]
    editor.table.select_cell(editor.model.entry_row, Column.ITEM)
    qtbot.keyClick(editor.table, Qt.Key.Key_Tab)
    assert editor.area.links[0].hasFocus()
