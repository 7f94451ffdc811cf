"""The command line: options, dispatch, errors and exit codes (the contract is CLI.md)."""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from desktop.cli.context import ERROR, LATER, USAGE, Context
from desktop.runtime import i18n
from desktop.runtime.errors import Retryable, TradepostError
from desktop.runtime.i18n import _

GROUPS = {
    "profile": ("profile",),
    "demo": ("demo",),
    "account": ("account",),
    "folder": ("folder",),
    "sync": ("sync",),
    "mail": ("mail",),
    "outbox": ("outbox",),
    "search": ("search",),
    "customer": ("customer",),
    "followup": ("followup",),
    "template": ("template",),
    "company": ("company", "bank", "terms"),
    "rate": ("rate",),
    "product": ("product",),
    "price": ("price",),
    "quote": ("quote",),
    "freight": ("freight",),
    "container": ("container",),
    "order": ("order",),
    "approval": ("approval",),
    "document": ("document",),
    "clause": ("clause",),
    "journal": ("journal", "undo"),
    "self_test": ("self-test",),
}
"""The modules of `desktop.cli` that have commands, with the commands of each: only the one asked for is loaded."""
_WITH_VALUE = ("--profile", "--lang", "--passphrase-file")


class _Usage(Exception):
    """A command line that cannot be understood: why, and how it is written."""

    def __init__(self, message: str, usage: str) -> None:
        super().__init__(message)
        self.usage = usage


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Usage(f"{self.prog}: {message}", self.format_usage())


def parser(modules: Iterable[str] = GROUPS) -> argparse.ArgumentParser:
    """Return the parser of the whole command line, or of what the named modules have."""
    top = _Parser(prog="tradepost", description=_("Tradepost without a window."))
    _global_options(top, default=True)
    shared = argparse.ArgumentParser(add_help=False)
    _global_options(shared, default=False)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for module in modules:
        import_module(f"desktop.cli.{module}").register(commands, shared)
    return top


def _modules_asked(argv: Sequence[str]) -> Iterable[str]:
    """Return the module that has the command in `argv`; every one when none is named or known."""
    words = iter(argv)
    for word in words:
        if not word.startswith("-"):
            return [m for m, commands in GROUPS.items() if word in commands] or GROUPS
        if any(option.startswith(word) for option in _WITH_VALUE):
            next(words, None)
    return GROUPS


def _global_options(target: argparse.ArgumentParser, *, default: bool) -> None:
    """Global options stand before the command, or after it: both are what people type."""
    nothing = None if default else argparse.SUPPRESS
    off = False if default else argparse.SUPPRESS
    target.add_argument("--profile", metavar="DIR", type=Path, default=nothing)
    target.add_argument("--json", action="store_true", default=off)
    target.add_argument("--lang", choices=sorted(i18n.LANGUAGES), default=nothing)
    target.add_argument("--passphrase-file", metavar="F", type=Path, default=nothing)


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    _utf8()
    i18n.set_language(_language_asked(argv))  # before parsing: the help is in it too
    try:
        args = parser(_modules_asked(argv)).parse_args(list(argv))
    except _Usage as wrong:
        _explain(wrong, as_json="--json" in argv)
        raise SystemExit(USAGE) from None
    i18n.set_language(args.lang or i18n.system_language())
    if args.command is None:
        parser().print_help(sys.stderr)
        return USAGE
    context = Context.of(args)
    try:
        code: int = args.handler(context, args)
    except TradepostError as error:
        _complain(error, as_json=args.json)
        return LATER if isinstance(error, Retryable) else ERROR
    except KeyboardInterrupt:
        print(_("Stopped. What was done so far is kept."), file=sys.stderr)
        return 130
    except BrokenPipeError:
        return ERROR
    finally:
        context.close()
    return code


def _explain(wrong: _Usage, *, as_json: bool) -> None:
    if not as_json:
        print(f"{wrong.usage}{wrong}", file=sys.stderr)
        return
    said = {"code": "usage", "message": str(wrong), "hint": " ".join(wrong.usage.split())}
    print(json.dumps({"error": said}, ensure_ascii=False), file=sys.stderr)


def _language_asked(argv: Sequence[str]) -> str:
    """Return the language that `--lang` names, else that of this computer."""
    after = (word for flag, word in pairwise(argv) if flag == "--lang")
    joined = (word.removeprefix("--lang=") for word in argv if word.startswith("--lang="))
    asked = [word for word in (*after, *joined) if word in i18n.LANGUAGES]
    return asked[0] if asked else i18n.system_language()


def _complain(error: TradepostError, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"error": error.as_dict()}, ensure_ascii=False), file=sys.stderr)
        return
    print(error.message, file=sys.stderr)
    for line in (error.safe, error.hint):
        if line:
            print(line, file=sys.stderr)


def _utf8() -> None:
    """Write UTF-8 whatever the console's code page is; a character it lacks is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
