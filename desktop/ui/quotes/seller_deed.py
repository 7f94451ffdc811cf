"""Another selling company on a quote: its rate, port and the language it prints in, as far as nobody typed them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from desktop.runtime.i18n import _
from desktop.store.workspace import Store
from desktop.trade import company, exchange_rates
from desktop.trade.company import SellerRow
from desktop.trade.documents.languages import CUSTOMERS
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.rate_rule import FoundRate
from desktop.ui.services import Services


@dataclass(frozen=True, slots=True)
class NewSeller:
    """What is known of both companies, and the rate the new one calculates with."""

    before: SellerRow
    after: SellerRow
    rate: FoundRate | None


class SellerDeed:
    """Acts when the selling company was changed; its bank account follows when a document is made."""

    def __init__(
        self,
        services: Services,
        draft: Callable[[], QuoteDraft],
        apply: Callable[[QuoteDraft], object],
        print_in: Callable[[str], object],
        parent: QWidget,
    ) -> None:
        """`apply` takes a new draft as if typed, `print_in` the language of the documents."""
        self._services, self._draft, self._apply = services, draft, apply
        self._print_in, self._parent = print_in, parent

    def change(self, before: str, after: str) -> None:
        """Look up what the company `after` has instead of `before`."""
        store, currency = self._services.store, self._draft().currency
        today = self._services.clock.now().astimezone().date()

        def work() -> NewSeller:
            rate = exchange_rates.look_up(store, currency, after, today)
            return NewSeller(_row(store, before), _row(store, after), rate)

        self._services.tasks.submit(work, ok=self._take, owner=self._parent, key="seller")

    def _take(self, found: NewSeller) -> None:
        draft = self._draft()
        if draft.seller_id != found.after.id:
            return
        self._apply(with_seller(draft, found))
        if found.after.languages != CUSTOMERS:
            self._print_in(found.after.languages)


def with_seller(draft: QuoteDraft, found: NewSeller) -> QuoteDraft:
    """Return the draft with rate, port and payment terms of its new company; what was typed stays. Pure."""
    before, after = found.before, found.after
    if draft.port_of_loading in ("", before.port_of_loading) and after.port_of_loading:
        draft = replace(draft, port_of_loading=after.port_of_loading)
    if draft.payment_terms == "" and after.payment_terms:
        draft = replace(draft, payment_terms=after.payment_terms)
    is_typed = draft.rate is not None and draft.rate_source == _("Entered by hand")
    if is_typed and draft.rate_currency == after.home_currency:
        return draft
    if found.rate is not None:
        return replace(draft, **found.rate.draft_fields())
    if draft.rate_currency == after.home_currency:
        return draft
    # The old rate was so much of another home currency: it says nothing here.
    return replace(
        draft, rate_currency=after.home_currency, rate=None, rate_on=None, rate_source=""
    )


def _row(store: Store, seller_id: str) -> SellerRow:
    rows = company.sellers(store)
    found = next((row for row in rows if row.id == seller_id), None)
    return found or (rows[0] if rows else SellerRow("", ""))
