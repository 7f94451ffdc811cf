"""What was typed while a save was under way, or could not be saved, is never lost nor left out of a document."""

from threading import Event

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from desktop.store.schema.customers import Customer
from desktop.store.schema.mail import Account, OutboxMessage
from desktop.trade import issuing, quotes
from desktop.trade.documents.document import Kind
from desktop.ui.quotes.lines_model import Column
from tests.ui.conftest import SAMPLE_NOW, settle

TODAY = SAMPLE_NOW.date()


@pytest.fixture
def slow_disk(company_services):
    """The writer is busy until the event is set."""
    done = Event()
    company_services.tasks.submit(done.wait, lane="write")
    yield done
    done.set()


def type_quantity(editor, row, text):
    assert editor.model.setData(editor.model.index(row, Column.QUANTITY), text)


def type_twice(qtbot, editor):
    """Type, wait until that is on its way to the store, and type again."""
    type_quantity(editor, 0, "1111")
    qtbot.waitUntil(lambda: editor.session._in_flight is not None, timeout=20_000)
    type_quantity(editor, 1, "2222")


def quantities(company, quote_id):
    return [line.quantity for line in quotes.show(company, quote_id, today=TODAY).draft.lines[:2]]


def another_quote(company, quote_id):
    return next(row for row in quotes.listing(company, today=TODAY) if row.id != quote_id)


def test_opening_another_quote_while_saving_keeps_what_was_typed(
    qtbot, view, editor, company, slow_disk
):
    quote_id, other = editor.session.quote_id, another_quote(company, editor.session.quote_id)
    type_twice(qtbot, editor)
    view.open_quote(other.id)
    slow_disk.set()
    settle(qtbot, view, 400)
    assert quantities(company, quote_id) == [1111, 2222]
    assert editor.session.quote_id == other.id


def test_closing_the_window_while_saving_keeps_what_was_typed(
    qtbot, view, editor, company, slow_disk
):
    quote_id = editor.session.quote_id
    type_twice(qtbot, editor)
    assert view.leave()
    slow_disk.set()
    view.services.tasks.shutdown()
    assert quantities(company, quote_id) == [1111, 2222]


def test_a_document_says_what_was_typed_while_saving(qtbot, view, editor, company, slow_disk):
    type_twice(qtbot, editor)
    editor.issuing.issue(Kind.QUOTATION, "agreed")
    slow_disk.set()
    settle(qtbot, view, 400)
    issued = issuing.listing(company, quote_id=editor.session.quote_id)
    assert len(issued) == 1
    assert "2,222" in PdfReader(issued[0].path).pages[0].extract_text()


def test_a_quote_that_cannot_be_saved_is_not_left(qtbot, view, editor, company):
    quote_id, other = editor.session.quote_id, another_quote(company, editor.session.quote_id)
    customer_id = editor.session.draft.customer_id
    hide(company, customer_id, SAMPLE_NOW)
    type_quantity(editor, 0, "1111")
    view.open_quote(other.id)
    settle(qtbot, view, 400)
    assert editor.session.quote_id == quote_id
    assert editor.session.draft.lines[0].quantity == 1111
    assert editor.header.saved.text() == "Not saved"
    hide(company, customer_id, None)
    view.open_quote(other.id)
    settle(qtbot, view, 400)
    assert quantities(company, quote_id)[0] == 1111
    assert editor.session.quote_id == other.id


def hide(company, customer_id, when):
    with company.write("test") as unit:
        unit.session.get(Customer, customer_id).deleted_at = when


def test_a_quote_on_its_way_out_says_why_it_cannot_change(qtbot, view, editor, company):
    with company.write("test") as unit:
        account = unit.session.scalars(sa.select(Account.id)).first()
        if account is None:
            server = {"imap_host": "x", "imap_port": 993, "smtp_host": "x", "smtp_port": 465,
                      "imap_security": "ssl", "smtp_security": "ssl"}  # fmt: skip
            account = "a"
            unit.session.add(Account(id=account, email="me@x.example", username="me", **server))
            unit.session.flush()
        unit.session.add(
            OutboxMessage(
                account_id=account,
                state="queued",
                message_id="m@x",
                quote_id=editor.session.quote_id,
            )
        )
    type_quantity(editor, 0, "1111")
    settle(qtbot, view, 400)
    assert "outbox" in editor.problem.text()
    assert editor.session.draft.lines[0].quantity == 1111


def test_another_buyer_takes_nothing_of_the_former_ones_mail(qtbot, view, editor, company):
    other = next(
        r for r in quotes.listing(company, today=TODAY) if "Brenner" not in r.customer_name
    )
    editor.session.choose_buyer(other.customer_id)
    settle(qtbot, view, 400)
    stored = quotes.show(company, editor.session.quote_id, today=TODAY).draft
    assert stored.customer_id == other.customer_id
    assert (stored.thread_id, stored.deal_id, stored.buyer_reference) == (None, None, "")
