"""One document template: its form at the left, the page that it prints at the right, with undo."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _, ngettext
from desktop.trade import clause_library, template_preview
from desktop.trade.clauses import Clause
from desktop.trade.company import SellerRow
from desktop.trade.document_templates import Template
from desktop.trade.documents.document import Kind
from desktop.trade.documents.languages import USUAL
from desktop.trade.documents.layout import Layout
from desktop.trade.documents.matrix import shows
from desktop.trade.order_chain import kind_text
from desktop.trade.template_preview import PreviewSource
from desktop.ui.quotes.document_language import DocumentLanguage
from desktop.ui.quotes.pages import Page
from desktop.ui.services import Services
from desktop.ui.settings.layout_form import LayoutForm
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import ghost, icon_button, primary, secondary
from desktop.ui.widgets.dialogs import fit
from desktop.ui.widgets.fields import Combo, Field, line_edit
from desktop.ui.widgets.labels import label, vline
from desktop.ui.widgets.panes import plane

Save = Callable[[Template, Callable[[object], object], Callable[[BaseException], object]], object]
PAUSE_MS = 300
_MOST_STEPS = 100


class TemplateDialog(QDialog):
    """Hands the template to `save(template, done, refused)`; closes when it was not refused."""

    def __init__(
        self,
        parent: QWidget,
        services: Services,
        template: Template,
        sellers: Sequence[SellerRow],
        save: Save,
    ) -> None:
        """Start with a template; one without an id is new."""
        super().__init__(parent)
        self._services, self._template, self._save = services, template, save
        self._steps: list[Layout] = []
        # What the user chose to look at: None for the latest, "" for sample data.
        self._looked_at: str | None = None
        self._now = template.layout
        self.setWindowTitle(_("Document template"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 1240, 840)
        self.banner = Banner()
        self.form = LayoutForm()
        self.form.edited.connect(self._edited)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE_MS)
        self._later.timeout.connect(self.draw)
        left = QWidget()
        left.setFixedWidth(min(theme().scaled(500), self.width() * 11 // 20))
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head(sellers))
        column.addWidget(self.banner)
        column.addWidget(self.form, 1)
        column.addLayout(self._foot())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(vline())
        row.addWidget(self._paper(), 1)
        QShortcut(QKeySequence.StandardKey.Undo, self, self.undo)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.submit)
        self._tell_findings()
        self._show_kind()

    def _head(self, sellers: Sequence[SellerRow]) -> QHBoxLayout:
        template = self._template
        self.name = line_edit(template.name)
        self.kind = Combo([(kind, kind_text(kind.value)) for kind in Kind], template.kind)
        companies: list[tuple[object, str]] = [(None, _("Every company"))]
        companies += [(row.id, row.label) for row in sellers if row.id]
        self.company = Combo(companies, template.seller_id)
        self.kind.chosen.connect(lambda _kind: self._show_kind())
        self.company.chosen.connect(lambda _seller: self._find_sources())
        for made in (self.kind, self.company):
            made.setEnabled(not template.id)
        row = QHBoxLayout()
        row.setContentsMargins(20, 16, 20, 8)
        row.setSpacing(8)
        row.addWidget(Field(_("Name"), self.name), 4)
        row.addWidget(Field(_("Document"), self.kind), 4)
        row.addWidget(Field(_("Company"), self.company), 4)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 10, 20, 12)
        row.setSpacing(8)
        self.undo_button = secondary(_("Undo"), self.undo, icon_name="undo-2")
        self.undo_button.setEnabled(False)
        row.addWidget(self.undo_button)
        row.addWidget(secondary(_("Reset"), self.reset, icon_name="rotate-ccw"))
        row.addStretch(1)
        row.addWidget(ghost(_("Cancel"), self.reject))
        version = self._template.version + 1
        text = _("Save as version {number}").format(number=version)
        self.save_button = primary(text if self._template.id else _("Save"), self.submit)
        row.addWidget(self.save_button)
        return row

    def _paper(self) -> QWidget:
        desk = plane(QWidget(), "desk")
        column = QVBoxLayout(desk)
        column.setContentsMargins(0, 10, 0, 12)
        top = QHBoxLayout()
        top.setContentsMargins(16, 0, 16, 0)
        self.languages = DocumentLanguage(USUAL)
        self.languages.language_chosen.connect(lambda _key: self.draw())
        self.source = Combo([("", _("Sample data"))], "")
        self.source.setAccessibleName(_("Shown with"))
        self.source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.source.setMinimumWidth(theme().scaled(90))
        self.source.chosen.connect(self._choose_source)
        top.setSpacing(8)
        top.addWidget(label(_("Shown with"), "small", "text2"))
        top.addWidget(self.source, 1)
        top.addWidget(self.languages)
        column.addLayout(top)
        self.problem = Banner()
        problem = QHBoxLayout()
        problem.setContentsMargins(16, 6, 16, 0)
        problem.addWidget(self.problem)
        column.addLayout(problem)
        self.page = Page(desk)
        self.page.setAccessibleName(_("Preview"))
        self.page.page_changed.connect(self._show_place)
        column.addWidget(self.page, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        self._place = label("", "small", "text2")
        row.addWidget(icon_button("chevron-left", _("Previous page"), lambda: self._turn(-1)))
        row.addWidget(self._place)
        row.addWidget(icon_button("chevron-right", _("Next page"), lambda: self._turn(1)))
        row.addStretch(1)
        column.addLayout(row)
        return desk

    def _turn(self, step: int) -> None:
        self.page.go_to(self.page.page() + step)

    def _show_place(self) -> None:
        count = self.page.page_count()
        text = _("Page {page} of {count}").format(page=self.page.page() + 1, count=count)
        self._place.setText(text if count else "")

    def _tell_findings(self) -> None:
        found = self._template.findings
        if found:
            words = ngettext(
                "{count} entry of this template does not fit",
                "{count} entries of this template do not fit",
                len(found),
            ).format(count=len(found))
            self.banner.say("amber", words, " ".join(one.message for one in found[:4]))

    def _show_kind(self) -> None:
        kind = self.chosen_kind()
        self.form.show_layout(self._now, kind)
        store = self._services.store
        if shows(kind, "clauses"):
            self._services.tasks.submit(
                lambda: clause_library.listing(store),
                ok=self._show_clauses,
                owner=self,
                key="clauses",
            )
        else:
            self.form.show_clauses(())
        self._find_sources()

    def _find_sources(self) -> None:
        """Offer quotes and orders of the company to look at; the latest is shown unless one was chosen."""
        store, kind, seller = self._services.store, self.chosen_kind(), self._seller()

        def show(found: tuple[PreviewSource, ...]) -> None:
            keys = {one.id for one in found}
            wanted = found[0].id if found else ""
            if self._looked_at is not None and (self._looked_at in keys or not self._looked_at):
                wanted = self._looked_at
            rows: list[tuple[object, str]] = [(one.id, one.label) for one in found]
            self.source.set_choices([*rows, ("", _("Sample data"))], wanted)
            self.draw()

        self._services.tasks.submit(
            lambda: template_preview.sources(store, kind, seller),
            ok=show,
            owner=self,
            key="sources",
        )

    def _choose_source(self, key: object) -> None:
        self._looked_at = str(key)
        self.draw()

    def _seller(self) -> str | None:
        value = self.company.value()
        return str(value) if value else None

    def _show_clauses(self, found: Sequence[Clause]) -> None:
        kind = self.chosen_kind()
        if shows(kind, "clauses"):
            self.form.show_clauses(found)

    def chosen_kind(self) -> Kind:
        """Return the kind of document it is for."""
        return Kind(str(self.kind.value()))

    def _edited(self) -> None:
        self._steps.append(self._now)
        del self._steps[:-_MOST_STEPS]
        self._now = self.form.layout_now()
        self.undo_button.setEnabled(True)
        self._later.start()

    def undo(self) -> None:
        """Take the last change back."""
        if self._steps:
            self._take(self._steps.pop())

    def reset(self) -> None:
        """Show the house's own look; undo brings the former one back."""
        self._steps.append(self._now)
        self._take(Layout())

    def _take(self, layout: Layout) -> None:
        self._now = layout
        self.undo_button.setEnabled(bool(self._steps))
        self._show_kind()

    def draw(self) -> None:
        """Draw the page again from what the form says."""
        store, kind, layout = self._services.store, self.chosen_kind(), self._now
        language, source, seller = self.languages.value(), str(self.source.value()), self._seller()
        now = self._services.clock.now()
        self._services.tasks.submit(
            lambda: template_preview.pdf(
                store, kind, layout, language, now=now, source_id=source, seller_id=seller
            ),
            ok=self._show_pdf,
            err=self._not_drawn,
            owner=self,
            lane="cpu",
            key="draw",
        )

    def _show_pdf(self, pdf: bytes) -> None:
        self.problem.hide()
        self.page.show_pdf(pdf)

    def _not_drawn(self, error: BaseException) -> None:
        if not isinstance(error, TradepostError):
            raise error
        self.problem.say(
            "amber", error.message, error.hint, action=_("Sample data"), handler=self._use_sample
        )

    def _use_sample(self) -> None:
        self.source.set_value("")
        self._choose_source("")

    def submit(self) -> None:
        """Save what the form says."""
        template = replace(
            self._template,
            name=self.name.text(),
            kind=self.chosen_kind(),
            seller_id=self._seller(),
            layout=self._now,
        )
        self._save(template, lambda _done: self.accept(), self._refused)

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, TradepostError):
            raise error
        self.banner.say("red", error.message, error.hint)
