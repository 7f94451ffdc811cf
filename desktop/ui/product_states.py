"""States of the Products screen for its pictures: the article's tabs, price lists, an import's preview."""

import tempfile
from pathlib import Path

from desktop.store.workspace import Store
from desktop.trade import products
from desktop.ui.products.view import ProductsView
from desktop.ui.shell.window import MainWindow

SHOWN = "PL-6060-40"
_LIST = """货号,英文名称,单价,币种,price 500+,name_de,colour
PL-6060-40,"LED panel 600 × 600, 40 W",15.20,USD,14.80,LED-Panel 600 × 600,white
NEW-100,Track light 30 W,11.40,USD,10.90,Stromschienenstrahler,black
NEW-101,Track light 40 W,cheap,USD,,,black
NEW-100,Track light 30 W,11.40,USD,,,black
"""


def article_id(store: Store) -> str:
    """Return the best-filled article of the sample company."""
    found = products.listing(store, SHOWN, limit=1)
    return found[0].id if found else ""


def show_import(window: MainWindow) -> None:
    """Show what a small list would change."""
    view = window.current()
    if isinstance(view, ProductsView):
        path = Path(tempfile.mkdtemp()) / "spring-2027.csv"
        path.write_text(_LIST, encoding="utf-8")
        view.list.import_path(path)
