"""How the fields of a draft become columns of a quote's or order's rows, and come back from them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from desktop.store.schema.offers import GoodsColumns, OfferColumns
from desktop.trade.charges import Charge, ChargeKind
from desktop.trade.clause_choices import ClauseChoice
from desktop.trade.packing import CartonSpec, MixedCarton
from desktop.trade.payment import Instalment
from desktop.trade.quote_draft import DraftLine, LineKind, QuoteDraft

LINE_FIELDS = tuple(DraftLine.__dataclass_fields__)
_RENAMED = {"charges_included": "freight_included", "key": "line_key"}
_HEADER_FIELDS = tuple(name for name in QuoteDraft.__dataclass_fields__ if name != "lines")


def header_columns(draft: QuoteDraft) -> dict[str, Any]:
    """Return the columns of the row that say what `draft` says; its lines are rows."""
    return _columns(draft, _HEADER_FIELDS)


def line_columns(line: DraftLine) -> dict[str, Any]:
    """Return the columns of a line's row; a line that was never stored gets its key there."""
    columns = _columns(line, LINE_FIELDS)
    if not columns["line_key"]:
        del columns["line_key"]
    return columns


def _columns(values: QuoteDraft | DraftLine, names: Iterable[str]) -> dict[str, Any]:
    return {
        _RENAMED.get(name, name): _WRITE.get(name, _as_it_is)(getattr(values, name))
        for name in names
    }


def draft_of(offer: OfferColumns, lines: Iterable[GoodsColumns]) -> QuoteDraft:
    """Return the editable values of a stored quote or order."""
    header = _fields(offer, _HEADER_FIELDS)
    return QuoteDraft(**header, lines=tuple(line_of(line) for line in lines))


def line_of(row: GoodsColumns) -> DraftLine:
    """Return the line that a row keeps."""
    return DraftLine(**_fields(row, LINE_FIELDS))


def _fields(row: OfferColumns | GoodsColumns, names: Iterable[str]) -> dict[str, Any]:
    return {
        name: _READ.get(name, _as_it_is)(getattr(row, _RENAMED.get(name, name))) for name in names
    }


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 - any column
    return value


def _charge_as_json(charge: Charge) -> dict[str, Any]:
    return {
        "kind": charge.kind.value,
        "amount": f"{charge.amount:f}",
        "included": charge.included,
        "label": charge.label,
    }


def _charge(entry: Mapping[str, Any]) -> Charge:
    return Charge(
        ChargeKind(entry.get("kind", "other")),
        Decimal(str(entry["amount"])),
        bool(entry.get("included", False)),
        str(entry.get("label", "")),
    )


def instalment_json(part: Instalment) -> dict[str, Any]:
    """Return an instalment as it is stored and printed by commands."""
    return part.as_json()


def _plain(value: Any) -> Any:  # noqa: ANN401 - what JSON can say
    return f"{value:f}" if isinstance(value, Decimal) else value


def _box_as_json(box: CartonSpec) -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(box).items()}


def _box(entry: Mapping[str, Any]) -> CartonSpec:
    texts = {"pieces": int(entry["pieces"]), "name": str(entry.get("name", ""))}
    return CartonSpec(**{n: Decimal(str(v)) for n, v in entry.items() if n not in texts}, **texts)  # type: ignore[arg-type]  # by name


def _mixed_as_json(carton: MixedCarton) -> dict[str, Any]:
    data = {name: _plain(value) for name, value in asdict(carton).items()}
    data["contents"] = [[key, f"{pieces:f}"] for key, pieces in carton.contents]
    return data


def _mixed(entry: Mapping[str, Any]) -> MixedCarton:
    measures = ("length_cm", "width_cm", "height_cm", "net_kg", "gross_kg")
    return MixedCarton(
        count=int(entry["count"]),
        **{name: Decimal(str(entry[name])) for name in measures},
        contents=tuple((str(key), Decimal(str(pieces))) for key, pieces in entry["contents"]),
        name=str(entry.get("name", "")),
    )


def _each(write: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    return lambda values: [write(value) for value in values]


def _tuple_of(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda entries: tuple(read(entry) for entry in entries or ())


_WRITE: Mapping[str, Callable[[Any], Any]] = {
    "other_charges": _each(_charge_as_json),
    "instalments": _each(instalment_json),
    "mixed_cartons": _each(_mixed_as_json),
    "clauses": _each(ClauseChoice.as_json),
    "container_mix": _each(list),
    "container_rates": _each(lambda pair: [pair[0], f"{pair[1]:f}"]),
    "kind": lambda kind: kind.value,
    "more_boxes": _each(_box_as_json),
    "texts": lambda texts: {language: dict(words) for language, words in texts.items()},
}
_READ: Mapping[str, Callable[[Any], Any]] = {
    "other_charges": _tuple_of(_charge),
    "instalments": _tuple_of(Instalment.from_json),
    "mixed_cartons": _tuple_of(_mixed),
    "clauses": _tuple_of(ClauseChoice.from_json),
    "container_mix": _tuple_of(lambda pair: (str(pair[0]), int(pair[1]))),
    "container_rates": _tuple_of(lambda pair: (str(pair[0]), Decimal(str(pair[1])))),
    "kind": LineKind,
    "more_boxes": _tuple_of(_box),
    "texts": lambda texts: texts or {},
}
