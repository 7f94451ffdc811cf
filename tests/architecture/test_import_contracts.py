"""The import contracts hold for the programme, and each of them breaks when its rule is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

_ROOMS = [
    "cli",
    "ui",
    "crm",
    "trade",
    "trade/documents",
    "mail",
    "store",
    "store/schema",
    "runtime",
]

# The contract (by its id), the module that offends and the line that offends.
_OFFENCES = [
    ("layers", "runtime/paths.py", "import desktop.store.unit"),
    ("layers", "crm/linking.py", "import desktop.trade.pricing"),
    ("layers", "store/unit.py", "import desktop.crm.linking"),
    ("layers", "newroom.py", "X = 1"),
    ("acyclic", "store/cycle.py", "import desktop.store.schema.mail"),
    ("qt", "bootstrap.py", "from PySide6.QtCore import QObject"),
    ("qt", "crm/linking.py", "import shiboken6"),
    ("sql-drivers", "crm/linking.py", "from sqlcipher3 import dbapi2"),
    ("sql-drivers", "cli/main.py", "import sqlite3"),
    ("sql-drivers", "mail/sync.py", "from alembic import command"),
    ("sql-expressions", "ui/window.py", "from sqlalchemy import select"),
    ("sql-expressions", "cli/main.py", "import sqlalchemy.orm"),
    ("window-without-sessions", "ui/window.py", "from desktop.store.schema import mail"),
    ("network", "trade/pricing.py", "import socket"),
    ("network", "bootstrap.py", "import imapclient"),
    ("network", "ui/window.py", "import ssl"),
    ("network", "cli/main.py", "import smtplib"),
    ("network", "ui/window.py", "import oauthlib"),
    ("network", "cli/main.py", "import truststore"),
    ("keyring", "store/unit.py", "import keyring"),
    ("pdf", "trade/pricing.py", "from reportlab.pdfgen import canvas"),
]


def _lint(where: Path) -> subprocess.CompletedProcess[str]:
    script = "from importlinter.cli import lint_imports_command as c; c()"
    return subprocess.run(
        [sys.executable, "-c", script, "--no-cache", "--config", ".importlinter"],
        cwd=where,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _small_house(where: Path) -> None:
    """Build a house with the rooms and the entry, lawful and nearly empty."""
    shutil.copy(ROOT / ".importlinter", where)
    package = where / "desktop"
    for room in ["", *_ROOMS]:
        (package / room).mkdir(parents=True, exist_ok=True)
        (package / room / "__init__.py").write_text('"""A room."""\n')
    for module in ["store/unit", "store/schema/mail", "crm/linking", "trade/pricing"]:
        (package / f"{module}.py").write_text('"""A module."""\n')
    (package / "__main__.py").write_text("import desktop.bootstrap\n")
    (package / "bootstrap.py").write_text("import desktop.store.unit\n")
    (package / "store/schema/mail.py").write_text("import desktop.store.unit\n")


def _contract_name(contract: str) -> str:
    section = (ROOT / ".importlinter").read_text().split(f"[importlinter:contract:{contract}]")[1]
    return section.split("name = ")[1].split("\n")[0]


def test_programme_keeps_its_contracts() -> None:
    result = _lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_small_house_is_lawful(tmp_path: Path) -> None:
    _small_house(tmp_path)
    result = _lint(tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("contract", "module", "line"), _OFFENCES)
def test_contract_breaks(tmp_path: Path, contract: str, module: str, line: str) -> None:
    _small_house(tmp_path)
    offender = tmp_path / "desktop" / module
    offender.write_text(line + "\n")
    if contract == "acyclic":  # the way back, which makes it a ring
        (tmp_path / "desktop/store/unit.py").write_text("import desktop.store.cycle\n")
    result = _lint(tmp_path)
    flat = " ".join(result.stdout.split())
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{_contract_name(contract)} BROKEN" in flat or (
        module == "newroom.py" and "newroom" in flat
    ), result.stdout
