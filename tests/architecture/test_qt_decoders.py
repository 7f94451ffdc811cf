"""Qt's decoders and devices are named only where they run on the GUI thread: in a worker they can stop the window.

PySide holds the interpreter while they take locks of signals; the GUI thread may hold such a lock while it waits for the
interpreter. A new name on this list says that its author has looked who calls it.
"""

import re
from pathlib import Path

DECODER = re.compile(r"\b(QBuffer|QImageReader|QMovie|QPdfDocument|QSvgRenderer|fromData)\b")
ON_THE_GUI_THREAD = {
    "icons.py": "painted by widgets",
    "mail/attached_text.py": "PdfWords, from a timer",
    "mail/pictures.py": "Picture.image, when a text is painted; `decoded` is Pillow's",
    "mail/preview_panes.py": "the PDF pane",
    "mail/web_engine.py": "requests of the web view",
    "quotes/pages.py": "the page on the desk",
    "quotes/printing.py": "after the print dialog",
    "quotes/thumbnails.py": "tiles of the lines table",
}


def test_decoders_of_qt_stay_on_the_gui_thread() -> None:
    ui = Path(__file__).parents[2] / "desktop" / "ui"
    named = {
        path.relative_to(ui).as_posix()
        for path in ui.rglob("*.py")
        if DECODER.search(path.read_text(encoding="utf-8"))
    }
    assert named == set(ON_THE_GUI_THREAD)
