"""The two bars of the quote editor: number, state and versions above; what was sent and the next step below."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.runtime.days import long_day
from desktop.runtime.i18n import _
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_states import LABELS, QuoteState
from desktop.ui.quotes.states import STATE_TONES
from desktop.ui.quotes.versions import VersionsBar
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import icon_button, link, primary, say_less, secondary
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.labels import ElidedLabel, IconLabel, label, retone
from desktop.ui.widgets.panes import PaneHeader, plane


class EditorHeader(PaneHeader):
    """The 52-px header: way back, number, state, versions, and whether all is saved."""

    back_wanted = Signal()
    menu_wanted = Signal()

    def __init__(self) -> None:
        """Build it; `show_quote` fills it."""
        super().__init__("")
        row = self.layout().itemAt(0).layout()  # type: ignore[union-attr]
        row.insertWidget(0, link(_("Quotes"), self.back_wanted.emit))  # type: ignore[union-attr]
        row.insertWidget(1, IconLabel("chevron-right", 14, "text3"))  # type: ignore[union-attr]
        self.state = Chip("", "neutral")
        row.insertWidget(3, self.state)  # type: ignore[union-attr]
        self._row = row
        self.versions = QHBoxLayout()
        self.versions.setSpacing(8)
        row.insertLayout(4, self.versions)  # type: ignore[union-attr]
        self.saved = label("", "small", "text2")
        self.more = icon_button("ellipsis", _("More"), self.menu_wanted.emit)
        self.add(self.saved, self.more)

    def show_quote(self, figures: QuoteFigures | None) -> None:
        """Show the number and state of a quote, or that it is a new one."""
        name = figures.number if figures else _("New quote")
        self.set(name)
        # The number is never cut, whatever stands beside it.
        self.title.setMinimumWidth(self.title.fontMetrics().horizontalAdvance(name) + 4)
        state = figures.state if figures else QuoteState.DRAFT
        revision = f" V{figures.revision}" if figures else ""
        self.state.set(_(LABELS[state]) + revision, STATE_TONES[state])
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Where not all has room, the versions are numbers and signs."""
        bar = self.findChild(VersionsBar)
        if bar is not None:
            row, beside = self._row, 0
            last = row.count() - 1  # type: ignore[union-attr]
            for place in range(row.count()):  # type: ignore[union-attr]
                item = row.itemAt(place)  # type: ignore[union-attr]
                if item is not None and item.layout() is not self.versions and place < last:
                    beside += item.sizeHint().width() + 8
            # The holder of the tools learns of another text a moment later: its parts are asked.
            beside += self.saved.sizeHint().width() + 8 + self.more.sizeHint().width()
            room = self.width() - beside - 28
            bar.set_narrow(bar.full_width() > room)
            # That all is kept is the usual state: it goes first, a warning stays.
            fits = bar.narrow_width() <= room
            self.saved.setVisible(fits or self.saved.property("tone") != "text2")

    def tell_saved(self, text: str, tone: str = "text2") -> None:
        """Say at the right whether what was typed is kept."""
        self.saved.setText(text)
        retone(self.saved, tone)
        self.fit()


class EditorFooter(QWidget):
    """The 56-px bar below: what was sent, and the buttons for the next step."""

    def __init__(self) -> None:
        """Build it; what its four buttons do is for the editor to say."""
        super().__init__()
        plane(self, "surface")
        self.setFixedHeight(theme().scaled(56))
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(8)
        self._sign = IconLabel("history", 16, "text3")
        row.addWidget(self._sign)
        self.history = ElidedLabel("", "small", "text2")
        row.addWidget(self.history, 1)
        self.revise = secondary(_("New revision"), icon_name="history")
        self.order = secondary(_("Make the order"), icon_name="package", size="control_large")
        self.proforma = secondary(
            _("Issue proforma invoice"), icon_name="file-check", size="control_large"
        )
        self.quotation = primary(
            _("Issue quotation"),
            icon_name="file-text",
            size="control_large",
            key="Ctrl+Return",
        )
        self._buttons = (self.revise, self.order, self.proforma, self.quotation)
        for made in self._buttons:
            row.addWidget(made)

    def show_next(self, *, asks: bool) -> None:
        """Say what the filled button does: issue, or ask a manager first."""
        self.quotation.setText(_("Ask for approval") if asks else _("Issue quotation"))

    def show_quote(self, figures: QuoteFigures | None, *, editable: bool) -> None:
        """Show what can be done with a quote."""
        self.revise.setVisible(figures is not None and not editable)
        accepted = figures is not None and figures.state is QuoteState.ACCEPTED
        self.order.setVisible(accepted and figures is not None and figures.is_current)
        for made in (self.quotation, self.proforma):
            made.setEnabled(figures is not None)
        sent = ""
        if figures is not None and figures.sent_at is not None:
            day = long_day(figures.sent_at.astimezone().date())
            sent = _("V{revision} sent {date}").format(revision=figures.revision, date=day)
        self.history.setText(sent)
        self._sign.setVisible(bool(sent))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where not all words have room, the buttons before the filled one are signs, the first one first."""
        shown = [made for made in self._buttons if not made.isHidden()]
        missing = sum(made.full_width() + 8 for made in shown) + 40 + 80 - self.width()
        say_less((made for made in shown if made is not self.quotation), missing)
