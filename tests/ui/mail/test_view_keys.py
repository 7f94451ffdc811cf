"""The keys of a message's other views reach the message that stands open."""

from PySide6.QtGui import QKeySequence

from desktop.ui.mail.source_dialog import SourceDialog
from tests.ui.mail.conftest import settle


def test_the_source_and_the_plain_text_are_a_key_away(qtbot, inbox):
    actions = inbox.services.actions
    actions.bind(inbox, lambda: "inbox")
    message = inbox.conversation.newest_open()
    assert actions.press("Ctrl+U")
    dialog = inbox.findChild(SourceDialog)
    assert dialog.isVisible()
    settle(qtbot, inbox)
    dialog.close()
    body = inbox.conversation.bodies.of(message.id)
    assert actions.press("Shift+P") == body.html
    named = {action.id for action in actions.all()}
    assert {f"inbox.{one}" for one in ("original", "plain", "light", "images", "source")} <= named


def test_no_key_stands_for_two_deeds_of_the_inbox(inbox):
    keys = [
        QKeySequence(action.shortcut).toString()
        for action in inbox.services.actions.all()
        if action.shortcut and action.screen == "inbox"
    ]
    assert len(keys) == len(set(keys))
