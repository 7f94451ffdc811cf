"""`freight list|show|import|set|delete`: what a shipment costs, by port."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop.cli.context import DONE, PARTLY, Context, day, plain, table
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import freight_table, freight_tariffs
from desktop.trade.freight import BASIS_LABELS, Basis, Tariff, TariffRate
from desktop.trade.money import parse_decimal

_TEXTS = ("name", "mode", "currency", "port_of_loading", "carrier", "note")
_DAYS = ("valid_from", "valid_until")
_NUMBERS = ("minimum", "premium_rate")


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("freight", help=_("freight tariffs"))
    actions = group.add_subparsers(dest="action", required=True)
    actions.add_parser("list", parents=[shared]).set_defaults(handler=_list)
    for name, handler in (("show", _show), ("delete", _delete)):
        one = actions.add_parser(name, parents=[shared])
        one.add_argument("tariff", metavar="ID|NAME")
        one.set_defaults(handler=handler)
    importing = actions.add_parser("import", parents=[shared])
    importing.add_argument("file", type=Path)
    importing.add_argument("--name", default="", help=_("else the file's name"))
    importing.set_defaults(handler=_import)
    setting = actions.add_parser("set", parents=[shared])
    setting.add_argument("tariff", metavar="ID|NAME")
    setting.add_argument("values", nargs="*", metavar="KEY=VALUE")
    setting.add_argument(
        "--rate", metavar="PORT:CONTAINER|FROM:AMOUNT", action="append", default=[]
    )
    setting.set_defaults(handler=_set)
    for made in (importing, setting):
        made.add_argument("--basis", choices=[basis.value for basis in Basis])


def _list(context: Context, _args: Namespace) -> int:
    tariffs = freight_tariffs.listing(context.store)
    today = context.clock.now().astimezone().date()
    rows = [
        (t.name, _(BASIS_LABELS[t.basis]), t.currency, t.port_of_loading, _validity(t, today))
        for t in tariffs
    ]
    context.emit({"tariffs": [_json(t, today) for t in tariffs]}, table(rows))
    return DONE


def _show(context: Context, args: Namespace) -> int:
    return _emit(context, freight_tariffs.get(context.store, args.tariff))


def _delete(context: Context, args: Namespace) -> int:
    tariff = freight_tariffs.get(context.store, args.tariff)
    freight_tariffs.delete(context.store, tariff.id)
    context.emit({"deleted": tariff.id}, _("{name} was taken out.").format(name=tariff.name))
    return DONE


def _import(context: Context, args: Namespace) -> int:
    """Read a table of ports; the tariff of that name gets it, or a new one is made."""
    read = freight_table.read_file(args.file)
    tariff = _known(context, args.name or args.file.stem)
    tariff = freight_table.with_table(_with_basis(tariff, args.basis or ""), read)
    saved = freight_tariffs.save(context.store, tariff)
    aside = [{"row": row, "reason": reason} for row, reason in read.put_aside]
    _emit(context, saved, {"put_aside": aside})
    return PARTLY if aside else DONE


def _set(context: Context, args: Namespace) -> int:
    tariff = _with_basis(_known(context, args.tariff), args.basis or "")
    changes: dict[str, Any] = {}
    for text in args.values:
        key, sign, value = text.partition("=")
        if not sign or key not in (*_TEXTS, *_DAYS, *_NUMBERS):
            raise UserFacing(
                _("“{text}” is not a field of a tariff.").format(text=text),
                hint=_("Fields: {names}.").format(names=", ".join((*_TEXTS, *_DAYS, *_NUMBERS))),
                code="unknown_field",
            )
        changes[key] = _value(key, value)
    rates = tuple(_rate(text, tariff.basis) for text in args.rate)
    keys = {(r.port.casefold(), r.container, r.from_quantity) for r in rates}
    kept = [
        r for r in tariff.rates if (r.port.casefold(), r.container, r.from_quantity) not in keys
    ]
    tariff = replace(tariff, **changes, rates=(*kept, *rates))
    return _emit(context, freight_tariffs.save(context.store, tariff))


def _known(context: Context, key: str) -> Tariff:
    try:
        return freight_tariffs.get(context.store, key)
    except UserFacing:
        return Tariff(key)


def _with_basis(tariff: Tariff, basis: str) -> Tariff:
    return replace(tariff, basis=Basis(basis)) if basis else tariff


def _value(key: str, text: str) -> object:
    if key in _DAYS:
        return day(text) if text else None
    if key in _NUMBERS:
        return parse_decimal(text, what=key) if text else None
    return text


def _rate(text: str, basis: Basis) -> TariffRate:
    parts = text.rsplit(":", 2)
    if len(parts) != 3:
        raise UserFacing(
            _("“{text}” is not a rate.").format(text=text),
            hint=_("Write PORT:40HQ:2400, or PORT:FROM:AMOUNT."),
            code="bad_rate",
        )
    port, middle, amount = parts
    value = parse_decimal(amount, what=_("Amount"))
    if basis is Basis.CONTAINER:
        return TariffRate(value, port.strip(), middle.strip().upper())
    start = parse_decimal(middle, what=_("From quantity")) if middle.strip() else Decimal(0)
    return TariffRate(value, port.strip(), "", start)


def _validity(tariff: Tariff, today: date) -> str:
    until = tariff.valid_until.isoformat() if tariff.valid_until else ""
    return tariff.validity_problem(today) or until


def _json(tariff: Tariff, today: date) -> dict[str, Any]:
    data = plain(tariff)
    data["basis"] = tariff.basis.value
    data["is_valid"] = not tariff.validity_problem(today)
    return data  # type: ignore[no-any-return]  # a dataclass is an object


def _emit(context: Context, tariff: Tariff, more: dict[str, Any] | None = None) -> int:
    today = context.clock.now().astimezone().date()
    problem = tariff.validity_problem(today)
    head = f"{tariff.name}  {_(BASIS_LABELS[tariff.basis])}  {tariff.currency}"
    cells = freight_table.as_rows(tariff)
    aside = [f"{one['row']}: {one['reason']}" for one in (more or {}).get("put_aside", [])]
    parts = [head, problem, table(cells[1:], cells[0]), *aside]
    context.emit({**_json(tariff, today), **(more or {})}, "\n".join(p for p in parts if p))
    return DONE
