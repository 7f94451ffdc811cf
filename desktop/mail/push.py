"""Waits on a connection until the server tells of news: IDLE (RFC 2177), for all folders where NOTIFY (RFC 5465) is offered.

IMAPClient's own waiting takes a closed connection for silence, so this speaks over the stream below it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from desktop.mail.imap_folders import Selected, status_of
from desktop.mail.imap_reader import Response
from desktop.mail.transport import ImapConnection

REISSUE_SECONDS = (
    9 * 60.0
)  # routers and servers forget a silent connection after ten (MAIL.md 2.25)
ANSWER_SECONDS = 15.0  # a line on which DONE is not answered so long is dead
_STEP_SECONDS = 0.5
_EVENTS = "(MessageNew MessageExpunge FlagChange)"
_NOTIFY = f"NOTIFY SET STATUS (selected {_EVENTS}) (personal (MessageNew MessageExpunge FlagChange MailboxName))"
_FIGURES = re.compile(rb"\b(MESSAGES|UIDNEXT|UIDVALIDITY|HIGHESTMODSEQ) (\d+)", re.IGNORECASE)


@dataclass(slots=True)
class News:
    """What the server told: `folders` by wire name, "" for the open one; `listing`: folders came or went."""

    folders: set[str] = field(default_factory=set)
    listing: bool = False

    def add(self, more: "News") -> None:
        """Put what was told later beside it."""
        self.folders |= more.folders
        self.listing = self.listing or more.listing

    def __bool__(self) -> bool:
        return bool(self.folders) or self.listing


class Watch:
    """Watches over one connection for as long as it lives; remembers the figures of folders between two waits."""

    def __init__(self, connection: ImapConnection) -> None:
        self._connection = connection
        self._figures: dict[str, dict[bytes, int]] = {}
        self._tag = b""
        self._notify_tag = b""
        self._exists = 0
        self.notifies = connection.can("NOTIFY")

    def begin(self, selected: Selected) -> None:
        """Start waiting in the open folder, which stood at `selected`."""
        self._exists = selected.exists
        if self.notifies:
            self._notify_tag = self._connection.begin_command(_NOTIFY)
        self._tag = self._connection.begin_command("IDLE")

    def wait(self, seconds: float, stop: Callable[[], bool]) -> News:
        """Wait for news, at most so long or until `stop`. Raises Retryable when the server hangs up or says goodbye."""
        news = News()
        left = seconds
        while not news and left > 0 and not stop():
            if self._connection.has_answer(min(_STEP_SECONDS, left)):
                self._hear(self._connection.next_answer(), news)
            else:
                left -= _STEP_SECONDS
        while news and self._connection.has_answer(0.0):  # all that was told in one go
            self._hear(self._connection.next_answer(), news)
        return news

    def end(self) -> News:
        """Stop waiting; what the server said until then. Raises Retryable when it does not answer: the line is dead."""
        news = News()
        connection = self._connection
        with connection.answer_within(ANSWER_SECONDS):
            connection.send_raw(b"DONE\r\n")
            last = connection.begin_command("NOTIFY NONE") if self.notifies else self._tag
            while True:
                response = connection.next_answer()
                if response.text.startswith(last + b" "):
                    return news
                self._hear(response, news)

    def _hear(self, response: Response, news: News) -> None:
        text = response.text
        if self._notify_tag and text.startswith(self._notify_tag + b" "):
            self._notify_tag = b""
            if not text[len(text.split(b" ", 1)[0]) + 1 :].upper().startswith(b"OK"):
                self.notifies = False  # offered, but not in this form
            return
        found = re.match(rb"\* (\d+) (EXISTS|EXPUNGE|FETCH)\b", text, re.IGNORECASE)
        if found:
            if found[2].upper() != b"EXISTS" or int(found[1]) != self._exists:
                news.folders.add("")
        elif text[:10].upper() == b"* VANISHED":
            news.folders.add("")
        elif text[:6].upper() == b"* LIST":
            news.listing = True
        elif text[:8].upper() == b"* STATUS":
            self._compare(response, news)

    def _compare(self, response: Response, news: News) -> None:
        """A STATUS is news when a figure is another one than last time; those that NOTIFY begins with are only noted."""
        told = status_of(response)
        if told is None:
            return
        name = told[0].decode("latin-1")
        figures = {key.upper(): int(n) for key, n in _FIGURES.findall(response.text)}
        before = self._figures.get(name)
        self._figures[name] = {**(before or {}), **figures}
        if before is None:
            if not self._notify_tag:
                news.folders.add(name)
        elif any(before.get(key, value) != value for key, value in figures.items()):
            news.folders.add(name)
