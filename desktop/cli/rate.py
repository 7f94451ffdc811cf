"""`rate list|show|set|import|delete`: exchange rates, by hand and from published files."""

import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from datetime import date
from pathlib import Path

from desktop.cli.context import DONE, PARTLY, Context, day, table
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import company, exchange_rates, rate_import
from desktop.trade.money import check_currency, parse_decimal
from desktop.trade.rate_rule import KIND_NAMES, Rate, RateKind, rate_text


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("rate", help=_("exchange rates"))
    actions = group.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", parents=[shared])
    listing.add_argument("currency", nargs="?", default="", metavar="CURRENCY")
    listing.add_argument("--on", metavar="D")
    listing.set_defaults(handler=_list)
    show = actions.add_parser("show", parents=[shared])
    show.add_argument("currency", metavar="CURRENCY")
    show.add_argument("--home", metavar="CURRENCY", default="")
    show.add_argument("--company", metavar="ID")
    show.add_argument("--on", metavar="D")
    show.set_defaults(handler=_show)
    setting = actions.add_parser("set", parents=[shared])
    setting.add_argument("currency", metavar="CURRENCY")
    setting.add_argument("rate", metavar="RATE")
    setting.add_argument("--home", metavar="CURRENCY", default="")
    setting.add_argument("--on", metavar="D")
    setting.add_argument("--source", default="")
    setting.add_argument("--kind", choices=[kind.value for kind in RateKind], default="buying")
    setting.add_argument("--sure", action="store_true")
    setting.set_defaults(handler=_set)
    importing = actions.add_parser("import", parents=[shared])
    importing.add_argument("file", metavar="FILE", help=_("- reads a copied table from stdin"))
    importing.add_argument("--since", metavar="D")
    importing.set_defaults(handler=_import)
    deleting = actions.add_parser("delete", parents=[shared])
    deleting.add_argument("id", nargs="+")
    deleting.set_defaults(handler=_delete)


def _list(context: Context, args: Namespace) -> int:
    today = day(args.on) if args.on else _today(context)
    if args.currency:
        rates = exchange_rates.history(context.store, check_currency(args.currency))
        rates = tuple(rate for rate in rates if rate.on <= today)
    else:
        rates = exchange_rates.latest(context.store, today)
    lines = [
        (rate.words(), _(KIND_NAMES[rate.kind]), rate.on.isoformat(), rate.source, rate.id)
        for rate in rates
    ]
    context.emit({"rates": [_json(rate, today) for rate in rates]}, table(lines))
    return DONE


def _show(context: Context, args: Namespace) -> int:
    today = day(args.on) if args.on else _today(context)
    currency = check_currency(args.currency)
    with context.store.read() as session:
        seller = company.seller_row(session, args.company)
        home = check_currency(args.home) if args.home else seller.home_currency
        margin = seller.rate_margin_percent
        found = exchange_rates.find(session, currency, home, today, margin_percent=margin)
    if found is None:
        raise UserFacing(
            _("There is no exchange rate from {currency} to {home}.").format(
                currency=currency, home=home
            ),
            hint=_("Enter one with `tradepost rate set`, or import a published file."),
            code="no_rate",
        )
    lines = [f"1 {currency} = {rate_text(found.rate)} {home}", found.words()]
    lines.append(
        _("less {share} for safety: {rate}, of {day}").format(
            share=f"{margin:f}%", rate=rate_text(found.applied), day=found.on
        )
    )
    if found.is_old(today):
        lines.append(_("This rate is {days} days old.").format(days=found.age_days(today)))
    context.emit(found.as_json(today), "\n".join(lines))
    return DONE


def _set(context: Context, args: Namespace) -> int:
    today = _today(context)
    with context.store.read() as session:
        home = args.home or company.seller_row(session).home_currency
    rate = Rate(
        args.currency,
        home,
        day(args.on) if args.on else today,
        RateKind(args.kind),
        parse_decimal(args.rate, what=_("Rate")),
        args.source,
    )
    kept = exchange_rates.set_rate(context.store, rate, today=today, sure=args.sure)
    context.emit(_json(kept, today), f"{kept.words()}, {kept.on}")
    return DONE


def _import(context: Context, args: Namespace) -> int:
    since = day(args.since) if args.since else None
    today = _today(context)
    if args.file == "-":
        text = sys.stdin.read()
        done = rate_import.import_text(context.store, text, today=today, since=since)
    else:
        done = rate_import.import_file(context.store, Path(args.file), today=today, since=since)
    lines = [
        _("{source}, {day}: {created} created, {updated} updated, {unchanged} unchanged").format(
            source=done.source,
            day=done.newest,
            created=done.created,
            updated=done.updated,
            unchanged=done.unchanged,
        ),
        *done.put_aside,
    ]
    if done.left_out:
        lines.append(
            _("{count} older rates were left out; --since DATE takes them in.").format(
                count=done.left_out
            )
        )
    context.emit(done.as_json(), "\n".join(lines))
    return PARTLY if done.put_aside else DONE


def _delete(context: Context, args: Namespace) -> int:
    count = exchange_rates.delete(context.store, args.id)
    context.emit({"deleted": count}, _("{count} deleted").format(count=count))
    return DONE


def _json(rate: Rate, today: date) -> dict[str, object]:
    return {
        "id": rate.id,
        "currency": rate.currency,
        "home_currency": rate.home_currency,
        "rate": f"{rate.rate:f}",
        "on": rate.on.isoformat(),
        "time": rate.time,
        "kind": rate.kind.value,
        "source": rate.source,
        "age_days": (today - rate.on).days,
    }


def _today(context: Context) -> date:
    return context.clock.now().astimezone().date()
