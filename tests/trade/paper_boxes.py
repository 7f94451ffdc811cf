"""Where the words of a PDF stand: what design tests ask of a page without looking at pixels."""

import re
import subprocess
import unicodedata
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box in points from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """The words of a page in reading order."""

    width: float
    height: float
    words: tuple[Word, ...]

    def find(self, text: str) -> Word:
        """Return the first word that is `text`."""
        return next(word for word in self.words if word.text == text)


def pages_of(pdf: bytes) -> list[Page]:
    """Return the pages with their words, read by poppler's pdftotext."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return [
        Page(
            float(width),
            float(height),
            tuple(
                Word(unescape(text), *(float(edge) for edge in edges))
                for *edges, text in _WORD.findall(body)
            ),
        )
        for width, height, body in _PAGE.findall(done.stdout.decode())
    ]


def faults_of(page: Page, *, margin: float = 25.0) -> list[str]:
    """Return what is wrong with a page: words over each other, words outside the margins."""
    faults = [
        f"“{word.text}” stands outside the margin at {word.left:.0f}, {word.top:.0f}"
        for word in page.words
        if word.left < margin
        or word.right > page.width - margin + 0.5
        or word.top < margin / 2
        or word.bottom > page.height - margin / 2
    ]
    # By lines: a box holds its line's leading, so that lines one below the other may touch.
    lines: dict[int, list[Word]] = {}
    for word in page.words:
        lines.setdefault(round((word.top + word.bottom) / 4), []).append(word)
    for words in lines.values():
        # A vowel sign above its letter is reported as a word of its own.
        ordered = sorted(filter(_stands_alone, words), key=lambda word: word.left)
        faults += [
            f"“{one.text}” runs into “{other.text}” at {other.left:.0f}, {other.top:.0f}"
            for one, other in pairwise(ordered)
            if one.right > other.left + 0.6
        ]
    return faults


def _stands_alone(word: Word) -> bool:
    return not all(unicodedata.category(char).startswith("M") for char in word.text)


def phrases_of(page: Page, *, gap: float = 3.4) -> list[Word]:
    """Return the words joined to phrases where only a space stands between them, downwards."""
    found: list[Word] = []
    for word in sorted(page.words, key=lambda one: (round(one.bottom), one.left)):
        last = found[-1] if found else None
        if last and round(last.bottom) == round(word.bottom) and word.left - last.right < gap:
            found[-1] = Word(
                f"{last.text} {word.text}", last.left, last.top, word.right, last.bottom
            )
        else:
            found.append(word)
    return found
