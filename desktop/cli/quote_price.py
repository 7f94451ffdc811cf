"""`quote price`: a quote under every Incoterms rule, with what each step adds and what is missing."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import replace
from decimal import Decimal
from typing import Any

from desktop.cli.context import DONE, Context, table
from desktop.cli.quote_output import find, today
from desktop.runtime.i18n import _
from desktop.trade import approvals, freight_tariffs, quotes, repricing
from desktop.trade.freight import Applied
from desktop.trade.money import Money, parse_decimal, round_to
from desktop.trade.price_ladder import Rung
from desktop.trade.price_steps import TERMS
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_figures import price_json
from desktop.trade.repricing import LineProfit

_SHARES = {
    "premium_rate": "premium",
    "duty_rate": "duty",
    "import_vat_rate": "import_vat",
    "bank_share": "bank",
    "commission_share": "commission",
}
_AMOUNTS = ("freight", "insurance", "domestic_costs", "destination_costs", "clearance_costs")


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add this action to the group `quote`."""
    price = actions.add_parser("price", parents=[shared], help=_("prices by Incoterms rule"))
    price.add_argument("id")
    price.add_argument("--as", dest="terms", metavar="EXW,FOB,CFR,CIF", default=",".join(TERMS))
    price.add_argument("--switch", metavar="TERM", help=_("reprice the quote for this rule"))
    price.add_argument("--margin", metavar="PERCENT", help=_("price the lines from cost"))
    price.add_argument("--markup", metavar="PERCENT", help=_("price the lines from cost"))
    price.add_argument("--tariff", metavar="ID|NAME", help=_("freight by this tariff"))
    price.add_argument("--spread-by", choices=["volume", "weight", "value", "quantity"])
    for name in (*_AMOUNTS, *_SHARES):
        flag = "--" + name.replace("_", "-")
        price.add_argument(flag, metavar="SHARE" if name in _SHARES else "AMOUNT")
    price.set_defaults(handler=_price)


def _price(context: Context, args: Namespace) -> int:
    """Change what is named and keep it, then print the rungs; shares are written 0.05 for 5 %."""
    found = find(context, args)
    draft = _with_inputs(context, found.draft, args)
    freight = freight_tariffs.read_for(context.store, draft, today(context))
    applied = freight_tariffs.follow(draft, draft.totals(), freight, today(context))
    draft = applied.draft
    if args.margin is not None:
        share = parse_decimal(args.margin, what="--margin") / 100
        draft = repricing.priced_by_margin(draft, share).draft
    if args.markup is not None:
        share = parse_decimal(args.markup, what="--markup") / 100
        draft = repricing.priced_by_markup(draft, share).draft
    if args.switch:
        draft = repricing.switch(draft, args.switch)
    wanted = any(getattr(args, name) is not None for name in (*_AMOUNTS, *_SHARES))
    wanted = wanted or bool(args.switch or args.tariff or args.spread_by)
    if wanted or args.margin is not None or args.markup is not None:
        draft = quotes.update(context.store, found.id, draft, today=today(context)).draft
    terms = [term.strip() for term in args.terms.split(",") if term.strip()]
    rungs = repricing.rungs(draft, terms)
    policy = approvals.policy_of(context.store)
    lines = repricing.line_profits(draft, policy.healthy_margin_percent / 100)
    data = {
        "id": found.id,
        "number": found.number,
        "currency": draft.currency,
        "incoterm": draft.incoterm,
        "place": draft.place,
        "spread_by": draft.spread_by,
        "freight_by": _freight_json(applied),
        "rungs": [_rung_json(rung, draft) for rung in rungs],
        "lines": [_line_json(line, draft) for line in lines],
        **_profit_json(draft),
    }
    context.emit(data, _text(draft, rungs, applied))
    return DONE


def _with_inputs(context: Context, draft: QuoteDraft, args: Namespace) -> QuoteDraft:
    changes: dict[str, Any] = {
        name: parse_decimal(getattr(args, name), what=name)
        for name in (*_AMOUNTS, *_SHARES)
        if getattr(args, name) is not None
    }
    if args.tariff:
        tariff = freight_tariffs.get(context.store, args.tariff)
        changes |= {"freight_by_hand": False, "freight_template_id": tariff.id}
    if "freight" in changes:
        changes["freight_by_hand"] = True
    if "insurance" in changes:
        changes["premium_rate"] = None
    if args.spread_by:
        changes["spread_by"] = args.spread_by
    return replace(draft, **changes)


def _freight_json(applied: Applied) -> dict[str, Any] | None:
    if applied.cost is None:
        return {"problem": applied.problem} if applied.problem else None
    cost = applied.cost
    amounts = {"amount": cost.amount, "lcl": cost.lcl, "fcl": cost.fcl}
    found: dict[str, Any] = {
        name: None if amount is None else Money(amount, cost.currency).as_json()
        for name, amount in amounts.items()
    }
    return {**found, "how": cost.how, "port": cost.port, "transit_days": cost.transit_days}


def _rung_json(rung: Rung, draft: QuoteDraft) -> dict[str, Any]:
    def money(amount: Decimal | None) -> dict[str, str] | None:
        return None if amount is None else Money(amount, draft.currency).as_json()

    return {
        "term": rung.term,
        "is_current": rung.is_current,
        "total": money(rung.total),
        "value": money(rung.value),
        "adds": money(rung.adds),
        "lines": [
            {"sku": line.sku, "unit_price": price_json(line.unit_price, draft.currency)}
            for line in rung.lines
        ],
        "missing": [{"code": one.code, "message": one.message} for one in rung.missing],
    }


def _line_json(line: LineProfit, draft: QuoteDraft) -> dict[str, Any]:
    def price(value: Decimal | None) -> dict[str, str] | None:
        return None if value is None else price_json(value, draft.currency)

    profit = line.profit
    return {
        "sku": line.sku,
        "unit_price": price(line.unit_price),
        "fob_price": price(round_to(line.fob_price, 6)) if line.fob_price is not None else None,
        "margin_percent": _percent(profit.margin if profit else None),
        "markup_percent": _percent(profit.markup if profit else None),
        "swap_cost": _exact(profit.swap_cost if profit else None),
        "floor_price": price(line.floor),
        "product_floor_price": price(line.product_floor),
        "is_below_floor": line.is_below_floor,
    }


def _profit_json(draft: QuoteDraft) -> dict[str, Any]:
    sums = draft.totals()
    profit = sums.profit
    earned = Money(profit.profit, draft.rate_currency).as_json() if profit else None
    return {
        "margin_percent": _percent(profit.margin if profit else None),
        "markup_percent": _percent(profit.markup if profit else None),
        "profit": earned,
        "swap_cost": _exact(profit.swap_cost if profit else None),
        "rate": f"{draft.rate:f}" if draft.rate is not None else None,
    }


def _percent(share: Decimal | None) -> str | None:
    return None if share is None else f"{round_to(share * 100, 2):f}"


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else f"{round_to(value, 4):f}"


def _text(draft: QuoteDraft, rungs: tuple[Rung, ...], applied: Applied) -> str:
    rows = [
        (
            ("* " if rung.is_current else "  ") + rung.term,
            Money(rung.total, draft.currency).format() if rung.total is not None else "–",
            f"+{round_to(rung.adds, 2):,f}" if rung.adds else "",
            ", ".join(one.message for one in rung.missing),
        )
        for rung in rungs
    ]
    heads = ("  " + _("Term"), _("Total"), _("Adds"), _("Missing"))
    return "\n".join(part for part in (table(rows, heads), applied.problem) if part)
