"""The window starts without the libraries that reading mail never needs."""

import subprocess
import sys

HEAVY = ("PIL", "jinja2", "keyring", "reportlab", "openpyxl", "icalendar", "PySide6.QtPdf",
         "PySide6.QtWebEngineCore")  # fmt: skip


def test_the_inbox_loads_nothing_heavy():
    code = (
        "import sys, desktop.ui.app, desktop.ui.all_screens, desktop.ui.mail.view\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
