"""A quote of twenty lines for a known customer, by keyboard only: every stroke is counted."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.trade import products, quotes
from desktop.ui.quotes.view import QuotesView
from tests.ui.conftest import SAMPLE_NOW, settle

TODAY = SAMPLE_NOW.date()
MOST_STROKES = 80


class Typist:
    """Presses keys where the focus is, and counts those that are no article and no quantity."""

    def __init__(self, qtbot, view):
        self.qtbot, self.view, self.strokes = qtbot, view, 0

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.strokes += 1 + (modifier != Qt.KeyboardModifier.NoModifier)
        self.qtbot.keyClick(self.focus(), key, modifier)

    def write(self, text, *, counted=True):
        for letter in text:
            self.strokes += counted
            self.qtbot.keyClick(self.focus(), letter)

    def focus(self):
        widget = QApplication.focusWidget()
        assert widget is not None
        assert self.view.window().isAncestorOf(widget)
        return widget


@pytest.fixture
def view(show):
    made = show(QuotesView)
    made.services.actions.bind(made, lambda: "quotes")
    made.activateWindow()
    return made


def test_twenty_lines_take_fewer_than_eighty_strokes(qtbot, view, company):
    catalogue = products.listing(company)
    skus = [one.sku for one in catalogue if one.price is not None][:20]
    wanted = [(sku, 100 + 10 * index) for index, sku in enumerate(skus)]
    assert len(wanted) == 20
    typist = Typist(qtbot, view)
    view.primary_new()  # N
    typist.strokes += 1
    settle(qtbot, view)
    typist.write("brenn")
    typist.press(Qt.Key.Key_Return)
    for sku, quantity in wanted:
        typist.write(sku, counted=False)
        typist.press(Qt.Key.Key_Return)
        typist.write(str(quantity), counted=False)
        typist.press(Qt.Key.Key_Return)
    settle(qtbot, view, 400)
    editor = view.editor
    stored = quotes.show(company, editor.session.quote_id, today=TODAY)
    lines = [(line.sku, line.quantity) for line in stored.draft.lines]
    assert lines == [(sku, Decimal(quantity)) for sku, quantity in wanted]
    assert all(line.product_id and line.unit_price > 0 for line in stored.draft.lines)
    # The buyer's habits filled the head: nothing else had to be typed.
    draft = stored.draft
    assert all((draft.incoterm, draft.place, draft.payment_terms, draft.lead_time, draft.rate))
    assert draft.valid_until > TODAY
    assert stored.total.amount > 0
    assert typist.strokes < MOST_STROKES, typist.strokes


def test_what_is_typed_at_once_after_the_buyer_is_not_lost(qtbot, view, company):
    """The quote gets its number and defaults while the first lines are typed already."""
    typist = Typist(qtbot, view)
    view.primary_new()
    settle(qtbot, view)
    typist.write("brenn")
    typist.press(Qt.Key.Key_Return)
    typist.write("PL-6060-40")
    typist.press(Qt.Key.Key_Return)
    typist.write("7")
    settle(qtbot, view, 400)
    typist.write("5")
    typist.press(Qt.Key.Key_Return)
    settle(qtbot, view, 400)
    stored = quotes.show(company, view.editor.session.quote_id, today=TODAY)
    assert [(line.sku, line.quantity) for line in stored.draft.lines] == [("PL-6060-40", 75)]
