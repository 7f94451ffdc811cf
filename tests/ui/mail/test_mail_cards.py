"""Cards over a message: an invitation is answered with a click and taken back, a delivery report tells why."""

import pytest
import sqlalchemy as sa

from desktop.mail.ingest import seal, take_in
from desktop.mail.prepare import Incoming, prepare_many
from desktop.store.schema.mail import Account, Folder, Message, OutboxMessage
from desktop.store.schema.work import FollowUp
from desktop.ui.mail.forward_card import ForwardCard
from desktop.ui.mail.invitation_card import InvitationCard
from desktop.ui.mail.report_card import ReportCard
from tests.mail.test_bounce_texts import QQ
from tests.mail.test_bounce_texts import raw as bounce
from tests.mail.test_invitations import calendar
from tests.mail.test_invitations import raw as invitation
from tests.ui.mail.conftest import NOW, settle


def show(qtbot, inbox, raw):
    """Take a mail in and open it."""
    store = inbox.services.store
    with store.read() as session:
        folder = session.scalar(sa.select(Folder.id).where(Folder.role == "inbox"))
    incoming = Incoming(raw, folder, 1, 9_001, (), int(NOW.timestamp()))
    after = inbox.services.calls["after_mail"]
    taken = take_in(store, seal(store, prepare_many([incoming])), after)
    with store.read() as session:
        thread = session.scalar(
            sa.select(Message.thread_id).where(Message.id == next(iter(taken.ids.values())))
        )
    inbox.threads.show_filter("all")
    inbox.threads.want(thread)
    settle(qtbot, inbox)
    return thread


@pytest.fixture
def invited(qtbot, inbox):
    with inbox.services.store.read() as session:
        own = session.scalar(sa.select(Account.email))
    show(qtbot, inbox, invitation(calendar(guests=(own, "li@acme.example"))))
    return inbox


def card(inbox):
    return inbox.conversation.messages.findChild(InvitationCard)


def test_an_invitation_is_accepted_and_taken_back(qtbot, invited):
    store = invited.services.store
    assert card(invited).buttons.keys() == {"accepted", "tentative", "declined", "remind"}
    card(invited).buttons["accepted"].click()
    settle(qtbot, invited)
    with store.read() as session:
        row = session.scalars(
            sa.select(OutboxMessage).where(OutboxMessage.subject.like("Accepted:%"))
        ).one()
        assert row.state == "queued"
    qtbot.waitUntil(lambda: card(invited).view.answer == "accepted")
    assert not card(invited).buttons["accepted"].isEnabled()
    _text, undo = invited.services.navigator.toasts[-1]
    undo()
    qtbot.waitUntil(lambda: card(invited).view.answer == "")
    with store.read() as session:
        assert session.get(OutboxMessage, row.id).deleted_at is not None


def test_an_invitation_becomes_a_reminder(qtbot, invited):
    card(invited).buttons["remind"].click()
    settle(qtbot, invited)
    with invited.services.store.read() as session:
        made = session.scalars(sa.select(FollowUp).where(FollowUp.title.like("Meeting:%"))).one()
    assert made.due.isoformat() == "2026-11-23T07:00:00+00:00"
    assert made.thread_id == invited.conversation.current.row.id


def test_a_delivery_report_says_whom_and_why(qtbot, inbox):
    show(qtbot, inbox, bounce("PostMaster@qq.com", "系统退信", QQ))
    shown = inbox.conversation.messages.findChild(ReportCard)
    assert "Not delivered to buyer@acme.example" in shown.accessibleName()
    assert "There is no such mailbox." in shown.accessibleName()


FORWARD = b"""From: Boss <boss@colleague.example>\r
To: rep@bowei-led.example\r
Subject: Fwd: Panels\r
Message-ID: <fwd-1@colleague.example>\r
Content-Type: text/plain; charset=utf-8\r
\r
Please answer him.\r
\r
---------- Forwarded message ---------\r
From: Klaus Brenner <klaus@brenner.example>\r
Date: Tue, 3 Nov 2026 at 10:12\r
Subject: Panels for Hamburg\r
To: <boss@colleague.example>\r
\r
We need 200 panels.\r
"""


def test_a_forwarded_mail_names_its_writer(qtbot, inbox):
    show(qtbot, inbox, FORWARD)
    said = inbox.conversation.messages.findChild(ForwardCard).accessibleName()
    assert "Klaus Brenner <klaus@brenner.example>" in said
    assert "Panels for Hamburg" in said
    assert "Nov" in said
