"""A quote of twenty lines for a known customer, by keyboard only: every stroke is counted."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.store.schema.mail import OutboxMessage
from desktop.trade import products, quotes
from desktop.ui.mail.view import InboxView
from desktop.ui.quotes.view import QuotesView
from desktop.ui.records.dialogs import ReasonDialog
from tests.ui.conftest import SAMPLE_NOW, settle

TODAY = SAMPLE_NOW.date()
MOST_STROKES = 80
# Of somebody who fills in codes and figures, not prose (Card, Moran and Newell 1980: average skilled typist 0.28 s).
SECONDS_A_STROKE = 0.28


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


def test_twenty_lines_take_fewer_than_eighty_strokes(qtbot, show, view, company):
    catalogue = products.listing(company)
    skus = [one.sku for one in catalogue if one.price is not None][:20]
    wanted = [(sku, 100 + 10 * index) for index, sku in enumerate(skus)]
    assert len(wanted) == 20
    typist = Typist(qtbot, view)
    view.primary_new()  # N
    typist.strokes += 1
    settle(qtbot, view)
    # On the screen a person sees the customers offered; what comes before they are here finds nobody.
    qtbot.waitUntil(lambda: view.editor.form.buyer.count() > 0)
    qtbot.waitUntil(lambda: view.editor.form.buyer.lineEdit().hasFocus())
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
    lacking = [ln for ln in stored.draft.lines if not (ln.product_id and ln.unit_price > 0)]
    assert not lacking, [(ln.sku, ln.product_id, ln.unit_price) for ln in lacking]
    # The buyer's habits filled the head: nothing else had to be typed.
    draft = stored.draft
    assert all((draft.incoterm, draft.place, draft.payment_terms, draft.lead_time, draft.rate))
    assert draft.valid_until > TODAY
    assert stored.total.amount > 0
    mail = issue_and_mail(qtbot, view, typist)
    send(qtbot, show, company, typist, mail)
    free = sum(len(sku) + len(str(quantity)) for sku, quantity in wanted)
    seconds = (typist.strokes + free) * SECONDS_A_STROKE
    print(f"{typist.strokes} strokes, {free} more for articles and quantities, {seconds:.0f} s")
    assert typist.strokes < MOST_STROKES, typist.strokes
    assert seconds < 120, seconds


def issue_and_mail(qtbot, view, typist):
    """Issue the quotation and send it: Ctrl+Enter, a reason when the margin asks for one, the mail, Ctrl+Enter."""
    editor = view.editor
    control = Qt.KeyboardModifier.ControlModifier
    typist.press(Qt.Key.Key_Return, control)

    def asked_or_issued():
        return editor.issued_bar.issued is not None or view.findChild(ReasonDialog) is not None

    qtbot.waitUntil(asked_or_issued, timeout=60_000)
    dialog = view.findChild(ReasonDialog)
    if dialog is not None:
        for letter in "ok":
            typist.strokes += 1
            qtbot.keyClick(dialog.reason, letter)
        typist.strokes += 2
        qtbot.keyClick(dialog.reason, Qt.Key.Key_Return, control)
    qtbot.waitUntil(lambda: editor.issued_bar.issued is not None, timeout=60_000)
    settle(qtbot, view, 400)
    typist.strokes += 1  # the second modifier
    typist.press(Qt.Key.Key_E, control | Qt.KeyboardModifier.ShiftModifier)
    name, mail = view.services.navigator.opened[-1]
    assert name == "new_mail"
    assert mail["quotation"]
    assert mail["quote_id"] == editor.session.quote_id
    assert "@" in mail["to"]
    return mail


def send(qtbot, show, company, typist, mail):
    """The composer fills the letter and hangs the PDF on it; Ctrl+Enter hands it to the outbox."""
    inbox = show(InboxView)
    inbox.services.actions.bind(inbox, lambda: "inbox")
    inbox.activateWindow()
    inbox.compose(**mail)
    composer = inbox.composer
    qtbot.waitUntil(lambda: composer.is_open and bool(composer.text.toPlainText().strip()))
    qtbot.waitUntil(lambda: composer.draft().quote_id == mail["quote_id"])
    settle(qtbot, inbox, 400)
    inbox.activateWindow()
    composer.text.setFocus()
    qtbot.waitUntil(composer.text.hasFocus)
    typist.view = inbox
    typist.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def waiting():
        query = sa.select(OutboxMessage).where(OutboxMessage.quote_id == mail["quote_id"])
        with company.read() as session:
            return session.scalars(query).all()

    qtbot.waitUntil(lambda: bool(waiting()), timeout=60_000)
    (row,) = waiting()
    assert row.deleted_at is None
    settle(qtbot, inbox, 400)


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
