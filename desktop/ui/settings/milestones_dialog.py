"""One list of milestones: its name, its steps from the usual ten or in own words, put in order by keyboard."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.trade.milestones import BY_PAYMENTS, MOST_STEPS, STANDARD, milestone_text
from desktop.trade.order_templates import OrderPlan
from desktop.ui.settings.list_section import Done, Refused
from desktop.ui.settings.save_row import SaveRow
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import icon_button, secondary
from desktop.ui.widgets.dialogs import fit
from desktop.ui.widgets.fields import Combo, Field, line_edit
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.movable_list import MovableList

Save = Callable[[OrderPlan, str, Done, Refused], object]
_NAME = int(Qt.ItemDataRole.UserRole)


class StepsList(MovableList):
    """Steps in their order: F2 words one anew, Delete takes one out."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(_("Milestones"))
        self.setEditTriggers(
            QListWidget.EditTrigger.DoubleClicked | QListWidget.EditTrigger.EditKeyPressed
        )
        self.itemChanged.connect(self._worded)

    def names(self) -> tuple[str, ...]:
        """Return the steps, usual ones by their id."""
        return tuple(str(self.item(row).data(_NAME)) for row in range(self.count()))

    def add(self, name: str) -> None:
        """Add a step below the chosen one."""
        item = QListWidgetItem(milestone_text(name))
        item.setData(_NAME, name)
        item.setSizeHint(QSize(100, theme().scaled(28)))
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        flags |= Qt.ItemFlag.ItemIsDragEnabled
        if name not in STANDARD:
            flags |= Qt.ItemFlag.ItemIsEditable
        if name in BY_PAYMENTS:
            item.setToolTip(_("Reached by what is paid"))
        item.setFlags(flags)
        self.insertItem(self.currentRow() + 1, item)
        self.setCurrentItem(item)

    def take_out(self) -> None:
        """Take the chosen step out."""
        if self.currentRow() >= 0:
            self.takeItem(self.currentRow())

    def _worded(self, item: QListWidgetItem) -> None:
        if item.data(_NAME) not in STANDARD and item.data(_NAME) != item.text():
            item.setData(_NAME, item.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the chosen step out."""
        if event.key() == Qt.Key.Key_Delete:
            self.take_out()
            event.accept()
        else:
            super().keyPressEvent(event)


class MilestonesDialog(QDialog):
    """Hands the template and its former name to `save`; closes when it was not refused."""

    def __init__(self, parent: QWidget, plan: OrderPlan, save: Save) -> None:
        """Start with a template; one without a name is new."""
        super().__init__(parent)
        self._before, self._save = plan.name, save
        self.setWindowTitle(_("Milestones of an order"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 520, 640)
        self.banner = Banner()
        self.name = line_edit(plan.name, _("Tooling, samples, stock"))
        self.steps = StepsList()
        for name in plan.milestones or tuple(STANDARD):
            self.steps.add(name)
        self.steps.setCurrentRow(0)
        self.usual = QCheckBox(_("New orders get these"))
        self.usual.setChecked(plan.is_default)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(self.windowTitle(), "lead"))
        column.addWidget(self.banner)
        column.addWidget(Field(_("Name"), self.name))
        words = _(
            "Alt+Up and Alt+Down put a step in its place, F2 words it anew, Delete takes it out."
        )
        column.addWidget(label(words, "small", "text2", wrap=True))
        middle = QHBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self.steps, 1)
        middle.addLayout(self._movers())
        column.addLayout(middle, 1)
        column.addLayout(self._adding())
        column.addWidget(self.usual)
        column.addLayout(SaveRow(self, self.submit, "Ctrl+Return"))
        QShortcut(QKeySequence("Ctrl+Return"), self, self.submit)

    def _movers(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(icon_button("arrow-up", _("Move up"), lambda: self.steps.move_by(-1)))
        column.addWidget(icon_button("arrow-down", _("Move down"), lambda: self.steps.move_by(1)))
        column.addWidget(icon_button("trash-2", _("Remove"), self.steps.take_out))
        column.addStretch(1)
        return column

    def _adding(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.choice = Combo(
            [(name, milestone_text(name)) for name in STANDARD], "", editable=True
        )  # fmt: skip
        self.choice.setAccessibleName(_("A usual milestone, or own words"))
        self.choice.setEditText("")
        line = self.choice.lineEdit()
        if line is not None:
            line.setPlaceholderText(_("A usual milestone, or own words"))
            line.returnPressed.connect(self.add)
        row.addWidget(self.choice, 1)
        row.addWidget(secondary(_("Add"), self.add, icon_name="plus"))
        return row

    def add(self) -> None:
        """Add what is chosen or typed."""
        typed = " ".join(self.choice.currentText().split())
        usual = {milestone_text(name): name for name in STANDARD}
        name = usual.get(typed, typed)
        if not name:
            return
        if name in self.steps.names():
            self.banner.say("amber", _("“{name}” is in the list already.").format(name=typed))
            return
        if self.steps.count() >= MOST_STEPS:
            words = _("More than {count} milestones do not fit.").format(count=MOST_STEPS)
            self.banner.say("amber", words)
            return
        self.banner.hide()
        self.steps.add(name)
        self.choice.setEditText("")

    def submit(self) -> None:
        """Hand over what is entered."""
        plan = OrderPlan(self.name.text(), self.steps.names(), self.usual.isChecked())
        self._save(plan, self._before, lambda _done: self.accept(), self._refused)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, TradepostError):
            self.banner.say("red", error.message, error.hint)
        else:
            self.banner.say("red", str(error))
