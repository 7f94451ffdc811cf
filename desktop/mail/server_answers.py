"""Asks whether a mail server stands at a place, without saying who wants to know."""

import re
import socket
import ssl
from typing import Literal

from desktop.mail.providers import Endpoint
from desktop.mail.tls import tls_context

ANSWER_SECONDS = 5.0


def answers(endpoint: Endpoint, kind: Literal["imap", "smtp"], *, ca_file: str = "") -> bool:
    """Whether a server of that kind greets there, with a certificate for that name or the offer of STARTTLS."""
    place = (endpoint.host, endpoint.port)
    try:
        with socket.create_connection(place, ANSWER_SECONDS) as plain:
            if endpoint.security == "ssl":
                context = tls_context(ca_file)
                with context.wrap_socket(plain, server_hostname=endpoint.host) as secured:
                    return _greets(secured, kind)
            return _greets(plain, kind) and _offers_starttls(plain, kind)
    except (OSError, ssl.SSLError, UnicodeError):
        return False


def _greets(connection: socket.socket, kind: str) -> bool:
    said = _line(connection)
    return said.startswith(b"* OK") if kind == "imap" else said.startswith(b"220")


def _offers_starttls(connection: socket.socket, kind: str) -> bool:
    if kind == "imap":
        connection.sendall(b"a1 CAPABILITY\r\n")
        said = _until(connection, rb"(?mi)^a1 ")
    else:
        connection.sendall(b"EHLO tradepost.invalid\r\n")
        said = _until(connection, rb"(?m)^\d{3} ")
    return b"STARTTLS" in said.upper()


def _line(connection: socket.socket) -> bytes:
    return _until(connection, rb"\n")


def _until(connection: socket.socket, pattern: bytes) -> bytes:
    said = b""
    while len(said) < 8192 and not re.search(pattern, said):
        data = connection.recv(2048)
        if not data:
            break
        said += data
    return said
