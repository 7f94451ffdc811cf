"""States of the Orders screen that only a step shows, for the pictures."""

from desktop.trade.order_chain import FROM_ORDER
from desktop.ui.orders.view import OrdersView
from desktop.ui.quotes.lines_model import Column
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


def enter_order(window: MainWindow) -> None:
    """A new order as a customer wrote it, with two lines."""
    view = window.current()
    if not isinstance(view, OrdersView):
        return
    customer = view.list.table.rows.rows()[0].customer_id
    dialog = view.new_order(customer)
    dialog.reference.setText("PO 4500118842")
    for sku in ("PL-6060-40", "DL-12-CCT"):
        dialog.model.setData(dialog.model.index(dialog.model.entry_row, 0), sku)


def change_order(window: MainWindow) -> None:
    """An order whose goods changed after its invoice was issued."""
    view = window.current()
    if isinstance(view, OrdersView) and view.page is not None:
        model = view.page.goods.model
        model.setData(model.index(0, Column.QUANTITY), "1580")


def refuse_invoice(window: MainWindow) -> None:
    """What the checks say before a new revision of the invoice goes out under a letter of credit."""
    view = window.current()
    if isinstance(view, OrdersView) and view.page is not None:
        view.page.papers.make("commercial_invoice", "Checked again")
