"""A quote of five thousand lines in the editor: what is computed, written and drawn, counted."""

from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt

from desktop.store.schema.workspace import JournalEntry
from desktop.trade import quotes, totals
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.ui.quotes.lines_model import Column
from desktop.ui.quotes.page_drawing import DRAWN_LINES
from desktop.ui.quotes.view import QuotesView
from tests.ui.conftest import SAMPLE_NOW, settle

TODAY = SAMPLE_NOW.date()
LINES = 5000
LONGEST_PAUSE = 3000


@pytest.fixture
def editor(qtbot, show, company):
    customer = quotes.listing(company, today=TODAY)[0].customer_id
    view = show(QuotesView)
    made = quotes.create(company, _draft(customer), today=TODAY)
    view.open_quote(made.id)
    settle(qtbot, view, LONGEST_PAUSE)
    return view.editor


def _draft(customer):
    lines = tuple(
        DraftLine(
            f"N-{n:04}", Decimal(n + 1), Decimal("2.50"), name_en="Lamp", cost=Decimal(9),
            vat_rate=Decimal("0.13"), rebate_rate=Decimal("0.13"), pcs_per_carton=10,
            carton_length_cm=Decimal(40), carton_width_cm=Decimal(30),
            carton_height_cm=Decimal(20), net_weight_kg=Decimal(5), gross_weight_kg=Decimal(6),
        )
        for n in range(LINES)
    )  # fmt: skip
    return QuoteDraft(
        customer, incoterm="FOB", place="Ningbo", payment_terms="T/T 30/70", lines=lines
    )


def test_five_thousand_lines_are_typed_into_and_drawn(qtbot, editor, company, monkeypatch):
    # The first pages are drawn, the prices by term of all lines are there.
    assert editor.preview.page.page_count() > 0
    assert str(DRAWN_LINES) in editor.preview._live.text()
    assert len(editor.ladder.view.lines) == LINES
    computed = []
    whole = totals.line_totals

    def counting(line, *rest):
        computed.append(line.sku)
        return whole(line, *rest)

    before = _written(company)
    with monkeypatch.context() as patch:
        patch.setattr(totals, "line_totals", counting)
        # One typed figure computes one line and writes one row.
        editor.model.setData(
            editor.model.index(2500, Column.QUANTITY), "77", Qt.ItemDataRole.EditRole
        )
        editor._take_pending()
        assert computed == ["N-2500"]
        # A line put in at the top computes itself alone and moves nobody's row.
        editor.model.insert_all(0, [replace(editor.model.lines[7], key="", sku="TOP")])
        editor._take_pending()
        assert computed == ["N-2500", "TOP"]
    qtbot.waitUntil(lambda: editor.header.saved.text() == "Saved on this computer", timeout=60_000)
    qtbot.waitUntil(lambda: _written(company) > before, timeout=60_000)
    qtbot.waitUntil(lambda: not editor._services.tasks.busy, timeout=60_000)
    stored = quotes.show(company, editor.session.quote_id, today=TODAY).draft.lines
    assert (stored[0].sku, stored[2501].quantity, len(stored)) == ("TOP", 77, LINES + 1)
    assert _written(company) - before <= 6
    # All of them are selected at once, by one range.
    editor.table.selectAll()
    assert len(editor.table.rows()) == LINES + 1


def _written(store):
    with store.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(JournalEntry))
