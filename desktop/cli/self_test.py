"""`self-test`: what an installer runs: store, parser, PDF, icons, translations, each for real."""

import os
import tempfile
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop.cli.context import DONE, ERROR, Context, table
from desktop.mail.mime.build import Outgoing, build
from desktop.mail.mime.headers import Address
from desktop.mail.mime.parse import parse
from desktop.runtime import i18n
from desktop.runtime.i18n import _
from desktop.runtime.paths import Profile, resource
from desktop.store.schema.customers import Customer
from desktop.store.workspace import Store
from desktop.trade.documents import sample


@dataclass(frozen=True)
class Check:
    """One part that was tried."""

    part: str
    ok: bool
    detail: str


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the command."""
    test = commands.add_parser("self-test", parents=[shared], help=_("try every part once"))
    test.set_defaults(handler=_self_test)


def _self_test(context: Context, _args: Namespace) -> int:
    checks = [
        _try("store", _store),
        _try("parser", _parser),
        _try("pdf", _pdf),
        _try("icons", _icons),
        _try("fonts", _fonts),
        _try("translations", _translations),
    ]
    rows = [(c.part, _("works") if c.ok else _("fails"), c.detail) for c in checks]
    good = all(check.ok for check in checks)
    context.emit({"ok": good, "checks": checks}, table(rows))
    return DONE if good else ERROR


def _try(part: str, work: Callable[[], str]) -> Check:
    try:
        return Check(part, True, work())
    except Exception as error:  # noqa: BLE001 - a self-test reports whatever goes wrong
        return Check(part, False, f"{type(error).__name__}: {error}")


def _store() -> str:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(Profile(Path(folder) / "w"), os.urandom(32), name="self-test")
        with store.write("self-test") as unit:
            unit.session.add(Customer(name="Ningbo 宁波"))
        problems = store.problems()
        store.close()
    if problems:
        raise ValueError("; ".join(problems))
    return "encrypted, journaled"


def _parser() -> str:
    mail = Outgoing(
        from_=Address("林薇", "lin@bowei-led.example"),
        to=(Address("", "klaus@brenner.example"),),
        subject="报价 Angebot",
        text="Grüße",
        date=datetime.now(UTC),
        message_id="1@bowei-led.example",
    )
    parsed = parse(build(mail))
    if (parsed.subject, parsed.text.strip()) != ("报价 Angebot", "Grüße"):
        raise ValueError("a message of ours is read differently")
    return parsed.subject


def _pdf() -> str:
    data = sample.render_sample()
    if not data.startswith(b"%PDF"):
        raise ValueError("not a PDF")
    return f"{len(data)} bytes"


def _icons() -> str:
    icons = list(resource("icons", "lucide").glob("*.svg"))
    if not icons:
        raise FileNotFoundError("resources/icons/lucide")
    return str(len(icons))


def _fonts() -> str:
    fonts = list(resource("fonts").glob("*.ttf"))
    if not fonts:
        raise FileNotFoundError("resources/fonts")
    return str(len(fonts))


def _translations() -> str:
    before = i18n.language()
    i18n.set_language("zh_CN")
    translated = _("Today")
    i18n.set_language(before)
    if translated == "Today":
        raise ValueError("no Chinese catalogue: run `make run` once, or `make test`")
    return translated
