"""`container list|set|reset`: inner sizes, usable volume and payload that shipments are planned with."""

import re
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from desktop.cli.context import DONE, Context, plain, table
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, ngettext
from desktop.trade import own_containers
from desktop.trade.money import format_plain, parse_decimal
from desktop.trade.own_containers import Size

_FIELDS = ("inside_mm", "plan_cbm", "prudent_kg", "relative_cost", "planned")
_SIDES = re.compile(r"\s*(\d+)\s*[x×*]\s*(\d+)\s*[x×*]\s*(\d+)\s*")
_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("container", help=_("container sizes"))
    actions = group.add_subparsers(dest="action", required=True)
    actions.add_parser("list", parents=[shared]).set_defaults(handler=_list)
    setting = actions.add_parser("set", parents=[shared])
    setting.add_argument("code", metavar="CODE", help=_("a known type, or a new one"))
    setting.add_argument("values", nargs="+", metavar="KEY=VALUE", help=", ".join(_FIELDS))
    setting.set_defaults(handler=_set)
    back = actions.add_parser("reset", parents=[shared])
    back.add_argument("code", metavar="CODE", nargs="?", default="", help=_("else all types"))
    back.set_defaults(handler=_reset)


def _list(context: Context, _args: Namespace) -> int:
    return _emit(context, own_containers.listing(context.store))


def _set(context: Context, args: Namespace) -> int:
    code = args.code.strip().upper()
    known = {size.box.code: size.box for size in own_containers.listing(context.store)}
    values: dict[str, Any] = {}
    if code in known:
        values = {name: getattr(known[code], name) for name in _FIELDS}
    for text in args.values:
        key, sign, value = text.partition("=")
        if not sign or key not in _FIELDS:
            raise UserFacing(
                _("“{text}” is not a field of a container.").format(text=text),
                hint=_("Fields: {names}.").format(names=", ".join(_FIELDS)),
                code="unknown_field",
            )
        values[key] = _value(key, value)
    values = {"relative_cost": Decimal(1), "planned": False, **values}
    missing = [name for name in _FIELDS if name not in values]
    if missing:
        raise UserFacing(
            _("A new type also needs: {names}.").format(names=", ".join(missing)),
            code="container_incomplete",
        )
    box = own_containers.make(code, **values)
    return _emit(context, [own_containers.save(context.store, box)])


def _reset(context: Context, args: Namespace) -> int:
    count = own_containers.reset(context.store, args.code.strip().upper())
    words = ngettext(
        "{count} type is as it came with the program, or gone.",
        "{count} types are as they came with the program, or gone.",
        count,
    )
    context.emit({"reset": count}, words.format(count=count))
    return DONE


def _value(key: str, text: str) -> object:
    if key == "inside_mm":
        found = _SIDES.fullmatch(text)
        if found is None:
            raise UserFacing(
                _("“{text}” is no inner size.").format(text=text),
                hint=_("Write length, width and height in millimetres: 12032x2352x2690."),
                code="bad_container",
            )
        return tuple(int(side) for side in found.groups())
    if key == "planned":
        if text.casefold() not in (*_YES, *_NO):
            raise UserFacing(
                _("“{text}” is neither yes nor no.").format(text=text), code="bad_container"
            )
        return text.casefold() in _YES
    return parse_decimal(text, what=key)


def _emit(context: Context, sizes: Iterable[Size]) -> int:
    sizes = tuple(sizes)
    rows = [
        (
            s.box.code,
            "x".join(str(side) for side in s.box.inside_mm),
            format_plain(s.box.plan_cbm),
            format_plain(s.box.prudent_kg),
            format_plain(s.box.relative_cost),
            _("yes") if s.box.planned else _("no"),
            _("added") if s.is_added else _("changed") if s.own else "",
        )
        for s in sizes
    ]
    found = [{**plain(s.box), "own": s.own, "added": s.is_added} for s in sizes]
    context.emit({"containers": found}, table(rows, ("code", *_FIELDS, "")))
    return DONE
