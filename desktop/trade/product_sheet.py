"""The catalogue as an .xlsx: such that importing it again changes nothing; pictures in their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.among import among
from desktop.store.schema.products import PriceTier, Product
from desktop.store.workspace import Store
from desktop.trade import certificates, product_pictures, products
from desktop.trade.packing import CartonSpec
from desktop.trade.products import CatalogueFilter, ProductFigures

_COLUMNS = (
    "sku",
    "name_en",
    "name_zh",
    "category",
    "description_en",
    "description_zh",
    "specification_en",
    "specification_zh",
    "unit",
    "price",
    "currency",
    "floor_price",
    "cost",
    "cost_currency",
    "cost_on",
    "vat_rate",
    "rebate_rate",
    "hs_code",
    "origin",
    "moq",
    "pcs_per_carton",
    "inner_pieces",
    "carton_length_cm",
    "carton_width_cm",
    "carton_height_cm",
    "net_weight_kg",
    "gross_weight_kg",
    "lead_time_days",
    "barcode",
    "discontinued_on",
)
_ROW_POINTS = 64.0
_PICTURE_PIXELS = 80
_EVERY = 1_000_000


@dataclass(frozen=True, slots=True)
class _Extras:
    """What stands in further columns: steps, papers and pictures by article."""

    steps: Mapping[str, Mapping[Decimal, Decimal]]
    papers: Mapping[str, tuple[str, ...]]
    pictures: Mapping[str, bytes]


def export_file(
    store: Store,
    path: Path,
    *,
    on: date | None = None,
    where: CatalogueFilter | None = None,
    with_pictures: bool = True,
) -> int:
    """Write the articles of a filter with their values as of a day; return how many.

    Raises UserFacing when the file cannot be written (open in Excel).
    """
    rows = products.listing(store, limit=_EVERY, on=on, where=where)
    extras = _extras(store, [row.id for row in rows], with_pictures)
    workbook = _workbook(rows, extras)
    try:
        workbook.save(path)
    except OSError as error:
        raise UserFacing(
            _("The file {path} cannot be written.").format(path=path),
            hint=_("Close it in other programs, or choose another name."),
            code="file_unwritable",
        ) from error
    return len(rows)


def _extras(store: Store, ids: Sequence[str], with_pictures: bool) -> _Extras:
    steps: dict[str, dict[Decimal, Decimal]] = {}
    with store.read() as session:
        for tier in session.scalars(
            sa.select(PriceTier)
            .join(Product, Product.id == PriceTier.product_id)
            .where(
                among(PriceTier.product_id, ids),
                PriceTier.price_list_id.is_(None),
                PriceTier.deleted_at.is_(None),
            )
        ):
            steps.setdefault(tier.product_id, {})[tier.min_quantity] = tier.unit_price
        papers = {
            key: tuple(one.name for one in found)
            for key, found in certificates.certificates_of(session, ids).items()
        }
        pictures = product_pictures.main_pictures(session, ids) if with_pictures else {}
    return _Extras(steps, papers, pictures)


def _workbook(rows: Sequence[ProductFigures], extras: _Extras) -> Any:  # noqa: ANN401 - no types
    # Heavy, and needed only when a sheet is written.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    steps = sorted({quantity for found in extras.steps.values() for quantity in found})
    languages = sorted({language for row in rows for language in row.texts})
    boxes = max((len(row.more_boxes) for row in rows), default=0)
    titles = [*_COLUMNS, *(f"price {quantity.normalize():f}+" for quantity in steps)]
    parts = ("name", "description", "specification")
    titles += [f"{part}_{language}" for language in languages for part in parts]
    titles += [f"box{n}_{m}" for n in range(2, boxes + 2) for m in _BOX_MEASURES]
    titles += ["certificates", "picture"]
    book = Workbook()
    sheet = book.active
    sheet.title = "Products"
    sheet.append(titles)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EDFB")
    sheet.freeze_panes = "B2"
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(_cells(row, extras, steps, languages, boxes), start=1):
            if value is None or value == "":
                continue
            cell = sheet.cell(number, column)
            # Set as it is: openpyxl would take a text beginning with "=" for a formula.
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
                cell.alignment = Alignment(vertical="top", wrap_text="\n" in value)
        _add_picture(sheet, extras.pictures.get(row.id), number, len(titles))
    _widen(sheet, titles)
    return book


_BOX_MEASURES = ("name", "pieces", "length_cm", "width_cm", "height_cm", "net_kg", "gross_kg")


def _cells(
    row: ProductFigures,
    extras: _Extras,
    steps: Sequence[Decimal],
    languages: Sequence[str],
    boxes: int,
) -> list[Any]:
    found: list[Any] = [getattr(row, name) for name in _COLUMNS]
    if row.cost is None:
        found[_COLUMNS.index("cost_currency")] = None
    own = extras.steps.get(row.id, {})
    found += [own.get(quantity) for quantity in steps]
    for language in languages:
        texts = row.texts.get(language, {})
        found += [texts.get(part) for part in ("name", "description", "specification")]
    for place in range(boxes):
        box = row.more_boxes[place] if place < len(row.more_boxes) else None
        found += _box_cells(box)
    return [*found, ", ".join(extras.papers.get(row.id, ())), None]


def _box_cells(box: CartonSpec | None) -> list[Any]:
    return [getattr(box, name) or None if box else None for name in _BOX_MEASURES]


def _add_picture(sheet: Any, content: bytes | None, row: int, column: int) -> None:  # noqa: ANN401
    if content is None:
        return
    from openpyxl.drawing.image import Image
    from openpyxl.utils import get_column_letter

    image = Image(BytesIO(content))
    scale = min(_PICTURE_PIXELS / image.width, _PICTURE_PIXELS / image.height, 1)
    image.width, image.height = image.width * scale, image.height * scale
    sheet.row_dimensions[row].height = _ROW_POINTS
    sheet.add_image(image, f"{get_column_letter(column)}{row}")


def _widen(sheet: Any, titles: Sequence[str]) -> None:  # noqa: ANN401 - openpyxl has no types
    from openpyxl.utils import get_column_letter

    wide = {"sku": 18, "name_en": 36, "name_zh": 28, "description_en": 40, "description_zh": 32}
    for column, title in enumerate(titles, start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = wide.get(title, max(11, len(title) + 2))
