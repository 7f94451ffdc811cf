"""The amber banner of the editor: the margin is below the line, and which price would lift it."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from desktop.runtime.i18n import _
from desktop.trade.money import Money, format_plain, minor_digits
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.totals import Totals
from desktop.ui.quotes.course_deeds import Course
from desktop.ui.quotes.margin import healthy_price, is_below_line
from desktop.ui.widgets.banner import Banner

# Looking for the price computes the whole quote a few times: not at every key of a long one.
MOST_LINES = 300


class MarginBanner(Banner):
    """Shown while the margin is known and too low."""

    def show_margin(
        self,
        draft: QuoteDraft,
        sums: Totals,
        set_price: Callable[[int, Decimal], object],
        course: Course,
        *,
        editable: bool,
    ) -> None:
        """Warn, or hide; `set_price` takes the proposed price into a row, `course` knows the company's line."""
        line = course.policy.healthy_margin_percent
        if not is_below_line(sums, line) or not editable:
            self.hide()
            return
        limit = format_plain(line)
        fact = _("Margin {margin}%, below your limit of {limit}%").format(
            margin=sums.margin_percent, limit=limit
        )
        asks = course.policy.team and not course.may_approve
        more = (
            _("A manager approves it first.")
            if asks
            else _("Issuing asks for a reason and keeps it in the journal.")
        )
        action = ""
        handler: Callable[[], object] | None = None
        hint = healthy_price(draft, line) if len(draft.lines) <= MOST_LINES else None
        if hint is not None:
            price = Money(hint.price, draft.currency).format()
            more += " " + _("Raising {sku} to {price} needs none.").format(
                sku=hint.sku, price=price
            )
            action = _("Use {price}").format(
                price=format_plain(hint.price, minor_digits(draft.currency))
            )
            handler = partial(set_price, hint.row, hint.price)
        self.say("amber", fact, more, action=action, handler=handler, icon_name="shield-alert")
