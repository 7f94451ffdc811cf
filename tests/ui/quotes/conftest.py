"""Quotes over the sample company: the screen, and the editor with a draft of Brenner's open."""

import pytest

from desktop.trade import quotes
from desktop.trade.quote_states import QuoteState
from desktop.ui.quotes.view import QuotesView
from tests.ui.conftest import SAMPLE_NOW, settle


def brenner_draft(store):
    """The row of the draft for Brenner."""
    rows = quotes.listing(store, today=SAMPLE_NOW.date())
    return next(r for r in rows if "Brenner" in r.customer_name and r.state is QuoteState.DRAFT)


@pytest.fixture
def view(show):
    return show(QuotesView)


@pytest.fixture
def editor(qtbot, view, company):
    view.open_quote(brenner_draft(company).id)
    settle(qtbot, view)
    return view.editor
