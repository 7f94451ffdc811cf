"""Settings: the company as documents print it, the mail accounts, the looks of the window."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.i18n import N_, _
from desktop.ui.icons import icon
from desktop.ui.screen import Changes, ScreenView
from desktop.ui.services import Services
from desktop.ui.settings.accounts_section import AccountsSection
from desktop.ui.settings.appearance_section import AppearanceSection
from desktop.ui.settings.clauses_section import ClausesSection
from desktop.ui.settings.company_section import CompanySection
from desktop.ui.settings.containers_section import ContainersSection
from desktop.ui.settings.freight_section import FreightSection
from desktop.ui.settings.milestones_section import MilestonesSection
from desktop.ui.settings.rates_section import RatesSection
from desktop.ui.settings.reading_section import ReadingSection
from desktop.ui.settings.section import Section
from desktop.ui.settings.templates_section import TemplatesSection
from desktop.ui.settings.writing_section import WritingSection
from desktop.ui.theme import theme
from desktop.ui.widgets.labels import vline
from desktop.ui.widgets.panes import PaneHeader, plane

_SECTIONS = (
    ("company", N_("Company"), "building-2"),
    ("templates", N_("Document templates"), "layout-template"),
    ("rates", N_("Exchange rates"), "arrow-left-right"),
    ("freight", N_("Freight"), "ship"),
    ("containers", N_("Containers"), "package"),
    ("clauses", N_("Clauses"), "book-open"),
    ("milestones", N_("Milestones"), "list-checks"),
    ("accounts", N_("Accounts"), "mail"),
    ("reading", N_("Reading"), "mail-open"),
    ("writing", N_("Writing"), "square-pen"),
    ("appearance", N_("Appearance"), "monitor"),
)


class SettingsView(ScreenView):
    """A list of sections at the left, one section at the right."""

    screen_id = "settings"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the sections; each loads what it shows in `refresh`."""
        super().__init__(services, parent)
        self.sections: dict[str, Section] = {
            "company": CompanySection(services),
            "templates": TemplatesSection(services),
            "rates": RatesSection(services),
            "freight": FreightSection(services),
            "containers": ContainersSection(services),
            "clauses": ClausesSection(services),
            "milestones": MilestonesSection(services),
            "accounts": AccountsSection(services),
            "reading": ReadingSection(services),
            "writing": WritingSection(services),
            "appearance": AppearanceSection(services),
        }
        self.list = self._make_list()
        self.stack = QStackedWidget()
        for section in self.sections.values():
            self.stack.addWidget(section)
        left = plane(QWidget(), "surface2")
        left.setFixedWidth(theme().scaled(220))
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(PaneHeader(_("Settings")))
        inset = QHBoxLayout()
        inset.setContentsMargins(8, 0, 8, 0)
        inset.addWidget(self.list)
        column.addLayout(inset, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(vline())
        row.addWidget(self.stack, 1)
        self.list.setCurrentRow(0)

    def _make_list(self) -> QListWidget:
        made = QListWidget()
        made.setProperty("plane", "surface2")
        made.setAccessibleName(_("Settings"))
        made.setIconSize(QSize(16, 16))
        made.setFrameShape(QListWidget.Shape.NoFrame)
        for key, name, sign in _SECTIONS:
            item = QListWidgetItem(_picture(sign), _(name))
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(180, theme().scaled(32)))
            made.addItem(item)
        made.currentRowChanged.connect(self._choose)
        return made

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.stack.setCurrentIndex(row)

    def title(self) -> str:
        """Return the name of the page."""
        return _("Settings")

    def refresh(self, changes: Changes | None) -> None:
        """Load what the sections show."""
        for section in self.sections.values():
            if changes is None or changes.keys() & section.tables:
                section.load()

    def focus_first(self) -> None:
        """Put the focus on the list of sections."""
        self.list.setFocus()

    def show_args(self, **args: object) -> None:
        """Open a section: `section="accounts"`, with `add=True` or `account_id=`."""
        keys = [key for key, _name, _sign in _SECTIONS]
        section = str(args.get("section", ""))
        if section in keys:
            self.list.setCurrentRow(keys.index(section))
            self.sections[section].show_args(**args)


def _picture(name: str) -> QIcon:
    return icon(name, "text2", on="accent")
