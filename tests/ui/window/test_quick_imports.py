"""PySide6 does not read the source of what is imported after it."""

import subprocess
import sys

from desktop.ui.quick_imports import keep_sources_unread

SCRIPT = """
from desktop.ui.quick_imports import keep_sources_unread
keep_sources_unread()
import linecache
import sqlalchemy
from desktop.ui.engine_client import EngineClient
files = [name for name in linecache.cache if name.endswith(".py")]
print(sum("sqlalchemy" in name or "desktop" in name for name in files))
"""


def test_no_source_file_is_kept():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0"


def test_a_pyside_that_keeps_its_hook_elsewhere_is_no_harm(monkeypatch):
    monkeypatch.setitem(sys.modules, "shibokensupport.feature", None)
    keep_sources_unread()
