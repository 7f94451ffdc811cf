"""`product import|list|show|add|set|delete|export|picture|certificate|code|tax|catalogue`: the articles."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from desktop.cli.assignments import assignments
from desktop.cli.context import DONE, PARTLY, Context, day, table
from desktop.runtime.i18n import _
from desktop.store import long_writes
from desktop.trade import (
    article,
    buyer_codes,
    catalogue,
    certificates,
    product_import,
    product_pictures,
    product_plan,
    product_sheet,
    products,
    tax_rates,
)
from desktop.trade.catalogue import CatalogueWish
from desktop.trade.product_fields import read_value
from desktop.trade.product_plan import ImportPlan
from desktop.trade.product_rows import PutAside
from desktop.trade.products import CatalogueFilter, ProductFigures
from desktop.trade.tax_rates import TaxEntry


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("product", help=_("the catalogue"))
    actions = group.add_subparsers(dest="action", required=True)
    _register_files(actions, shared)
    _register_records(actions, shared)
    _register_parts(actions, shared)


def _register_files(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    importing = actions.add_parser("import", parents=[shared])
    importing.add_argument("file", type=Path)
    importing.add_argument("--dry-run", action="store_true")
    importing.set_defaults(handler=_import)
    left = actions.add_parser(
        "unfinished", parents=[shared], help=_("imports that stopped half-way")
    )
    left.set_defaults(handler=_unfinished)
    export = actions.add_parser("export", parents=[shared])
    export.add_argument("file", type=Path)
    export.add_argument("--no-pictures", action="store_true")
    _filters(export)
    export.set_defaults(handler=_export)
    # parents share their option objects: here --lang means the catalogue's, so it gets copies
    printing = actions.add_parser(
        "catalogue", parents=[deepcopy(shared)], conflict_handler="resolve"
    )
    printing.add_argument("skus", nargs="*", metavar="SKU")
    printing.add_argument("--out", type=Path, required=True)
    printing.add_argument("--lang", dest="languages", metavar="en|zh|en+zh|de|...", default="en")
    printing.add_argument("--price-list", metavar="NAME|standard", default="")
    printing.add_argument("--customer", metavar="ID", default="")
    printing.add_argument("--title", default="")
    printing.add_argument("--query", default="")
    _filters(printing)
    printing.set_defaults(handler=_catalogue)


def _filters(target: ArgumentParser) -> None:
    target.add_argument("--category", default="")
    target.add_argument("--discontinued", choices=("all", "on", "off"), default="all")


def _register_records(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    listing = actions.add_parser("list", parents=[shared])
    listing.add_argument("query", nargs="?", default="")
    listing.add_argument("--limit", type=int, default=1000)
    listing.add_argument("--on", metavar="DATE", type=day)
    _filters(listing)
    listing.set_defaults(handler=_list)
    show = actions.add_parser("show", parents=[shared])
    show.add_argument("sku", metavar="SKU")
    show.add_argument("--on", metavar="DATE", type=day)
    show.set_defaults(handler=_show)
    add = actions.add_parser("add", parents=[shared])
    add.add_argument("sku", metavar="SKU")
    add.add_argument("values", nargs="*", metavar="key=value")
    add.set_defaults(handler=_add)
    change = actions.add_parser("set", parents=[shared])
    change.add_argument("sku", metavar="SKU")
    change.add_argument("values", nargs="+", metavar="key=value")
    change.set_defaults(handler=_set)
    delete = actions.add_parser("delete", parents=[shared])
    delete.add_argument("sku", metavar="SKU")
    delete.set_defaults(handler=_delete)


def _register_parts(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    picture = actions.add_parser("picture", parents=[shared])
    picture.add_argument("sku", metavar="SKU")
    picture.add_argument("files", nargs="+", type=Path, metavar="FILE")
    picture.set_defaults(handler=_picture)
    paper = actions.add_parser("certificate", parents=[shared])
    paper.add_argument("sku", metavar="SKU", nargs="?", default="")
    paper.add_argument("name", nargs="?", default="")
    paper.add_argument("--number", default="")
    paper.add_argument("--issued-by", default="")
    paper.add_argument("--until", metavar="DATE", type=day)
    paper.set_defaults(handler=_certificate)
    code = actions.add_parser("code", parents=[shared])
    code.add_argument("sku", metavar="SKU")
    code.add_argument("customer", metavar="CUSTOMER")
    code.add_argument("code", metavar="CODE")
    code.set_defaults(handler=_code)
    tax = actions.add_parser("tax", parents=[shared])
    tax.add_argument("hs_code", metavar="HS", nargs="?", default="")
    tax.add_argument("--vat", default="")
    tax.add_argument("--rebate", default="")
    tax.add_argument("--from", dest="begin", metavar="DATE", type=day)
    tax.add_argument("--source", default="")
    tax.set_defaults(handler=_tax)


def _today(context: Context) -> date:
    return context.clock.now().astimezone().date()


def _unfinished(context: Context, _args: Namespace) -> int:
    found = long_writes.unfinished(context.store)
    data = [
        {
            "unit_id": one.unit_id,
            "path": str(one.path),
            "written": one.written,
            "total": one.total,
            "begun_at": one.begun_at.isoformat(),
            "is_undo": one.is_undo,
        }
        for one in found
    ]
    lines = [
        _(
            "{name}: {count} of {total} written. Import it again to finish, or: tradepost undo {unit}"
        ).format(name=one.path.name, count=one.written, total=one.total, unit=one.unit_id)
        for one in found
    ]
    context.emit({"unfinished": data}, "\n".join(lines))
    return DONE


def _import(context: Context, args: Namespace) -> int:
    plan = product_plan.plan_import(context.store, args.file, _today(context))
    if args.dry_run:
        context.emit(plan.as_json(), "\n".join(_plan_text(plan)))
        return PARTLY if plan.put_aside or plan.picture_faults else DONE
    result = product_import.apply_plan(context.store, plan, partial(_told, context))
    lines = [
        _("{created} created, {updated} updated, {unchanged} unchanged").format(
            created=result.created, updated=result.updated, unchanged=result.unchanged
        ),
        *_aside_text(result.put_aside, result.picture_faults),
    ]
    context.emit(result.as_json(), "\n".join(lines))
    return PARTLY if result.in_part else DONE


def _told(context: Context, written: int, total: int) -> None:
    context.say(_("Importing: {count} of {total} products").format(count=written, total=total))


def _plan_text(plan: ImportPlan) -> Iterable[str]:
    for row in plan.rows:
        for change in row.changes:
            yield f"{row.sku}  {change.field}: {change.old or '–'} → {change.new or '–'}"
    yield from _aside_text(plan.put_aside, plan.picture_faults)
    yield _("Nothing was written: this was a dry run.")


def _aside_text(aside: Iterable[PutAside], faults: Iterable[PutAside]) -> list[str]:
    rows = [
        _("Row {row} ({sku}) was put aside: {reason}").format(
            row=row.row, sku=row.sku, reason=row.reason
        )
        for row in aside
    ]
    return rows + [
        _("Row {row} ({sku}) came in without its picture: {reason}").format(
            row=row.row, sku=row.sku, reason=row.reason
        )
        for row in faults
    ]


def _where(args: Namespace) -> CatalogueFilter:
    made = {"all": "all", "on": "off", "off": "on"}[args.discontinued]
    return CatalogueFilter(category=args.category, made=made)


def _export(context: Context, args: Namespace) -> int:
    count = product_sheet.export_file(
        context.store,
        args.file,
        on=_today(context),
        where=_where(args),
        with_pictures=not args.no_pictures,
    )
    data = {"file": args.file, "products": count}
    context.emit(data, _("{count} products in {path}").format(count=count, path=args.file))
    return DONE


def _catalogue(context: Context, args: Namespace) -> int:
    wish = CatalogueWish(
        languages=tuple(part for part in args.languages.split("+") if part),
        skus=tuple(args.skus),
        where=replace(_where(args), words=args.query),
        prices=args.price_list,
        customer_id=args.customer or None,
        title=args.title,
    )
    rendered = catalogue.write(context.store, wish, _today(context), args.out)
    data = {
        "path": args.out,
        "pages": rendered.pages,
        "sha256": rendered.sha256,
        "missing_characters": list(rendered.missing),
    }
    context.emit(data, _("{pages} pages in {path}").format(pages=rendered.pages, path=args.out))
    return DONE


def _list(context: Context, args: Namespace) -> int:
    on = args.on or _today(context)
    rows = products.listing(context.store, args.query, limit=args.limit, on=on, where=_where(args))
    text = table([(p.sku, _price(p), p.name_en, p.name_zh) for p in rows])
    context.emit({"products": [p.as_json() for p in rows]}, text)
    return DONE


def _show(context: Context, args: Namespace) -> int:
    return _emit(context, args.sku, args.on)


def _emit(context: Context, sku: str, on: date | None = None) -> int:
    on = on or _today(context)
    data = article.open_article(context.store, sku, on).as_json(on)
    lines = [f"{key}: {value}" for key, value in data.items() if value not in (None, "", [], {})]
    context.emit(data, "\n".join(lines))
    return DONE


def _add(context: Context, args: Namespace) -> int:
    values = {"sku": args.sku, **assignments(args.values, code="not_key_value")}
    saved = products.save(context.store, values, on=_today(context))
    return _emit(context, saved.sku)


def _set(context: Context, args: Namespace) -> int:
    values = assignments(args.values, code="not_key_value")
    saved = products.save(context.store, values, key=args.sku, on=_today(context))
    return _emit(context, saved.sku)


def _delete(context: Context, args: Namespace) -> int:
    products.delete(context.store, args.sku)
    context.emit({"deleted": args.sku}, _("Deleted; `tradepost undo` brings it back."))
    return DONE


def _picture(context: Context, args: Namespace) -> int:
    product = products.get(context.store, args.sku)
    found, refused = product_pictures.read_files(args.files)
    count = product_pictures.add(context.store, product.id, found) if found else 0
    data = {
        "added": count,
        "put_aside": [{"file": path, "reason": problem.message} for path, problem in refused],
    }
    lines = [_("{count} pictures added").format(count=count)]
    lines += [f"{path.name}: {problem.message}" for path, problem in refused]
    context.emit(data, "\n".join(lines))
    return PARTLY if refused else DONE


def _certificate(context: Context, args: Namespace) -> int:
    """Add a certificate; without an article, list those that end soon."""
    if args.sku:
        product = products.get(context.store, args.sku)
        certificates.save(
            context.store,
            product.id,
            name=args.name,
            number=args.number,
            issued_by=args.issued_by,
            valid_until=args.until,
        )
        return _emit(context, product.sku)
    today = _today(context)
    rows = certificates.ending(context.store, today)
    data = [
        {
            "sku": row.sku,
            "name": row.certificate.name,
            "number": row.certificate.number,
            "valid_until": row.certificate.valid_until,
            "state": row.certificate.state(today),
        }
        for row in rows
    ]
    text = table([(str(r["valid_until"]), str(r["sku"]), str(r["name"])) for r in data])
    context.emit({"certificates": data}, text)
    return DONE


def _code(context: Context, args: Namespace) -> int:
    product = products.get(context.store, args.sku)
    buyer_codes.save(context.store, product.id, args.customer, args.code)
    return _emit(context, product.sku)


def _tax(context: Context, args: Namespace) -> int:
    """Set the rates of a customs prefix from a day on; always list what there is."""
    if args.hs_code:
        vat, rebate = (
            read_value(name, text) if text else None
            for name, text in (("vat_rate", args.vat), ("rebate_rate", args.rebate))
        )
        tax_rates.save(
            context.store,
            hs_code=args.hs_code,
            valid_from=args.begin,
            vat_rate=vat,  # type: ignore[arg-type]  # a rate is a Decimal
            rebate_rate=rebate,  # type: ignore[arg-type]
            source=args.source,
        )
    rows = tax_rates.listing(context.store)
    text = table([(r.hs_code, str(r.valid_from or ""), _rates(r), r.source) for r in rows])
    context.emit({"tax_rates": rows}, text)
    return DONE


def _rates(entry: TaxEntry) -> str:
    rates = (entry.vat_rate, entry.rebate_rate)
    return " / ".join("–" if rate is None else f"{rate * 100:f}%" for rate in rates)


def _price(product: ProductFigures) -> str:
    return "" if product.price is None else f"{product.currency} {product.price:f}"
