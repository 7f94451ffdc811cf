"""The clauses of a quote's contract: chosen while it is a draft, looked at once it was sent."""

from PySide6.QtCore import Qt

from desktop.trade import quotes
from desktop.ui.quotes.clauses_dialog import ClausesDialog
from desktop.ui.quotes.view import QuotesView
from tests.fixtures.stores import SAMPLE_NOW
from tests.ui.conftest import settle

TODAY = SAMPLE_NOW.astimezone().date()


def opened(qtbot, show, company, state):
    view = show(QuotesView)
    row = next(r for r in quotes.listing(company, today=TODAY) if r.state.value == state)
    view.open_quote(row.id)
    settle(qtbot, view)
    view.editor.clauses.open()
    settle(qtbot, view)
    return view, row, view.editor.findChildren(ClausesDialog)[-1]


def test_a_draft_keeps_its_clauses(qtbot, show, company):
    view, row, dialog = opened(qtbot, show, company, "draft")
    keys = [one.clause.key for one in dialog._found]
    dialog.list.setCurrentRow(keys.index("packing_wood"))
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    dialog.submit()
    settle(qtbot, view)
    qtbot.waitUntil(
        lambda: bool(quotes.show(company, row.id, today=TODAY).draft.clauses), timeout=30_000
    )
    (kept,) = quotes.show(company, row.id, today=TODAY).draft.clauses
    assert (kept.key, kept.added_to) == ("packing_wood", ("contract",))


def test_of_a_sent_quote_they_are_only_looked_at(qtbot, show, company):
    _view, _row, dialog = opened(qtbot, show, company, "sent")
    assert not dialog.save_button.isEnabled()
    assert not dialog.new_button.isEnabled()
    assert dialog.texts["en"].isReadOnly()
    flags = dialog.list.item(0).flags()
    assert not flags & Qt.ItemFlag.ItemIsUserCheckable
