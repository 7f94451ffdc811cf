"""Papers of others with an order: kept once, unchanged, in the chain, taken away and brought back."""

from datetime import UTC, date, datetime

import pytest

from desktop.runtime.errors import UserFacing
from desktop.store import journal
from desktop.trade import order_entry, order_files, orders
from desktop.trade.kept_files import FileKind, guessed
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_lines import parse_line

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def order(shop):
    return order_entry.create(shop, QuoteDraft("c1"), [parse_line("PL-6060-40:10:14")], now=NOW)


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "BL copy HLCU1234567.pdf"
    path.write_bytes(b"%PDF-1.4 a copy")
    return path


def step(shop, order):
    figures = orders.show(shop, order.id, today=TODAY)
    return next(one for one in figures.chain if one.key == "bill_of_lading")


def test_a_paper_is_kept_with_its_hash_and_opens_from_the_chain(shop, order, paper):
    assert (step(shop, order).share, step(shop, order).file_id) == (0.0, "")
    made = order_files.add(shop, order.number, paper, today=TODAY)
    assert (made.kind, made.name, made.size) == (FileKind.BILL_OF_LADING, paper.name, 15)
    paper.unlink()
    assert order_files.path_of(shop, made.id).read_bytes() == b"%PDF-1.4 a copy"
    assert (step(shop, order).share, step(shop, order).file_id) == (0.5, made.id)
    assert orders.show(shop, order.id, today=TODAY).as_json()["files"][0]["sha256"] == made.sha256


def test_the_same_content_is_kept_once(shop, order, paper):
    first = order_files.add(shop, order.id, paper, today=TODAY)
    again = order_files.add(shop, order.id, paper, today=date(2026, 12, 1), kind=FileKind.OTHER)
    assert (again.id, again.kind, again.filed_on) == (first.id, FileKind.OTHER, TODAY)
    assert len(orders.show(shop, order.id, today=TODAY).files) == 1


def test_it_is_taken_away_and_brought_back(shop, order, paper):
    made = order_files.add(shop, order.id, paper, today=TODAY)
    order_files.remove(shop, made.id)
    assert orders.show(shop, order.id, today=TODAY).files == ()
    journal.undo(shop, journal.entries(shop, limit=1)[0].unit_id)
    assert orders.show(shop, order.id, today=TODAY).files == (made,)
    assert order_files.set_kind(shop, made.id, FileKind.CUSTOMS).kind is FileKind.CUSTOMS


def test_what_was_changed_on_disk_is_not_opened(shop, order, paper):
    made = order_files.add(shop, order.id, paper, today=TODAY)
    order_files.path_of(shop, made.id).write_bytes(b"another")
    with pytest.raises(UserFacing) as caught:
        order_files.path_of(shop, made.id)
    assert caught.value.code == "document_changed"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("tool.exe", b"MZ", "not_a_paper"),
        ("empty.pdf", b"", "empty_file"),
        ("none.pdf", None, "unreadable_file"),
    ],
)
def test_what_is_no_paper_is_refused(shop, order, tmp_path, name, content, code):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserFacing) as caught:
        order_files.add(shop, order.id, path, today=TODAY)
    assert caught.value.code == code
    assert orders.show(shop, order.id, today=TODAY).files == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("B-L copy.pdf", "bill_of_lading"), ("电放提单.jpg", "bill_of_lading"),
        ("CO_2026-11.pdf", "certificate_of_origin"), ("Form E.pdf", "certificate_of_origin"),
        ("Insurance policy 88.pdf", "insurance"), ("SGS inspection.pdf", "inspection"),
        ("报关单.pdf", "customs"), ("MT103.pdf", "payment"), ("PO-4711.pdf", "purchase_order"),
        ("scan0001.pdf", "other"), ("blue panels.pdf", "other"),
    ],
)  # fmt: skip
def test_a_name_is_guessed(name, kind):
    assert guessed(name).value == kind
