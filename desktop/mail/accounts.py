"""Mail accounts in the store: added, found, changed, removed; their passwords beside them, sealed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.providers import Endpoint, provider_for
from desktop.mail.transport import Login
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Account, AccountSecret, OutboxMessage
from desktop.store.workspace import Store

_ENDPOINT_KEYS = ("host", "port", "security")


@dataclass(frozen=True)
class AccountSettings:
    """What is needed to reach a mailbox. `smtp_password` "" means the same as `password`."""

    email: str
    imap: Endpoint
    smtp: Endpoint
    username: str
    password: str = ""
    smtp_password: str = ""
    display_name: str = ""
    signature: str = ""
    ca_file: str = ""
    provider: str = ""
    saves_sent: bool = False

    def imap_login(self) -> Login:
        """Return what the IMAP connection needs."""
        return Login(self.imap, self.username, self.password, self.ca_file)

    def smtp_login(self) -> Login:
        """Return what the SMTP connection needs."""
        return Login(self.smtp, self.username, self.smtp_password or self.password, self.ca_file)


def suggest(email: str) -> AccountSettings:
    """Return settings for an address from the provider table, or the usual guess for its domain.

    Raises UserFacing (`bad_address`).
    """
    address = _address(email)
    provider = provider_for(address)
    local = address.rpartition("@")[0]
    return AccountSettings(
        email=address,
        imap=provider.imap,
        smtp=provider.smtp,
        username=local if provider.username == "local" else address,
        provider=provider.id if provider.known else "",
        saves_sent=provider.saves_sent,
    )


def add(store: Store, settings: AccountSettings) -> str:
    """Store a new account and return its id.

    Raises UserFacing: there is one with this address, plain text to another computer, no CA file.
    """
    settings = check(settings)
    with store.write("user") as unit:
        session = unit.session
        row = session.scalar(sa.select(Account).where(Account.email == settings.email))
        if row is not None and row.deleted_at is None:
            raise UserFacing(
                _("There is already an account for {email}.").format(email=settings.email),
                hint=_("Change it instead of adding it again."),
                code="account_exists",
            )
        last = session.scalar(sa.select(sa.func.max(Account.position))) or 0
        if row is None:
            row = Account(email=settings.email, position=last + 1)
            session.add(row)
        row.deleted_at, row.enabled = None, True
        _write(row, settings)
        session.flush()
        session.merge(
            AccountSecret(
                account_id=row.id,
                password=settings.password,
                smtp_password=settings.smtp_password,
                tokens={},
            )
        )
        return row.id


def load(store: Store, account: str) -> AccountSettings:
    """Return an account's settings with its password, by address or id.

    Raises UserFacing (`no_account`).
    """
    with store.read() as session:
        row = find(session, account)
        secret = session.get(AccountSecret, row.id)
        return AccountSettings(
            email=row.email,
            imap=Endpoint(row.imap_host, row.imap_port, row.imap_security),  # type: ignore[arg-type]
            smtp=Endpoint(row.smtp_host, row.smtp_port, row.smtp_security),  # type: ignore[arg-type]
            username=row.username,
            password=secret.password if secret else "",
            smtp_password=secret.smtp_password if secret else "",
            display_name=row.display_name,
            signature=row.signature,
            ca_file=row.ca_file,
            provider=row.provider,
            saves_sent=row.saves_sent,
        )


def save(store: Store, account: str, settings: AccountSettings) -> None:
    """Replace an account's settings; an empty password keeps the stored one.

    Raises UserFacing like `add`, and `no_account`.
    """
    settings = check(settings)
    with store.write("user") as unit:
        row = find(unit.session, account)
        _write(row, settings)
        secret = unit.session.get(AccountSecret, row.id)
        if secret is None:
            secret = AccountSecret(account_id=row.id, tokens={})
            unit.session.add(secret)
        secret.password = settings.password or secret.password or ""
        secret.smtp_password = settings.smtp_password or secret.smtp_password or ""
        unit.touch("account", [row.id])


def remove(store: Store, account: str) -> None:
    """Take an account away: its password is forgotten, its mail stays readable.

    Raises UserFacing: no such account, or mail still waiting to be sent from it.
    """
    with store.write("user") as unit:
        row = find(unit.session, account)
        waiting = unit.session.scalar(
            sa.select(sa.func.count())
            .select_from(OutboxMessage)
            .where(
                OutboxMessage.account_id == row.id,
                OutboxMessage.state.in_(("queued", "attempted")),
                OutboxMessage.deleted_at.is_(None),
            )
        )
        if waiting:
            raise UserFacing(
                _("Mail is still waiting to be sent from {email}.").format(email=row.email),
                safe=_("Nothing was changed."),
                hint=_("Send or cancel it first: `tradepost outbox list`."),
                code="outbox_not_empty",
            )
        row.deleted_at, row.enabled = datetime.now(UTC), False
        secret = unit.session.get(AccountSecret, row.id)
        if secret is not None:
            unit.session.delete(secret)


def changed(settings: AccountSettings, values: Mapping[str, str]) -> AccountSettings:
    """Return `settings` with some keys replaced: `imap_host`, `smtp_port`, `username`, ...

    Raises UserFacing for an unknown key or a port that is no number.
    """
    imap, smtp = settings.imap, settings.smtp
    plain: dict[str, str] = {}
    for key, value in values.items():
        side, _underscore, part = key.partition("_")
        if side == "imap" and part in _ENDPOINT_KEYS:
            imap = _with(imap, part, value)
        elif side == "smtp" and part in _ENDPOINT_KEYS:
            smtp = _with(smtp, part, value)
        elif key in AccountSettings.__dataclass_fields__:
            plain[key] = value
        else:
            raise UserFacing(
                _("An account has no setting “{key}”.").format(key=key), code="unknown_setting"
            )
    return replace(settings, imap=imap, smtp=smtp, **plain)  # type: ignore[arg-type]


def check(settings: AccountSettings) -> AccountSettings:
    """Return the settings with the address in normal form. Raises UserFacing when they are unsafe."""
    for endpoint in (settings.imap, settings.smtp):
        if not endpoint.host:
            raise UserFacing(_("The server's name is missing."), code="no_host")
        if not 0 < endpoint.port < 65536:
            raise UserFacing(_("A port is a number from 1 to 65535."), code="bad_port")
        if endpoint.security == "plain" and not is_loopback(endpoint.host):
            raise UserFacing(
                _("An unencrypted connection is only possible to this computer itself."),
                safe=_("The password was not sent."),
                hint=_("Choose TLS or STARTTLS."),
                code="plain_text_refused",
            )
    if settings.ca_file and not Path(settings.ca_file).is_file():
        raise UserFacing(
            _("There is no certificate file {path}.").format(path=settings.ca_file),
            code="no_ca_file",
        )
    return replace(settings, email=_address(settings.email))


def is_loopback(host: str) -> bool:
    """Tell whether `host` is this computer: localhost, 127.0.0.0/8 or ::1."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def find(session: Session, account: str) -> Account:
    """Return a living account's row by address or id. Raises UserFacing (`no_account`)."""
    row = session.scalar(
        sa.select(Account).where(
            sa.or_(Account.id == account, Account.email == account.strip().casefold()),
            Account.deleted_at.is_(None),
        )
    )
    if row is None:
        raise UserFacing(
            _("There is no account {account}.").format(account=account),
            hint=_("`tradepost account list` shows them."),
            code="no_account",
        )
    return row


