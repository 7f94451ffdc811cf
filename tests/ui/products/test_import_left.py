"""Closing in the middle of an import asks first; what stopped half-way is offered to be finished or taken back."""

from datetime import date

import pytest

from desktop.store import long_writes
from desktop.trade import product_import, products
from desktop.trade.product_import import Importing
from desktop.trade.product_plan import plan_import
from desktop.ui.products.import_dialog import ImportDialog
from desktop.ui.products.view import ProductsView
from tests.fixtures.stores import SAMPLE_NOW
from tests.ui.conftest import settle

NEW = ["NEW-0", "NEW-1", "NEW-2", "NEW-3"]


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(product_import, "PORTION", 1)
    found = tmp_path / "list.csv"
    found.write_text("sku,price\n" + "".join(f"{sku},3\n" for sku in NEW), encoding="utf-8")
    return found


def there(store):
    return sorted(one.sku for one in products.listing(store) if one.sku.startswith("NEW-"))


def stop_half_way(company, path):
    day = SAMPLE_NOW.astimezone().date()
    work = Importing(company, plan_import(company, path, day))
    work.prepare()
    work.step()
    work.release()


def test_closing_asks_and_the_next_start_offers_the_rest(qtbot, show, company, path):
    view = show(ProductsView)
    bar = view.list.importing
    asked = []
    view.services.navigator.confirm = lambda *words, danger=False: asked.append(words)
    assert view.may_close()
    day = date(2026, 11, 20)
    bar._pause.setInterval(600_000)  # it stands between the first two portions
    bar.run(plan_import(company, path, day))
    qtbot.waitUntil(lambda: bool(there(company)), timeout=20_000)
    assert not view.may_close()
    *_words, close = asked[-1]
    close()
    settle(qtbot, view)
    assert view.may_close()
    (left,) = long_writes.unfinished(company)
    assert left.written == 1
    bar._pause.setInterval(0)
    view.refresh(None)
    settle(qtbot, view)
    assert "list.csv" in view.list.unfinished.banner.text()
    view.list.unfinished.banner._act()
    settle(qtbot, view)
    view.findChild(ImportDialog).accept_plan()
    settle(qtbot, view)
    assert there(company) == NEW
    assert view.list.unfinished.isHidden()


def test_what_stopped_is_taken_back_also_without_its_file(qtbot, show, company, path):
    stop_half_way(company, path)
    path.unlink()
    view = show(ProductsView)
    assert there(company) == NEW[:1]
    assert "no longer there" in view.list.unfinished.banner.text()
    view.list.unfinished.take_back.click()
    settle(qtbot, view)
    assert there(company) == []
    assert view.list.unfinished.isHidden()
