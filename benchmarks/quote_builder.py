"""What one typed figure costs in the quote editor, on the GUI thread: draft, sums, model, panes.

CPU time of the process, so that other work on the machine does not count. The reference is the
plain arithmetic: quantity x price, rounded, of every line, and their sum, with the same decimals.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from benchmarks.report import Figure, show
from desktop.trade.quote_draft import DraftLine, LineKind, QuoteDraft

SIZES = (200, 5000)
REPEAT = 40
_CENT = Decimal("0.01")


def sample_draft(lines: int) -> QuoteDraft:
    """Return a quote of this many lines with costs, cartons, a title every twenty, some optional."""
    return QuoteDraft(
        "c1",
        rate=Decimal("7.11"),
        freight=Decimal(1700),
        insurance=Decimal(140),
        charges_included=True,
        incoterm="CIF",
        place="Hamburg",
        payment_terms="T/T 30/70",
        lines=tuple(_line(index) for index in range(lines)),
    )


def _line(index: int) -> DraftLine:
    if index % 20 == 0:
        words = f"Section {index // 20 + 1}"
        return DraftLine(
            "", Decimal(0), Decimal(0), kind=LineKind.SECTION, name_en=words, key=f"k{index}"
        )
    return DraftLine(
        f"PL-{index:05}",
        Decimal(100 + index % 900),
        Decimal(1000 + index) / 100,
        key=f"k{index}",
        name_en="LED panel 600 x 600, 40 W",
        is_optional=index % 50 == 7,
        cost=Decimal(4000 + index) / 100,
        vat_rate=Decimal("0.13"),
        rebate_rate=Decimal("0.13"),
        pcs_per_carton=4,
        carton_length_cm=Decimal(64),
        carton_width_cm=Decimal(64),
        carton_height_cm=Decimal("8.6"),
        net_weight_kg=Decimal("9.13"),
        gross_weight_kg=Decimal("10.18"),
    )


def plain(draft: QuoteDraft) -> Decimal:
    """Return the sum of the rounded lines with nothing around it."""
    total = Decimal(0)
    for line in draft.lines:
        total += (line.quantity * line.unit_price).quantize(_CENT, rounding=ROUND_HALF_UP)
    return total


def cpu_ms(work: Callable[[], object], repeat: int) -> float:
    """Return the median CPU time of `work` in milliseconds."""
    times = []
    for _ in range(repeat):
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


@contextmanager
def editor() -> Iterator[object]:
    """Give a quote editor over an empty workspace, offscreen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from desktop.bootstrap.workspace import create_workspace
    from desktop.runtime.clock import SystemClock
    from desktop.runtime.paths import Profile
    from desktop.runtime.settings import Settings
    from desktop.ui.actions import ActionRegistry
    from desktop.ui.app import make_qapplication
    from desktop.ui.engine_client import EngineClient
    from desktop.ui.quotes.editor import QuoteEditor
    from desktop.ui.services import Services
    from desktop.ui.tasks import TaskRunner

    application = make_qapplication([])
    with tempfile.TemporaryDirectory() as folder:
        profile = Profile(Path(folder) / "workspace")
        store = create_workspace(profile, lambda: "bench", name="Rep", email="rep@shop.example")
        services = Services(
            store, profile, SystemClock(), Settings(Path(folder) / "settings.json"), TaskRunner(),
            EngineClient(), ActionRegistry(), _Silent(),
        )  # fmt: skip
        made = QuoteEditor(services)
        made.resize(1384, 860)
        made.show()
        yield made
        services.tasks.shutdown()
        made.hide()
        store.close()
        del application


class _Silent:
    """A navigator that shows nothing."""

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_args, **_kwargs: None


def figures() -> list[Figure]:
    """Return the figures in the form that all benchmarks print."""
    found: list[Figure] = []
    with editor() as made:
        for size in SIZES:
            found += _of_size(made, size)
    return found


def _of_size(made, size: int) -> list[Figure]:
    from PySide6.QtCore import Qt

    draft = sample_draft(size)
    bare = cpu_ms(lambda: plain(draft), REPEAT)
    whole = cpu_ms(draft.totals, 10)
    take, show_draft = made._take, made._show_draft  # noqa: SLF001 - what a key press and opening run
    made.session.draft = replace(draft, customer_id="")
    opened = cpu_ms(show_draft, 1)
    row, count = size // 2 + 3, 0

    def type_one() -> None:
        nonlocal count
        count += 1
        index = made.model.index(row, 1)
        made.model.setData(index, str(1000 + count), Qt.ItemDataRole.EditRole)
        take()

    typed = cpu_ms(type_one, REPEAT)
    painted = cpu_ms(made.grab, 5)
    name = f"{size:,} lines"
    reference = "plain arithmetic"
    return [
        Figure(f"one typed figure, {name}", typed, "ms CPU", reference, typed / bare),
        Figure(f"all sums anew, {name}", whole, "ms CPU", reference, whole / bare),
        Figure(f"showing the quote, {name}", opened, "ms CPU"),
        Figure(f"painting the editor, {name}", painted, "ms CPU"),
    ]


if __name__ == "__main__":
    show(figures(), as_json="--json" in sys.argv)
