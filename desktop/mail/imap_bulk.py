"""Opens folders and reads them in bulk: searches, changes, and fetches of many sets with several commands in flight."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from desktop.mail.imap_folders import Changes, Selected, changes_of, selected_of
from desktop.mail.imap_reader import (
    FetchedMessage,
    Response,
    compress,
    fetched,
    imap_day,
    searched,
)
from desktop.mail.imap_wire import ImapWire, quoted
from desktop.mail.net_errors import refused
from desktop.runtime.errors import TradepostError


@dataclass(frozen=True, slots=True)
class SetDone:
    """The server has answered for one set of UIDs; `error`: what it said when it could not give all of them."""

    uids: tuple[int, ...]
    error: TradepostError | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder was opened on the way to the next set; `selected` None: the server refused."""

    wire_name: str
    selected: Selected | None


@dataclass(frozen=True, slots=True)
class FetchSet:
    """UIDs to fetch from a folder; "" is the folder that is open."""

    wire_name: str
    uids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Sent:
    step: FetchSet
    opens: bool


class ImapBulk(ImapWire):
    """The part of a connection that reads mail. A connection belongs to one thread."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(host, port)
        self.condstore = False
        self.qresync = False
        self._opened = ""

    # ---- opening

    def select(
        self, wire_name: str, *, readonly: bool = True, since: tuple[int, int] | None = None
    ) -> Selected:
        """Open a folder. `since` (UIDVALIDITY, MODSEQ): with QRESYNC, what changed after it comes along."""
        command = (b"EXAMINE " if readonly else b"SELECT ") + quoted(wire_name)
        resync = since is not None and self.qresync
        (answer,) = self.run_all(
            [command + (b" (QRESYNC (%d %d))" % since if since and resync else b"")]
        )
        if not answer.ok and resync:  # a server that cannot do what it promised
            self.qresync = resync = False
            (answer,) = self.run_all([command])
        self._opened = wire_name if answer.ok else ""
        self._plain().state = "SELECTED" if answer.ok else "AUTH"
        if not answer.ok:
            raise refused(self._host, answer.status)
        found = selected_of(answer.responses, answer.status)
        return found if resync else replace(found, changes=None)

    def unselect(self) -> None:
        """Leave the open folder, so that STATUS tells of it like of any other; nothing is expunged."""
        if self._opened and self.can("UNSELECT"):
            self.run_all([b"UNSELECT"])
            self._opened = ""
            self._plain().state = "AUTH"

    def open_many(
        self, wire_names: Sequence[str], *, since: int | None = None
    ) -> dict[str, tuple[Selected, list[int]]]:
        """The state and the UIDs of several folders, asked for together; those the server refuses are left out.

        `since` (seconds, UTC): only the UIDs of mail that arrived on that day or later.
        """
        criteria = "ALL" if since is None else f"SINCE {imap_day(since)}"
        commands: list[bytes] = []
        for name in wire_names:
            commands.append(b"EXAMINE " + quoted(name))
            commands.append(f"UID SEARCH {self._returning()}{criteria}".encode())
        answers = self.run_all(commands)
        found: dict[str, tuple[Selected, list[int]]] = {}
        for at, name in enumerate(wire_names):
            opening, listing = answers[2 * at], answers[2 * at + 1]
            if opening.ok and listing.ok:
                selected = replace(selected_of(opening.responses, opening.status), changes=None)
                uids = sorted(uid for r in listing.responses for uid in searched(r))
                found[name] = (selected, uids)
                self._opened = name
        if found:
            self._plain().state = "SELECTED"
        return found

    # ---- reading in bulk

    def uids(self, criteria: str = "ALL") -> list[int]:
        """The UIDs of the open folder that match an IMAP search in ASCII, ascending."""
        found: list[int] = []
        for response in self.run(f"UID SEARCH {self._returning()}{criteria}"):
            found.extend(searched(response))
        return sorted(found)

    def searches(self, criteria: Sequence[str]) -> list[list[int] | None]:
        """Several searches, asked together where their answers can be told apart; None for one that the server refuses."""
        commands = [f"UID SEARCH {self._returning()}{c}".encode() for c in criteria]
        if self.can("ESEARCH"):
            answers = self.run_all(commands)
        else:  # without its tag nobody can tell whose answer is whose
            answers = [answer for command in commands for answer in self.run_all([command])]
        return [
            sorted(uid for r in answer.responses for uid in searched(r)) if answer.ok else None
            for answer in answers
        ]

    def _returning(self) -> str:
        return "RETURN (ALL) " if self.can("ESEARCH") else ""  # ranges instead of a list (RFC 4731)

    def find_message_id(self, message_id: str) -> list[int]:
        """The UIDs of the open folder's messages with this Message-ID (no brackets)."""
        quoted = re.sub(r'(["\\])', r"\\\1", message_id)
        return self.uids(f'HEADER Message-ID "{quoted}"') if message_id.isascii() else []

    def flags(self, uids: str = "1:*") -> list[FetchedMessage]:
        """UID and flags of a set of messages of the open folder."""
        return [
            m
            for r in self.run(f"UID FETCH {uids} (UID FLAGS)")
            if (m := fetched(r)) and m.flags is not None
        ]

    def changed_since(self, modseq: int) -> Changes:
        """What changed since `modseq`; gone UIDs only where QRESYNC is spoken (RFC 7162)."""
        # not 1:*, which on Cyrus leaves out a deletion of the highest message (MAIL.md 2.11)
        extra = " VANISHED" if self.qresync else ""
        command = f"UID FETCH 1:4294967295 (UID FLAGS) (CHANGEDSINCE {modseq}{extra})"
        return changes_of(self.run(command))

    # ---- fetching

    def fetch_pipelined(
        self,
        sets: Sequence[Sequence[int]],
        items: str = "UID FLAGS INTERNALDATE BODY.PEEK[]",
        *,
        depth: int = 0,
    ) -> Iterator[FetchedMessage | SetDone]:
        """Fetch sets of UIDs of the open folder; after the messages of each set a SetDone. See `fetch_across`."""
        steps = [FetchSet("", tuple(uids)) for uids in sets]
        for item in self.fetch_across(steps, items, depth=depth):
            if not isinstance(item, Opened):
                yield item

    def fetch_across(
        self, steps: Iterable[FetchSet], items: str, *, depth: int = 0
    ) -> Iterator[FetchedMessage | SetDone | Opened]:
        """Fetch sets of several folders with `depth` commands in flight (0: as the way wants it).

        A folder is opened when its turn comes, without waiting for the answer; its Opened comes before its
        messages, and a SetDone after each set. Raises Retryable when the connection breaks (what was given is
        whole), UserFacing when the server does not understand: then all answers were read, the connection is in
        step. A set answered with NO is only told: Exchange says so for one bad message.
        """
        # Asked for a step only when the one before is sent: it may depend on the time.
        coming = iter(steps)
        step = next(coming, None)
        waiting: dict[bytes, _Sent] = {}
        collected: list[Response] = []
        trouble: TradepostError | None = None
        sending, closed_names = self._opened, set[str]()
        with self._talking():
            reader = self._responses()
            while waiting or (step is not None and trouble is None):
                while step is not None and trouble is None and len(waiting) < (depth or self.depth):
                    if step.wire_name and step.wire_name != sending:
                        sending = step.wire_name
                        tag = self._send(b"EXAMINE " + quoted(sending))
                        waiting[tag] = _Sent(step, opens=True)
                        continue
                    tag = self._send(f"UID FETCH {compress(step.uids)} ({items})")
                    waiting[tag] = _Sent(step, opens=False)
                    step = next(coming, None)
                response = reader.response()
                tag, _space, rest = response.text.partition(b" ")
                sent = waiting.pop(tag, None)
                if sent is None:
                    self._untagged(response)
                    if next(iter(waiting.values())).opens:
                        collected.append(response)
                    elif (message := fetched(response)) is not None:
                        yield message
                    continue
                status = self._noted(rest)
                ok = status[:2].upper() == "OK"
                if sent.opens:
                    yield self._now_open(sent.step.wire_name, collected, status)
                    collected = []
                    if not ok:
                        closed_names.add(sent.step.wire_name)
                    continue
                if status[:3].upper() == "BAD" and sent.step.wire_name not in closed_names:
                    trouble = trouble or refused(self._host, status)
                yield SetDone(sent.step.uids, None if ok else refused(self._host, status))
        if trouble is not None:
            raise trouble

    def _now_open(self, wire_name: str, responses: list[Response], status: str) -> Opened:
        ok = status[:2].upper() == "OK"
        self._opened = wire_name if ok else ""
        self._plain().state = "SELECTED" if ok else "AUTH"
        found = replace(selected_of(responses, status), changes=None) if ok else None
        return Opened(wire_name, found)
