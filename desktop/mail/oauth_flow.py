"""Signing in: by the browser with PKCE on a loopback redirect, or with a code typed in on another device; and refreshing.

RFC 6749, 7636 (PKCE), 8252 (native apps), 8628 (device code), 7009 (revocation). oauthlib makes and reads the messages.
"""

import contextlib
import os
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.mail import oauth_http
from desktop.mail.oauth_clients import Registration
from desktop.mail.oauth_loopback import Loopback, cancelled
from desktop.runtime.errors import Retryable, TradepostError, UserFacing
from desktop.runtime.i18n import _

_PATIENCE_SECONDS = 600.0
_ENDED = ("invalid_grant", "interaction_required", "login_required", "consent_required")
_NOT_KNOWN = ("invalid_client", "unauthorized_client")
_PASSING = ("temporarily_unavailable", "server_error", "slow_down")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an issuer gave: `expires_at` in seconds since 1970 (UTC), 0 when it did not say."""

    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: int = 0


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What the user types in where: `url`, `code`; `whole_url` holds both where the issuer has that."""

    url: str
    code: str
    whole_url: str
    seconds: int


class Ended(UserFacing):
    """The grant is gone: withdrawn, expired, or the provider wants to see the user again."""

    code = "sign_in_again"


def system_browser(url: str) -> bool:
    """Open the user's browser; False where there is none (a headless computer)."""
    if sys.platform.startswith("linux") and not (
        any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
    ):
        return False
    with contextlib.suppress(webbrowser.Error, OSError):
        return webbrowser.open(url)
    return False


def by_browser(
    registration: Registration,
    *,
    login_hint: str = "",
    open_browser: Callable[[str], bool] = system_browser,
    on_url: Callable[[str], object] = lambda _url: None,
    stop: threading.Event | None = None,
    seconds: float = _PATIENCE_SECONDS,
    ca_file: str = "",
) -> Tokens:
    """Sign in with the browser; blocks until the user is done there. `on_url` hears the address to open by hand.

    Raises UserFacing (`no_browser`, `cancelled`, `sign_in_timeout`, `sign_in_refused`, `sign_in_failed`,
    `oauth_client`) or Retryable.
    """
    from oauthlib.oauth2 import WebApplicationClient

    issuer = registration.issuer
    client = WebApplicationClient(registration.client_id)
    verifier = client.create_code_verifier(64)
    with Loopback(issuer.redirect_host) as door:
        extra = dict(issuer.extra)
        if login_hint:
            extra["login_hint"] = login_hint
        url = client.prepare_request_uri(
            issuer.authorize,
            redirect_uri=door.redirect_uri,
            scope=list(issuer.scopes),
            state=door.state,
            code_challenge=client.create_code_challenge(verifier, "S256"),
            code_challenge_method="S256",
            **extra,
        )
        on_url(url)
        if not open_browser(url):
            raise UserFacing(
                _("No browser could be opened."),
                hint=_("Sign in with a code instead, or open the address by hand."),
                code="no_browser",
            )
        came = door.wait(seconds, stop or threading.Event())
        if "code" not in came:
            raise _refused_by_user(came)
        body = client.prepare_request_body(
            code=came["code"],
            redirect_uri=door.redirect_uri,
            code_verifier=verifier,
            client_secret=registration.client_secret or None,
        )
    return _tokens(oauth_http.post(issuer.token, body, ca_file), registration)


def by_device(
    registration: Registration,
    *,
    show: Callable[[DeviceCode], object],
    stop: threading.Event | None = None,
    ca_file: str = "",
) -> Tokens:
    """Sign in with a code that the user types in anywhere; blocks until he did, or the code ran out (RFC 8628).

    Raises UserFacing (`no_device_code`, `cancelled`, `sign_in_timeout`, `sign_in_refused` ...) or Retryable.
    """
    issuer, stop = registration.issuer, stop or threading.Event()
    if not issuer.device:
        raise UserFacing(
            _("{name} has no sign-in by code for mail.").format(name=issuer.name),
            hint=_("Sign in on a computer with a browser, or use an app password."),
            code="no_device_code",
        )
    form = {"client_id": registration.client_id, "scope": " ".join(issuer.scopes)}
    began = oauth_http.post(issuer.device, form, ca_file)
    if "device_code" not in began:
        raise _failed(began, registration)
    seconds = int(began.get("expires_in") or 900)
    url = str(began.get("verification_uri") or began.get("verification_url") or "")
    whole = str(began.get("verification_uri_complete") or "")
    show(DeviceCode(url, str(began.get("user_code", "")), whole, seconds))
    return _polled(registration, began, time.monotonic() + seconds, stop, ca_file)


