"""A recipient whose mail came back is named above Send, with the reason and the day; nothing stands in the way."""

from desktop.mail import drafts
from tests.mail.test_bounce_texts import CASES
from tests.mail.test_bounce_texts import raw as bounce
from tests.ui.mail.conftest import settle
from tests.ui.mail.test_mail_cards import show


def test_a_failing_recipient_is_named_above_send(qtbot, inbox):
    store, composer = inbox.services.store, inbox.composer
    sender, subject, text, ((address, _action, _cause), *_rest) = CASES["qq"]
    show(qtbot, inbox, bounce(sender, subject, text))
    inbox.show_args(compose={"to": f"Ben <{address}>", "subject": "PI"})
    qtbot.waitUntil(lambda: address in composer.guard_text(), timeout=10_000)
    assert "no such mailbox" in composer.guard_text()
    assert "Nov" in composer.guard_text()
    composer.to.setText("a.vogt@brenner-licht.example")
    composer.to.textEdited.emit(composer.to.text())
    qtbot.waitUntil(lambda: address not in composer.guard_text(), timeout=10_000)
    composer.to.setText(address)
    composer.to.textEdited.emit(composer.to.text())
    qtbot.waitUntil(lambda: address in composer.guard_text(), timeout=10_000)
    composer.text.setPlainText("Please find our PI.")
    composer.send()
    settle(qtbot, inbox)
    (queued,) = drafts.listing(store, states=("queued",))
    assert queued.recipients == (address,)
