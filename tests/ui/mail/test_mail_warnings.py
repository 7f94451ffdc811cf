"""Warnings on screen: over the message, in the list, before an answer; the sender's check under his address."""

from dataclasses import replace

import sqlalchemy as sa
from PySide6.QtCore import QTimer

from desktop.store.schema.mail import Message
from desktop.ui.mail.thread_model import spoken
from tests.ui.conftest import settle

FRAUD = "liu.fang@dongsheng-drlver.example"


def fraud_thread(store):
    with store.read() as session:
        return session.scalars(
            sa.select(Message.thread_id).where(Message.from_address == FRAUD)
        ).one()


def opened(qtbot, inbox):
    """The conversation with the fraud, and the widget of its message."""
    thread_id = fraud_thread(inbox.services.store)
    inbox.show_args(only="all", thread_id=thread_id)
    settle(qtbot, inbox)
    assert inbox.conversation.current.row.id == thread_id
    number = next(m.id for m in inbox.conversation.current.messages if m.warnings)
    return inbox.conversation._widgets[number]


def test_the_banner_names_both_domains_and_goes_with_a_way_back(qtbot, inbox):
    widget = opened(qtbot, inbox)
    words = widget.warning.text()
    assert "dongsheng-drlver.example" in words
    assert "dongsheng-driver.example" in words
    row = inbox.conversation.current.row
    assert row.warning == "red"
    assert "warning" in spoken(row)
    widget.warning.action.click()
    settle(qtbot, inbox)
    qtbot.waitUntil(lambda: not inbox.conversation.current.row.warning, timeout=20_000)
    text, undo = inbox.services.navigator.toasts[-1]
    assert "Warning" in text
    undo()
    settle(qtbot, inbox)
    qtbot.waitUntil(lambda: inbox.conversation.current.row.warning == "red", timeout=20_000)


def test_the_senders_check_and_its_details(qtbot, inbox):
    widget = opened(qtbot, inbox)
    assert widget.verdict.text() == "The sender could not be confirmed"
    widget.verdict._more.click()
    assert "SPF: none" in widget.verdict.text()
    others = [w for w in inbox.conversation._widgets.values() if w is not widget and not w.message.outbound]  # fmt: skip
    assert others
    assert others[-1].verdict.text() == "Sender confirmed by dongsheng-driver.example"
    assert others[-1].warning.isHidden()


def test_an_answer_to_the_fraud_asks_first(qtbot, inbox):
    opened(qtbot, inbox)
    asked = []
    inbox.services.navigator.confirm = lambda *words, **_options: asked.append(words)
    inbox.compose(to=FRAUD)
    settle(qtbot, inbox)
    composer = inbox.composer
    thread_id = fraud_thread(inbox.services.store)
    draft = replace(composer._start.draft, thread_id=thread_id)
    composer._start = replace(composer._start, draft=draft)
    composer.subject.setText("Payment")
    composer.text.setPlainText("Sent.")
    composer.send()
    qtbot.waitUntil(lambda: bool(asked), timeout=20_000)
    question, detail, _verb, go = asked[0]
    assert FRAUD in question
    assert "dongsheng-driver.example" in detail
    assert composer.is_open
    QTimer.singleShot(0, composer, go)
    qtbot.waitUntil(lambda: not composer.is_open, timeout=20_000)