def _write(row: Account, settings: AccountSettings) -> None:
    row.username = settings.username or settings.email
    row.display_name = settings.display_name
    row.signature = settings.signature
    row.imap_host, row.imap_port = settings.imap.host, settings.imap.port
    row.imap_security = settings.imap.security
    row.smtp_host, row.smtp_port = settings.smtp.host, settings.smtp.port
    row.smtp_security = settings.smtp.security
    row.ca_file, row.provider = settings.ca_file, settings.provider
    row.saves_sent = settings.saves_sent


def _with(endpoint: Endpoint, part: str, value: str) -> Endpoint:
    if part == "port":
        if not str(value).isdigit():
            raise UserFacing(_("A port is a number from 1 to 65535."), code="bad_port")
        return replace(endpoint, port=int(value))
    if part == "security":
        if value not in ("ssl", "starttls", "plain"):
            raise UserFacing(_("Security is ssl, starttls or plain."), code="bad_security")
        return replace(endpoint, security=value)  # type: ignore[arg-type]
    return replace(endpoint, host=value.strip())


def _address(email: str) -> str:
    address = email.strip().casefold()
    local, at, domain = address.partition("@")
    if not (local and at and "." in domain.strip(".")) and domain != "localhost":
        raise UserFacing(
            _("“{value}” is not a mail address.").format(value=email),
            hint=_("It looks like name@company.com."),
            code="bad_address",
        )
    return address
