"""States of the Orders screen that only a step shows, for the pictures."""

from desktop.trade.order_chain import FROM_ORDER
from desktop.ui.orders.view import OrdersView
from desktop.ui.shell.window import MainWindow


def show_account(window: MainWindow) -> None:
    """The customer's statement of account over the order."""
    view = window.current()
    if isinstance(view, OrdersView) and view.page is not None:
        view.page.show_account()


def issue_papers(window: MainWindow) -> None:
    """The chain with its papers: each kind issued from the order."""
    view = window.current()
    if isinstance(view, OrdersView) and view.page is not None:
        for kind in FROM_ORDER:
            view.page.papers.make(kind)


def show_clauses(window: MainWindow) -> None:
    """The clauses that the contract of the order prints, and why."""
    view = window.current()
    if isinstance(view, OrdersView) and view.page is not None:
        view.page.show_clauses()
