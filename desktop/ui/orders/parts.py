"""What an order consists of, as tables that are edited: lines, containers, receipts, milestones."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.runtime.days import long_day, short_day
from desktop.runtime.i18n import _, language
from desktop.store.workspace import Store
from desktop.trade import order_course, orders
from desktop.trade.bilingual import Bilingual
from desktop.trade.milestones import MilestoneStep
from desktop.trade.money import Money, format_plain
from desktop.trade.order_figures import OrderFigures
from desktop.trade.order_payments import PaymentDue, Receipt, ReceiptKind
from desktop.trade.order_shipping import LoadedBox, container_number_holds
from desktop.ui.orders.fields import (
    BOX_SECTIONS,
    RECEIPT_SECTIONS,
    STEP_SECTIONS,
)
from desktop.ui.products.rows_pane import Part
from desktop.ui.records.table import DAY_WIDTH, Column


@dataclass(frozen=True, slots=True)
class BoxRow:
    """A container with its place."""

    place: int
    box: LoadedBox


class OrderParts:
    """Parts of the order that `order` holds; each writes and lets the screen read again."""

    def __init__(self, store: Store, today: Callable[[], date]) -> None:
        """Start without an order."""
        self._store, self._today = store, today
        self.order: OrderFigures | None = None

    def _figures(self) -> OrderFigures:
        assert self.order is not None
        return self.order

    def boxes(self) -> Part:
        """Return the containers loaded."""
        return Part(
            _("Containers loaded"),
            _("Add container"),
            (
                Column(_("Container no."), lambda r: r.box.number, 160, strong=True, tone=_box_tone),
                Column(_("Seal no."), lambda r: r.box.seal, 160),
                Column(_("Type"), lambda r: r.box.type, 90),
                Column(_("Cartons"), lambda r: _count(r.box.cartons), 90, right=True),
                Column(_("VGM, kg"), lambda r: _plain(r.box.vgm_kg), 110, right=True),
                Column("", lambda r: "" if _box_tone(r) == "text" else _("check digit does not fit"),
                       tone=lambda _r: "amber"),
            ),
            lambda: BOX_SECTIONS,
            _box_values,
            self._save_box,
            lambda r: self._write_boxes([b for b in self._boxes() if b is not r.box]),
            _("None yet: number and seal come from the loading list."),
        )  # fmt: skip

    def _boxes(self) -> list[LoadedBox]:
        return list(self._figures().shipping.boxes)

    def _save_box(self, row: BoxRow | None, typed: dict[str, Any]) -> object:
        boxes = self._boxes()
        values = {
            **typed,
            "number": str(typed["number"]).upper(),
            "type": str(typed["type"]).upper(),
        }
        box = LoadedBox(**values)
        if row is None:
            boxes.append(box)
        else:
            boxes[row.place] = box
        return self._write_boxes(boxes)

    def _write_boxes(self, boxes: list[LoadedBox]) -> object:
        order = self._figures()
        shipping = replace(order.shipping, boxes=tuple(boxes))
        return orders.update(
            self._store, order.id, today=self._today(), shipping=shipping, edition=order.edition
        )

    def receipts(self) -> Part:
        """Return what came in."""
        return Part(
            _("Received"),
            _("Book payment"),
            (
                Column(_("On"), lambda r: long_day(r.received_on), DAY_WIDTH, strong=True,
                       sort=lambda r: r.received_on),
                Column(_("Kind"), lambda r: r.text(), 180),
                Column(_("Reference"), lambda r: r.reference, tone=lambda _r: "text2"),
                Column(_("Amount"), self._receipt_amount, 160, right=True,
                       sort=lambda r: r.amount),
            ),
            lambda: RECEIPT_SECTIONS,
            self._receipt_values,
            self._save_receipt,
            lambda r: order_course.remove_receipt(self._store, r.id, today=self._today()),
            _("Nothing received yet."),
        )  # fmt: skip

    def _receipt_amount(self, row: Receipt) -> str:
        return Money(row.amount, self._figures().draft.currency).format()

    def _receipt_values(self, row: Receipt | None) -> dict[str, object]:
        if row is None:
            following = self._figures().payments.next_due
            amount = following.open if following is not None else None
            return {"amount": amount, "received_on": self._today(), "kind": "receipt"}
        return {"amount": abs(row.amount), "received_on": row.received_on, "kind": row.kind.value,
                "reference": row.reference}  # fmt: skip

    def _save_receipt(self, row: Receipt | None, typed: dict[str, Any]) -> object:
        shared = {
            "on": typed["received_on"],
            "today": self._today(),
            "kind": ReceiptKind(str(typed["kind"])),
            "reference": str(typed["reference"]),
        }
        if row is None:
            return order_course.receive(self._store, self._figures().id, typed["amount"], **shared)
        return order_course.change_receipt(self._store, row.id, amount=typed["amount"], **shared)

    def due_columns(self) -> tuple[Column, ...]:
        """Return the columns of the instalments."""

        def money(amount: Decimal) -> str:
            return Money(amount, self._figures().draft.currency).format()

        return (
            Column(_("Instalment"), lambda r: here(r.step), 140, strong=True,
                   sort=lambda r: r.place),
            Column(_("Due"), lambda r: here(r.due), tone=lambda _r: "text2"),
            Column(_("Amount"), lambda r: money(r.amount), 140, right=True,
                   sort=lambda r: r.amount),
            Column(_("Unpaid"), lambda r: money(r.open) if r.open else "–", 140, right=True,
                   sort=lambda r: r.open),
            Column(_("On"), lambda r: due_words(r, self._today()), 200, sign="chip",
                   tone=lambda r: due_tone(r, self._today())),
        )  # fmt: skip

    def steps(self) -> Part:
        """Return the milestones."""
        return Part(
            _("Milestones"),
            "",
            (
                Column("", lambda r: "circle-check" if r.reached_on else "circle", 52,
                       sign="picture", sort=self._place),
                Column(_("Milestone"), lambda r: r.text(), 240, strong=True,
                       tone=lambda r: "text" if r.reached_on else "text2"),
                Column(_("Reached on"), lambda r: long_day(r.reached_on) if r.reached_on else "–",
                       DAY_WIDTH),
                Column(_("Note"), self._step_note, tone=lambda _r: "text2"),
            ),
            lambda: STEP_SECTIONS,
            self._step_values,
            self._save_step,
            lambda r: order_course.unreach(
                self._store, self._figures().id, r.name, today=self._today()
            ),
            _("No milestones."),
            _("Enter sets the day; Delete takes it back."),
        )  # fmt: skip

    def _place(self, row: MilestoneStep) -> int:
        steps = self._figures().steps
        return next((i for i, one in enumerate(steps) if one.name == row.name), len(steps))

    def _step_note(self, row: MilestoneStep) -> str:
        parts = [row.note]
        if row.name == "production_started" and self._figures().record.progress_percent:
            parts.append(f"{self._figures().record.progress_percent}%")
        if row.reached_on is not None and not row.by_hand:
            parts.append(_("by the payments"))
        return ", ".join(part for part in parts if part)

    def _step_values(self, row: MilestoneStep | None) -> dict[str, object]:
        if row is None:
            return {}
        return {
            "reached_on": row.reached_on or self._today(),
            "note": row.note,
            "progress": self._figures().record.progress_percent,
        }

    def _save_step(self, row: MilestoneStep | None, typed: dict[str, Any]) -> object:
        assert row is not None
        order, percent = self._figures(), typed["progress"]
        if percent is not None and percent != order.record.progress_percent:
            order_course.set_progress(self._store, order.id, percent, today=self._today())
        return order_course.reach(
            self._store,
            order.id,
            row.name,
            on=typed["reached_on"],
            today=self._today(),
            note=str(typed["note"]),
        )


def here(words: Bilingual) -> str:
    """Return a wording in the language of the window."""
    return words.text("zh" if language().startswith("zh") else "en")


def _count(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _plain(value: Decimal | None) -> str:
    return "–" if value is None else format_plain(value)


def _box_tone(row: BoxRow) -> str:
    return "text" if container_number_holds(row.box.number) else "amber"


def _box_values(row: BoxRow | None) -> dict[str, object]:
    names = ("number", "seal", "type", "vgm_kg", "cartons")
    return {name: getattr(row.box, name) for name in names} if row else {}


def due_words(row: PaymentDue, today: date) -> str:
    """Return when an instalment is due, in words for a chip."""
    if row.open <= 0:
        return _("Paid")
    if row.is_overdue(today):
        assert row.due_on is not None
        return _("Overdue since {day}").format(day=short_day(row.due_on, today))
    if row.due_on is not None:
        return short_day(row.due_on, today)
    if row.expected_on is not None:
        return _("about {day}").format(day=short_day(row.expected_on, today))
    return _("not yet")


def due_tone(row: PaymentDue, today: date) -> str:
    """Return the colour of an instalment's day."""
    if row.open <= 0:
        return "green"
    if row.is_overdue(today):
        return "red"
    return "amber" if row.due_on is not None else "neutral"
