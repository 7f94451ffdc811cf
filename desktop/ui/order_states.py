"""States of the Orders screen that only a step shows, for the pictures."""

from desktop.ui.orders.view import OrdersView
from desktop.ui.shell.window import MainWindow


def show_account(window: MainWindow) -> None:
    """The customer's statement of account over the order."""
    view = window.current()
    if isinstance(view, OrdersView) and view.page is not None:
        view.page.show_account()
