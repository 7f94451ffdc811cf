"""`product import|list|show`: the catalogue."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from desktop.cli.context import DONE, PARTLY, Context, table
from desktop.runtime.i18n import _
from desktop.trade import product_import, products
from desktop.trade.products import ProductFigures


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("product", help=_("the catalogue"))
    actions = group.add_subparsers(dest="action", required=True)
    importing = actions.add_parser("import", parents=[shared])
    importing.add_argument("file", type=Path)
    importing.set_defaults(handler=_import)
    listing = actions.add_parser("list", parents=[shared])
    listing.add_argument("query", nargs="?", default="")
    listing.add_argument("--limit", type=int, default=1000)
    listing.set_defaults(handler=_list)
    show = actions.add_parser("show", parents=[shared])
    show.add_argument("sku", metavar="SKU")
    show.set_defaults(handler=_show)


def _import(context: Context, args: Namespace) -> int:
    result = product_import.import_file(context.store, args.file)
    lines = [
        _("{created} created, {updated} updated, {unchanged} unchanged").format(
            created=result.created, updated=result.updated, unchanged=result.unchanged
        )
    ]
    lines += [
        _("Row {row} ({sku}) was put aside: {reason}").format(
            row=row.row, sku=row.sku, reason=row.reason
        )
        for row in result.put_aside
    ]
    context.emit(result.as_json(), "\n".join(lines))
    return PARTLY if result.in_part else DONE


def _list(context: Context, args: Namespace) -> int:
    rows = products.listing(context.store, args.query, limit=args.limit)
    text = table([(p.sku, _price(p), p.name_en, p.name_zh) for p in rows])
    context.emit({"products": [p.as_json() for p in rows]}, text)
    return DONE


def _show(context: Context, args: Namespace) -> int:
    product = products.get(context.store, args.sku)
    lines = [
        f"{key}: {value}" for key, value in product.as_json().items() if value not in (None, "")
    ]
    context.emit(product.as_json(), "\n".join(lines))
    return DONE


def _price(product: ProductFigures) -> str:
    return "" if product.price is None else f"{product.currency} {product.price:f}"
