"""The two HTTP requests of OAuth 2.0: a form posted, a document read; JSON comes back, or the reason in words."""

import contextlib
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import IO, Any
from urllib.parse import urlencode, urlsplit

from desktop.mail.net_errors import explain
from desktop.mail.tls import tls_context
from desktop.runtime.errors import Retryable, TradepostError, UserFacing
from desktop.runtime.i18n import _

_SECONDS = 20.0
_LARGEST = 1_000_000


class _NoDocument(Retryable):
    """Somebody answered, but not in JSON: a hotel network, or an answer that says nothing."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A token endpoint never moves; a network that wants a login first sends us elsewhere."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


def post(url: str, form: Mapping[str, str] | str, ca_file: str = "") -> dict[str, Any]:
    """Post a form and return the JSON object of the answer, also of an error answer (RFC 6749 section 5.2).

    Raises Retryable when there is no such answer now, UserFacing for a certificate that cannot be believed.
    """
    body = form if isinstance(form, str) else urlencode(form)
    headers = {
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
    }
    return _ask(urllib.request.Request(url, body.encode("ascii"), headers), ca_file)  # noqa: S310 - _ask refuses all but https


def post_only(url: str, form: Mapping[str, str], ca_file: str = "") -> None:
    """Post a form whose answer says nothing (RFC 7009 section 2.2). Raises Retryable when nobody answers."""
    with contextlib.suppress(_NoDocument):
        post(url, form, ca_file)


def get(url: str, ca_file: str = "") -> dict[str, Any]:
    """Read a JSON document. Raises like `post`."""
    return _ask(urllib.request.Request(url, headers={"Accept": "application/json"}), ca_file)  # noqa: S310 - as above


def get_if_there(url: str, ca_file: str = "") -> dict[str, Any]:
    """Read a JSON document; an empty one when there is a page instead. Raises Retryable, UserFacing like `post`."""
    try:
        return get(url, ca_file)
    except _NoDocument:
        return {}


def require_https(url: str) -> str:
    """Return `url`. Raises UserFacing (`bad_issuer`) unless it is an https address."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise UserFacing(
            _("“{value}” is no address that begins with https://.").format(value=url),
            hint=_("Ask your provider or administrator for the issuer's address."),
            code="bad_issuer",
        )
    return url


def _ask(request: urllib.request.Request, ca_file: str) -> dict[str, Any]:
    require_https(request.full_url)
    host = urlsplit(request.full_url).hostname or ""
    port = urlsplit(request.full_url).port or 443
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=tls_context(ca_file)), _NoRedirect
    )
    try:
        with opener.open(request, timeout=_SECONDS) as answer:
            return _object(answer, host, answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return _object(error, host, error.code)
    except urllib.error.URLError as error:
        reason = error.reason if isinstance(error.reason, Exception) else error
        raise _in_words(reason, host, port) from error
    except (OSError, http.client.HTTPException) as error:
        raise _in_words(error, host, port) from error


def _in_words(error: Exception, host: str, port: int) -> TradepostError:
    if isinstance(error, http.client.HTTPException):
        error = ConnectionError(str(error))
    return explain(error, host, port)


def _object(
    answer: "IO[bytes] | http.client.HTTPResponse", host: str, status: int
) -> dict[str, Any]:
    try:
        found = json.loads(answer.read(_LARGEST))
    except (ValueError, OSError, http.client.HTTPException):
        found = None
    busy = status == 429 or status >= 500
    if isinstance(found, dict) and not busy:
        return found
    kind = Retryable if busy or found is not None else _NoDocument
    raise kind(
        _("{host} cannot sign you in now.").format(host=host),
        hint=_("It is tried again by itself. In a hotel or guest network, log in there first."),
        code="issuer_unavailable",
    )
