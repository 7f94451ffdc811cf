"""Tries an account's settings step by step, so that the user sees which one is wrong and what to do."""

import contextlib
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from desktop.mail.net_errors import explain
from desktop.mail.providers import provider_by_host
from desktop.mail.smtp import SmtpConnection
from desktop.mail.transport import CONNECT_SECONDS, ImapConnection, Login
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

    `on_step` hears of each step when it is known. Nothing on the server is changed. Never raises for network trouble.
    """
    steps: list[Step] = []
    for step in (*_until_failure(_imap_steps(imap)), *_until_failure(_smtp_steps(smtp))):
        steps.append(step)
        on_step(step)
    return steps


def _until_failure(steps: Iterator[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        if not step.ok:
            return


def _failed(step: StepName, error: TradepostError, login: Login) -> Step:
    hint = " ".join(part for part in (error.safe, error.hint) if part)
    provider = provider_by_host(login.endpoint.host)
    if error.code == "wrong_password" and provider is not None and provider.hint:
        hint = provider.hint
    return Step(step, ok=False, detail=error.message, hint=hint, code=error.code)


def _imap_steps(login: Login) -> Iterator[Step]:
    host, port, security = login.endpoint.host, login.endpoint.port, login.endpoint.security
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        yield _failed("dns", explain(error, host, port), login)
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
        yield _failed("connect", explain(error, host, port), login)
        return
    yield Step(
        "connect", ok=True, detail=_("{host} answers on port {port}").format(host=host, port=port)
    )
    with ImapConnection(login) as connection:
        try:
            connection.connect()
        except TradepostError as error:
            yield _failed("tls", error, login)
            return
        protected = (
            _("This computer itself: no encryption needed")
            if security == "plain"
            else _("Encrypted, certificate checked")
        )
        yield Step("tls", ok=True, detail=protected)
        yield from _after_connecting(connection, login)


def _after_connecting(connection: ImapConnection, login: Login) -> Iterator[Step]:
    try:
        connection.login()
    except TradepostError as error:
        yield _failed("login", error, login)
        return
    yield Step("login", ok=True, detail=_("Logged in as {name}").format(name=login.username))
    try:
        folders = connection.folders()
        inbox = next((f for f in folders if f.role == "inbox"), None)
        count = connection.select(inbox.wire_name).exists if inbox else 0
    except TradepostError as error:
        yield _failed("list", error, login)
        return
    folder_words = ngettext("{count} folder", "{count} folders", len(folders)).format(
        count=len(folders)
    )
    message_words = ngettext(
        "{count} message in the inbox", "{count} messages in the inbox", count
    ).format(count=count)
    yield Step("list", ok=True, detail=f"{folder_words}, {message_words}")


def _smtp_steps(login: Login) -> Iterator[Step]:
    with SmtpConnection(login) as connection:
        try:
            connection.connect()
            connection.login()
        except TradepostError as error:
            yield _failed("smtp_login", error, login)
            return
    yield Step(
        "smtp_login",
        ok=True,
        detail=_("{host} accepts mail from {name}").format(
            host=login.endpoint.host, name=login.username
        ),
    )
