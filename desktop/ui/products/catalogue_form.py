"""Asks what a catalogue shall hold, writes its PDF and opens it."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.crm import customer_list
from desktop.runtime.i18n import N_, _, ngettext
from desktop.store.workspace import Store
from desktop.trade import catalogue, price_lists
from desktop.trade.catalogue import STANDARD, CatalogueWish
from desktop.trade.products import CatalogueFilter
from desktop.ui.quotes.printing import open_file
from desktop.ui.records.form_dialog import FormDialog
from desktop.ui.records.record_form import FieldSpec, Kind, Section
from desktop.ui.services import Services

_LANGUAGES = ("en", "zh", "en+zh", "en+de", "en+es", "en+fr", "en+ru", "en+pt", "en+ar", "de", "es")


class CatalogueForm:
    """One question after the other: what, then where to."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        where: Callable[[], CatalogueFilter],
        open_pdf: Callable[[Path], object] = open_file,
    ) -> None:
        """`where` gives what the table lists; `open_pdf` shows the finished file."""
        self._services, self._parent = services, parent
        self._where, self._open = where, open_pdf
        self.dialog: FormDialog | None = None

    def ask(self) -> None:
        """Read the price lists and customers, then show the form."""
        store = self._services.store
        self._services.tasks.submit(
            lambda: _choices(store), ok=lambda found: self._show(*found), owner=self._parent
        )

    def _show(self, lists: Sequence[tuple[str, str]], customers: Sequence[tuple[str, str]]) -> None:
        fields = (
            FieldSpec("title", N_("Title (empty: Product catalogue)"), wide=True),
            FieldSpec("languages", N_("Language, two joined by +"), Kind.CHOICE, required=True,
                      choices=lambda: [(code, code) for code in _LANGUAGES], editable_choice=True),
            FieldSpec("prices", N_("Prices (empty: none)"), Kind.CHOICE,
                      choices=lambda: [(STANDARD, _("Standard prices")), *lists]),
            FieldSpec("customer_id", N_("For customer: prints his item codes"), Kind.CHOICE,
                      choices=lambda: customers),
        )  # fmt: skip
        self.dialog = FormDialog(
            self._services,
            _("Catalogue of the listed articles"),
            (Section("", fields),),
            {"languages": "en"},
            self._wish,
            done=self._choose_file,
            parent=self._parent,
        )
        self.dialog.open()

    def _wish(self, typed: dict[str, Any]) -> CatalogueWish:
        wish = CatalogueWish(
            languages=tuple(part.strip() for part in typed["languages"].split("+") if part.strip()),
            where=self._where(),
            prices=typed["prices"],
            customer_id=typed["customer_id"] or None,
            title=typed["title"],
        )
        # Refused here, where the form can still be changed, and not after a file was named.
        catalogue.document(self._services.store, wish, self._today())
        return wish

    def _today(self) -> date:
        return self._services.clock.now().astimezone().date()

    def _choose_file(self, wish: object) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self._parent, _("Save the catalogue"), "catalogue.pdf", "PDF (*.pdf)"
        )
        if chosen and isinstance(wish, CatalogueWish):
            self.write(wish, Path(chosen).with_suffix(".pdf"))

    def write(self, wish: CatalogueWish, path: Path) -> None:
        """Write the PDF beside the window, then open it."""
        store, today = self._services.store, self._today()

        def done(rendered: Any) -> None:  # noqa: ANN401 - a rendered PDF
            pages = ngettext("{count} page written to {name}", "{count} pages written to {name}",
                             rendered.pages)  # fmt: skip
            words = pages.format(count=rendered.pages, name=path.name)
            self._services.navigator.show_toast(words)
            self._open(path)

        self._services.tasks.submit(
            lambda: catalogue.write(store, wish, today, path),
            ok=done,
            err=self._services.navigator.show_error,
            owner=self._parent,
            lane="cpu",
        )


def _choices(store: Store) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    lists = [(r.id, f"{r.info.name} · {r.info.currency}") for r in price_lists.listing(store)]
    people = [(row.id, row.name) for row in customer_list.list_customers(store, limit=5000)]
    return lists, people
