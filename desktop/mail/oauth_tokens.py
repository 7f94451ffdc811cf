"""The tokens of accounts: kept in the encrypted store, renewed before they end, by one thread of one process at a time."""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.mail import oauth_flow
from desktop.mail.file_lock import held
from desktop.mail.login_errors import sign_in_again
from desktop.mail.oauth_clients import registration
from desktop.mail.oauth_flow import Tokens
from desktop.runtime.errors import Retryable, UserFacing
from desktop.store.schema.mail import Account, AccountSecret
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

_EARLY_SECONDS = 300  # a token that ends within five minutes is renewed before it is used
_PATIENCE_SECONDS = 60.0

_locks: dict[tuple[str, str], threading.Lock] = {}
_locks_lock = threading.Lock()


def as_kept(tokens: Tokens, issuer: str) -> dict[str, Any]:
    """What `account_secret.tokens` holds."""
    return {
        "issuer": issuer,
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "expires_at": tokens.expires_at,
    }


def keep(store: Store, account_id: str, kept: Mapping[str, Any]) -> None:
    """Store what a sign-in gave (see `as_kept`); the account signs in that way from now on, and its engine goes on."""
    with store.write("user") as unit:
        row = unit.session.get(Account, account_id)
        secret = unit.session.get(AccountSecret, account_id)
        if row is None:
            return
        if secret is None:
            secret = AccountSecret(account_id=account_id)
            unit.session.add(secret)
        secret.tokens = dict(kept)
        row.auth, row.oauth_issuer = "oauth2", str(kept.get("issuer", ""))
        unit.touch("account", [account_id])


def access_token(store: Store, account_id: str, *, refused: str = "") -> str:
    """An access token that holds for some minutes; refreshed over the network when the stored one does not.

    `refused`: the token that a server has just refused, which is then not given again. Any number of threads and
    processes may ask at once: one of them refreshes. Raises UserFacing (`sign_in_again`, `oauth_client`) or Retryable.
    """
    with _lock(store, account_id):
        name, ca_file, kept = _read(store, account_id)
        if _holds(kept, refused):
            return str(kept["access_token"])
        with held(store.profile.root / "sign-in.lock", _PATIENCE_SECONDS):
            name, ca_file, kept = _read(store, account_id)  # another process may have been faster
            if _holds(kept, refused):
                return str(kept["access_token"])
            return _refreshed(store, account_id, name, ca_file, kept)


@dataclass(frozen=True, slots=True)
class Stored:
    """The tokens of an account as they lie in the store, taken out before the account is removed."""

    kept: Mapping[str, Any] = field(repr=False)
    ca_file: str


def stored(store: Store, account_id: str) -> Stored:
    """Return an account's tokens, whether they hold or not; none for an account with a password."""
    _name, ca_file, kept = _read(store, account_id)
    return Stored(kept, ca_file)


def give_back(store: Store, tokens: Stored) -> None:
    """Tell the issuer that tokens are no longer wanted. What cannot be told now is left: it ends by itself."""
    refresh_token = str(tokens.kept.get("refresh_token") or "")
    if not refresh_token:
        return
    try:
        found = registration(store, str(tokens.kept.get("issuer", "")))
        oauth_flow.revoke(found, refresh_token, tokens.ca_file)
    except (Retryable, UserFacing) as error:
        log.info("tokens not given back: %s", error.code)


def _refreshed(
    store: Store, account_id: str, name: str, ca_file: str, kept: Mapping[str, Any]
) -> str:
    if kept.get("ended") or not kept.get("refresh_token"):
        raise sign_in_again(name)
    issuer = str(kept.get("issuer", ""))
    try:
        tokens = oauth_flow.refresh(
            registration(store, issuer), str(kept["refresh_token"]), ca_file
        )
    except oauth_flow.Ended as error:
        _write(store, account_id, {**kept, "ended": True}, str(kept["refresh_token"]))
        raise sign_in_again(name) from error
    _write(store, account_id, as_kept(tokens, issuer), str(kept["refresh_token"]))
    log.info("an access token was renewed")
    return tokens.access_token


def _holds(kept: Mapping[str, Any], refused: str) -> bool:
    token = kept.get("access_token")
    if not token or token == refused or kept.get("ended"):
        return False
    ends = int(kept.get("expires_at") or 0)
    return not ends or ends - time.time() > _EARLY_SECONDS


def _read(store: Store, account_id: str) -> tuple[str, str, dict[str, Any]]:
    with store.read() as session:
        row = session.get(Account, account_id)
        secret = session.get(AccountSecret, account_id)
        name = row.email if row else account_id
        return name, row.ca_file if row else "", dict(secret.tokens or {}) if secret else {}


def _write(store: Store, account_id: str, kept: Mapping[str, Any], before: str) -> None:
    """Keep renewed tokens, unless a new sign-in came in between: that one is the better."""
    with store.write("sign-in") as unit:
        secret = unit.session.get(AccountSecret, account_id)
        if secret is not None and (secret.tokens or {}).get("refresh_token") == before:
            secret.tokens = dict(kept)


def _lock(store: Store, account_id: str) -> threading.Lock:
    with _locks_lock:
        return _locks.setdefault((str(store.profile.root), account_id), threading.Lock())
