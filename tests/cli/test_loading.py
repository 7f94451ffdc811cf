"""A command loads only its own module: every start would else wait for the parts of all others."""

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.cli.main import GROUPS, parser

ROOT = Path(__file__).resolve().parents[2]


def commands_of(modules):
    actions = parser(modules)._actions
    return tuple(next(a for a in actions if isinstance(a, argparse._SubParsersAction)).choices)


@pytest.mark.parametrize("module", GROUPS)
def test_every_module_has_the_commands_that_the_table_says(module):
    assert commands_of([module]) == GROUPS[module]


def test_every_module_with_commands_is_in_the_table():
    files = (ROOT / "desktop" / "cli").glob("*.py")
    with_commands = {
        file.stem
        for file in files
        if "def register(\n    commands" in file.read_text("utf-8")
        or "def register(commands" in file.read_text("utf-8")
    }
    assert with_commands == set(GROUPS)


@pytest.mark.parametrize(
    "arguments", [["mail", "--help"], ["--profile", "outbox", "mail", "--help"]], ids=str
)
def test_a_command_loads_neither_the_window_nor_other_commands(arguments):
    asks = (
        "import sys\nfrom desktop.__main__ import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", asks, *arguments], cwd=ROOT, capture_output=True, check=True
    )
    loaded = set(done.stderr.decode().split())
    assert "desktop.cli.mail" in loaded
    assert not loaded & {"desktop.cli.outbox", "desktop.bootstrap.window", "PySide6", "alembic"}
