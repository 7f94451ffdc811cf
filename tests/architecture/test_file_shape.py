"""Every module says on its first line why it exists, and none grows past what can be read."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "desktop").rglob("*.py"))
REVISIONS = ROOT / "desktop" / "store" / "migrations" / "versions"
HARD_LIMIT_LINES = 600


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_are_modules() -> None:
    assert len(MODULES) > 10


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_module_is_short_and_says_why(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.parent != REVISIONS:  # a revision spells the schema out and is never read top-down
        assert text.count("\n") <= HARD_LIMIT_LINES, f"split {_name(path)}"
    tree = ast.parse(text)
    docstring = ast.get_docstring(tree)
    assert docstring, f"{_name(path)} has no docstring"
    assert text.startswith('"""'), f"{_name(path)}: the docstring is not the first line"
    assert len(docstring.splitlines()[0]) > 10, f"{_name(path)}: say why the file exists"


def test_no_catch_all_names() -> None:
    banned = re.compile(r"(^|_)(utils?|helpers?|manager|misc)$")
    assert [_name(p) for p in MODULES if banned.search(p.stem)] == []


def test_every_private_function_is_called() -> None:
    """A lost merge once left the function that registers keys without its call."""
    unused = []
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        names = re.findall(r"^(?:def|class) (_(?!_)\w+)", text, re.MULTILINE)
        unused += [
            f"{_name(path)}: {name}" for name in names if len(re.findall(rf"\b{name}\b", text)) == 1
        ]
    assert unused == []


def test_packages_do_not_re_export() -> None:
    for path in MODULES:
        if path.name == "__init__.py":
            body = ast.parse(path.read_text(encoding="utf-8")).body
            assert len(body) <= 1, f"{_name(path)} holds more than a docstring"
