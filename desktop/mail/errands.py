"""The engine's thread of errands: for each account it tells the server what the user did and sends what he wrote."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from desktop.mail import accounts, actions
from desktop.mail.account_lines import AccountLines
from desktop.mail.account_use import SERVER
from desktop.mail.action_replay import Replay
from desktop.mail.fetch_one import fetch_message
from desktop.mail.login import Login
from desktop.mail.on_demand import Done, OnDemand
from desktop.mail.outbox import Delivered, Outbox
from desktop.mail.pace import Pace
from desktop.mail.server_drafts import ServerDrafts
from desktop.mail.smtp import SmtpConnection
from desktop.mail.transport import ImapConnection
from desktop.mail.workers import STEP_SECONDS, Surroundings, Worker, left_alone, note_wait
from desktop.runtime.errors import Retryable, TradepostError, UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import OutboxMessage

log = logging.getLogger(__name__)

_LINGER_SECONDS = 20.0
_ROOM_SECONDS = 30.0
_LOOK_SECONDS = 60.0
_APPEARING_SECONDS = 10.0  # until Sent is looked into again for what the provider files by itself


class ErrandWorker(Worker):
    """Tells the server what the user did and sends what he wrote, also while a long sync runs."""

    def __init__(self, around: Surroundings, account_id: str, after: Callable[[], None]) -> None:
        super().__init__(around, account_id, "errand")
        self._after = after
        self._outbox = Outbox(around.store, account_id, around.clock, around.on_sent)
        self._drafts = ServerDrafts(around.store, account_id, around.clock)
        self._on_demand = OnDemand()
        self._last_use = 0.0
        self._kept_back: frozenset[str] = frozenset()
        self._sending, self._mailbox = Pace(), Pace(_LOOK_SECONDS)

    def fetch(self, message_id: int, done: Done) -> None:
        """Fetch a mail before all else; `done` is told in this worker's thread."""
        self._on_demand.ask(message_id, done)
        self.wakeup.set()

    def wake(self) -> None:
        """There is something to do now, and the user may have mended what kept it back."""
        self._sending.hurry(again=True)
        self._mailbox.hurry(again=True)
        super().wake()

    def look(self) -> None:
        """There may be something to do; a login that was refused is not tried again for that."""
        self._sending.hurry()
        self._mailbox.hurry()
        super().wake()

    def turn(self) -> None:
        """Do what is owed, then wait for more. Sending and the mailbox wait for nobody but themselves."""
        if self._on_demand.waiting:
            self._try(self._mailbox, lambda: self._on_demand.serve(self._fetch))
        else:
            self._send_in_time()
            if self._mailbox.is_due() and self._is_owed():
                self._try(self._mailbox, self._run_errands)
        if self._connection is not None and time.monotonic() - self._last_use > self._linger():
            self.disconnect()
        if not self._on_demand.waiting:
            self.rest(STEP_SECONDS * 2)

    def _send_in_time(self) -> None:
        due = self._outbox.due()
        if due - self._kept_back:  # something else is sent: the server is asked again
            self._sending.hurry(again=bool(self._kept_back))
        if due and self._sending.is_due():
            self._try(self._sending, self._send)
            self._kept_back = self._outbox.due() if self._sending.barred else frozenset()

    def _try(self, pace: Pace, work: Callable[[], object]) -> None:
        try:
            with self.around.lanes.errand(self.account_id):
                work()
            pace.well()
        except TradepostError as error:
            if pace is self._mailbox:
                self.disconnect()
            news = pace.failed(error, self.around.now())
            if news and isinstance(error, UserFacing) and error.code != "no_account":
                self.error(error.code, error.message, error.hint)  # once: the state says the rest
            log.info("errands put off: %s", error.code)

    def connect(self) -> ImapConnection:
        """The open connection; where the server allows only one, the sync gives its own up for it."""
        if self._connection is None:
            lines = self.around.shared(self.account_id).lines
            try:
                return self._connect_in_room(lines)
            except Retryable as error:
                if error.code != "too_many_connections" or lines.limit > 1:
                    lines.give_back()
                    raise
            except BaseException:
                lines.give_back()
                raise
            return self._connect_again(lines)  # it was just learned that there may be only one
        return self._connection

    def _connect_in_room(self, lines: AccountLines) -> ImapConnection:
        if not lines.ask(_ROOM_SECONDS):
            raise Retryable(_("The mailbox is in use."), code="in_use")
        return super().connect()

    def _connect_again(self, lines: AccountLines) -> ImapConnection:
        try:
            return self._connect_in_room(lines)
        except BaseException:
            lines.give_back()
            raise

    def disconnect(self) -> None:
        """Hang up, and let the sync have the line."""
        lines = self._lines
        super().disconnect()
        if lines is not None:
            lines.give_back()

    def _linger(self) -> float:
        return 0.0 if self._lines is not None and self._lines.wanted else _LINGER_SECONDS

    def _fetch(self, message_id: int) -> None:
        if self._mailbox.barred is not None:  # each mail that is opened would try the password
            raise self._mailbox.barred
        with self._noting_waits():
            connection = self.connect()
            self._last_use = time.monotonic()
            fetch_message(
                self.around.store,
                self.account_id,
                connection,
                message_id,
                self.around.after_batch,
                lambda done, total: self._tell_fetching(message_id, done, total),
            )

    def _tell_fetching(self, message_id: int, done: int, total: int) -> None:
        event = {"event": "fetching", "message_id": message_id, "done": done, "total": total}
        self.around.emit(event)

    @contextmanager
    def _noting_waits(self) -> Iterator[None]:
        """While inside, a mailbox that asks to be left alone is, by the sync too."""
        try:
            yield
        except Retryable as error:
            note_wait(self.around.shared(self.account_id).use, error)
            raise

    def _is_owed(self) -> bool:
        return bool(
            self._outbox.to_settle()
            or actions.due(self.around.store, self.account_id)
            or self._drafts.due()
        )

    def _send(self) -> None:
        """Send what is due: that needs no mailbox. What keeps all mail back is known to the account's state too."""
        sending = self.around.shared(self.account_id).sending
        try:
            sent = self._outbox.send_queued(self._smtp)
        except UserFacing as error:
            sending.note(error)
            raise
        sending.note(None)
        self._tell(sent)

    def _run_errands(self) -> None:
        held = self.around.shared(self.account_id).use.held(SERVER)
        if held is not None:
            raise left_alone(held)
        with self._noting_waits():
            connection = self.connect()
            self._last_use = time.monotonic()
            replayed = self._replay(connection)
            settled = self._outbox.settle(connection) if self._outbox.to_settle() else []
            self._tell(settled)
            waiting = [item for item in settled if item.state in ("accepted", "attempted")]
            if replayed or len(waiting) < len(settled):
                self._after()
            if self._outbox.not_filed is not None:  # later each time; a broken line is made anew
                raise self._outbox.not_filed
            if waiting:
                self._mailbox.rest(_APPEARING_SECONDS)
            elif self._drafts.due():  # last: what the user waits for comes first
                self._drafts.run(connection)

    def _tell(self, delivered: Sequence[Delivered]) -> None:
        """Say what became of mails on their way out."""
        for item in delivered:
            self.around.emit(
                {
                    "event": "outbox",
                    "account_id": self.account_id,
                    "item_id": item.outbox_id,
                    "state": item.state,
                    "message": item.message,
                    "queued": self._queued(),
                }
            )

    def _replay(self, connection: ImapConnection) -> bool:
        """Tell the server what is owed; what it refuses for good is told to the user. Whether anything changed."""
        replay = Replay(self.around.store, self.account_id, connection)
        try:
            done = replay.run()
        finally:
            for refused in replay.given_up:
                hint = _("The mail is where the server has it. Outbox lists what was refused.")
                self.error("action_refused", refused.text(), hint)
        return bool(done or replay.sync_wanted)

    def _smtp(self) -> SmtpConnection:
        login: Login = accounts.load(self.around.store, self.account_id).smtp_login()
        connection = SmtpConnection(login)
        connection.connect()
        connection.login()
        return connection

    def _queued(self) -> int:
        with self.around.store.read() as session:
            return (
                session.scalar(
                    sa.select(sa.func.count())
                    .select_from(OutboxMessage)
                    .where(
                        OutboxMessage.account_id == self.account_id,
                        OutboxMessage.state.in_(("queued", "attempted")),
                        OutboxMessage.deleted_at.is_(None),
                    )
                )
                or 0
            )
