"""The packing of a quote changed by words: containers, cartons of a line, mixed cartons."""

import re
from dataclasses import replace
from decimal import Decimal

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.runtime.ids import new_id
from desktop.trade.containers import container, containers
from desktop.trade.money import parse_decimal
from desktop.trade.packing import CartonSpec, MixedCarton
from desktop.trade.quote_draft import QuoteDraft

_MIX_PART = re.compile(r"(?:(\d{1,4})\s*[x×*]\s*)?([A-Za-z0-9]+)$")
_SIDES = re.compile(r"[x×*]")


def read_mix(text: str) -> tuple[tuple[str, int], ...]:
    """Return the mix that "2x40HQ+1x20GP" names; () for "auto" or nothing.

    Raises UserFacing for an unknown size.
    """
    if text.strip().casefold() in ("", "auto"):
        return ()
    counts: dict[str, int] = {}
    for part in re.split(r"[+,]", text):
        found = _MIX_PART.match(part.strip())
        size = container(found.group(2).upper()) if found else None
        if found is None or size is None:
            raise UserFacing(
                _("“{text}” is no container.").format(text=part.strip()),
                hint=_("Known are {sizes}; write 2x40HQ+1x20GP, or auto.").format(
                    sizes=", ".join(box.code for box in containers())
                ),
                code="unknown_container",
            )
        counts[size.code] = counts.get(size.code, 0) + int(found.group(1) or 1)
    return tuple((code, count) for code, count in counts.items() if count)


def read_box(text: str) -> tuple[str, CartonSpec]:
    """Return article and carton of "SKU=24:52x35x38:12.5/14.2" (pieces : cm : N.W./G.W. in kg).

    Raises UserFacing saying which part is wrong.
    """
    sku, _equals, rest = text.rpartition("=")
    parts = rest.split(":")
    if not sku or len(parts) != 3:
        raise _unreadable(text, _("Write SKU=PIECES:LxWxH:NET/GROSS."))
    pieces = _whole(parts[0], what=_("Pieces per carton"))
    sides, weights = _measures(text, parts[1], parts[2])
    (length, width, height), (net, gross) = sides, weights
    return sku.strip(), CartonSpec(pieces, length, width, height, net, gross)


def read_mixed(draft: QuoteDraft, text: str) -> MixedCarton:
    """Return the mixed carton of "2:50x40x40:8/9:PL-1=4,DL-2=6" (count : cm : kg : contents).

    Lines are named by article number. Raises UserFacing for one that is not in the quote.
    """
    parts = text.split(":", 3)
    if len(parts) != 4:
        raise _unreadable(text, _("Write COUNT:LxWxH:NET/GROSS:SKU=PIECES,..."))
    count = _whole(parts[0], what=_("Number of cartons"))
    sides, weights = _measures(text, parts[1], parts[2])
    contents = []
    for part in parts[3].split(","):
        sku, _equals, pieces = part.rpartition("=")
        row = row_of(draft, sku.strip())
        contents.append((draft.lines[row].key, parse_decimal(pieces, what=_("Pieces"))))
    (length, width, height), (net, gross) = sides, weights
    return MixedCarton(count, length, width, height, net, gross, tuple(contents))


def with_keys(draft: QuoteDraft) -> QuoteDraft:
    """Return the draft with a key on every line: mixed cartons name lines by it."""
    if all(line.key for line in draft.lines):
        return draft
    lines = tuple(line if line.key else replace(line, key=new_id()) for line in draft.lines)
    return replace(draft, lines=lines)


def with_box(draft: QuoteDraft, sku: str, box: CartonSpec) -> QuoteDraft:
    """Return the draft with the carton of one article's first line replaced."""
    row = row_of(draft, sku)
    lines = list(draft.lines)
    lines[row] = replace(
        lines[row],
        pcs_per_carton=box.pieces,
        carton_length_cm=box.length_cm,
        carton_width_cm=box.width_cm,
        carton_height_cm=box.height_cm,
        net_weight_kg=box.net_kg,
        gross_weight_kg=box.gross_kg,
    )
    return replace(draft, lines=tuple(lines))


def row_of(draft: QuoteDraft, sku: str) -> int:
    """Return the row of the first line of an article. Raises UserFacing when there is none."""
    wanted = sku.casefold()
    for row, line in enumerate(draft.lines):
        if line.is_goods and line.sku.casefold() == wanted:
            return row
    raise UserFacing(
        _("{sku} is not in the quote.").format(sku=sku or "?"), code="line_not_in_quote"
    )


def _measures(text: str, sides: str, weights: str) -> tuple[list[Decimal], list[Decimal]]:
    cm = [parse_decimal(side, what=_("Size")) for side in _SIDES.split(sides)]
    kg = [parse_decimal(weight, what=_("Weight")) for weight in weights.split("/")]
    if len(cm) != 3 or len(kg) != 2 or min(cm) <= 0 or min(kg) < 0:
        raise _unreadable(text, _("Three sides in cm above zero, net and gross weight in kg."))
    if kg[1] < kg[0]:
        raise _unreadable(text, _("The gross weight is below the net weight."))
    return cm, kg


def _whole(text: str, *, what: str) -> int:
    value = parse_decimal(text, what=what)
    if value < 1 or value != value.to_integral_value():
        raise _unreadable(text, _("{field} is a whole number from 1 up.").format(field=what))
    return int(value)


def _unreadable(text: str, hint: str) -> UserFacing:
    return UserFacing(
        _("“{text}” cannot be read.").format(text=text), hint=hint, code="packing_not_readable"
    )
