"""`price FILE...`, `price list|show|copy|set|delete|for`: price lists and the price that counts."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from datetime import date
from pathlib import Path
from typing import Any

from desktop.cli.context import DONE, PARTLY, Context, day, money, table
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import listed_prices, price_import, price_lists, products
from desktop.trade.list_prices import ListInfo
from desktop.trade.money import check_currency, parse_decimal
from desktop.trade.price_import import ListWanted
from desktop.trade.quote_figures import number


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the command: its first word is a deed, or the first of the files to import."""
    price = commands.add_parser(
        "price",
        parents=[shared],
        help=_("price lists: FILE... imports; list, show, copy, set, delete, for"),
    )
    price.add_argument("words", nargs="+", metavar="FILE|list|show|copy|set|delete|for")
    price.add_argument("--list", dest="list_name", metavar="NAME", default="")
    price.add_argument("--currency", default="")
    price.add_argument("--customer", metavar="ID", default="")
    price.add_argument("--valid-from", metavar="DATE", type=day)
    price.add_argument("--valid-until", metavar="DATE", type=day)
    price.add_argument("--incoterm", default="")
    price.add_argument("--place", default="")
    price.add_argument("--percent", default="0", help=_("copy: how much every price rises"))
    price.add_argument("--quantity", default="1")
    price.add_argument("--on", metavar="DATE", type=day)
    price.add_argument("--dry-run", action="store_true")
    price.set_defaults(handler=_price)


def _price(context: Context, args: Namespace) -> int:
    deed = _DEEDS.get(args.words[0])
    return _import(context, args) if deed is None else deed(context, args)


def _word(args: Namespace, place: int, what: str) -> str:
    if len(args.words) <= place:
        raise UserFacing(_("{what} is missing.").format(what=what), code="missing_word")
    return str(args.words[place])


def _today(context: Context) -> date:
    return context.clock.now().astimezone().date()


def _info_json(info: ListInfo, today: date) -> dict[str, Any]:
    state = "ended" if info.has_ended(today) else "valid" if info.has_begun(today) else "to_come"
    return {
        "id": info.id,
        "name": info.name,
        "currency": info.currency,
        "customer_id": info.customer_id,
        "valid_from": info.valid_from,
        "valid_until": info.valid_until,
        "incoterm": info.incoterm,
        "place": info.place,
        "note": info.note,
        "state": state,
    }


def _list(context: Context, _args: Namespace) -> int:
    today = _today(context)
    rows = price_lists.listing(context.store)
    data = [
        {**_info_json(r.info, today), "customer": r.customer_name, "articles": r.articles}
        for r in rows
    ]
    text = table(
        [
            (
                r.info.name,
                r.info.currency,
                r.customer_name,
                str(r.info.valid_from or ""),
                str(r.info.valid_until or ""),
                str(r.articles),
            )
            for r in rows
        ]
    )
    context.emit({"price_lists": data}, text)
    return DONE


def _show(context: Context, args: Namespace) -> int:
    info = price_lists.get(context.store, _word(args, 1, _("The price list")))
    return _emit(context, info)


def _emit(context: Context, info: ListInfo) -> int:
    tiers = price_lists.tiers(context.store, info.id)
    data = {
        **_info_json(info, _today(context)),
        "prices": [
            {
                "sku": tier.sku,
                "min_quantity": number(tier.min_quantity),
                "unit_price": money(tier.unit_price, info.currency),
            }
            for tier in tiers
        ],
    }
    text = table([(t.sku, f"{t.min_quantity:f}+", f"{t.unit_price:f}") for t in tiers])
    context.emit(data, text)
    return DONE


def _copy(context: Context, args: Namespace) -> int:
    info = price_lists.copy(
        context.store,
        _word(args, 1, _("The price list")),
        name=_word(args, 2, _("The name of the copy")),
        percent=parse_decimal(args.percent.rstrip("%"), what="--percent"),
        valid_from=args.valid_from,
        valid_until=args.valid_until,
        customer_id=args.customer or None,
    )
    return _emit(context, info)


