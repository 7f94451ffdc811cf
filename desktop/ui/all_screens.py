"""The screens this version has, in the order of the sidebar; a later one adds its line here.

A screen's code is loaded when it is first shown: the window starts with one of them.
"""

from desktop.runtime.i18n import N_
from desktop.ui.screen import ScreenView
from desktop.ui.services import Services
from desktop.ui.shell.screens_list import ScreenEntry, ScreenList


def all_screens() -> ScreenList:
    """Return the list that the shell builds sidebar, palette and keys from."""
    return ScreenList(
        (
            ScreenEntry("today", N_("Today"), "sun", _today, "T", 0),
            ScreenEntry("inbox", N_("Inbox"), "inbox", _inbox, "I", 0),
            ScreenEntry("outbox", N_("Outbox"), "send", _outbox, "X", 0),
            ScreenEntry("followups", N_("Follow-ups"), "alarm-clock", _follow_ups, "F", 0),
            ScreenEntry("customers", N_("Customers"), "users", _customers, "C", 1),
            ScreenEntry("quotes", N_("Quotes"), "file-text", _quotes, "Q", 1),
            ScreenEntry("orders", N_("Orders"), "package", _orders, "O", 1),
            ScreenEntry("products", N_("Products"), "lightbulb", _products, "D", 1),
            ScreenEntry("settings", N_("Settings"), "settings", _settings, ",", 9, bottom=True),
        )
    )


def _today(services: Services) -> ScreenView:
    from desktop.ui.today.view import TodayView

    return TodayView(services)


def _inbox(services: Services) -> ScreenView:
    from desktop.ui.mail.view import InboxView

    return InboxView(services)


def _outbox(services: Services) -> ScreenView:
    from desktop.ui.outbox.view import OutboxView

    return OutboxView(services)


def _follow_ups(services: Services) -> ScreenView:
    from desktop.ui.followups.view import FollowUpsView

    return FollowUpsView(services)


def _customers(services: Services) -> ScreenView:
    from desktop.ui.customers.view import CustomersView

    return CustomersView(services)


def _quotes(services: Services) -> ScreenView:
    from desktop.ui.quotes.view import QuotesView

    return QuotesView(services)


def _orders(services: Services) -> ScreenView:
    from desktop.ui.orders.view import OrdersView

    return OrdersView(services)


def _products(services: Services) -> ScreenView:
    from desktop.ui.products.view import ProductsView

    return ProductsView(services)


def _settings(services: Services) -> ScreenView:
    from desktop.ui.settings.view import SettingsView

    return SettingsView(services)
