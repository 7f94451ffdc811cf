"""Articles that are packed in several boxes: the boxes besides the first carton."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.products import ProductBox
from desktop.store.workspace import Store
from desktop.trade import kept_rows
from desktop.trade.packing import CartonSpec


def boxes_of(session: Session, product_ids: Iterable[str]) -> Mapping[str, tuple[CartonSpec, ...]]:
    """Return the further boxes of each article that has any, in their order."""
    rows = kept_rows.of_articles(session, ProductBox, product_ids, ProductBox.position)
    return {key: tuple(_spec(row) for row in kept) for key, kept in rows.items()}


def _spec(row: ProductBox) -> CartonSpec:
    return CartonSpec(
        row.pieces, row.length_cm, row.width_cm, row.height_cm, row.net_kg, row.gross_kg, row.name
    )


def check_box(box: CartonSpec) -> CartonSpec:
    """Return `box`; raises UserFacing when a measure is not positive or gross is below net."""
    measures = (box.length_cm, box.width_cm, box.height_cm)
    if min(measures) <= 0 or box.net_kg < 0:
        raise UserFacing(
            _("Box “{name}” needs length, width, height and weights above zero.").format(
                name=box.name or "?"
            ),
            code="bad_box",
        )
    if box.gross_kg < box.net_kg:
        raise UserFacing(
            _("The gross weight {gross} kg is below the net weight {net} kg.").format(
                gross=box.gross_kg, net=box.net_kg
            ),
            code="gross_below_net",
        )
    return box


def put(session: Session, product_id: str, boxes: Iterable[CartonSpec]) -> bool:
    """Make the further boxes of an article these; tell whether anything changed."""
    wanted = [check_box(box) for box in boxes]
    stored = kept_rows.of_articles(session, ProductBox, [product_id], ProductBox.position)
    if tuple(_spec(row) for row in stored.get(product_id, [])) == tuple(wanted):
        return False
    for row in stored.get(product_id, [])[len(wanted) :]:
        kept_rows.remove(session, ProductBox, row.id)
    for position, box in enumerate(wanted):
        key = {"product_id": product_id, "position": position}
        kept_rows.keep(session, ProductBox, key, _columns(box))
    return True


def rows_of(product_id: str, boxes: Iterable[CartonSpec]) -> Iterator[ProductBox]:
    """Yield the rows of a new article's boxes. Raises UserFacing as `check_box`."""
    for position, box in enumerate(boxes):
        yield ProductBox(product_id=product_id, position=position, **_columns(check_box(box)))


def _columns(box: CartonSpec) -> dict[str, object]:
    return {
        "name": box.name,
        "pieces": box.pieces,
        "length_cm": box.length_cm,
        "width_cm": box.width_cm,
        "height_cm": box.height_cm,
        "net_kg": box.net_kg,
        "gross_kg": box.gross_kg,
    }


def save(store: Store, product_id: str, boxes: Iterable[CartonSpec]) -> None:
    """Make the further boxes of an article these, in this order. Raises UserFacing as `check_box`."""
    with store.write(cause="user") as unit:
        put(unit.session, product_id, boxes)


def read_box(
    name: str,
    pieces: int | None,
    sizes: tuple[Decimal | None, Decimal | None, Decimal | None],
    weights: tuple[Decimal | None, Decimal | None],
) -> CartonSpec:
    """Return a box from what was typed. Raises UserFacing when a measure is missing."""
    length, width, height = sizes
    net, gross = weights
    if not pieces or not length or not width or not height:
        raise UserFacing(
            _("Box “{name}” needs pieces, length, width and height.").format(name=name or "?"),
            code="bad_box",
        )
    heavy = gross if gross is not None else net
    light = net if net is not None else heavy
    zero = Decimal(0)
    return check_box(CartonSpec(pieces, length, width, height, light or zero, heavy or zero, name))
