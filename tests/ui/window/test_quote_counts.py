"""The figure beside Quotes is that of the list."""

from datetime import date, timedelta

from desktop.trade import quote_counts, quotes
from desktop.trade.quote_states import QuoteState


def test_the_figure_is_what_the_list_shows(company):
    today = quotes.listing(company, today=date(2026, 11, 22))[0].updated_at.date()
    for days in (0, 20, 400):
        day = today + timedelta(days)
        listed = quotes.listing(company, today=day, state=QuoteState.SENT)
        assert quote_counts.sent(company, today=day) == len(listed)
    assert quote_counts.sent(company, today=today)
