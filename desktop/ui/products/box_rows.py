"""A further box of an article as a row and as a form: name, pieces, sizes, weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.runtime.i18n import N_, _
from desktop.trade import product_boxes
from desktop.trade.money import format_plain, round_to
from desktop.trade.packing import CartonSpec
from desktop.ui.records.record_form import FieldSpec, Kind
from desktop.ui.records.table import Column

BOX_FIELDS = (
    FieldSpec("name", N_("Box")),
    FieldSpec("pieces", N_("Pieces in it"), Kind.INTEGER, required=True),
    FieldSpec("length", N_("Length, cm"), Kind.NUMBER, required=True),
    FieldSpec("width", N_("Width, cm"), Kind.NUMBER, required=True),
    FieldSpec("height", N_("Height, cm"), Kind.NUMBER, required=True),
    FieldSpec("net", N_("Net weight, kg"), Kind.NUMBER),
    FieldSpec("gross", N_("Gross weight, kg"), Kind.NUMBER),
)


@dataclass(frozen=True, slots=True)
class BoxRow:
    """A further box with its place."""

    place: int
    box: CartonSpec


def box_columns() -> tuple[Column, ...]:
    """Return the columns of further boxes; the carton itself is the first."""
    return (
        Column("#", lambda r: str(r.place + 2), 60, sort=lambda r: r.place),
        Column(_("Box"), lambda r: r.box.name, strong=True),
        Column(_("Pieces"), lambda r: str(r.box.pieces), 80, right=True),
        Column(_("Size, cm"), lambda r: _sizes(r.box), 160, right=True),
        Column(_("N.W., kg"), lambda r: format_plain(r.box.net_kg), 90, right=True),
        Column(_("G.W., kg"), lambda r: format_plain(r.box.gross_kg), 90, right=True),
        Column("CBM", lambda r: format_plain(round_to(r.box.volume, 4)), 90, right=True),
    )


def box_of(typed: Mapping[str, Any]) -> CartonSpec:
    """Return the box that was typed. Raises UserFacing as `product_boxes.read_box`."""
    sizes = (typed["length"], typed["width"], typed["height"])
    weights = (typed["net"], typed["gross"])
    return product_boxes.read_box(typed["name"], typed["pieces"], sizes, weights)


def _sizes(box: CartonSpec) -> str:
    return " × ".join(format_plain(s) for s in (box.length_cm, box.width_cm, box.height_cm))


def box_values(box: CartonSpec | None) -> dict[str, object]:
    """Return a box's values for its form, None for a new one."""
    if box is None:
        return {"pieces": 1}
    return {
        "name": box.name,
        "pieces": box.pieces,
        "length": box.length_cm,
        "width": box.width_cm,
        "height": box.height_cm,
        "net": box.net_kg,
        "gross": box.gross_kg,
    }
