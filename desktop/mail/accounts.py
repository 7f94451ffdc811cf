"""Mail accounts in the store: added, found, changed, removed; their passwords beside them, sealed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.login import Login
from desktop.mail.login_errors import sign_in_again
from desktop.mail.providers import Endpoint, provider_for
from desktop.mail.tls import fingerprints
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Account, AccountSecret, OutboxMessage
from desktop.store.workspace import Store

_ENDPOINT_KEYS = ("host", "port", "security")


Auth = Literal["password", "oauth2"]

_TEXTS = ("username", "password", "smtp_password", "display_name", "signature", "ca_file")


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody to write as; `account_id` is the mailbox that sends it."""

    name: str
    email: str
    signature: str = ""
    account_id: str = ""


@dataclass(frozen=True)
class AccountSettings:
    """What is needed to reach a mailbox. `smtp_password` "" means the same as `password`.

    With `auth` "oauth2", `tokens` are those of a sign-in that is not stored yet (oauth_tokens.as_kept), and `token`
    gives the stored account's (the argument: the one a server refused). `trusted_certificate`: fingerprints by comma.
    `identities`: further senders beside the account's own name and address.
    """

    email: str
    imap: Endpoint
    smtp: Endpoint
    username: str
    password: str = field(default="", repr=False)
    smtp_password: str = field(default="", repr=False)
    display_name: str = ""
    signature: str = ""
    ca_file: str = ""
    provider: str = ""
    saves_sent: bool = False
    auth: Auth = "password"
    oauth_issuer: str = ""
    tokens: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    token: Callable[[str], str] | None = field(default=None, repr=False, compare=False)
    trusted_certificate: str = ""
    identities: tuple[Identity, ...] = ()

    def imap_login(self) -> Login:
        """Return what the IMAP connection needs, with an access token that holds where one is used.

        Ask anew for each connection: the token may be renewed over the network. Raises UserFacing
        (`sign_in_again`, `oauth_client`) or Retryable.
        """
        return self._login(self.imap, self.password)

    def smtp_login(self) -> Login:
        """Return what the SMTP connection needs; like `imap_login`."""
        return self._login(self.smtp, self.smtp_password or self.password)

    def _login(self, endpoint: Endpoint, password: str) -> Login:
        if self.auth != "oauth2":
            return Login(endpoint, self.username, password, self.ca_file, self.trusted_certificate)
        if self.token is not None:
            secret, renew = self.token(""), self.token
        else:
            secret, renew = str(self.tokens.get("access_token", "")), self._refuse
        return Login(
            endpoint,
            self.username,
            secret,
            self.ca_file,
            self.trusted_certificate,
            method="oauth",
            renew=renew,
        )

    def _refuse(self, _token: str) -> str:
        """A token that is minutes old and refused is for another mailbox, or mail programs are not allowed there."""
        raise sign_in_again(self.username, host=self.imap.host)


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
                tokens=dict(settings.tokens),
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
            auth="oauth2" if row.auth == "oauth2" else "password",
            oauth_issuer=row.oauth_issuer,
            token=_token_of(store, row.id) if row.auth == "oauth2" else None,
            trusted_certificate=row.trusted_certificate,
            identities=_identities(row),
        )


def _token_of(store: Store, account_id: str) -> Callable[[str], str]:
    def token(refused: str) -> str:
        from desktop.mail import oauth_tokens  # whoever signs in; the window only names accounts

        return oauth_tokens.access_token(store, account_id, refused=refused)

    return token


def _identities(row: Account) -> tuple[Identity, ...]:
    return tuple(
        Identity(
            str(kept.get("name", "")),
            str(kept["email"]),
            str(kept.get("signature", "")),
            row.id,
        )
        for kept in row.identities or ()
        if isinstance(kept, dict) and kept.get("email")
    )


def save(store: Store, account: str, settings: AccountSettings) -> None:
    """Replace an account's settings; an empty password and no tokens keep the stored ones.

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
        if settings.tokens or settings.auth == "password":
            secret.tokens = dict(settings.tokens)
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
        elif key in _TEXTS:
            plain[key] = value
        elif key == "trusted_certificate":
            plain[key] = ",".join(sorted(fingerprints(value)))
        else:
            raise UserFacing(
                _("An account has no setting “{key}”.").format(key=key), code="unknown_setting"
            )
    if plain.get("password"):
        plain["auth"] = "password"
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
    if settings.auth == "oauth2" and not (settings.tokens or settings.token):
        raise UserFacing(
            _("Nobody has signed in to this account yet."),
            hint=_("Sign in first, or use a password."),
            code="sign_in_again",
        )
    kept = tuple(replace(i, email=_address(i.email)) for i in settings.identities)
    return replace(settings, email=_address(settings.email), identities=kept)


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
    row.auth, row.oauth_issuer = settings.auth, settings.oauth_issuer
    row.trusted_certificate = settings.trusted_certificate
    row.identities = [
        {"name": i.name, "email": i.email, "signature": i.signature} for i in settings.identities
    ]


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
