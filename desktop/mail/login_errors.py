"""Words for a login that a server refuses, with what this provider wants instead."""

from desktop.mail.login import Login
from desktop.mail.net_errors import refused, wrong_password
from desktop.mail.providers import provider_by_host
from desktop.runtime.errors import Retryable, TradepostError, UserFacing
from desktop.runtime.i18n import _

SIGN_IN_CODES = ("wrong_password", "unsafe_login", "sign_in_again", "no_oauth", "oauth_client")
"""Errors that only the user can end, by other settings or by signing in again."""


def not_accepted(login: Login, said: str) -> TradepostError:
    """The error for a refused login; `said` are the server's words."""
    host = login.endpoint.host
    if "unsafe login" in said.lower():
        return refused(host, said)
    error = wrong_password(host, said)
    if error.code != "wrong_password":
        return error  # the server is busy or limits connections: the password may be right
    if login.method == "oauth" and login.renew is None:
        return Retryable(  # in a process that cannot renew it: the one that can meets it at its next login
            _("{host} asks for a newer access.").format(host=host), code="token_refused"
        )
    if login.method == "oauth":
        return sign_in_again(login.username, host=host)
    provider = provider_by_host(host)
    hint = provider.hint if provider is not None and provider.hint else error.hint
    return UserFacing(error.message, safe=error.safe, hint=hint, code=error.code)


def sign_in_again(name: str, *, host: str = "") -> UserFacing:
    """The error for a sign-in that no longer holds: withdrawn, expired, or for another mailbox."""
    if host:
        return UserFacing(
            _("{host} does not accept the sign-in for {name}.").format(host=host, name=name),
            safe=_("Your mail and everything waiting to be sent stay here."),
            hint=_(
                "Sign in again on the account page and choose exactly this address. If it is refused again, "
                "your provider or administrator has not allowed IMAP and SMTP for this mailbox."
            ),
            code="sign_in_again",
        )
    return UserFacing(
        _("The sign-in for {name} has ended: your provider asks for it again.").format(name=name),
        safe=_("Your mail and everything waiting to be sent stay here."),
        hint=_("Sign in again on the account page, or with `tradepost account sign-in`."),
        code="sign_in_again",
    )


def no_oauth(host: str) -> UserFacing:
    """The error for a server that takes no access tokens."""
    return UserFacing(
        _("{host} does not take a sign-in by browser.").format(host=host),
        safe=_("The access was not sent to it."),
        hint=_("Use the password or an app password, or check the server's name."),
        code="no_oauth",
    )
