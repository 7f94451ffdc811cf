"""The mail that carries a quotation: the customer's template is filled in, and a reply's proposal stands over it."""

from desktop.crm import customers
from desktop.store.schema.quotes import QuoteAnswer
from desktop.trade import quotes
from desktop.trade.quote_states import QuoteState
from tests.ui.mail.conftest import NOW, settle

TODAY = NOW.date()


def sent_quote(store):
    rows = quotes.listing(store, today=TODAY)
    return next(r for r in rows if r.state is QuoteState.SENT and r.thread_id)


def test_the_letter_is_the_template_of_his_language(qtbot, inbox, sample_store):
    row = sent_quote(sample_store)
    person = customers.show(sample_store, row.customer_id, NOW).contacts[0]
    inbox.compose(
        to=person.email, customer_id=row.customer_id, subject="Quotation x", quote_id=row.id,
        quote_language="en", quotation=True,
    )  # fmt: skip
    qtbot.waitUntil(lambda: inbox.composer.is_open, timeout=20_000)
    qtbot.waitUntil(lambda: row.number in inbox.composer.text.toPlainText(), timeout=20_000)
    assert row.number in inbox.composer.subject.text()
    assert inbox.composer.draft().quote_id == row.id
    assert inbox.composer.draft().template_name.startswith("quotation")


def test_what_is_written_is_not_written_over(qtbot, inbox, sample_store):
    row = sent_quote(sample_store)
    inbox.compose(to="x@y.example", customer_id=row.customer_id, quote_id=row.id)
    qtbot.waitUntil(lambda: inbox.composer.is_open, timeout=20_000)
    settle(qtbot, inbox)
    assert inbox.composer.is_blank()
    inbox.composer.text.setPlainText("My own words")
    assert not inbox.composer.is_blank()


def test_a_proposal_stands_over_its_conversation(qtbot, inbox, sample_store):
    row = sent_quote(sample_store)
    with sample_store.write("sync") as unit:
        unit.session.add(
            QuoteAnswer(
                quote_id=row.id, message_header_id="a@b.example", kind="accepted",
                thread_id=row.thread_id, sentence="We accept your offer.", answered_at=NOW,
            )
        )  # fmt: skip
    inbox.conversation.open(row.thread_id)
    settle(qtbot, inbox)
    bar = inbox.conversation.head.answers
    assert not bar.isHidden()
    assert row.number in bar.banner.text()
    bar.confirm_button.click()
    settle(qtbot, inbox)
    assert quotes.show(sample_store, row.id, today=TODAY).state is QuoteState.ACCEPTED
    assert bar.isHidden()
