"""Issuing from orders and accounts: chain, supersession, reasons, numbers under concurrency and crash."""

import hashlib
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from desktop.runtime.errors import UserFacing
from desktop.store.schema.documents import IssuedDocument, NumberSequence
from desktop.trade import issuing, order_course, orders, quote_moves, quotes
from desktop.trade.documents.document import Kind
from desktop.trade.issue_source import FROM_ORDER
from desktop.trade.quote_lines import parse_line
from desktop.trade.quote_states import QuoteState

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)


@pytest.fixture
def order(shop, draft):
    made = quotes.create(shop, draft, [parse_line("PL-6060-40:2000:14.20")], today=TODAY)
    quote_moves.set_state(shop, made.id, QuoteState.SENT, now=NOW)
    return orders.from_quote(shop, made.id, now=NOW)


def refused(code, *args, **kwargs):
    with pytest.raises(UserFacing) as caught:
        issuing.issue(*args, now=NOW, **kwargs)
    assert caught.value.code == code


def rows(shop):
    with shop.read() as session:
        return list(session.scalars(sa.select(IssuedDocument).order_by(IssuedDocument.issued_at)))


def test_every_kind_of_an_order_has_its_own_number(shop, order):
    made = [issuing.issue(shop, order.id, kind, "en+zh", now=NOW) for kind in FROM_ORDER]
    assert [one.number for one in made] == [
        "PI-2026-0001", "SC-2026-0001", "OC-2026-0001", "CI-2026-0001", "PL-2026-0001",
    ]  # fmt: skip
    assert {one.order_id for one in made} == {order.id}
    assert {row.quote_id for row in rows(shop)} == {order.record.quote_id}
    assert all(row.source for row in rows(shop))
    figures = orders.show(shop, order.id, today=TODAY)
    done = {step.key for step in figures.chain if step.document_id}
    assert {kind.value for kind in FROM_ORDER} <= done
    assert len(issuing.listing(shop, order_id=order.id)) == 5
    assert issuing.issue(shop, order.number, Kind.CONTRACT, "en+zh", now=NOW).id == made[1].id


def test_a_changed_order_makes_a_revision_with_a_reason_and_supersedes(shop, order):
    first = issuing.issue(shop, order.id, Kind.COMMERCIAL_INVOICE, "en", now=NOW)
    before = first.path.read_bytes()
    changed = replace(order.draft, remarks="Two pallets")
    orders.update(shop, order.id, draft=changed, today=TODAY)
    refused("reason_needed", shop, order.id, Kind.COMMERCIAL_INVOICE, "en")
    later = NOW + timedelta(hours=1)
    second = issuing.issue(
        shop, order.id, Kind.COMMERCIAL_INVOICE, "en", now=later, reason="Pallets"
    )
    assert (second.number, second.revision) == (first.number, 2)
    assert first.path.read_bytes() == before
    kept = {one.revision: one for one in issuing.listing(shop, order_id=order.id)}
    assert (kept[1].superseded, kept[2].superseded) == (True, False)
    assert kept[2].change_reason == "Pallets"


def test_a_payment_does_not_make_the_invoice_another_one(shop, order):
    first = issuing.issue(shop, order.id, Kind.COMMERCIAL_INVOICE, "en", now=NOW)
    order_course.receive(shop, order.id, Decimal(100), on=TODAY, today=TODAY)
    assert issuing.issue(shop, order.id, Kind.COMMERCIAL_INVOICE, "en", now=NOW).id == first.id


def test_kinds_are_made_from_what_they_belong_to(shop, order):
    quote_id = order.record.quote_id
    for kind in (Kind.COMMERCIAL_INVOICE, Kind.PACKING_LIST):
        refused("wrong_source", shop, quote_id, kind, "en")
    refused("wrong_source", shop, order.id, Kind.QUOTATION, "en")
    refused("unknown_customer", shop, "nobody", Kind.STATEMENT, "en")


