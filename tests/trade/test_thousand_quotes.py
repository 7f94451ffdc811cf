"""A thousand generated quotes, each figure computed a second time without the program's code."""

import random
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from desktop.store.schema.quotes import Quote, QuoteLine
from desktop.trade.charges import Charge, ChargeKind
from desktop.trade.containers import containers
from desktop.trade.packing import CartonSpec
from desktop.trade.payment import Event, Instalment, Method
from desktop.trade.quote_columns import header_columns, line_columns
from desktop.trade.quote_draft import DraftLine, LineKind, QuoteDraft
from desktop.trade.quote_figures import figures_of
from tests.trade import plain_quote as plain

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
CURRENCIES = ("USD", "USD", "EUR", "GBP", "JPY", "KRW", "KWD", "BHD", "IQD", "CLP", "AED")
SPLITS = ((100,), (30, 70), (20, 70, 10), (33, 33, 34), (10, 15, 25, 50))


def _money(draw, most, digits):
    return f"{Decimal(draw.randrange(1, most * 10**digits)).scaleb(-digits):f}"


def _box(draw):
    net = Decimal(draw.randrange(50, 2500)).scaleb(-2)
    tare = Decimal(draw.randrange(0, 300)).scaleb(-2)
    return {
        "pieces": draw.choice((1, 2, 4, 6, 12, 24, 50, 144)),
        "length": str(draw.randrange(10, 120)),
        "width": f"{draw.randrange(100, 900) / 10}",
        "height": f"{draw.randrange(50, 800) / 10}",
        "net": f"{net}",
        "gross": f"{net + tare}",
    }


def _line(draw):
    kind = draw.choice(("item",) * 9 + ("section", "note"))
    if kind != "item":
        return {"kind": kind}
    return {
        "kind": "item",
        "quantity": str(draw.choice((1, 7, 48, 300, 1000, 2000, 12345))),
        "price": _money(draw, 400, draw.choice((2, 2, 3, 4))),
        "discount": draw.choice(("0", "0", "0", "3", "7.28", "12.5", "100")),
        "optional": draw.random() < 0.08,
        "free": draw.random() < 0.08,
        "cost": _money(draw, 900, 2),
        "vat": draw.choice(("0.13", "0.09", "0")),
        "rebate": draw.choice(("0.13", "0.09", "0.05", "0")),
        "domestic": draw.choice(("0", "1.2", "0.35")),
        "boxes": [_box(draw) for _each in range(draw.choice((0, 1, 1, 1, 1, 3)))],
    }


def generate(seed):
    """Return a quote as plain words, the same for the same seed."""
    draw = random.Random(seed)
    currency = draw.choice(CURRENCIES)
    digits = plain.DIGITS.get(currency, 2)
    return {
        "currency": currency,
        "rate": _money(draw, 12, 4),
        "lines": [_line(draw) for _each in range(draw.choice((1, 2, 5, 20)))],
        "freight": draw.choice(("0", _money(draw, 4000, digits))),
        "insurance": draw.choice(("0", _money(draw, 300, digits))),
        "included": draw.random() < 0.5,
        "others": [_money(draw, 200, digits) for _each in range(draw.choice((0, 0, 1, 2)))],
        "discount": draw.choice(("0", _money(draw, 200, digits))),
        "bank": draw.choice(("0", "0.002")),
        "commission": draw.choice(("0", "0.03")),
        "domestic_costs": draw.choice(("0", "1850.00")),
        "instalments": draw.choice(SPLITS),
    }


def _carton(box):
    sides = (Decimal(box[name]) for name in ("length", "width", "height", "net", "gross"))
    return CartonSpec(box["pieces"], *sides)


def _draft_line(position, line):
    if line["kind"] != "item":
        return DraftLine(
            "", Decimal(0), Decimal(0), key=f"k{position}", kind=LineKind(line["kind"]),
            name_en="Panels",
        )  # fmt: skip
    first, *others = [_carton(box) for box in line["boxes"]] or [None]
    return DraftLine(
        sku=f"SKU-{position}",
        quantity=Decimal(line["quantity"]),
        unit_price=Decimal(line["price"]),
        discount_percent=Decimal(line["discount"]),
        key=f"k{position}",
        is_optional=line["optional"],
        is_free=line["free"],
        cost=Decimal(line["cost"]),
        vat_rate=Decimal(line["vat"]),
        rebate_rate=Decimal(line["rebate"]),
        domestic_cost=Decimal(line["domestic"]),
        pcs_per_carton=first.pieces if first else None,
        carton_length_cm=first.length_cm if first else None,
        carton_width_cm=first.width_cm if first else None,
        carton_height_cm=first.height_cm if first else None,
        net_weight_kg=first.net_kg if first else None,
        gross_weight_kg=first.gross_kg if first else None,
        more_boxes=tuple(others),
    )


