"""How long a quote's PDF takes, beside plain ReportLab strings of the same amount in the same run.

The reference draws as many table cells with `drawString` on a bare canvas: no layout, no fallback,
no bidi. The ratio is what our typesetting costs on top of writing a PDF at all.
"""

import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from benchmarks.report import Figure, show
from desktop.trade.documents.render import render
from desktop.trade.documents.sample import sample_document

_CELLS_A_LINE = 9
_LINES_A_PAGE = 14


def run(repeat: int = 7) -> dict[str, float]:
    """Measure and return milliseconds and ratios: 2-page and 200-line document, both warm."""
    short, long = sample_document(5), sample_document(200)
    started = time.perf_counter()
    render(short)
    first = (time.perf_counter() - started) * 1000
    figures = {"first_ms": first}
    for name, document, lines in (("two_pages", short, 5), ("lines_200", long, 200)):
        ours = _median(lambda d=document: render(d), repeat)
        plain = _median(lambda n=lines: _plain(n), repeat)
        figures[f"{name}_ms"] = ours
        figures[f"{name}_plain_ms"] = plain
        figures[f"{name}_ratio"] = ours / plain
        figures[f"{name}_pages"] = float(render(document).pages)
        figures[f"{name}_kib"] = len(render(document).pdf) / 1024
    return figures


def _median(work: Callable[[], object], repeat: int) -> float:
    times = []
    for _ in range(repeat):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def _plain(lines: int) -> bytes:
    """Draw the cells of this many lines, and 60 strings of everything else, with a built-in face."""
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    for index in range(lines):
        if index % _LINES_A_PAGE == 0:
            if index:
                canvas.showPage()
            canvas.setFont("Helvetica", 8)
        y = 780 - index % _LINES_A_PAGE * 48
        for cell in range(_CELLS_A_LINE):
            canvas.drawString(42 + cell * 55, y, f"LED panel {index} {cell}")
    for index in range(60):
        canvas.drawString(42, 780 - index * 12, "Our bank details never change by e-mail.")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def figures() -> list[Figure]:
    """Return the figures in the form that all benchmarks print."""
    found = run()
    plain = "plain ReportLab canvas"
    return [
        Figure("quote PDF, first in the process", found["first_ms"], "ms"),
        Figure("quote PDF, 2 pages", found["two_pages_ms"], "ms", plain, found["two_pages_ratio"]),
        Figure(
            "quote PDF, 200 lines", found["lines_200_ms"], "ms", plain, found["lines_200_ratio"]
        ),
        Figure("quote PDF, 2 pages, size", found["two_pages_kib"], "KiB"),
        Figure("quote PDF, 200 lines, pages", found["lines_200_pages"], "pages"),
    ]


if __name__ == "__main__":
    show(figures(), as_json="--json" in sys.argv)
