"""How long a document takes as PDF, PDF/A, Excel and Word, how large it is, and how much memory it needs.

Times are processor time of this process: what else the machine does counts little. The reference draws
as many table cells with `drawString` on a bare ReportLab canvas, in the same run: no layout, no fallback,
no directions. The ratio is what our typesetting costs on top of writing a PDF at all. Memory is that of a
process that renders one document of 200 lines with pictures and nothing else.
"""

import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from io import BytesIO

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from benchmarks.report import Figure, show
from desktop.trade.documents.document import TradeDocument
from desktop.trade.documents.render import render
from desktop.trade.documents.sample import sample_document
from desktop.trade.documents.word import word
from desktop.trade.documents.workbook import workbook

_CELLS_A_LINE = 9
_LINES_A_PAGE = 14
_REFERENCE = "plain ReportLab canvas"
_SIDE = 320


def pictured(lines: int, languages: str = "en+zh") -> TradeDocument:
    """Return a sample with a photo of its own for each of ten articles, as products have them."""
    document = sample_document(lines, languages)
    photos = [_photo(number) for number in range(10)]
    items = tuple(
        replace(item, picture=photos[index % len(photos)])
        for index, item in enumerate(document.items)
    )
    return replace(document, items=items)


def _photo(number: int) -> bytes:
    """Return a JPEG with the grain of a photo: flat colour would pack to nothing."""
    noise = random.Random(number).randbytes(_SIDE * _SIDE // 64)
    image = Image.frombytes("L", (_SIDE // 8, _SIDE // 8), noise).resize((_SIDE, _SIDE))
    buffer = BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=88)
    return buffer.getvalue()


def cpu(work: Callable[[], object], repeat: int = 7) -> float:
    """Return the median processor time of `work` in milliseconds, once done before."""
    work()
    times = []
    for _ in range(repeat):
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1000)
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


def _alone() -> dict[str, float]:
    """Return what a fresh process tells of its first document, and of its memory in the end."""
    run = [sys.executable, "-c", "from benchmarks import documents; documents.tell()"]
    done = subprocess.run(run, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def tell() -> None:
    """Print the figures of a process that renders a first short document, then a long one."""
    short = sample_document(5)
    started = time.process_time()
    render(short)
    first = (time.process_time() - started) * 1000
    render(pictured(200))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"first": first, "peak": peak}))


def figures() -> list[Figure]:
    """Return the figures in the form that all benchmarks print."""
    alone = _alone()
    short, long = sample_document(5), pictured(200)
    plain_short, plain_long = cpu(lambda: _plain(5)), cpu(lambda: _plain(200))
    found = [Figure("document, first in the process", alone["first"], "ms")]
    for name, document in (
        ("document of 2 pages, English and Chinese", short),
        ("document of 2 pages, Chinese", sample_document(5, "zh")),
        ("document of 2 pages, Arabic and English", sample_document(5, "ar+en")),
        ("document of 2 pages, Thai and English", sample_document(5, "th+en")),
    ):
        took = cpu(partial(render, document))
        found.append(Figure(name, took, "ms", _REFERENCE, took / plain_short, 100))
    took = cpu(lambda: render(long), 3)
    name = "document of 200 lines with pictures"
    found += [
        Figure(name, took, "ms", _REFERENCE, took / plain_long, 1000),
        Figure(f"{name}, pages", float(render(long).pages), "pages"),
        Figure(f"{name}, peak memory", alone["peak"], "MB", target=150),
        Figure("document of 2 pages, size", len(render(short).pdf) / 1000, "KB", target=200),
        Figure(
            "200 lines without pictures, size",
            len(render(sample_document(200)).pdf) / 1000,
            "KB",
            target=200,
        ),
        *_other_forms(short, long),
    ]
    return found


def _other_forms(short: TradeDocument, long: TradeDocument) -> list[Figure]:
    kept = replace(short, layout=replace(short.layout, archive=True))
    return [
        Figure("PDF/A-2b of 2 pages", cpu(lambda: render(kept)), "ms"),
        Figure("workbook of 2 pages", cpu(lambda: workbook(short), 3), "ms"),
        Figure("workbook of 200 lines with pictures", cpu(lambda: workbook(long), 3), "ms"),
        Figure("Word file of 2 pages", cpu(lambda: word(short), 3), "ms"),
        Figure("Word file of 200 lines with pictures", cpu(lambda: word(long), 3), "ms"),
    ]


if __name__ == "__main__":
    show(figures(), as_json="--json" in sys.argv)
