"""The few dialogs of the window: a question before what cannot be undone, an error, the keys."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.ui.actions import Action, key_text
from desktop.ui.widgets.buttons import danger, ghost, primary, secondary
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.labels import IconLabel, label
from desktop.ui.widgets.panes import ScrollPane


class _Dialog(QDialog):
    """A window-modal dialog that deletes itself; it never blocks the event loop."""

    def __init__(self, window: QWidget, title: str, width: int) -> None:
        super().__init__(window)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(width)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(8)

    def buttons(self, *widgets: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for widget in widgets:
            row.addWidget(widget)
        self.column.addSpacing(8)
        self.column.addLayout(row)


def ask(
    window: QWidget,
    question: str,
    detail: str,
    verb: str,
    on_yes: Callable[[], object],
    *,
    is_danger: bool,
) -> QDialog:
    """Ask `question`; the button `verb` calls `on_yes`, Cancel and Esc do nothing."""
    dialog = _Dialog(window, question, 420)
    dialog.column.addWidget(label(question, "lead", wrap=True))
    dialog.column.addWidget(label(detail, "body", "text2", wrap=True))
    make = danger if is_danger else primary
    yes = make(verb, dialog.accept)
    no = secondary(_("Cancel"), dialog.reject)
    dialog.buttons(no, yes)
    dialog.accepted.connect(on_yes)
    (no if is_danger else yes).setFocus()  # the focused one is what Enter presses
    dialog.open()
    return dialog


def tell_error(window: QWidget, error: TradepostError) -> QDialog:
    """Show an error of the user's: what happened, what is safe, what to do next."""
    dialog = _Dialog(window, error.message, 460)
    head = QHBoxLayout()
    head.setSpacing(12)
    head.addWidget(IconLabel("circle-alert", 18, "red"), 0, Qt.AlignmentFlag.AlignTop)
    head.addWidget(label(error.message, "lead", wrap=True), 1)
    dialog.column.addLayout(head)
    for part in (error.safe, error.hint):
        if part:
            dialog.column.addWidget(label(part, "body", "text2", wrap=True))
    dialog.buttons(primary(_("Close"), dialog.accept))
    dialog.open()
    return dialog


def tell_bug(window: QWidget | None, report: str) -> QDialog:
    """Show once that something is wrong in the program; the report holds no mail and no names."""
    dialog = QDialog(window)
    dialog.setWindowTitle(_("Something went wrong in Tradepost"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFixedWidth(520)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(24, 20, 24, 20)
    column.setSpacing(8)
    column.addWidget(label(_("Something went wrong in Tradepost"), "lead"))
    words = _(
        "Your mail and records are saved, and you can go on working. "
        "The report below holds no mail text, addresses or names."
    )
    column.addWidget(label(words, "body", "text2", wrap=True))
    pane = ScrollPane(margins=(12, 8, 12, 8), plane="surface2")
    pane.setFixedHeight(180)
    text = label(report, "caption", "text2", wrap=True)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    pane.box.addWidget(text)
    pane.box.addStretch(1)
    column.addWidget(pane)
    row = QHBoxLayout()
    copy = ghost(
        _("Copy report"), lambda: QApplication.clipboard().setText(report), icon_name="copy"
    )
    row.addWidget(copy)
    row.addStretch(1)
    row.addWidget(primary(_("Go on"), dialog.accept))
    column.addLayout(row)
    dialog.open()
    return dialog


def show_keys(window: QWidget, actions: Sequence[Action], screen_names: dict[str, str]) -> QDialog:
    """Show every shortcut, by screen."""
    dialog = _Dialog(window, _("Keyboard shortcuts"), 560)
    dialog.column.addWidget(label(_("Keyboard shortcuts"), "title"))
    pane = ScrollPane(margins=(0, 4, 8, 4), spacing=4)
    pane.setFixedHeight(460)
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    row = 0
    for screen in dict.fromkeys(a.screen for a in actions if a.shortcut):
        heading = screen_names.get(screen, "") or _("Everywhere")
        grid.addWidget(label(heading, "caption", "text2"), row, 0, 1, 2)
        row += 1
        for action in actions:
            if action.screen == screen and action.shortcut:
                grid.addWidget(label(action.label()), row, 0)
                keys = Chip(key_text(action.shortcut), "outline")
                grid.addWidget(keys, row, 1, Qt.AlignmentFlag.AlignRight)
                row += 1
    grid.setColumnStretch(0, 1)
    pane.box.addLayout(grid)
    pane.box.addStretch(1)
    dialog.column.addWidget(pane)
    dialog.buttons(primary(_("Close"), dialog.accept))
    dialog.open()
    return dialog
