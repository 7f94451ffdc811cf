"""Which messages of a conversation stand open, and which lie behind "n earlier messages"."""

from dataclasses import replace

import pytest

from desktop.store.queries import messages
from desktop.ui.mail.conversation_load import OPENED_AT_ONCE, fold


@pytest.fixture
def message(inbox):
    """A message that somebody else wrote, read."""
    rows = messages.list_messages(inbox.services.store, limit=50)
    return next(replace(row, seen=True, warnings=()) for row in rows if not row.outbound)


def row_of(message, read, unread):
    return [replace(message, id=n, seen=n < read) for n in range(read + unread)]


def test_old_read_mail_lies_behind_one_line(message):
    found = fold(row_of(message, 6, 1))
    assert (found.earlier, found.opened) == ((0, 1, 2, 3, 4), {6})


def test_of_many_unread_mails_the_newest_open_and_none_is_hidden(message):
    found = fold(row_of(message, 4, 40))
    assert found.opened == set(range(44 - OPENED_AT_ONCE, 44))
    assert found.earlier == (0, 1, 2)
