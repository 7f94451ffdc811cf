"""The packing of a quote as `quote show` tells it: JSON for programs, a few lines of text for people."""

from typing import Any, Protocol

from desktop.runtime.i18n import _, ngettext
from desktop.trade import words
from desktop.trade.container_plan import ContainerPlan
from desktop.trade.containers import air_kg, containers, courier_kg, fit_cartons, road_limit
from desktop.trade.money import format_plain, round_to
from desktop.trade.package_groups import LinePackages, PackageGroup, groups_of, line_packages
from desktop.trade.packing import CartonSpec
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_figures import number, price_json
from desktop.trade.shipment import Shipment, room_for_more
from desktop.trade.totals import Totals


class Packed(Protocol):
    """A quote or an order with its figures."""

    @property
    def draft(self) -> QuoteDraft:
        """Lines and terms."""
        ...

    @property
    def totals(self) -> Totals:
        """Its sums."""
        ...

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        ...


def with_packing(quote: Packed) -> dict[str, Any]:
    """Return `as_json()` of a quote or order with the packing of every line and of the whole shipment.

    Lines get `packing` (None for what is not goods); the quote gets `packing`, `container_mix`,
    `destination` and `shipping_marks`. Weights kg, volumes m³, sides cm.
    """
    shipment, draft = quote.totals.shipment, quote.draft
    groups = groups_of(shipment)
    data = quote.as_json()
    for row, line in zip(line_packages(shipment, groups), data["lines"], strict=True):
        goods = draft.lines[row.index].is_goods
        line["packing"] = _line(shipment, row, draft) if goods else None
    data["packing"] = {
        "complete": shipment.is_complete,
        "unpacked": [_named(shipment, i) for i in shipment.unpacked],
        "unweighed": [_named(shipment, i) for i in shipment.unweighed],
        "in_words": words.packages_english(shipment.packed.cartons),
        "in_words_zh": words.packages_chinese(shipment.packed.cartons),
        "groups": [_group(shipment, group) for group in groups],
        "plan": _plan(shipment.plan),
        "chargeable": _chargeable(shipment),
    }
    data["container_mix"] = [{"type": code, "count": n} for code, n in draft.container_mix]
    data["container_rates"] = [
        {"type": code, "amount": price_json(rate, draft.currency)}
        for code, rate in draft.container_rates
    ]
    data["destination"] = draft.final_place()
    data["destination_country"] = draft.destination_country
    data["shipping_marks"] = draft.shipping_marks
    return data


def _named(shipment: Shipment, index: int) -> dict[str, Any]:
    return {"line": index + 1, "sku": shipment.lines[index].name}


def _line(shipment: Shipment, row: LinePackages, draft: QuoteDraft) -> dict[str, Any]:
    line = shipment.lines[row.index]
    packed = row.packed if line.counts else line.packed
    last = None
    if packed.cartons and len(line.boxes) == 1:
        last = number(packed.last_carton_pieces)
    return {
        "counted": line.counts,
        "complete": bool(line.boxes) and line.is_weighed,
        "cartons": packed.cartons,
        "last_carton_pieces": last,
        "mixed_pieces": number(row.mixed_pieces),
        "inner_boxes": row.inner_boxes,
        "carton_numbers": row.numbers,
        "net_weight_kg": number(packed.net_kg),
        "gross_weight_kg": number(packed.gross_kg),
        "volume_cbm": number(packed.volume_cbm),
        "boxes": [_box(box, draft) for box in line.boxes],
        "room_for_more": number(room_for_more(shipment, row.index)),
    }


def _box(box: CartonSpec, draft: QuoteDraft) -> dict[str, Any]:
    limit = road_limit(draft.destination_country, draft.final_place())
    fits = [fit_cartons(box, size, limit) for size in containers()]
    return {
        "name": box.name,
        "pieces": box.pieces,
        "length_cm": number(box.length_cm),
        "width_cm": number(box.width_cm),
        "height_cm": number(box.height_cm),
        "net_weight_kg": number(box.net_kg),
        "gross_weight_kg": number(box.gross_kg),
        "container_fit": {
            fit.container: {
                "by_volume": fit.by_volume,
                "by_grid": fit.by_grid,
                "by_weight": fit.by_weight if box.gross_kg > 0 else None,
                "cartons": fit.cartons,
                "binding": fit.binding.value,
            }
            for fit in fits
        },
    }


def _group(shipment: Shipment, group: PackageGroup) -> dict[str, Any]:
    return {
        "carton_numbers": group.numbers,
        "cartons": group.count,
        "mixed": group.is_mixed,
        "contents": [
            {**_named(shipment, index), "pieces": number(pieces)}
            for index, pieces in group.contents
        ],
        "inner_boxes": group.inner_boxes,
        "net_weight_kg": number(group.net_kg),
        "gross_weight_kg": number(group.gross_kg),
        "volume_cbm": number(group.volume_cbm),
    }


def _plan(plan: ContainerPlan | None) -> dict[str, Any] | None:
    if plan is None:
        return None
    return {
        "label": plan.label(),
        "by_hand": plan.by_hand,
        "partial": plan.partial,
        "fits": plan.fits,
        "percent_full": number(plan.percent_full),
        "percent_volume": number(plan.percent_volume),
        "percent_weight": number(plan.percent_weight),
        "binding": plan.binding.value,
        "free_cbm": number(plan.free_cbm),
        "free_kg": number(plan.free_kg),
        "over_cbm": number(plan.over_cbm),
        "over_kg": number(plan.over_kg),
        "road_limit": list(plan.lowered),
    }


def _chargeable(shipment: Shipment) -> dict[str, Any]:
    volume, weight = shipment.packed.volume_cbm, shipment.packed.gross_kg
    return {
        "lcl_wm": number(max(volume, round_to(weight / 1000, 3))),
        "air_kg": number(round_to(air_kg(volume, weight), 2)),
        "courier_kg": number(round_to(courier_kg(volume, weight), 2)),
    }


def packing_text(quote: Packed) -> list[str]:
    """Return the packing in words: cartons with weights, containers with what binds, what lacks."""
    shipment = quote.totals.shipment
    packed, plan = shipment.packed, shipment.plan
    if not packed.cartons:
        return []
    cartons = ngettext("{count} carton", "{count} cartons", packed.cartons)
    rows = [
        _("{cartons}, N.W. {net} kg, G.W. {gross} kg, {volume} CBM").format(
            cartons=cartons.format(count=packed.cartons),
            net=format_plain(packed.net_kg),
            gross=format_plain(packed.gross_kg),
            volume=format_plain(packed.volume_cbm),
        )
    ]
    if plan is not None:
        rows.append(
            _("{containers}: volume {volume}%, weight {weight}%").format(
                containers=plan.label(),
                volume=format_plain(plan.percent_volume),
                weight=format_plain(plan.percent_weight),
            )
        )
    return rows
