"""The server and mailbox of the sync benchmark: a private Dovecot filled by the shared generator."""

import importlib.util
import json
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "shared" / "tools"


@contextmanager
def served(count: int, *, tools: Path = TOOLS, attach: float | None = None):
    """Give a running server (ports, user, password, certificate) with `count` messages.

    `attach`: the share of mails with attachments, the generator's own when None.
    """
    server_module = _load(tools / "imap_server.py")
    root = made(count, tools=tools, attach=attach)
    with server_module.ImapServer(root) as server:
        server.chown_mail()
        _warm(server)
        yield server


def made(count: int, *, tools: Path = TOOLS, attach: float | None = None) -> Path:
    """Write the mailbox as Maildir, if it is not there yet, and return the folder that it lies in."""
    kind = "" if attach is None else f"-attach-{attach:g}"
    root = Path(tempfile.gettempdir()) / f"tradepost-bench-{count}{kind}"
    root.mkdir(mode=0o755, exist_ok=True)
    if not (root / "truth.json").exists():
        share = [] if attach is None else ["--attach", str(attach)]
        subprocess.run(
            [sys.executable, tools / "make_mailbox.py", "--root", root, "--n", str(count), *share],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return root


def messages(count: int) -> list[bytes]:
    """The bytes of all messages of the mailbox."""
    return [path.read_bytes() for path in sorted(made(count).rglob("cur/*"))]


def truth(count: int) -> dict:
    """Return what the generator says it made."""
    root = Path(tempfile.gettempdir()) / f"tradepost-bench-{count}"
    return json.loads((root / "truth.json").read_text(encoding="utf-8"))


def _warm(server) -> None:
    """Let Dovecot build its index, so that every contestant finds it as the others do."""
    for folder in ("INBOX", "Sent"):
        server.doveadm("index", folder, user="rep@example.com")


def _load(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module
