"""Says once after the start that an import stopped half-way: the catalogue screen offers what can be done."""

from PySide6.QtCore import QObject

from desktop.runtime.i18n import _
from desktop.store import long_writes
from desktop.store.long_writes import Unfinished
from desktop.ui.services import Services

SECONDS = 20.0


def tell(services: Services, owner: QObject) -> None:
    """Look beside the window; nothing is said when nothing was left."""

    def found(left: tuple[Unfinished, ...]) -> None:
        if left:
            words = _(
                "An import of products stopped half-way. Products: finish it or take it back."
            )
            services.navigator.show_toast(words, icon="triangle-alert", seconds=SECONDS)

    services.tasks.submit(
        lambda: long_writes.unfinished(services.store), ok=found, owner=owner, key="unfinished"
    )