def test_contract_and_confirmation_come_from_a_quote_too(shop, draft):
    made = quotes.create(shop, draft, [parse_line("PL-6060-40:2000:14.20")], today=TODAY)
    assert issuing.issue(shop, made.id, Kind.CONTRACT, "en", now=NOW).number == "SC-2026-0001"
    assert issuing.issue(shop, made.id, Kind.ORDER_CONFIRMATION, "zh", now=NOW).revision == 1


def test_a_statement_is_issued_for_a_customer(shop, order):
    issuing.issue(shop, order.id, Kind.COMMERCIAL_INVOICE, "en", now=NOW)
    made = issuing.issue(shop, order.draft.customer_id, Kind.STATEMENT, "en", now=NOW)
    assert made.number == "ST-2026-0001"
    assert issuing.issue(shop, order.draft.customer_id, Kind.STATEMENT, "en", now=NOW).id == made.id
    row = next(one for one in rows(shop) if one.kind == "statement")
    assert row.snapshot["total"]["value"] == "USD 28,400.00"
    order_course.receive(shop, order.id, Decimal(400), on=TODAY, today=TODAY)
    second = issuing.issue(shop, order.draft.customer_id, Kind.STATEMENT, "en", now=NOW)
    assert (second.number, second.revision) == ("ST-2026-0002", 1)


KILLED = """
import os, sys
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from desktop.runtime.paths import Profile
from desktop.store.workspace import Store
from desktop.trade import issuing
from desktop.trade.documents.document import Kind

store = Store.open(Profile(Path(sys.argv[1])), bytes.fromhex(sys.argv[2]))
now = datetime.fromisoformat(sys.argv[3])
if sys.argv[4] == "die":
    issuing._issued = lambda *args: os._exit(9)
if sys.argv[4] == "die after":
    real = store.write
    @contextmanager
    def write(**options):
        with real(**options) as unit:
            yield unit
        os._exit(9)
    Store.write = lambda self, **options: write(**options)
for source in sys.argv[5:]:
    print(issuing.issue(store, source, Kind.CONTRACT, "en", now=now).number)
"""


def command(shop, mode, *sources):
    arguments = [str(shop.profile.root), shop.key.hex(), NOW.isoformat(), mode, *sources]
    return [sys.executable, "-c", KILLED, *arguments]


def test_a_crash_before_the_commit_uses_no_number(shop, order):
    """A process that dies after the file is in place leaves a file that belongs to no number."""
    ended = subprocess.run(command(shop, "die", order.id), check=False)
    assert ended.returncode == 9
    assert rows(shop) == []
    made = issuing.issue(shop, order.id, Kind.CONTRACT, "en", now=NOW)
    assert made.number == "SC-2026-0001"
    assert hashlib.sha256(made.path.read_bytes()).hexdigest() == made.sha256
    with shop.read() as session:
        assert session.get(NumberSequence, ("contract", 2026, "")).last == 1


def test_a_crash_right_after_the_commit_leaves_the_whole_file(shop, order):
    """A number is never in the books without its file: that is in place before the commit."""
    ended = subprocess.run(command(shop, "die after", order.id), check=False)
    assert ended.returncode == 9
    (row,) = rows(shop)
    content = (shop.profile.documents / row.file_name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == row.sha256
    assert issuing.issue(shop, order.id, Kind.CONTRACT, "en", now=NOW).id == row.id


def test_processes_that_issue_at_once_leave_neither_gap_nor_double(shop, draft):
    lines = [parse_line("PL-6060-40:1000:14.20")]
    ids = [quotes.create(shop, draft, lines, today=TODAY).id for _ in range(6)]
    running = [
        subprocess.Popen(command(shop, "go", *ids[at::2]), stdout=subprocess.PIPE, text=True)
        for at in range(2)
    ]
    numbers = sorted(n for one in running for n in one.communicate(timeout=240)[0].split())
    assert [one.returncode for one in running] == [0, 0]
    assert numbers == [f"SC-2026-{count:04d}" for count in range(1, 7)]
