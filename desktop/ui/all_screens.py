"""The screens this version has, in the order of the sidebar; a later one adds its line here."""

from desktop.runtime.i18n import N_
from desktop.ui.customers.view import CustomersView
from desktop.ui.followups.view import FollowUpsView
from desktop.ui.mail.view import InboxView
from desktop.ui.outbox.view import OutboxView
from desktop.ui.products.view import ProductsView
from desktop.ui.quotes.view import QuotesView
from desktop.ui.settings.view import SettingsView
from desktop.ui.shell.screens_list import ScreenEntry, ScreenList
from desktop.ui.today.view import TodayView


def all_screens() -> ScreenList:
    """Return the list that the shell builds sidebar, palette and keys from."""
    return ScreenList(
        (
            ScreenEntry("today", N_("Today"), "sun", TodayView, "T", 0),
            ScreenEntry("inbox", N_("Inbox"), "inbox", InboxView, "I", 0),
            ScreenEntry("outbox", N_("Outbox"), "send", OutboxView, "X", 0),
            ScreenEntry("followups", N_("Follow-ups"), "alarm-clock", FollowUpsView, "F", 0),
            ScreenEntry("customers", N_("Customers"), "users", CustomersView, "C", 1),
            ScreenEntry("quotes", N_("Quotes"), "file-text", QuotesView, "Q", 1),
            ScreenEntry("products", N_("Products"), "lightbulb", ProductsView, "D", 1),
            ScreenEntry("settings", N_("Settings"), "settings", SettingsView, ",", 9, bottom=True),
        )
    )
