"""What a paper kept with an order is: its kind, guessed by its name, and how it is read back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.i18n import N_, _
from desktop.store.schema.orders import OrderFile


class FileKind(StrEnum):
    """What a kept paper is."""

    PURCHASE_ORDER = "purchase_order"
    BILL_OF_LADING = "bill_of_lading"
    INSURANCE = "insurance"
    ORIGIN = "certificate_of_origin"
    INSPECTION = "inspection"
    CUSTOMS = "customs"
    PAYMENT = "payment"
    OTHER = "other"


LABELS = {
    FileKind.PURCHASE_ORDER: N_("Customer's order"),
    FileKind.BILL_OF_LADING: N_("Bill of lading"),
    FileKind.INSURANCE: N_("Insurance certificate"),
    FileKind.ORIGIN: N_("Certificate of origin"),
    FileKind.INSPECTION: N_("Inspection report"),
    FileKind.CUSTOMS: N_("Customs declaration"),
    FileKind.PAYMENT: N_("Payment advice"),
    FileKind.OTHER: N_("Other paper"),
}
# Words of file names, the surest first: a name is a guess that the user sees and can change.
_WORDS = (
    (FileKind.BILL_OF_LADING, r"\bb ?l\b|\bobl\b|\bhbl\b|\bmbl\b|lading|waybill|telex|提单|运单"),
    (FileKind.ORIGIN, r"origin|\bc ?o\b|form ?[aef]\b|\bgsp\b|eur ?1|原产地|产地证"),
    (FileKind.INSURANCE, r"insurance|\bpolicy\b|保险|保单"),
    (FileKind.INSPECTION, r"inspect|\bsgs\b|\bqc\b|test report|检验|验货|质检"),
    (FileKind.CUSTOMS, r"customs|declaration|报关"),
    (FileKind.PAYMENT, r"swift|mt ?103|remittance|bank slip|payment|水单|汇款"),
    (FileKind.PURCHASE_ORDER, r"\bp ?o\b|purchase order|bestellung|pedido|commande|采购|订单"),
)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A paper of an order: what it is, what it was called, where its bytes lie."""

    id: str
    order_id: str
    kind: FileKind
    name: str
    size: int
    sha256: str
    filed_on: date
    file_name: str

    def text(self) -> str:
        """Return its kind in the user's language."""
        return _(LABELS[self.kind])

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "name": self.name,
            "size": self.size,
            "sha256": self.sha256,
            "filed_on": self.filed_on.isoformat(),
        }


def guessed(name: str) -> FileKind:
    """Return the kind that a file's name speaks of: "BL copy HLCU123.pdf" is a bill of lading."""
    words = re.sub(r"[\W_]+", " ", Path(name).stem).casefold()
    return next((kind for kind, form in _WORDS if re.search(form, words)), FileKind.OTHER)


def kept(row: OrderFile) -> KeptFile:
    """Return a stored row as plain values."""
    known = {kind.value: kind for kind in FileKind}
    return KeptFile(
        row.id,
        row.order_id,
        known.get(row.kind, FileKind.OTHER),
        row.name,
        row.size,
        row.sha256,
        row.filed_on,
        row.file_name,
    )


def of_orders(session: Session, order_ids: Iterable[str]) -> dict[str, tuple[KeptFile, ...]]:
    """Return the papers of each order, the newest first."""
    ids = list(order_ids)
    query = (
        sa.select(OrderFile)
        .where(OrderFile.order_id.in_(ids), OrderFile.deleted_at.is_(None))
        .order_by(OrderFile.filed_on.desc(), OrderFile.id.desc())
    )
    found: dict[str, tuple[KeptFile, ...]] = dict.fromkeys(ids, ())
    for row in session.scalars(query):
        found[row.order_id] = (*found[row.order_id], kept(row))
    return found
