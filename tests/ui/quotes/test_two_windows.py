"""Two windows on one quote: nothing typed is lost, nothing of the other is overwritten."""

from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from desktop.runtime.errors import UserFacing
from desktop.store.schema.quotes import Quote
from desktop.trade import quote_moves, quotes
from desktop.trade.quote_states import QuoteState
from desktop.ui.quotes.lines_model import Column
from tests.ui.conftest import SAMPLE_NOW, settle

TODAY = SAMPLE_NOW.date()


def stored(company, editor):
    return quotes.show(company, editor.session.quote_id, today=TODAY).draft


def other_window(company, editor, **changes):
    """Write the quote as another window would, from what it has read."""
    draft = stored(company, editor)
    quotes.update(company, editor.session.quote_id, replace(draft, **changes), today=TODAY)


def with_price(draft, row, price):
    lines = list(draft.lines)
    lines[row] = replace(lines[row], unit_price=Decimal(price))
    return tuple(lines)


def test_a_change_elsewhere_appears_here(qtbot, view, editor, company):
    other_window(company, editor, place="Bremen")
    settle(qtbot, view, 400)
    assert editor.form.place.text() == "Bremen"
    assert editor.sharing.isHidden()


def test_different_fields_come_together(qtbot, view, editor, company):
    editor.model.setData(editor.model.index(0, Column.QUANTITY), "1234")
    other_window(
        company, editor, place="Bremen", lines=with_price(stored(company, editor), 1, "5.55")
    )
    settle(qtbot, view, 400)
    both = stored(company, editor)
    assert (both.place, both.lines[0].quantity, both.lines[1].unit_price) == (
        "Bremen",
        Decimal(1234),
        Decimal("5.55"),
    )
    assert editor.sharing.isHidden()
    assert editor.form.place.text() == "Bremen"


@pytest.mark.parametrize(("side", "price"), [("first", "14.77"), ("second", "14.55")])
def test_the_same_field_asks_and_both_answers_hold(qtbot, view, editor, company, side, price):
    editor.model.setData(editor.model.index(0, Column.PRICE), "14.77")
    editor.model.setData(editor.model.index(1, Column.QUANTITY), "1300")
    other_window(company, editor, lines=with_price(stored(company, editor), 0, "14.55"))
    settle(qtbot, view, 400)
    assert not editor.sharing.isHidden()
    words = editor.sharing.banner.text()
    assert "14.77" in words
    assert "14.55" in words
    assert stored(company, editor).lines[0].unit_price == Decimal("14.55")
    getattr(editor.sharing, side).click()
    settle(qtbot, view, 400)
    lines = stored(company, editor).lines
    assert lines[0].unit_price == Decimal(price)
    assert lines[1].quantity == 1300
    assert editor.model.lines[0].unit_price == Decimal(price)


def test_a_quote_deleted_elsewhere_can_be_kept_as_a_new_one(qtbot, view, editor, company):
    old = editor.session.quote_id
    editor.model.setData(editor.model.index(0, Column.QUANTITY), "77")
    with company.write(cause="user") as unit:
        unit.session.get(Quote, old).deleted_at = SAMPLE_NOW
    settle(qtbot, view, 400)
    assert not editor.sharing.isHidden()
    editor.sharing.first.click()
    settle(qtbot, view, 400)
    assert editor.session.quote_id != old
    assert stored(company, editor).lines[0].quantity == 77


def test_a_quote_sent_elsewhere_takes_what_was_typed_as_a_revision(qtbot, view, editor, company):
    before = editor.session.figures
    editor.model.setData(editor.model.index(0, Column.QUANTITY), "88")
    quote_moves.set_state(
        company, before.id, QuoteState.APPROVED, now=SAMPLE_NOW, note="agreed with the boss"
    )
    quote_moves.set_state(company, before.id, QuoteState.SENT, now=SAMPLE_NOW)
    settle(qtbot, view, 400)
    assert not editor.sharing.isHidden()
    editor.sharing.first.click()
    settle(qtbot, view, 400)
    assert editor.session.figures.revision == before.revision + 1
    assert stored(company, editor).lines[0].quantity == 88
    with company.read() as session:
        row = session.scalar(sa.select(Quote).where(Quote.id == before.id))
        assert row.state == QuoteState.SUPERSEDED.value


def test_an_edition_that_was_not_seen_is_not_overwritten(company, editor):
    figures = editor.session.figures
    other_window(company, editor, place="Bremen")
    mine = replace(figures.draft, remarks="Samples by courier")
    for seen in ({"edition": figures.edition}, {"seen": figures.draft}):
        with pytest.raises(UserFacing) as caught:
            quotes.update(company, figures.id, mine, today=TODAY, **seen)
        assert caught.value.code == "quote_changed"
    assert stored(company, editor).remarks == figures.draft.remarks
    now = quotes.show(company, figures.id, today=TODAY)
    assert now.edition == figures.edition + 1
    quotes.update(company, figures.id, mine, today=TODAY, edition=now.edition)
