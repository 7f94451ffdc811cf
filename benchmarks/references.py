"""What others reach on the same mailbox in the same run: a raw socket, and mbsync."""

import shutil
import ssl
import subprocess
import tempfile
import time
from pathlib import Path

from imapclient import IMAPClient

USER, PASSWORD = "rep@example.com", "secret"


def raw_fetch(server) -> tuple[float, int]:
    """Fetch every body of INBOX and Sent by one command each, discard; (seconds, bytes), over TLS."""
    context = ssl.create_default_context(cafile=str(server.cert))
    client = IMAPClient("localhost", port=server.tls_port, ssl_context=context, timeout=120)
    client.login(USER, PASSWORD)
    started, total = time.perf_counter(), 0
    for folder in ("INBOX", "Sent"):
        client.select_folder(folder, readonly=True)
        sock = client.socket()
        sock.sendall(b"B1 UID FETCH 1:* (UID FLAGS BODY.PEEK[])\r\n")
        tail = b""
        while b"\nB1 OK" not in tail:
            data = sock.recv(1 << 18)
            total += len(data)
            tail = (tail + data)[-200:]
    seconds = time.perf_counter() - started
    client.shutdown()
    return seconds, total


def mbsync(server, *, notmuch: bool = True) -> tuple[float | None, float | None]:
    """Sync INBOX and Sent to Maildir by mbsync over TLS, then index it by `notmuch`; seconds of each.

    None for what is not installed or not wanted.
    """
    if shutil.which("mbsync") is None:
        return None, None
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "mail").mkdir()
        config = root / "mbsyncrc"
        config.write_text(
            f"""FSync no
IMAPAccount a
Host localhost
Port {server.tls_port}
User {USER}
Pass {PASSWORD}
SSLType IMAPS
CertificateFile {server.cert}

IMAPStore far
Account a

MaildirStore near
Path {root}/mail/
Inbox {root}/mail/INBOX
SubFolders Verbatim

Channel c
Far :far:
Near :near:
Patterns INBOX Sent
Create Near
SyncState *
"""
        )
        started = time.perf_counter()
        subprocess.run(["mbsync", "-q", "-c", config, "c"], check=True)
        synced = time.perf_counter() - started
        return synced, _notmuch(root) if notmuch else None


def _notmuch(root: Path) -> float | None:
    if shutil.which("notmuch") is None:
        return None
    config = root / "notmuch"
    config.write_text(f"[database]\npath={root / 'mail'}\n[user]\nprimary_email={USER}\n")
    started = time.perf_counter()
    subprocess.run(["notmuch", f"--config={config}", "new", "--quiet"], check=True)
    return time.perf_counter() - started
