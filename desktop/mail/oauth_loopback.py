"""Where the browser comes back to after a sign-in: one request on this computer, then the door is closed (RFC 8252)."""

import html
import http.server
import queue
import secrets
import threading
import time
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, language

_LOOK_SECONDS = 0.2


class _Server(http.server.ThreadingHTTPServer):
    allow_reuse_address = False  # on Windows it would let another program share the port
    daemon_threads = True

    def __init__(self, state: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.state = state
        self.came: queue.Queue[dict[str, str]] = queue.Queue()


class _Handler(http.server.BaseHTTPRequestHandler):
    timeout = 10
    server_version, sys_version = "Tradepost", ""
    server: _Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        values = {key: found[0] for key, found in parse_qs(parts.query).items()}
        if parts.path not in ("", "/") or not values:
            self._answer(404, _("There is nothing here."))
            return
        if not secrets.compare_digest(values.get("state", "").encode(), self.server.state.encode()):
            self._answer(400, _("This sign-in was not begun by Tradepost, so nothing was done."))
            return
        if "code" in values:
            self._answer(200, _("You can close this page and go back to Tradepost."))
        else:
            self._answer(200, _("The sign-in was not finished. You can close this page."))
        self.server.came.put(values)

    def _answer(self, status: int, words: str) -> None:
        page = (
            f'<!doctype html><html lang="{language().replace("_", "-")}"><meta charset="utf-8"><title>Tradepost</title>'
            '<body style="font:16px system-ui,sans-serif;max-width:32em;margin:20vh auto;padding:0 1em">'
            f"<h1 style='font-size:20px'>Tradepost</h1><p>{html.escape(words)}</p></body></html>"
        ).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_args: object) -> None:
        """Write nothing: the request line holds the code."""


class Loopback:
    """Listens from entering the `with` block to leaving it; only this computer can reach it."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        """`host`: how the issuer wants this computer spelled in the redirect address."""
        self.state = secrets.token_urlsafe(32)
        self._server = _Server(self.state)
        self.redirect_uri = f"http://{host}:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_LOOK_SECONDS,), name="sign-in", daemon=True
        )

    def __enter__(self) -> "Loopback":
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait(self, seconds: float, stop: threading.Event) -> dict[str, str]:
        """Return what the browser brought back. Raises UserFacing: `cancelled` after `stop`, `sign_in_timeout`."""
        end = time.monotonic() + seconds
        while not stop.is_set():
            try:
                return self._server.came.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                if time.monotonic() > end:
                    raise UserFacing(
                        _("Nobody signed in within {n} minutes.").format(n=round(seconds / 60)),
                        hint=_("Start the sign-in again when you are ready."),
                        code="sign_in_timeout",
                    ) from None
        raise cancelled()


def cancelled() -> UserFacing:
    """The error for a sign-in that the user broke off."""
    return UserFacing(_("The sign-in was cancelled."), code="cancelled")