def draft_of(quote):
    """Return the program's form of a plain quote."""
    instalments = tuple(
        Instalment(Decimal(percent), Method.TT, Event.ORDER) for percent in quote["instalments"]
    )
    return QuoteDraft(
        customer_id="c1",
        currency=quote["currency"],
        rate=Decimal(quote["rate"]),
        incoterm="CIF",
        place="Hamburg",
        freight=Decimal(quote["freight"]) or None,
        insurance=Decimal(quote["insurance"]) or None,
        charges_included=quote["included"],
        other_charges=tuple(Charge(ChargeKind.OTHER, Decimal(text)) for text in quote["others"]),
        discount=Decimal(quote["discount"]) or None,
        bank_share=Decimal(quote["bank"]),
        commission_share=Decimal(quote["commission"]),
        domestic_costs=Decimal(quote["domestic_costs"]),
        instalments=instalments,
        lines=tuple(_draft_line(i, line) for i, line in enumerate(quote["lines"])),
    )


def figures(quote):
    """Return what `quote show` would say: through the rows that the store would keep."""
    draft = draft_of(quote)
    row = Quote(
        id="q1", number="Q-2026-0001", revision=1, is_current=True, state="draft", state_note="",
        revision_note="", edition=1, approved_by="", approval_reason="", created_at=NOW,
        updated_at=NOW, **header_columns(draft),
    )  # fmt: skip
    rows = [QuoteLine(position=i, **line_columns(line)) for i, line in enumerate(draft.lines)]
    return figures_of(row, rows, TODAY).as_json()


def _percent(share):
    return None if share is None else float(plain.half_up(share * 100, 1))


@pytest.mark.parametrize("hundred", range(10))
def test_every_figure_is_what_plain_arithmetic_says(hundred):
    for seed in range(hundred * 100, hundred * 100 + 100):
        quote = generate(seed)
        found, digits, sums = figures(quote), plain.digits_of(quote), plain.sums(quote)
        amounts = {
            "goods_total": sums["goods"],
            "total": sums["total"],
            "fob_value": sums["fob"],
        }
        for name, value in amounts.items():
            assert found[name]["amount"] == plain.written(value, digits), (seed, name)
            assert found[name]["currency"] == quote["currency"]
        for line, shown in zip(quote["lines"], found["lines"], strict=True):
            if line["kind"] == "item":
                expected = plain.written(plain.line_amount(line, digits), digits)
                assert shown["amount"]["amount"] == expected, seed
        cartons, net, gross, volume = plain.packing(quote)
        assert found["cartons"] == cartons, seed
        assert found["net_weight_kg"] == float(net), seed
        assert found["gross_weight_kg"] == float(gross), seed
        assert found["volume_cbm"] == float(volume), seed
        margin, markup = plain.margin_and_markup(quote)
        assert (found["margin_percent"], found["markup_percent"]) == (
            _percent(margin),
            _percent(markup),
        ), seed
        paid = [part["amount"]["amount"] for part in found["payment_schedule"]]
        assert paid == [plain.written(part, digits) for part in plain.payments(quote)], seed


def test_the_containers_planned_hold_the_goods():
    room = {box.code: (box.plan_cbm, box.prudent_kg) for box in containers()}
    for seed in range(1000):
        quote = generate(seed)
        found = figures(quote)
        plan = [entry for entry in found["containers"] if entry["type"] != "LCL"]
        if not plan:
            continue
        volume = sum(room[entry["type"]][0] * entry["count"] for entry in plan)
        weight = sum(room[entry["type"]][1] * entry["count"] for entry in plan)
        assert volume >= Decimal(str(found["volume_cbm"])), seed
        assert weight >= Decimal(str(found["gross_weight_kg"])), seed
