"""Tries an account's settings step by step, so that the user sees which one is wrong and what to do."""

import contextlib
import socket
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal

from desktop.mail.accounts import AccountSettings
from desktop.mail.imap_folders import RemoteFolder
from desktop.mail.login import Login
from desktop.mail.net_errors import explain
from desktop.mail.smtp import SmtpConnection
from desktop.mail.transport import CONNECT_SECONDS, ImapConnection
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _, ngettext

StepName = Literal["dns", "connect", "tls", "login", "list", "append", "smtp_login"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step's outcome: what was found (`detail`) and, when it failed, what to do (`hint`); translated."""

    step: StepName
    ok: bool
    detail: str
    hint: str = ""
    code: str = ""


def run_account_test(
    imap: Login, smtp: Login, *, on_step: Callable[[Step], None] = lambda _step: None
) -> list[Step]:
    """Try everything that sync and sending will need; steps behind a failed one are left out, SMTP is tried anyway.

    `on_step` hears of each step when it is known. A small message is saved and removed again at once; nothing else on
    the server is changed. Never raises for network trouble.
    """
    steps: list[Step] = []
    for step in (*_until_failure(_imap_steps(imap)), *_until_failure(_smtp_steps(smtp))):
        steps.append(step)
        on_step(step)
    return steps


def run_settings_test(
    settings: AccountSettings, *, on_step: Callable[[Step], None] = lambda _step: None
) -> list[Step]:
    """Like `run_account_test`, from an account's settings: a sign-in that no longer holds fails the login step."""
    try:
        imap, smtp = settings.imap_login(), settings.smtp_login()
    except TradepostError as error:
        hint = " ".join(part for part in (error.safe, error.hint) if part)
        step = Step("login", ok=False, detail=error.message, hint=hint, code=error.code)
        on_step(step)
        return [step]
    return run_account_test(imap, smtp, on_step=on_step)


def _until_failure(steps: Iterator[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        if not step.ok:
            return


def _failed(step: StepName, error: TradepostError) -> Step:
    hint = " ".join(part for part in (error.safe, error.hint) if part)
    return Step(step, ok=False, detail=error.message, hint=hint, code=error.code)


def _imap_steps(login: Login) -> Iterator[Step]:
    host, port, security = login.endpoint.host, login.endpoint.port, login.endpoint.security
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        yield _failed("dns", explain(error, host, port))
        return
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    yield Step(
        "dns",
        ok=True,
        detail=_("{host} is {addresses}").format(host=host, addresses=", ".join(addresses[:3])),
    )
    try:
        with contextlib.closing(socket.create_connection((host, port), timeout=CONNECT_SECONDS)):
            pass
    except OSError as error:
        yield _failed("connect", explain(error, host, port))
        return
    yield Step(
        "connect", ok=True, detail=_("{host} answers on port {port}").format(host=host, port=port)
    )
    with ImapConnection(login) as connection:
        try:
            connection.connect()
        except TradepostError as error:
            yield _failed("tls", error)
            return
        protected = _("Encrypted, certificate checked")
        if security == "plain":
            protected = _("This computer itself: no encryption needed")
        elif login.trusted:
            protected = _("Encrypted, with the certificate you accepted")
        yield Step("tls", ok=True, detail=protected)
        yield from _after_connecting(connection, login)


def _after_connecting(connection: ImapConnection, login: Login) -> Iterator[Step]:
    try:
        connection.login()
    except TradepostError as error:
        yield _failed("login", error)
        return
    yield Step("login", ok=True, detail=_("Logged in as {name}").format(name=login.username))
    try:
        folders = connection.folders()
        inbox = next((f for f in folders if f.role == "inbox"), None)
        count = connection.select(inbox.wire_name).exists if inbox else 0
    except TradepostError as error:
        yield _failed("list", error)
        return
    folder_words = ngettext("{count} folder", "{count} folders", len(folders)).format(
        count=len(folders)
    )
    message_words = ngettext(
        "{count} message in the inbox", "{count} messages in the inbox", count
    ).format(count=count)
    yield Step("list", ok=True, detail=f"{folder_words}, {message_words}")
    try:
        detail = _append(connection, folders)
    except TradepostError as error:
        yield _failed("append", error)
        return
    yield Step("append", ok=True, detail=detail)


def _append(connection: ImapConnection, folders: list[RemoteFolder]) -> str:
    """Save a message where it does no harm and remove exactly it; return what was found in words.

    In the trash, because Gmail keeps in All Mail what is removed elsewhere. Without UIDPLUS one message cannot be removed
    alone: then nothing is saved.
    """
    roles = ("trash",) if connection.can("X-GM-EXT-1") else ("trash", "drafts")
    by_role = {folder.role: folder for folder in folders if folder.selectable}
    folder = next((by_role[role] for role in roles if role in by_role), None)
    if folder is None or not connection.can("UIDPLUS"):
        return _("Not tried: this server cannot remove a single message again")
    key = f"{uuid.uuid4().hex}@connection-test.tradepost.invalid"
    uid = connection.append(folder.wire_name, _trial_message(key))
    connection.select(folder.wire_name, readonly=False)
    uids = [uid] if uid else connection.find_message_id(key)
    if uids:
        connection.delete(uids)
    return _("A message was saved in {folder} and removed again").format(folder=folder.name)


def _trial_message(key: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Tradepost connection test"
    message["From"] = message["To"] = "Tradepost <noreply@tradepost.invalid>"
    message["Date"] = datetime.now(UTC)
    message["Message-ID"] = f"<{key}>"
    message.set_content("Tradepost tried whether it can save mail here. You may delete this.")
    return message.as_bytes(policy=SMTP)


def _smtp_steps(login: Login) -> Iterator[Step]:
    with SmtpConnection(login) as connection:
        try:
            connection.connect()
            connection.login()
        except TradepostError as error:
            yield _failed("smtp_login", error)
            return
    yield Step(
        "smtp_login",
        ok=True,
        detail=_("{host} accepts mail from {name}").format(
            host=login.endpoint.host, name=login.username
        ),
    )
