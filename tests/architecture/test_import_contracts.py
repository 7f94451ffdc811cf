"""Each import contract breaks when its rule is broken; that the programme keeps them, `make check` says."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
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


# Reads folders, checks each in a fork of its own (grimp remembers what it imported), says how it ended.
_LINTER = """
import os, sys
import rich._emoji_codes
from importlinter.cli import lint_imports_command
from importlinter.contracts import acyclic_siblings, forbidden, independence, layers, protected
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.chdir(line.rstrip("\\n"))
        with open("said.txt", "w") as said:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
        sys.argv[1:] = ["--no-cache", "--config", ".importlinter"]
        lint_imports_command()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture(scope="module")
def linter() -> Iterator[subprocess.Popen[str]]:
    """A process that has loaded the linter, for all the small houses."""
    process = subprocess.Popen(
        [sys.executable, "-c", _LINTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    yield process
    process.stdin.close()
    process.wait(20)


def _lint(linter: subprocess.Popen[str], where: Path) -> tuple[int, str]:
    """Exit code and what was said."""
    linter.stdin.write(f"{where}\n")
    linter.stdin.flush()
    code = int(linter.stdout.readline())
    return code, (where / "said.txt").read_text()


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


def test_small_house_is_lawful(tmp_path: Path, linter: subprocess.Popen[str]) -> None:
    _small_house(tmp_path)
    code, said = _lint(linter, tmp_path)
    assert code == 0, said


@pytest.mark.parametrize(("contract", "module", "line"), _OFFENCES)
def test_contract_breaks(
    tmp_path: Path, linter: subprocess.Popen[str], contract: str, module: str, line: str
) -> None:
    _small_house(tmp_path)
    offender = tmp_path / "desktop" / module
    offender.write_text(line + "\n")
    if contract == "acyclic":  # the way back, which makes it a ring
        (tmp_path / "desktop/store/unit.py").write_text("import desktop.store.cycle\n")
    code, said = _lint(linter, tmp_path)
    flat = " ".join(said.split())
    assert code == 1, said
    assert f"{_contract_name(contract)} BROKEN" in flat or (
        module == "newroom.py" and "newroom" in flat
    ), said