def _set(context: Context, args: Namespace) -> int:
    """Make a list or change its head; `set NAME SKU PRICE` writes a price from --quantity on."""
    name = _word(args, 1, _("The price list"))
    known = [r.info for r in price_lists.listing(context.store) if name in (r.info.name, r.id)]
    before = known[0] if known else ListInfo("", name, args.currency or "USD")
    info = price_lists.save(
        context.store,
        name=before.name,
        currency=args.currency or before.currency,
        customer_id=args.customer or before.customer_id,
        valid_from=args.valid_from or before.valid_from,
        valid_until=args.valid_until or before.valid_until,
        incoterm=args.incoterm or before.incoterm,
        place=args.place or before.place,
        note=before.note,
        key=before.id,
    )
    if len(args.words) > 2:
        product = products.get(context.store, _word(args, 2, "SKU"))
        price = parse_decimal(_word(args, 3, _("Price")), what=_("Price"))
        quantity = parse_decimal(args.quantity, what=_("Quantity"))
        price_lists.save_tier(context.store, info.id, product.id, quantity, price)
    return _emit(context, info)


def _delete(context: Context, args: Namespace) -> int:
    name = _word(args, 1, _("The price list"))
    price_lists.delete(context.store, name)
    context.emit({"deleted": name}, _("Deleted; `tradepost undo` brings it back."))
    return DONE


def _for(context: Context, args: Namespace) -> int:
    """Say which price counts for an article and where it stands."""
    sku = _word(args, 1, "SKU")
    product = products.get(context.store, sku)
    currency = check_currency(args.currency or product.currency)
    quantity = parse_decimal(args.quantity, what=_("Quantity"))
    found = listed_prices.price_for(
        context.store,
        sku,
        currency,
        quantity,
        args.on or _today(context),
        customer_id=args.customer or None,
        price_list_id=price_lists.get(context.store, args.list_name).id if args.list_name else None,
    )
    if found is None:
        raise UserFacing(
            _("“{sku}” has no price in {currency}.").format(sku=sku, currency=currency),
            code="no_price",
        )
    data = {
        "sku": product.sku,
        "unit_price": money(found.unit_price, currency),
        "min_quantity": number(found.min_quantity),
        "price_list": found.list.name if found.list else None,
        "below_minimum": found.below_minimum,
        "ended": [info.name for info in found.ended],
    }
    lines = [f"{currency} {found.unit_price:f}  {data['price_list'] or ''}".strip()]
    warning = listed_prices.ended_words(found)
    context.emit(data, "\n".join([*lines, *([warning] if warning else [])]))
    return DONE


def _import(context: Context, args: Namespace) -> int:
    results = []
    for word in args.words:
        path = Path(word)
        wanted = ListWanted(
            args.list_name or path.stem,
            check_currency(args.currency) if args.currency else "",
            args.customer or None,
            args.valid_from,
            args.valid_until,
        )
        plan = price_import.plan_prices(context.store, path, wanted)
        if not args.dry_run:
            price_import.apply_prices(context.store, plan)
        results.append(plan)
    lines = []
    for plan in results:
        data = plan.as_json()
        lines.append(
            _("{name}: {created} prices added, {updated} updated, {unchanged} as before").format(
                name=plan.wanted.name,
                created=data["created"],
                updated=data["updated"],
                unchanged=plan.unchanged,
            )
        )
        lines += [
            _("Row {row} ({sku}) was put aside: {reason}").format(
                row=row.row, sku=row.sku, reason=row.reason
            )
            for row in plan.put_aside
        ]
    context.emit({"price_lists": [plan.as_json() for plan in results]}, "\n".join(lines))
    return PARTLY if any(plan.in_part for plan in results) else DONE


_DEEDS = {
    "list": _list,
    "show": _show,
    "copy": _copy,
    "set": _set,
    "delete": _delete,
    "for": _for,
}
