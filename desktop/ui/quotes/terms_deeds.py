"""What the head of the editor asks for beyond typing: instalments, today's rate, prices in another currency."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from desktop.runtime.i18n import _
from desktop.trade import exchange_rates, instalments
from desktop.trade.money import Money, minor_digits, round_to
from desktop.trade.payment import Instalment
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.rate_rule import FoundRate
from desktop.ui.quotes.instalments_dialog import InstalmentsDialog
from desktop.ui.services import Services
from desktop.ui.widgets.banner import Banner

# A converted price keeps two places more than the currency: it is a price, not an amount.
_MORE_DIGITS = 2


class TermsDeeds:
    """Acts on the draft of an editor; `apply` takes a new draft as if it had been typed."""

    def __init__(
        self,
        services: Services,
        draft: Callable[[], QuoteDraft],
        apply: Callable[[QuoteDraft], object],
        banner: Banner,
        parent: QWidget,
    ) -> None:
        """`banner` offers to convert the prices after a change of currency."""
        self._services, self._draft, self._apply = services, draft, apply
        self._banner, self._parent = banner, parent

    def edit_instalments(self) -> None:
        """Open the instalments of the quote."""
        draft = self._draft()
        total = Money(draft.totals().grand, draft.currency)
        InstalmentsDialog(self._parts(draft), total, self._use_parts, self._parent).open()

    def _parts(self, draft: QuoteDraft) -> tuple[Instalment, ...]:
        terms = instalments.readable_terms(draft)
        return terms.instalments if terms else ()

    def _use_parts(self, parts: tuple[Instalment, ...]) -> None:
        words = instalments.words(parts)
        self._apply(replace(self._draft(), instalments=parts, payment_terms=words))

    def refresh_rate(self) -> None:
        """Take the rate of today from the store."""
        self._look_up(self._draft().currency, self._use_rate)

    def _look_up(self, currency: str, ok: Callable[[FoundRate | None], object]) -> None:
        store, today, seller = self._services.store, self._today(), self._draft().seller_id
        self._services.tasks.submit(
            lambda: exchange_rates.look_up(store, currency, seller, today),
            ok=ok,
            owner=self._parent,
            key="rate",
        )

    def _use_rate(self, found: FoundRate | None) -> None:
        if found is None:
            self._services.navigator.show_toast(
                _("There is no rate for {currency}: enter it under Rates.").format(
                    currency=self._draft().currency
                ),
                icon="info",
            )
            return
        self._apply(replace(self._draft(), **found.draft_fields()))

    def change_currency(self, before: str, after: str) -> None:
        """After another currency was chosen: its rate, and the question what the prices are now."""
        old_rate, home = self._draft().rate, self._draft().rate_currency
        self._look_up(after, lambda found: self._switch(before, after, old_rate, home, found))

    def _switch(
        self,
        before: str,
        after: str,
        old_rate: Decimal | None,
        home: str,
        found: FoundRate | None,
    ) -> None:
        draft = self._draft()
        if draft.currency != after:
            return
        fields = found.draft_fields() if found else {"rate": None, "rate_on": None}
        self._apply(replace(draft, **fields))
        old = Decimal(1) if before == home else old_rate
        new = Decimal(1) if after == home else (found.applied if found else None)
        if not any(line.unit_price for line in draft.lines) or not old or not new:
            return
        share = old / new
        self._banner.say(
            "amber",
            _("The prices are still the numbers of {currency}").format(currency=before),
            _("1 {before} is {share} {after} by the rates of this quote.").format(
                before=before, share=round_to(share, 4), after=after
            ),
            action=_("Convert to {currency}").format(currency=after),
            handler=lambda: self._convert(share, after),
            icon_name="coins",
        )

    def _convert(self, share: Decimal, currency: str) -> None:
        draft = self._draft()
        self._banner.hide()
        if draft.currency == currency:
            self._apply(converted(draft, share))

    def _today(self) -> date:
        return self._services.clock.now().astimezone().date()


def converted(draft: QuoteDraft, share: Decimal) -> QuoteDraft:
    """Return the draft with every price and amount times `share`, rounded as prices of its currency."""
    digits = minor_digits(draft.currency)

    def price(value: Decimal | None) -> Decimal | None:
        return None if value is None else round_to(value * share, digits + _MORE_DIGITS)

    def amount(value: Decimal | None) -> Decimal | None:
        return None if value is None else round_to(value * share, digits)

    def line(one: DraftLine) -> DraftLine:
        return replace(
            one,
            unit_price=price(one.unit_price) or Decimal(0),
            base_price=None,
            list_price=price(one.list_price),
            floor_price=price(one.floor_price),
            price_source="hand" if one.unit_price else one.price_source,
        )

    parts = tuple(replace(part, amount=amount(part.amount)) for part in draft.instalments)
    has_amounts = any(part.amount is not None for part in parts)
    return replace(
        draft,
        lines=tuple(line(one) for one in draft.lines),
        instalments=parts,
        payment_terms=instalments.words(parts) if has_amounts else draft.payment_terms,
        freight=amount(draft.freight),
        insurance=amount(draft.insurance),
        known_freight=amount(draft.known_freight),
        known_insurance=amount(draft.known_insurance),
        container_rates=tuple(
            (size, round_to(rate * share, digits)) for size, rate in draft.container_rates
        ),
        discount=amount(draft.discount),
        destination_costs=amount(draft.destination_costs),
        clearance_costs=amount(draft.clearance_costs),
        other_charges=tuple(
            replace(charge, amount=round_to(charge.amount * share, digits))
            for charge in draft.other_charges
        ),
    )
