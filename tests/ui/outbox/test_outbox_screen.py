"""The Outbox as a user drives it: what failed, what waits, and how each goes on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt, QTimer

from desktop.mail import actions, drafts
from desktop.mail.draft import Draft
from desktop.store.queries import threads
from desktop.store.schema.mail import Account, MailAction, OutboxMessage
from desktop.ui.outbox.view import OutboxView
from tests.ui.mail.conftest import (  # noqa: F401 - fixtures
    NOW,
    inbox,
    make_services,
    sample_store,
    settle,
)


@pytest.fixture
def account(sample_store):  # noqa: F811
    with sample_store.read() as session:
        return session.query(Account).first().id


@pytest.fixture
def outbox(qtbot, sample_store, make_services):  # noqa: F811
    view = OutboxView(make_services(sample_store))
    qtbot.addWidget(view)
    sample_store.on_change(
        lambda changes: QTimer.singleShot(0, view, lambda: view.refresh(changes))
    )
    view.resize(900, 700)
    view.show()
    return view


def show(qtbot, view):
    view.refresh(None)
    settle(qtbot, view)
    return {line.item.subject: line for line in view.lines}


def mail(account, subject, **changes):
    draft = Draft(account, to=(("", "buyer@acme.example"),), subject=subject, text="Dear buyer")
    return replace(draft, **changes)


def press(line, words):
    button = next(b for b in line.buttons if words in b.text())
    button.click()


def state(store, row):
    with store.read() as session:
        return session.get(OutboxMessage, row.id).state


def fail(store, row, *, code="smtp_refused"):
    with store.write() as unit:
        found = unit.session.get(OutboxMessage, row.id)
        found.state, found.error, found.error_code = "failed", "550 no such user", code


def test_what_waits_can_be_sent_now_edited_and_kept_back(qtbot, outbox, account):
    store = outbox.services.store
    later = mail(account, "One", not_before=NOW + timedelta(days=1), scheduled="tomorrow")
    one = drafts.queue(store, later, now=NOW)
    two = drafts.queue(store, replace(later, subject="Two"), now=NOW)
    three = drafts.queue(store, replace(later, subject="Three"), now=NOW)
    lines = show(qtbot, outbox)
    assert lines["One"].item.chip == "Scheduled"
    assert "21 Nov" in lines["One"].item.detail
    press(lines["One"], "Send now")
    settle(qtbot, outbox)
    assert drafts.listing(store, states=("queued",))[0].not_before <= NOW
    press(show(qtbot, outbox)["Two"], "Do not send")
    settle(qtbot, outbox)
    press(show(qtbot, outbox)["Three"], "Edit")
    settle(qtbot, outbox)
    assert [state(store, row) for row in (one, two, three)] == ["queued", "draft", "draft"]
    assert outbox.services.navigator.opened[-1] == ("inbox", {"draft_id": three.id})


def test_a_failed_mail_says_why_and_is_mended_in_the_inbox(qtbot, inbox, outbox, account):  # noqa: F811
    store = outbox.services.store
    row = drafts.queue(store, mail(account, "Offer"), now=NOW)
    fail(store, row)
    line = show(qtbot, outbox)["Offer"]
    assert (line.item.chip, line.item.detail) == ("Not sent", "550 no such user")
    assert not any("arrived" in b.text() for b in line.buttons)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    settle(qtbot, outbox)
    inbox.show_args(**outbox.services.navigator.opened[-1][1])
    settle(qtbot, inbox)
    assert inbox.composer.isVisible()
    assert inbox.composer.guard_text() == "550 no such user"
    inbox.composer.to.setText("right@acme.example")
    inbox.composer.text.setPlainText("Dear buyer, again")
    inbox.composer.send()
    settle(qtbot, inbox)
    (queued,) = drafts.listing(store, states=("queued",))
    assert (queued.id, queued.recipients) == (row.id, ("right@acme.example",))
    assert drafts.drafts_of(store) == []


def test_an_answer_that_failed_opens_in_its_conversation(qtbot, inbox, account):  # noqa: F811
    store = inbox.services.store
    thread = threads.list_threads(store, limit=5)[3]
    row = drafts.queue(store, mail(account, "Answer", thread_id=thread.id), now=NOW)
    fail(store, row)
    inbox.show_args(draft_id=row.id)
    settle(qtbot, inbox)
    assert inbox.conversation.current.row.id == thread.id
    assert inbox.composer.draft_id == row.id
    assert inbox.composer.text.toPlainText() == "Dear buyer"


def test_a_mail_of_unknown_fate_can_be_called_arrived(qtbot, outbox, account):
    store = outbox.services.store
    row = drafts.queue(store, mail(account, "Offer"), now=NOW)
    fail(store, row, code=drafts.UNKNOWN)
    press(show(qtbot, outbox)["Offer"], "arrived")
    settle(qtbot, outbox)
    assert state(store, row) == "accepted"


def test_drafts_are_discarded_with_a_way_back(qtbot, outbox, account):
    store = outbox.services.store
    drafts.save(store, mail(account, "Half"))
    line = show(qtbot, outbox)["Half"]
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    settle(qtbot, outbox)
    assert drafts.drafts_of(store) == []
    outbox.services.navigator.toasts[-1][1]()
    settle(qtbot, outbox)
    assert [row.subject for row in drafts.drafts_of(store)] == ["Half"]


def test_refused_changes_are_listed_until_they_are_seen(qtbot, outbox):
    store = outbox.services.store
    message = threads.list_threads(store, limit=1)[0]
    actions.act(store, "flag", [message.id])
    with store.write() as unit:
        row = unit.session.query(MailAction).one()
        row.state, row.error = "dead", "the folder can only be read"
    show(qtbot, outbox)
    (line,) = outbox.lines
    assert "Starring" in line.item.title
    assert "only be read" in line.item.title
    press(line, "Understood")
    settle(qtbot, outbox)
    assert show(qtbot, outbox) == {}


def test_everything_can_be_sent_now(qtbot, outbox, account):
    store = outbox.services.store
    for n in range(3):
        drafts.queue(
            store, mail(account, f"Mail {n}", not_before=NOW + timedelta(days=n + 1)), now=NOW
        )
    show(qtbot, outbox)
    outbox.flush()
    settle(qtbot, outbox)
    waiting = [r.not_before for r in drafts.listing(store, states=("queued",))]
    assert len(waiting) == 3
    assert max(waiting) <= NOW
