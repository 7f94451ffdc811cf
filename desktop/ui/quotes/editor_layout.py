"""The quote editor's widgets and where they stand; what they do is in editor.py."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.quotes.answer_bar import AnswerBar
from desktop.ui.quotes.editor_bars import EditorFooter, EditorHeader
from desktop.ui.quotes.form import QuoteForm
from desktop.ui.quotes.issued_bar import IssuedBar
from desktop.ui.quotes.ladder_pane import LadderPane
from desktop.ui.quotes.lines_area import LinesArea
from desktop.ui.quotes.margin_banner import MarginBanner
from desktop.ui.quotes.packing_pane import PackingPane
from desktop.ui.quotes.preview import PreviewPane
from desktop.ui.quotes.session import QuoteSession
from desktop.ui.quotes.sharing_banner import SharingBanner
from desktop.ui.quotes.sums_pane import TotalsPane
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.labels import hline
from desktop.ui.widgets.panes import Panes, ScrollPane, plane

WORK_WIDTH = 720
"""What the page beside must leave to what is typed, in pixels of the usual text size."""
SIDE_BY_SIDE = 680
"""From which width on packing and sums stand side by side, in pixels of the usual text size."""


class EditorLayout(QWidget):
    """At the left what is typed, between header and footer; at the right the printed page."""

    def __init__(self, services: Services, session: QuoteSession, parent: QWidget | None) -> None:
        """Build it for the quote of `session`."""
        super().__init__(parent)
        self.session = session
        session.setParent(self)
        self.header = EditorHeader()
        self.sharing = SharingBanner()
        self.answers = AnswerBar(services)
        self.form = QuoteForm()
        self.area = LinesArea(
            services,
            lambda: session.draft,
            lambda: session.quote_id,
            beside=(self.form.included,),
        )
        self.model, self.table = self.area.model, self.area.table
        self.packing, self.totals = PackingPane(services), TotalsPane()
        self.ladder = LadderPane(services)
        self.banner = MarginBanner()
        self.advice, self.problem, self.notice = Banner(), Banner(), Banner()
        self.issued_bar = IssuedBar()
        self.footer = EditorFooter()
        self.preview = PreviewPane(session.language)
        self._scroll = ScrollPane(margins=(0, 0, 0, 16), spacing=0)
        self._fill_scroll()
        panes = Panes("quotes", services.settings, (932, 452), stretch=0)
        self._work = self._work_area()
        panes.addWidget(self._work)
        panes.addWidget(self.preview)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(panes)

    def _work_area(self) -> QWidget:
        area = plane(QWidget(), "surface")
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for bar in (self.header, self.sharing, self.answers):
            column.addWidget(bar)
        column.addWidget(self._scroll, 1)
        # Outside of what scrolls: a margin below the line is seen whatever is looked at.
        column.addLayout(_framed(self.banner, (20, 0, 20, 8)))
        for below in (hline(), self.issued_bar, self.footer):
            column.addWidget(below)
        return area

    def _fill_scroll(self) -> None:
        box = self._scroll.box
        for widget in (self.form, hline(), self.area, hline()):
            box.addWidget(widget)
        box.addWidget(_Sums(self.packing, self.totals))
        self.ladder.setContentsMargins(20, 16, 20, 0)
        box.addWidget(self.ladder)
        for banner in (self.advice, self.problem, self.notice):
            box.addLayout(_framed(banner, (20, 14, 20, 0)))
        box.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is typed keeps its room."""
        super().resizeEvent(event)
        beside = self.preview.minimumSizeHint().width()
        self._work.setMinimumWidth(max(0, min(theme().scaled(WORK_WIDTH), self.width() - beside)))

    def bring_into_view(self, row: int) -> None:
        """Scroll so that the line the keyboard is on is seen, with one above and below it."""
        height = self.table.verticalHeader().defaultSectionSize()
        top = self.area.y() + self.table.horizontalHeader().height() + row * height
        self._scroll.ensureVisible(0, top + height // 2, 0, height * 2)

    def leave_table(self, forward: bool) -> None:
        """Go on from the lines by Tab, or back to the head."""
        target = self.area.links[0] if forward else self.form.last_editor
        target.setFocus(Qt.FocusReason.TabFocusReason)


class _Sums(QWidget):
    """Packing and sums side by side; where that is too narrow, the sums below the packing."""

    def __init__(self, packing: QWidget, totals: QWidget) -> None:
        super().__init__()
        self._parts = (packing, totals)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(20, 16, 20, 0)
        self._row.setSpacing(32)
        self._row.addWidget(packing, 1)
        self._row.addWidget(totals, 1, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() / theme().scale >= SIDE_BY_SIDE
        way = QBoxLayout.Direction
        self._row.setDirection(way.LeftToRight if beside else way.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        """Ask for no more than what stands below each other: what is side by side can give way."""
        widest = max(one.minimumSizeHint().width() for one in self._parts)
        margins = self._row.contentsMargins()
        return QSize(widest + margins.left() + margins.right(), super().minimumSizeHint().height())


def _framed(widget: QWidget, margins: tuple[int, int, int, int]) -> QVBoxLayout:
    around = QVBoxLayout()
    around.setContentsMargins(*margins)
    around.addWidget(widget)
    return around
