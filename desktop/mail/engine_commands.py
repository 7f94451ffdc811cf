"""What the window can ask of the engine; docs/engine-protocol.md has the words."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

import sqlalchemy as sa

from desktop.mail import accounts
from desktop.mail.account_test import Step, run_settings_test
from desktop.mail.crew import Crew
from desktop.runtime.errors import TradepostError, UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Folder, Message, Placement
from desktop.store.workspace import Store

PROTOCOL = 1

Command = Mapping[str, Any]
Reply = Callable[[Command, object], None]


class Later:
    """The result of a command that answers by itself when it is done."""


LATER: Final = Later()


class Commands:
    """The commands by name. `reply` answers one that is done later; both callables may be called by any thread."""

    def __init__(
        self, store: Store, crew: Crew, emit: Callable[[dict[str, Any]], None], reply: Reply
    ) -> None:
        self._store, self._crew, self._emit, self._reply = store, crew, emit, reply
        self._handlers: dict[str, Callable[[Command], object]] = {
            "sync": self._sync,
            "pause": lambda command: self._crew.pause(self._chosen(command)),
            "resume": lambda command: self._crew.resume(self._chosen(command)),
            "flush_outbox": lambda _command: self._crew.wake_errands(),
            "actions_changed": lambda _command: self._crew.look_at_errands(),
            "changed": self._changed,
            "fetch_message": self._fetch_message,
            "test_account": self._test,
            "ping": lambda _command: {"protocol": PROTOCOL},
        }

    def run(self, name: str, command: Command) -> object:
        """Do one command; returns its result or LATER. Raises TradepostError, `unknown_command` among them."""
        handler = self._handlers.get(name)
        if handler is None:
            raise UserFacing(_("The engine does not know this command."), code="unknown_command")
        return handler(command)

    def _chosen(self, command: Command) -> list[str]:
        return self._crew.chosen(str(command.get("account_id") or command.get("account") or ""))

    def _sync(self, command: Command) -> None:
        self._crew.reload()
        self._crew.wake(self._chosen(command))

    def _changed(self, command: Command) -> None:
        """The window committed something: new accounts, other folders to sync, mail to send, actions to replay."""
        tables: dict[str, Any] = dict(command.get("tables") or {})
        if tables.keys() & {"account", "account_secret"}:
            self._crew.reload()
            ids = {*tables.get("account", ()), *tables.get("account_secret", ())}
            self._crew.settings_changed(map(str, ids))
        if "folder" in tables:
            self._crew.wake(self._accounts_of(tables["folder"]))
        if tables.keys() & {"outbox", "mail_action"}:
            self._crew.look_at_errands()

    def _accounts_of(self, folder_ids: list[Any]) -> list[str]:
        ids = [int(i) for i in folder_ids if str(i).isdigit()]
        with self._store.read() as session:
            found = session.scalars(
                sa.select(Folder.account_id).where(Folder.id.in_(ids)).distinct()
            ).all()
        return [account_id for account_id in found if account_id]

    def _fetch_message(self, command: Command) -> object:
        """Fetch one mail whose body is not here; answered when its rows are committed."""
        message_id = int(command.get("message_id") or 0)
        worker = self._crew.errand_worker(self._account_of(message_id))
        if worker is None:
            raise UserFacing(
                _("This mail lies on no server that is switched on."), code="no_such_mail"
            )

        def done(error: TradepostError | None) -> None:
            self._reply(command, error or {"message_id": message_id})

        worker.fetch(message_id, done)
        return LATER

    def _account_of(self, message_id: int) -> str:
        with self._store.read() as session:
            message = session.get(Message, message_id)
            if message is None:
                return ""
            owner = session.scalar(
                sa.select(Folder.account_id)
                .join(Placement, Placement.folder_id == Folder.id)
                .where(Placement.message_id == message_id, Placement.uid > 0)
                .limit(1)
            )
        return owner or message.account_id or ""

    def _test(self, command: Command) -> object:
        """Test an account's stored settings step by step; the answer comes when all steps are known."""
        settings = accounts.load(
            self._store, str(command.get("account_id") or command.get("account") or "")
        )

        def told(step: Step) -> None:
            self._emit({"event": "test_step", "id": command.get("id"), **asdict(step)})

        def run() -> None:
            steps = run_settings_test(settings, on_step=told)
            self._reply(command, {"steps": [asdict(step) for step in steps]})

        threading.Thread(target=run, name="account-test", daemon=True).start()
        return LATER
