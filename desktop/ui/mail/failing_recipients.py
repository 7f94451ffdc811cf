"""Knows, while a mail is written, to which of its recipients mail came back; looked up beside, once an address."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject

from desktop.crm.failing import Failure, failing_recipients
from desktop.mail.bounce_words import came_back
from desktop.ui.mail.times import day
from desktop.ui.services import Services


class FailingRecipients(QObject):
    """What is known of the recipients of one composer, its parent."""

    def __init__(self, services: Services, changed: Callable[[], object], parent: QObject) -> None:
        """Call `changed` when an address turns out to fail."""
        super().__init__(parent)
        self._services, self._changed = services, changed
        self._known: dict[str, Failure | None] = {}

    def forget(self) -> None:
        """Start anew for another mail: a report may have come since."""
        self._known.clear()

    def words(self, addresses: Iterable[str]) -> str:
        """Return a line for each of these addresses that fails; those not known yet are looked up."""
        wanted = [address.casefold() for address in addresses]
        unknown = [address for address in wanted if address not in self._known]
        if unknown:
            self._look(unknown)
        now = self._services.clock.now()
        failures = [f for address in wanted if (f := self._known.get(address)) is not None]
        return "\n".join(
            came_back(f.address, day(f.at, now), f.status, f.diagnostic) for f in failures
        )

    def _look(self, addresses: list[str]) -> None:
        store = self._services.store

        def found(failures: list[Failure]) -> None:
            self._known |= dict.fromkeys(addresses)
            self._known |= {failure.address: failure for failure in failures}
            if failures:
                self._changed()

        self._services.tasks.submit(
            lambda: failing_recipients(store, addresses), ok=found, owner=self
        )
