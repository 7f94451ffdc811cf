"""The head of the customer page: who it is and where, and six figures in a row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.crm.customers import CustomerCard
from desktop.crm.figures import Sum, days_since
from desktop.crm.stages import stage_text
from desktop.runtime.i18n import _, language, ngettext
from desktop.trade.money import format_number
from desktop.ui.customers.page_load import CustomerPage
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import icon_button, primary, secondary
from desktop.ui.widgets.chips import Avatar, Chip, GradeBadge
from desktop.ui.widgets.facts_row import FactsRow
from desktop.ui.widgets.labels import ElidedLabel, IconLabel, label, vline

MOST_TAGS = 3


@dataclass(frozen=True, slots=True)
class HeaderDeeds:
    """What the buttons do."""

    back: Callable[[], object]
    edit: Callable[[], object]
    quote: Callable[[], object]
    mail: Callable[[], object]


class CustomerHeader(QWidget):
    """88 px: avatar, name, grade, place with its clock, stage, tags, and the buttons."""

    def __init__(self, deeds: HeaderDeeds, parent: QWidget | None = None) -> None:
        """Build it; `load` fills it."""
        super().__init__(parent)
        self.setFixedHeight(theme().scaled(88))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 24, 0)
        row.setSpacing(12)
        row.addWidget(icon_button("chevron-left", _("All customers"), deeds.back, shortcut="Esc"))
        self._avatar = Avatar("", 56)
        row.addWidget(self._avatar)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(10)
        self._name = ElidedLabel("", "heading")
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._grade = GradeBadge("")
        top.addWidget(self._name)
        top.addWidget(self._grade)
        top.addStretch(1)
        words.addLayout(top)
        self._facts = FactsRow()
        words.addWidget(self._facts)
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addWidget(icon_button("pencil", _("Edit"), deeds.edit))
        row.addWidget(secondary(_("New quote"), deeds.quote, icon_name="file-text"))
        row.addWidget(primary(_("Write mail"), deeds.mail, icon_name="mail", key="C"))

    def load(self, card: CustomerCard) -> None:
        """Show a customer."""
        self._avatar.set(card.name)
        self._name.setText(card.name)
        self._name.updateGeometry()
        self._grade.set(card.grade.grade or "")
        self._facts.clear()
        if card.fields.get("name_zh"):
            self._facts.add(label(str(card.fields["name_zh"]), "small", "text2"), rank=4)
        if card.clock is not None:
            place = f"{card.clock.place} · {card.clock.time_text()}"
            self._facts.add(IconLabel("map-pin", 14), label(place, "small", "text2"))
            tone = "green" if card.clock.at_work else "text3"
            self._facts.add(label(card.clock.state_text(), "small", tone), rank=3)
        stage = card.relationship
        by_hand = _(" (set by hand)") if stage.by_hand else ""
        self._facts.add(Chip(stage_text(stage.stage) + by_hand, "slate"))
        for tag in list(card.fields.get("tags") or ())[:MOST_TAGS]:
            self._facts.add(Chip(str(tag), "neutral"), rank=2)
        if card.owner:
            self._facts.add(label(card.owner, "small", "text2"), rank=5)
        self._facts.done()


class Metrics(QWidget):
    """Six figures, 80 px high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build six empty cells."""
        super().__init__(parent)
        self.setFixedHeight(theme().scaled(80))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._cells = [_Cell() for _number in range(6)]
        for place, cell in enumerate(self._cells):
            if place:
                row.addWidget(vline())
            row.addWidget(cell, 1)

    def load(self, page: CustomerPage, now: datetime) -> None:
        """Show a customer's figures as of `now` (aware)."""
        for cell, figure in zip(self._cells, figures(page.card, now), strict=True):
            cell.set(*figure)


class _Cell(QWidget):
    """Name, figure, and a line below."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 0, 8, 0)
        column.setSpacing(1)
        column.addStretch(1)
        self._name = ElidedLabel("", "caption", "text2")
        self._figure = ElidedLabel("", "metric")
        self._below = ElidedLabel("", "caption", "text2")
        for part in (self._name, self._figure, self._below):
            part.setAlignment(Qt.AlignmentFlag.AlignLeft)
            column.addWidget(part)
        column.addStretch(1)

    def set(self, name: str, figure: str, below: str) -> None:
        """Show a figure."""
        self._name.setText(name)
        self._figure.setText(figure)
        self._below.setText(below)


Figure = tuple[str, str, str]


def figures(card: CustomerCard, now: datetime) -> Sequence[Figure]:
    """Return name, figure and the line below for the six cells."""
    found = card.figures
    first = found.first_order_at
    since = _("since {month}").format(month=_month(first)) if first else _("no order yet")
    return (
        (_("Orders"), str(found.orders), since),
        (_("Revenue, 12 months"), _amount(found.last_12_months), _compared(card)),
        _margin(card),
        _last_order(card, now),
        (_("Average order"), _one(found.average_order), _interval(card)),
        _response(card),
    )


def _margin(card: CustomerCard) -> Figure:
    margin = card.facts.get("margin_percent")
    shown = "–" if margin in (None, "") else f"{margin}%"
    return _("Margin"), shown, _("target 20%")


def _last_order(card: CustomerCard, now: datetime) -> Figure:
    days = days_since(card.figures.last_order_at, now)
    if days is None:
        return _("Last order"), "–", ""
    text = ngettext("{count} day ago", "{count} days ago", days).format(count=days)
    return _("Last order"), text, card.figures.last_order_number


def _response(card: CustomerCard) -> Figure:
    rate = card.figures.response
    if rate.percent is None:
        return _("Response rate"), "–", _("no turn of ours yet")
    below = _("{answered} of {turns} turns within 14 days").format(
        answered=rate.answered, turns=rate.turns
    )
    if card.figures.answer_hours is not None:
        below = _("replies in {hours} h, median").format(hours=round(card.figures.answer_hours))
    return _("Response rate"), f"{round(rate.percent)}%", below


def _interval(card: CustomerCard) -> str:
    days = card.figures.repurchase_days
    if days is None:
        return ""
    return _("one every {days} days").format(days=round(days))


def _compared(card: CustomerCard) -> str:
    now, before = card.figures.last_12_months, card.figures.before_12_months
    if not now or not before or now[0].currency != before[0].currency or not before[0].amount:
        return ""
    change = round((now[0].amount / before[0].amount - 1) * 100)
    if change >= 0:
        return _("{percent}% above the year before").format(percent=change)
    return _("{percent}% below the year before").format(percent=-change)


def _amount(sums: tuple[Sum, ...]) -> str:
    return _one(sums[0]) if sums else "–"


def _one(amount: Sum | None) -> str:
    if amount is None:
        return "–"
    return f"{amount.currency} {format_number(amount.amount, 0)}"


def _month(moment: datetime) -> str:
    pattern = "y年M月" if language() == "zh_CN" else "MMM y"
    return str(format_date(moment.astimezone(), pattern, locale=language()))
