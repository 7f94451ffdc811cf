"""The window starts, and a mail is read, without the libraries and the code that only others need."""

import subprocess
import sys

from desktop.store.queries import messages
from desktop.trade import quote_counts

HEAVY = (
    "PIL", "jinja2", "keyring", "reportlab", "openpyxl", "icalendar", "alembic", "PySide6.QtPdf",
    "PySide6.QtWebEngineCore",
)  # fmt: skip
THE_ENGINES = (  # it speaks with servers, the window does not
    "imapclient", "smtplib", "desktop.mail.transport", "desktop.mail.oauth_tokens",
    "desktop.mail.server_drafts", "desktop.mail.action_replay", "desktop.mail.folder_changes",
)  # fmt: skip
THE_QUOTES = (
    "desktop.trade.quotes",
    "desktop.trade.issuing",
    "desktop.trade.documents.document",
    "desktop.trade.answer_words",
)
FOR_A_DEED = (  # loaded by who asks for it: pictures from the net, splitting by hand, archives
    "urllib.request", "desktop.mail.ingest", "desktop.mail.attachments.inside", "tarfile", "olefile",
)  # fmt: skip
NAMED = (*HEAVY, *THE_ENGINES, *THE_QUOTES, *FOR_A_DEED)


def loaded_by(code: str, *arguments: str) -> list[str]:
    told = f"\nprint(*[name for name in {NAMED!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code + told, *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_the_inbox_loads_nothing_heavy():
    code = "import sys, desktop.bootstrap.window, desktop.ui.mail.view"
    assert loaded_by(code) == []


READ = """
import sys
from datetime import date
from pathlib import Path
import desktop.bootstrap.window, desktop.ui.mail.view
from desktop.runtime.i18n import load_language_data
from desktop.runtime.paths import Profile
from desktop.store.connection import SMALL
from desktop.store.workspace import Store
from desktop.ui.mail.conversation_load import load_conversation
from desktop.ui.mail.message_load import load_body
load_language_data()
store = Store.open(Profile(Path(sys.argv[1])), bytes.fromhex(sys.argv[2]), caches=SMALL)
found = load_conversation(store, int(sys.argv[3]), date(2026, 11, 20))
for message in found.messages:
    assert load_body(store, message) is not None
store.close()
"""


def test_reading_a_conversation_loads_nothing_heavy(company):
    threads = [mail.thread_id for mail in messages.list_messages(company, limit=50)]
    plain = next(t for t in threads if not quote_counts.in_conversation(company, t))
    assert loaded_by(READ, str(company.profile.root), company.key.hex(), str(plain)) == []
