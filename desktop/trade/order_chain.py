"""The document chain of an order: quote, PI, contract ... balance, each step with what there is of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.runtime.i18n import N_, _
from desktop.trade.kept_files import FileKind, KeptFile
from desktop.trade.milestones import MilestoneStep
from desktop.trade.order_payments import OrderPayments
from desktop.trade.order_shipping import OrderShipping

KINDS = {
    "quotation": N_("Quotation"),
    "proforma": N_("Proforma invoice"),
    "contract": N_("Sales contract"),
    "order_confirmation": N_("Order confirmation"),
    "commercial_invoice": N_("Commercial invoice"),
    "packing_list": N_("Packing list"),
    "statement": N_("Statement"),
}
"""The kinds of documents by the words they are stored under."""
FROM_ORDER = (
    "proforma", "contract", "order_confirmation", "commercial_invoice", "packing_list",
)  # fmt: skip
"""What an order makes, in the order of the chain."""
_SHORT = {
    "quote": N_("Quote"),
    "proforma": N_("PI"),
    "contract": N_("Contract"),
    "order_confirmation": N_("OC"),
    "production": N_("Production"),
    "commercial_invoice": N_("CI"),
    "packing_list": N_("PL"),
    "bill_of_lading": N_("B/L"),
    "balance": N_("Balance"),
}


@dataclass(frozen=True, slots=True)
class OrderDocument:
    """A document of the order (or of its quote) as the chain and its list show it.

    `changes` is what the order says differently since, in words; () while it still says the same.
    """

    id: str
    kind: str
    number: str
    revision: int
    language: str
    issued_on: date
    file_name: str
    sha256: str
    is_superseded: bool = False
    changes: tuple[str, ...] = ()
    change_reason: str = ""

    def text(self) -> str:
        """Return its kind in the user's language."""
        return kind_text(self.kind)

    def label(self) -> str:
        """Return its number with revision: "CI-2026-0007 Rev.2"."""
        return self.number if self.revision == 1 else f"{self.number} Rev.{self.revision}"

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            "id": self.id,
            "kind": self.kind,
            "number": self.number,
            "revision": self.revision,
            "lang": self.language,
            "issued_on": self.issued_on.isoformat(),
            "sha256": self.sha256,
            "superseded": self.is_superseded,
            "changes": list(self.changes),
        }


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One dot of the chain bar.

    `share` is how much of it is there (0 to 1); `detail` its number, per cent or amount;
    `document_id` the newest file, "" when there is none; `is_stale`: the order changed since;
    `file_id` a kept paper of others (B/L).
    """

    key: str
    share: float
    detail: str = ""
    on: date | None = None
    document_id: str = ""
    is_stale: bool = False
    file_id: str = ""

    def text(self) -> str:
        """Return its short name in the user's language."""
        return _(_SHORT[self.key])

    def title(self) -> str:
        """Return its whole name in the user's language."""
        return _(KINDS[self.key]) if self.key in KINDS else self.text()

    @property
    def is_done(self) -> bool:
        """Tell whether this step is behind the order."""
        return self.share >= 1

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            "step": self.key,
            "done": self.is_done,
            "percent": round(self.share * 100),
            "detail": self.detail,
            "on": self.on.isoformat() if self.on else None,
            "document_id": self.document_id or None,
            "file_id": self.file_id or None,
            "changed_since": self.is_stale,
        }


def kind_text(kind: str) -> str:
    """Return a kind of document in the user's language."""
    return _(KINDS.get(kind, kind))


def newest(documents: Iterable[OrderDocument], kind: str) -> OrderDocument | None:
    """Return the newest valid document of a kind, None when there is none."""
    found = [one for one in documents if one.kind == kind and not one.is_superseded]
    return max(found, key=lambda one: (one.issued_on, one.revision, one.id), default=None)


def chain(
    *,
    quote: str,
    quote_on: date | None,
    documents: Sequence[OrderDocument],
    steps: Sequence[MilestoneStep],
    progress_percent: int,
    shipping: OrderShipping,
    payments: OrderPayments,
    files: Sequence[KeptFile] = (),
) -> tuple[ChainStep, ...]:
    """Return the steps of an order; `quote` is the label of its quote ("Q-2417 V3"), "" without one."""
    found: list[ChainStep] = []
    if quote:
        quotation = newest(documents, "quotation")
        found.append(ChainStep("quote", 1.0, quote, quote_on, quotation.id if quotation else ""))
    paper = {kind: _document_step(kind, newest(documents, kind)) for kind in FROM_ORDER}
    reached = {one.name: one.reached_on for one in steps if one.reached_on is not None}
    found += [paper["proforma"], paper["contract"], paper["order_confirmation"]]
    found.append(_production(reached, progress_percent))
    found += [paper["commercial_invoice"], paper["packing_list"]]
    found.append(_bill_of_lading(shipping, files))
    share = float(payments.paid / payments.total) if payments.total > 0 else 0.0
    last = payments.receipts[-1].received_on if payments.receipts else None
    percent = "" if payments.is_paid or share <= 0 else f"{int(share * 100)}%"
    share = 1.0 if payments.is_paid else min(max(share, 0.0), 0.99)
    found.append(ChainStep("balance", share, percent, last))
    return tuple(found)


def _document_step(kind: str, document: OrderDocument | None) -> ChainStep:
    if document is None:
        return ChainStep(kind, 0.0)
    return ChainStep(
        kind, 1.0, document.label(), document.issued_on, document.id, bool(document.changes)
    )


def _bill_of_lading(shipping: OrderShipping, files: Sequence[KeptFile]) -> ChainStep:
    """Return its step: half done while only a copy of it is kept, without number and day."""
    copy = next((one for one in files if one.kind is FileKind.BILL_OF_LADING), None)
    known = bool(shipping.bl_number or shipping.bl_date)
    on = shipping.bl_date or (copy.filed_on if copy else None)
    share = 1.0 if known else 0.5 if copy else 0.0
    return ChainStep(
        "bill_of_lading", share, shipping.bl_number, on, file_id=copy.id if copy else ""
    )


def _production(reached: Mapping[str, date], progress_percent: int) -> ChainStep:
    after = ("packing", "shipped", "documents_sent", "delivered", "closed")
    over = next((reached[name] for name in after if name in reached), None)
    if over is not None or progress_percent >= 100:
        return ChainStep("production", 1.0, "", over)
    started = reached.get("production_started")
    detail = f"{progress_percent}%" if progress_percent or started else ""
    return ChainStep("production", progress_percent / 100, detail, started)
