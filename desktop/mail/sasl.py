"""The messages of SASL that IMAP and SMTP share: PLAIN, LOGIN, XOAUTH2 and OAUTHBEARER, as pure functions."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Mechanism = Literal["PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"]

# XOAUTH2 first: Google and Microsoft both speak it, only Google speaks the standard as well.
_BEARER: tuple[Mechanism, ...] = ("XOAUTH2", "OAUTHBEARER")
_PASSWORD: tuple[Mechanism, ...] = ("PLAIN", "LOGIN")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a server says in its error challenge (RFC 7628 section 3.2.2): invalid_token, insufficient_scope, 400 ..."""

    status: str = ""
    scope: str = ""


def choose(offered: Iterable[str], *, bearer: bool) -> Mechanism | None:
    """The best mechanism among those the server offers; None when there is none of the kind."""
    names = {name.upper() for name in offered}
    return next((name for name in (_BEARER if bearer else _PASSWORD) if name in names), None)


def first_message(
    mechanism: Mechanism, user: str, secret: str, host: str = "", port: int = 0
) -> bytes:
    """The client's first message (PLAIN: RFC 4616, OAUTHBEARER: RFC 7628 section 3.1), not yet base64."""
    if mechanism == "PLAIN":
        return f"\0{user}\0{secret}".encode()
    if mechanism == "XOAUTH2":
        return f"user={user}\x01auth=Bearer {secret}\x01\x01".encode()
    if mechanism == "OAUTHBEARER":
        name = user.replace("=", "=3D").replace(",", "=2C")
        parts = [f"n,a={name},", f"host={host}", f"port={port}", f"auth=Bearer {secret}"]
        return ("\x01".join(parts) + "\x01\x01").encode()
    return user.encode()


def last_message(mechanism: Mechanism) -> bytes:
    """The answer to a server's error challenge, after which it says no: empty, or 0x01 for OAUTHBEARER."""
    return b"\x01" if mechanism == "OAUTHBEARER" else b""


def refusal(challenge: bytes) -> Refusal:
    """Read an error challenge (already decoded from base64); anything unreadable is an empty one."""
    try:
        said = json.loads(challenge)
    except ValueError:
        return Refusal()
    if not isinstance(said, dict):
        return Refusal()
    return Refusal(str(said.get("status", "")), str(said.get("scope", "")))


def encoded(message: bytes) -> bytes:
    """Base64 on one line; an initial response that is empty is written "=" (RFC 4959)."""
    return base64.b64encode(message) or b"="
