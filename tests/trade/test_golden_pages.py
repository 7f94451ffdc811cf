"""Every kind of document looks and reads as its golden page; `make golden` draws them anew."""

import subprocess
from dataclasses import replace

import pytest
from PIL import Image

from desktop.trade.documents.document import Kind
from desktop.trade.documents.layout import Layout
from desktop.trade.documents.render import render
from tests.trade import golden
from tests.trade.paper_set import paper

HINT = "if the change is meant: look at the page, `make golden`, and commit the new files"


@pytest.mark.parametrize("name", [name for name, _kind, _key in golden.names()])
def test_pages_look_and_read_as_kept(name: str) -> None:
    pdf = golden.paper_of(name).pdf
    kept = sorted(golden.FOLDER.glob(f"{name}.*.png"))
    drawn = golden.pages_of(pdf)
    assert len(kept) == len(drawn), HINT
    for file, page in zip(kept, drawn, strict=True):
        with Image.open(file) as picture:
            assert golden.differences(picture, page) == [], f"{file.name}: {HINT}"
    text = (golden.FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert golden.text_of(pdf) == text, HINT


def test_nothing_else_is_kept() -> None:
    known = {name for name, _kind, _key in golden.names()}
    assert {file.name.split(".")[0] for file in golden.FOLDER.iterdir()} == known


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return golden.pages_of(render(paper(Kind.PROFORMA, "en+zh")).pdf)[0]


def drawn(document) -> Image.Image:
    return golden.pages_of(render(document).pdf)[0]


def at(points: float) -> int:
    return round(points * golden.DOTS / 72)


@pytest.mark.parametrize("languages", ["en+zh", "ar", "th"])
def test_another_program_s_drawing_is_no_difference(languages: str, tmp_path) -> None:
    """Cairo draws letters with other edges than poppler's own splash: more than two versions of it."""
    pdf = render(paper(Kind.PROFORMA, languages)).pdf
    subprocess.run(
        ["pdftocairo", "-gray", "-png", "-r", str(golden.DOTS), "-", str(tmp_path / "page")],
        input=pdf, check=True,
    )  # fmt: skip
    for file, ours in zip(sorted(tmp_path.iterdir()), golden.pages_of(pdf), strict=True):
        with Image.open(file) as other:
            assert golden.differences(other, ours) == []


def test_sixteen_shades_are_no_difference(page) -> None:
    few = page.quantize(golden.SHADES, dither=Image.Dither.NONE).convert("L")
    assert golden.differences(few, page) == []


def test_a_block_moved_by_two_points_differs(page) -> None:
    moved = page.copy()
    box = (at(40), at(156), at(300), at(220))
    moved.paste("white", box)
    moved.paste(page.crop(box), (box[0], box[1] + at(2)))
    assert golden.differences(page, moved)
    down = replace(paper(Kind.PROFORMA, "en+zh"), layout=Layout(margin_top=44))
    assert golden.differences(page, drawn(down))


@pytest.mark.parametrize(
    ("old", "new"), [("20 November", "2 November"), ("Co., Ltd.", "Co., L d."), ("肆", "　")]
)
def test_a_missing_glyph_differs(page, old: str, new: str) -> None:
    document = paper(Kind.PROFORMA, "en+zh")

    def without(facts):
        return tuple(replace(fact, value=fact.value.replace(old, new)) for fact in facts)

    changed = replace(
        document,
        meta=without(document.meta),
        words=without(document.words),
        parties=tuple(replace(one, name=one.name.replace(old, new)) for one in document.parties),
    )
    assert golden.differences(page, drawn(changed))


def test_a_lost_point_of_an_amount_differs_in_the_text() -> None:
    """Too small for the picture: what is written is compared besides."""
    document = paper(Kind.PROFORMA, "en+zh")
    other = replace(document, total=replace(document.total, value="USD 43,520 00"))
    assert golden.text_of(render(document).pdf) != golden.text_of(render(other).pdf)


def test_a_lost_rule_differs(page) -> None:
    lost = page.copy()
    lost.paste("white", (at(40), at(94), at(560), at(102)))
    assert golden.differences(page, lost)
