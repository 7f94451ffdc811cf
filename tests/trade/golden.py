"""The golden pages: every kind of document as small pictures and as text, drawn anew by `make golden`.

A page is kept grey, at 90 dots an inch and in 16 shades: large enough that a moved block or a
missing character differs, small enough that all pages take little room.
"""

import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter
from pypdf import PdfReader

from desktop.trade.documents.document import LANGUAGES, Kind
from desktop.trade.documents.render import render
from tests.trade.paper_set import paper

FOLDER = Path(__file__).parent / "golden"
DOTS = 90
SHADES = 16
# Another version of poppler, or another program, draws the edges of letters a little differently.
# So both pages are softened (by SOFT points of the picture), and only ink counts that has nothing
# as dark within one point's distance: darker by INK of 255 shades. More than MOST_INK such points in a
# square of SQUARE points are a difference. Measured: pages drawn by cairo instead of poppler have
# no such point at all, a lost letter "t" has 9, a block moved by two points of type has 29.
SOFT = 0.6
INK = 60
MOST_INK = 4
SQUARE = 24


@dataclass(frozen=True, slots=True)
class Paper:
    """One golden document: its name and its PDF."""

    name: str
    pdf: bytes


def names() -> list[tuple[str, Kind, str]]:
    """Return every golden document: all kinds in English and Chinese, the proforma in each language."""
    found = [(f"{kind.value}-en-zh", kind, "en+zh") for kind in Kind]
    keys = [key for key in LANGUAGES if "+" not in key] + ["en+ar", "ar+en", "ja+zh", "es+zh"]
    return found + [(f"proforma-{key.replace('+', '-')}", Kind.PROFORMA, key) for key in keys]


def paper_of(name: str) -> Paper:
    """Return the golden document of a name, rendered now."""
    kind, languages = next((kind, key) for known, kind, key in names() if known == name)
    return Paper(name, render(paper(kind, languages)).pdf)


def pages_of(pdf: bytes) -> list[Image.Image]:
    """Return the pages as grey pictures, drawn by poppler."""
    done = subprocess.run(
        ["pdftoppm", "-gray", "-r", str(DOTS), "-"],
        input=pdf, capture_output=True, check=True,
    )  # fmt: skip
    return list(_pictures(done.stdout))


def _pictures(stream: bytes) -> Iterator[Image.Image]:
    """Yield the pictures of a stream of PGM files, one behind the other."""
    while stream:
        magic, size, depth, rest = stream.split(b"\n", 3)
        assert (magic, depth) == (b"P5", b"255")
        width, height = map(int, size.split())
        yield Image.frombytes("L", (width, height), rest[: width * height])
        stream = rest[width * height :]


def text_of(pdf: bytes) -> str:
    """Return the text as pypdf reads it, whose version is in our lock: poppler's part words differently."""
    pages = (page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    lines = "\n\f\n".join(unicodedata.normalize("NFKC", page) for page in pages).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines) + "\n"


def differences(kept: Image.Image, drawn: Image.Image) -> list[str]:
    """Return the places where two pages differ more than edges of letters can; [] if they agree."""
    if kept.size != drawn.size:
        return [f"size {kept.size} instead of {drawn.size}"]
    found = []
    for word, one, other in (("missing", kept, drawn), ("new", drawn, kept)):
        mask = _unmatched(one, other)
        box = mask.getbbox() or (0, 0, 0, 0)
        for top in range(box[1], box[3], SQUARE // 2):
            for left in range(box[0], box[2], SQUARE // 2):
                ink = mask.crop((left, top, left + SQUARE, top + SQUARE)).histogram()[255]
                if ink > MOST_INK:
                    found.append(f"{word} at {left}, {top}: {ink} points")
    return found


def _unmatched(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return a mask of the ink in `one` that `other` has nowhere within a point's distance."""
    soft = ImageFilter.GaussianBlur(SOFT)
    nearby = other.convert("L").filter(soft).filter(ImageFilter.MinFilter(3))
    lighter = ImageChops.subtract(nearby, one.convert("L").filter(soft))
    return lighter.point(lambda value: 255 if value > INK else 0)


def keep(name: str, folder: Path = FOLDER) -> None:
    """Write the pictures and the text of a golden document."""
    folder.mkdir(exist_ok=True)
    pdf = paper_of(name).pdf
    for old in folder.glob(f"{name}.*"):
        old.unlink()
    for at, page in enumerate(pages_of(pdf), start=1):
        buffer = BytesIO()
        small = page.quantize(SHADES, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        small.save(buffer, "PNG", optimize=True, bits=4)
        (folder / f"{name}.{at}.png").write_bytes(buffer.getvalue())
    (folder / f"{name}.txt").write_text(text_of(pdf), encoding="utf-8")


def main() -> None:
    """Draw all golden pages anew, or those whose names are given."""
    wanted = sys.argv[1:] or [name for name, _kind, _key in names()]
    if not sys.argv[1:]:
        for old in FOLDER.glob("*.*"):
            old.unlink()
    for name in wanted:
        keep(name)
    size = sum(file.stat().st_size for file in FOLDER.iterdir())
    sys.stdout.write(f"{len(wanted)} documents, {size // 1024} KB in {FOLDER.name}/\n")


if __name__ == "__main__":
    main()
