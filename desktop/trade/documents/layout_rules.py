"""What a layout may not take away from a kind of document (DOMAIN.md A1), and what to warn of."""

from dataclasses import dataclass, replace

from desktop.runtime.i18n import N_, _
from desktop.trade.documents.document import Kind, TradeDocument
from desktop.trade.documents.layout import BLOCKS, COLUMNS, PARTS, Layout, ReadLayout
from desktop.trade.documents.matrix import MATRIX, Need

BLOCK_NAMES = {
    "parties": N_("Seller, buyer and delivery"),
    "references": N_("References and shipping"),
    "intro": N_("Opening text"),
    "goods": N_("Goods"),
    "sums": N_("Sums"),
    "packing": N_("Packing beside the sums"),
    "words": N_("Amount in words"),
    "payment": N_("Payment and schedule"),
    "bank": N_("Bank details"),
    "marks": N_("Packing and marks"),
    "remarks": N_("Remarks"),
    "clauses": N_("Terms and clauses"),
    "closing": N_("Closing text"),
    "signatures": N_("Signatures"),
}
COLUMN_NAMES = {
    "number": N_("Line number"),
    "carton_numbers": N_("C/NOs"),
    "picture": N_("Picture"),
    "description": N_("Description"),
    "hs_code": N_("HS code"),
    "quantity": N_("Quantity"),
    "price": N_("Unit price"),
    "discount": N_("Discount"),
    "amount": N_("Amount"),
    "cartons": N_("Cartons"),
    "net": N_("Net weight"),
    "gross": N_("Gross weight"),
    "volume": N_("Volume"),
}
# A block is required where one of these fields of A1 is.
_FIELDS = {
    "references": ("ports", "transport_rules", "vessel"),
    "words": ("total", "packages"),
    "payment": ("payment", "ageing"),
    "bank": ("bank",),
    "marks": ("marks",),
    "clauses": ("clauses", "tolerance", "insurance", "certification"),
    "signatures": ("signature", "countersign"),
}
_ALWAYS = frozenset({"parties", "goods", "sums", "number", "description", "quantity"})
_PRICED = frozenset({"price", "discount", "amount"})
_CARTONS = frozenset({"carton_numbers", "cartons", "net", "gross", "volume"})
_LEAST_CONTRAST = 4.5


@dataclass(frozen=True, slots=True)
class LayoutFinding:
    """What does not fit: `code`, the entry it is about, and words for the user."""

    code: str
    entry: str
    message: str


def required(kind: Kind) -> frozenset[str]:
    """Return the blocks, parts and columns that `kind` must show and no layout can hide."""
    found = set(_ALWAYS)
    for name, named in _FIELDS.items():
        if any(MATRIX[field][kind] is Need.REQUIRED for field in named):
            found.add(name)
    if MATRIX["prices"][kind] is Need.REQUIRED:
        # A discount that is not shown would make the amounts look wrong.
        found |= _PRICED
    if MATRIX["hs_code"][kind] is Need.REQUIRED:
        found.add("hs_code")
    if MATRIX["carton_numbers"][kind] is Need.REQUIRED:
        found |= _CARTONS
    return frozenset(found)


def columns_of(kind: Kind) -> tuple[str, ...]:
    """Return the columns that `kind` can have, in their usual order; none for a statement."""
    if kind is Kind.STATEMENT:
        return ()
    never = _PRICED if kind is Kind.PACKING_LIST else _CARTONS
    return tuple(name for name in COLUMNS if name not in never)


def blocks_of(kind: Kind) -> tuple[str, ...]:
    """Return the blocks that `kind` can have, in their usual order."""
    never = set()
    if MATRIX["payment"][kind] is Need.NEVER and MATRIX["ageing"][kind] is Need.NEVER:
        never.add("payment")
    if MATRIX["bank"][kind] is Need.NEVER:
        never.add("bank")
    if MATRIX["marks"][kind] is Need.NEVER:
        never.add("marks")
    if MATRIX["signature"][kind] is Need.NEVER:
        never.add("signatures")
    return tuple(name for name in BLOCKS if name not in never)


def contrast(color: str) -> float:
    """Return the contrast of a colour (#RRGGBB) to white paper (WCAG 2.2, relative luminance)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (light + 0.05)


def check(read: ReadLayout, kind: Kind) -> tuple[LayoutFinding, ...]:
    """Return what of a layout does not fit `kind`; printing goes on with `fitted`."""
    layout = read.layout
    found = [
        LayoutFinding("unknown_entry", entry, _("“{entry}” is not known here and is left out.").format(entry=entry))
        for entry in read.put_aside
    ]  # fmt: skip
    must = required(kind)
    for name in (*BLOCKS, *PARTS, *COLUMNS):
        if name in layout.hidden and name in must:
            words = _(BLOCK_NAMES.get(name) or COLUMN_NAMES[name])
            found.append(
                LayoutFinding(
                    "required", name, _("“{name}” must be shown and is printed.").format(name=words)
                )
            )
    if contrast(layout.accent) < _LEAST_CONTRAST:
        found.append(
            LayoutFinding(
                "contrast",
                layout.accent,
                _("{color} is too light to read on white paper.").format(color=layout.accent),
            )
        )
    if layout.blocks.index("sums") < layout.blocks.index("goods"):
        found.append(
            LayoutFinding("sums_first", "sums", _("The sums stand before the goods they add up."))
        )
    return tuple(found)


def fitted(layout: Layout, kind: Kind) -> Layout:
    """Return the layout with everything shown that `kind` must show."""
    must = required(kind)
    return replace(layout, hidden=tuple(name for name in layout.hidden if name not in must))


def dressed(document: TradeDocument, layout: Layout) -> TradeDocument:
    """Return the document as the layout prints it: what is hidden is taken out."""
    layout = fitted(layout, document.kind)
    gone = layout.hidden
    items = document.items
    if "picture" in gone:
        items = tuple(replace(item, picture=None) for item in items)
    if "hs_code" in gone:
        items = tuple(replace(item, hs_code="") for item in items)
    return replace(
        document,
        layout=layout,
        title=layout.title if layout.title.en or layout.title.zh else document.title,
        items=items,
        references=() if "references" in gone else document.references,
        voyage=() if "references" in gone else document.voyage,
        packing=() if "packing" in gone else document.packing,
        words=() if "words" in gone else document.words,
        payments=() if "payment" in gone else document.payments,
        schedule=() if "payment" in gone else document.schedule,
        bank=() if "bank" in gone else document.bank,
        marks=() if "marks" in gone else document.marks,
        notes=() if "remarks" in gone else document.notes,
        clauses=() if "clauses" in gone else document.clauses,
        signatures=()
        if "signatures" in gone
        else tuple(
            replace(
                box,
                image=box.image if layout.signature else None,
                stamp=box.stamp if layout.stamp else None,
            )
            for box in document.signatures
        ),
    )