def _polled(
    registration: Registration,
    began: Mapping[str, Any],
    end: float,
    stop: threading.Event,
    ca_file: str,
) -> Tokens:
    wait = max(1.0, float(began.get("interval") or 5))
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "device_code": str(began["device_code"]),
        "client_id": registration.client_id,
    }
    if registration.client_secret:
        form["client_secret"] = registration.client_secret
    while time.monotonic() < end:
        if stop.wait(wait):
            raise cancelled()
        try:
            said = oauth_http.post(registration.issuer.token, form, ca_file)
        except Retryable:
            wait = min(wait * 2, 60.0)  # RFC 8628 section 3.5
            continue
        if said.get("error") == "slow_down":
            wait += 5.0
        elif said.get("error") != "authorization_pending":
            return _tokens(said, registration)
    raise UserFacing(
        _("The code has run out."),
        hint=_("Start the sign-in again when you are ready."),
        code="sign_in_timeout",
    )


def refresh(registration: Registration, refresh_token: str, ca_file: str = "") -> Tokens:
    """Exchange a refresh token for new tokens; an issuer that sends no new refresh token leaves the old one valid.

    Raises Ended when it no longer holds, UserFacing (`oauth_client`, `sign_in_failed`), Retryable.
    """
    from oauthlib.oauth2 import WebApplicationClient

    client = WebApplicationClient(registration.client_id)
    body = client.prepare_refresh_body(
        refresh_token=refresh_token,
        client_id=registration.client_id,
        client_secret=registration.client_secret or None,
    )
    said = oauth_http.post(registration.issuer.token, body, ca_file)
    found = _tokens(said, registration)
    if found.refresh_token:
        return found
    return Tokens(found.access_token, refresh_token, found.expires_at)


def revoke(registration: Registration, refresh_token: str, ca_file: str = "") -> None:
    """Give the grant back (RFC 7009), where the issuer takes it back. Raises Retryable when it cannot be reached."""
    if registration.issuer.revoke and refresh_token:
        form = {"token": refresh_token, "token_type_hint": "refresh_token"}
        form["client_id"] = registration.client_id
        if registration.client_secret:
            form["client_secret"] = registration.client_secret
        oauth_http.post_only(registration.issuer.revoke, form, ca_file)


def _tokens(said: Mapping[str, Any], registration: Registration) -> Tokens:
    if "error" in said or not said.get("access_token"):
        raise _failed(said, registration)
    try:
        lifetime = int(said.get("expires_in") or 0)
    except (TypeError, ValueError):
        lifetime = 0
    return Tokens(
        str(said["access_token"]),
        str(said.get("refresh_token") or ""),
        int(time.time()) + lifetime if lifetime else 0,
    )


def _refused_by_user(came: Mapping[str, str]) -> UserFacing:
    if came.get("error") == "access_denied":
        return UserFacing(
            _("The access to your mail was not allowed."),
            hint=_("Start the sign-in again and allow it, or use an app password."),
            code="sign_in_refused",
        )
    return UserFacing(
        _("The sign-in failed: {said}").format(
            said=(came.get("error_description") or came.get("error") or "?")[:300]
        ),
        hint=_("Check client id and scopes: docs/sign-in.md."),
        code="sign_in_failed",
    )


def _failed(said: Mapping[str, Any], registration: Registration) -> TradepostError:
    name, error = registration.issuer.name, str(said.get("error") or "")
    words = str(said.get("error_description") or error or "?")[:300]
    if error == "access_denied":
        return _refused_by_user({"error": error})
    if error == "expired_token":
        return UserFacing(
            _("The code has run out."),
            hint=_("Start the sign-in again when you are ready."),
            code="sign_in_timeout",
        )
    if error in _ENDED:
        return Ended(
            _("{name} asks you to sign in again.").format(name=name),
            safe=_("Your mail and everything waiting to be sent stay here."),
        )
    if error in _NOT_KNOWN:
        return UserFacing(
            _("{name} does not know this client id: {said}").format(name=name, said=words),
            hint=_("Check client id and secret: docs/sign-in.md."),
            code="oauth_client",
        )
    if error in _PASSING:
        return Retryable(
            _("{name} cannot sign you in now.").format(name=name), code="issuer_unavailable"
        )
    return UserFacing(
        _("The sign-in failed: {said}").format(said=words),
        hint=_("Check client id and scopes: docs/sign-in.md."),
        code="sign_in_failed",
    )
