"""Making, editing and issuing a quote on the real screen over the sample company."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.crm import customer_list
from desktop.store import journal
from desktop.trade import issuing, quotes
from desktop.trade.documents.document import Kind
from desktop.trade.quote_states import QuoteState
from desktop.ui.quotes import view as quotes_view
from desktop.ui.quotes.lines_model import Column
from desktop.ui.quotes.paste import read_rows
from desktop.ui.quotes.paste_dialog import PasteDialog
from desktop.ui.records.dialogs import ReasonDialog
from desktop.ui.widgets.buttons import RING
from tests.ui.conftest import SAMPLE_NOW, settle

TODAY = SAMPLE_NOW.date()


def test_the_list_shows_every_quote_and_filters(qtbot, view, company):
    assert len(view.table.rows.rows()) == len(quotes.listing(company, today=TODAY))
    view.list.search.setText("brenner")
    assert {row.customer_name for row in view.table.rows.rows()} == {"Brenner Lichttechnik GmbH"}
    view.list.search.setText("nobody at all")
    assert view.list.is_empty


def test_older_quotes_than_are_listed_are_found_in_the_store(qtbot, view, company, monkeypatch):
    monkeypatch.setattr(quotes_view, "MOST_LISTED", 1)
    view.refresh(None)
    settle(qtbot, view)
    oldest = quotes.listing(company, today=TODAY)[-1]
    assert [row.id for row in view.table.rows.rows()] != [oldest.id]
    assert "older ones" in view.list.sums.text()
    for words, found in ((oldest.number, [oldest.id]), ("nobody at all", [])):
        view.list.search.setText(words)
        settle(qtbot, view)
        assert [row.id for row in view.table.rows.rows()] == found
    assert view.list.page.empty.isVisible()


def test_the_editor_shows_the_sums_of_the_design(editor):
    assert editor.totals.isVisible()
    sums = editor.session.draft.totals()
    assert sums.grand == Decimal("43520.00")
    assert sums.packed.cartons == 672
    assert editor.preview.page.page_count() >= 1
    assert f"{sums.margin_percent}%" in editor.banner.text()


def test_a_typed_quantity_is_saved_and_drawn_again(qtbot, view, editor, company):
    index = editor.model.index(2, Column.QUANTITY)
    with qtbot.waitSignal(editor.drawing.drawn, timeout=20_000):
        assert editor.model.setData(index, "450")
    stored = quotes.show(company, editor.session.quote_id, today=TODAY)
    assert stored.draft.lines[2].quantity == 450
    assert editor.header.saved.text() == "Saved on this computer"


def test_what_was_typed_survives_leaving_at_once(qtbot, view, editor, company):
    editor.form.place.setText("Bremen")
    editor.form.place.textEdited.emit("Bremen")
    view.leave()
    settle(qtbot, view)
    quote_id = editor.session.quote_id
    assert quotes.show(company, quote_id, today=TODAY).draft.place == "Bremen"


def test_a_removed_line_comes_back_by_the_toast(qtbot, view, editor, company):
    before = [line.sku for line in editor.model.lines]
    editor.table.select_cell(1, Column.QUANTITY)
    qtbot.keyClick(editor.table, Qt.Key.Key_Delete)
    assert len(editor.model.lines) == len(before) - 1
    _text, undo = view.services.navigator.toasts[-1]
    undo()
    settle(qtbot, view, 400)
    stored = quotes.show(company, editor.session.quote_id, today=TODAY)
    assert [line.sku for line in stored.draft.lines] == before


def test_rows_from_a_spreadsheet_become_lines(qtbot, view, editor):
    QGuiApplication.clipboard().setText("SKU\tQty\tPrice\nPL-6060-36\t500\t12,10\nNO-SUCH\t5\t1\n")
    editor.table.select_cell(len(editor.model.lines) - 1, Column.QUANTITY)
    qtbot.keyClick(editor.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, view)
    added = editor.model.lines[-1]
    assert (added.sku, added.quantity, added.unit_price) == (
        "PL-6060-36",
        Decimal(500),
        Decimal("12.10"),
    )
    assert added.product_id
    dialog = editor.findChild(PasteDialog)
    assert "NO-SUCH" in dialog.texts()
    qtbot.keyClick(dialog.yes, Qt.Key.Key_Space)
    assert (editor.model.lines[-1].sku, editor.model.lines[-1].product_id) == ("NO-SUCH", None)


def type_into_cell(qtbot, editor, text, key=Qt.Key.Key_Return):
    """Press the keys of `text`, then `key`, wherever the keyboard is now."""
    for letter in text:
        qtbot.keyClick(target(editor), letter)
    qtbot.keyClick(target(editor), key)


def target(editor):
    field = editor.table.indexWidget(editor.table.currentIndex())
    open_editors = [w for w in editor.table.viewport().findChildren(QLineEdit) if w.isVisible()]
    return field or (open_editors[-1] if open_editors else editor.table)


def test_articles_and_quantities_are_typed_line_by_line(qtbot, view, editor, company):
    editor.area.links[0].click()
    type_into_cell(qtbot, editor, "TL-30-3P")
    type_into_cell(qtbot, editor, "120")
    type_into_cell(qtbot, editor, "PL-6060-36")
    type_into_cell(qtbot, editor, "40")
    assert editor.table.currentIndex().row() == editor.model.entry_row
    settle(qtbot, view, 400)
    stored = quotes.show(company, editor.session.quote_id, today=TODAY).draft.lines[-2:]
    assert [(one.sku, one.quantity) for one in stored] == [("TL-30-3P", 120), ("PL-6060-36", 40)]
    assert all(one.product_id and one.unit_price > 0 for one in stored)


def test_a_word_finds_the_article_in_the_list(qtbot, view, editor):
    editor.table.start_entry()
    for letter in "TL-30":
        qtbot.keyClick(target(editor), letter)
    field = target(editor)
    qtbot.waitUntil(lambda: field.list_shown, timeout=10_000)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, view)
    assert editor.model.lines[-1].sku.startswith("TL-30")
    assert editor.model.lines[-1].product_id
    assert editor.table.currentIndex().column() == Column.QUANTITY


def test_an_unknown_article_stays_as_free_text_and_can_be_taken_back(qtbot, view, editor):
    count = len(editor.model.lines)
    editor.table.start_entry()
    type_into_cell(qtbot, editor, "Mould for the bracket")
    settle(qtbot, view)
    assert editor.model.lines[-1].name_en == "Mould for the bracket"
    message, undo = view.services.navigator.toasts[-1]
    assert "Mould for the bracket" in message
    undo()
    assert len(editor.model.lines) == count


def test_lines_are_duplicated_moved_and_marked_by_actions(qtbot, view, editor):
    trigger = view.services.actions.trigger
    editor.table.setFocus()
    editor.table.select_cell(0, Column.QUANTITY)
    assert trigger("quotes.duplicate")
    assert [one.sku for one in editor.model.lines[:2]] == ["PL-6060-40", "PL-6060-40"]
    total = editor.session.draft.totals().grand
    assert trigger("quotes.optional")
    settle(qtbot, view)
    assert editor.model.lines[1].is_optional
    assert editor.session.draft.totals().grand == total
    assert trigger("quotes.line_down")
    assert editor.model.lines[2].is_optional
    assert trigger("quotes.free")
    assert editor.model.lines[2].is_free


def test_all_lines_are_copied_for_a_spreadsheet_and_read_back(qtbot, view, editor):
    editor.table.select_cell(0, Column.ITEM)
    qtbot.keyClick(editor.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    back = read_rows(QGuiApplication.clipboard().text())
    lines = editor.model.lines
    assert [(row.sku, row.quantity, row.price) for row in back.rows] == [
        (one.sku, one.quantity, one.unit_price) for one in lines
    ]


def test_a_new_quote_gets_its_number_with_the_buyer(qtbot, view, company):
    buyer = customer_list.list_customers(company)[0]
    view.show_args(new=True, customer_id=buyer.id)
    settle(qtbot, view, 400)
    editor = view.editor
    assert editor.session.figures is not None
    assert editor.session.draft.customer_id == buyer.id
    editor.table.start_entry()
    type_into_cell(qtbot, editor, "PL-6060-40")
    settle(qtbot, view, 450)
    stored = quotes.show(company, editor.session.quote_id, today=TODAY)
    assert [line.sku for line in stored.draft.lines] == ["PL-6060-40"]
    assert stored.draft.incoterm == buyer_incoterm(company, stored)


def buyer_incoterm(store, stored):
    from desktop.crm import customers

    card = customers.show(store, stored.draft.customer_id, SAMPLE_NOW)
    return card.fields["incoterm"]


def test_a_low_margin_needs_a_reason_that_the_journal_keeps(qtbot, view, editor, company):
    editor.issue(Kind.QUOTATION)
    dialog = editor.findChild(ReasonDialog)
    assert dialog is not None
    assert not dialog.yes.isEnabled()
    assert issuing.listing(company, quote_id=editor.session.quote_id) == ()
    dialog.reason.setPlainText("Opens the door to a framework order")
    with qtbot.waitSignal(editor.issuing.issued, timeout=20_000):
        dialog._accept()
    settle(qtbot, view)
    issued = issuing.listing(company, quote_id=editor.session.quote_id)
    assert len(issued) == 1
    assert issued[0].path.read_bytes().startswith(b"%PDF")
    rows = journal.entries(company, record=editor.session.quote_id)
    kept = [str(row.changes) for row in rows]
    assert any("framework order" in text for text in kept)
    assert editor.issued_bar.isVisible()
    editor.issued_bar._attach()
    screen, args = view.services.navigator.opened[-1]
    assert (screen, args["quote_id"]) == ("new_mail", editor.session.quote_id)
    assert args["quote_language"] == issued[0].language
    assert "attach" not in args  # the quote's card carries the file: it would go out twice
    assert args["to"] == "k.brenner@brenner-licht.example"


def test_a_character_no_typeface_has_is_asked_about(qtbot, view, editor, company):
    session, asked = editor.session, []
    view.services.navigator.confirm = lambda *words, **_more: asked.append(words)
    session.change(replace(session.draft, remarks="Sign \U0001fff0 here"))
    editor.issuing.issue(Kind.QUOTATION, "Opens the door to a framework order")
    qtbot.waitUntil(lambda: bool(asked), timeout=30_000)
    assert issuing.listing(company, quote_id=session.quote_id) == ()
    (question,) = asked
    assert "U+1FFF0" in question[0]
    with qtbot.waitSignal(editor.issuing.issued, timeout=30_000):
        question[3]()
    settle(qtbot, view)
    assert len(issuing.listing(company, quote_id=session.quote_id)) == 1


def test_raising_the_price_clears_the_warning(qtbot, view, editor):
    assert not editor.banner.isHidden()
    editor.banner._act()
    settle(qtbot, view, 400)
    assert editor.banner.isHidden()


def test_an_incomplete_quote_is_not_issued_and_says_why(qtbot, view, editor):
    editor.model.remove(range(len(editor.model.lines)))
    settle(qtbot, view, 400)
    editor.issue(Kind.QUOTATION)
    settle(qtbot, view)
    assert "no lines" in editor.problem.text()


def test_a_sent_quote_stays_as_it_is_and_revises(qtbot, view, company):
    sent = next(r for r in quotes.listing(company, today=TODAY) if r.state is QuoteState.SENT)
    view.open_quote(sent.id)
    settle(qtbot, view)
    editor = view.editor
    assert not editor.form.place.isEnabled()
    assert not editor.model.setData(editor.model.index(0, Column.PRICE), "1")
    editor.revise()
    dialog = editor.findChild(ReasonDialog)
    assert not dialog.yes.isEnabled()
    dialog.reason.setPlainText("a lower price was asked for")
    dialog.yes.click()
    settle(qtbot, view, 50)
    assert editor.session.figures.revision == sent.revision + 1
    assert editor.session.figures.revision_note == "a lower price was asked for"
    assert editor.form.place.isEnabled()


def test_what_is_typed_keeps_its_room_in_a_small_window(qtbot, view, editor):
    view.window().resize(1440, 900)
    settle(qtbot, view)
    assert editor.form._columns == 4
    view.window().resize(1064, 700)
    settle(qtbot, view)
    form = editor.form
    assert form._columns == 3
    for edit in (form.place, form.port, form.freight):
        assert edit.fontMetrics().horizontalAdvance(edit.text()) + 24 <= edit.width()
    footer = editor.footer
    right = footer.quotation.geometry().right()
    assert right <= footer.width()
    shown = [b for b in (footer.proforma, footer.quotation) if b.isVisible()]
    assert all(button.width() >= button.sizeHint().width() for button in shown)


def test_versions_are_opened_by_keyboard_too(qtbot, editor):
    rows = [w for w in editor.preview.versions.findChildren(QWidget) if w.property(RING)]
    assert len(rows) >= 2
    with qtbot.waitSignal(editor.preview.versions.chosen):
        qtbot.keyClick(rows[-1], Qt.Key.Key_Return)
