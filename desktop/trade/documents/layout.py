"""How a company lays out a kind of document: a plain value that any stored JSON can be read into.

Nothing here raises on what was stored: what a newer version wrote, or what does not exist any more,
is put aside by name and the house's own look holds in its place.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from desktop.trade.bilingual import Bilingual

FORMAT = 1
ACCENT = "#2450BD"
BLOCKS = (
    "parties",
    "references",
    "intro",
    "goods",
    "sums",
    "payment",
    "bank",
    "marks",
    "remarks",
    "clauses",
    "closing",
    "signatures",
)
PARTS = ("packing", "words")
"""What stands inside the block of sums and can only be shown or hidden."""
COLUMNS = (
    "number",
    "carton_numbers",
    "picture",
    "description",
    "hs_code",
    "quantity",
    "price",
    "discount",
    "amount",
    "cartons",
    "net",
    "gross",
    "volume",
)
PAPERS = {"A4": (595.2755905511812, 841.8897637795277), "Letter": (612.0, 792.0)}
LOGO_PLACES = ("left", "right", "none")
TITLE_STYLES = ("plain", "bold", "capitals")
LABEL_FORMS = ("both", "first")
LOGO_HEIGHTS = (18.0, 60.0)
STAMP_SIZES = (40.0, 125.0)
MARGINS = (20.0, 90.0)
WIDTH_SHARES = (0.7, 1.5)
MOST_TEXT = 4000
MOST_HEADING = 60
_NO_TEXT = Bilingual("")


@dataclass(frozen=True, slots=True)
class Layout:
    """The look of a kind of document; the default values are the house's own.

    `template_id` and `version` say which stored template it came from ("" and 0: none). Heights
    and margins in points; `widths` are factors of a column's usual width, `headings` and `title` own words
    in place of the usual ones. `hidden` names blocks,
    parts and columns that are not printed; `archive` makes the file a PDF/A-2b.
    """

    template_id: str = ""
    version: int = 0
    accent: str = ACCENT
    paper: str = "A4"
    margin_top: float = 42.0
    margin_bottom: float = 56.0
    logo: str = "left"
    logo_height: float = 33.0
    title_style: str = "plain"
    labels: str = "both"
    blocks: tuple[str, ...] = BLOCKS
    columns: tuple[str, ...] = COLUMNS
    hidden: tuple[str, ...] = ()
    widths: tuple[tuple[str, float], ...] = ()
    headings: tuple[tuple[str, Bilingual], ...] = ()
    title: Bilingual = _NO_TEXT
    intro: Bilingual = _NO_TEXT
    closing: Bilingual = _NO_TEXT
    footer: Bilingual = _NO_TEXT
    clauses_left_out: tuple[str, ...] = ()
    clauses_added: tuple[str, ...] = ()
    signature: bool = True
    stamp: bool = True
    stamp_size: float = 60.0
    archive: bool = False

    @property
    def page(self) -> tuple[float, float]:
        """Return width and height of the paper."""
        return PAPERS.get(self.paper, PAPERS["A4"])

    def width_of(self, column: str) -> float:
        """Return the factor of a column's usual width."""
        return dict(self.widths).get(column, 1.0)

    def heading_of(self, column: str) -> Bilingual | None:
        """Return the own heading of a column, None for the usual one."""
        return dict(self.headings).get(column)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored; `read_layout` reads it back."""
        return {
            "format": FORMAT,
            "accent": self.accent,
            "paper": self.paper,
            "margin_top": self.margin_top,
            "margin_bottom": self.margin_bottom,
            "logo": self.logo,
            "logo_height": self.logo_height,
            "title_style": self.title_style,
            "labels": self.labels,
            "blocks": list(self.blocks),
            "columns": list(self.columns),
            "hidden": list(self.hidden),
            "widths": dict(self.widths),
            "headings": {name: _text_json(words) for name, words in self.headings},
            **{
                name: _text_json(getattr(self, name))
                for name in ("title", "intro", "closing", "footer")
            },
            "clauses_left_out": list(self.clauses_left_out),
            "clauses_added": list(self.clauses_added),
            "signature": self.signature,
            "stamp": self.stamp,
            "stamp_size": self.stamp_size,
            "archive": self.archive,
        }


def _text_json(words: Bilingual) -> dict[str, str]:
    return {"en": words.en, "zh": words.zh}


USUAL = Layout()


@dataclass(frozen=True, slots=True)
class ReadLayout:
    """A layout with the entries of the stored form that were put aside, as "key: value"."""

    layout: Layout
    put_aside: tuple[str, ...] = ()


def read_layout(stored: object, *, template_id: str = "", version: int = 0) -> ReadLayout:
    """Return the layout that `stored` (any JSON) means; never raises.

    Blocks and columns that are not named follow those that are, in their usual order.
    """
    aside: list[str] = []
    if not isinstance(stored, Mapping):
        return ReadLayout(Layout(template_id, version), ("layout",) if stored else ())
    values: dict[str, Any] = {"template_id": template_id, "version": version}
    for key, value in stored.items():
        reader = _READERS.get(str(key))
        if key == "format":
            if value != FORMAT:
                aside.append(f"format: {_short(value)}")
        elif reader is None:
            aside.append(str(key)[:60])
        else:
            found = reader(value, partial(_put_aside, aside, str(key)))
            if found is not None:
                values[str(key)] = found
    return ReadLayout(Layout(**values), tuple(aside))


_Aside = Callable[[object], object]


def _put_aside(aside: list[str], key: str, bad: object) -> None:
    aside.append(f"{key}: {_short(bad)}")


def _short(value: object) -> str:
    return str(value)[:60]


def _choice(choices: tuple[str, ...]) -> Callable[[object, _Aside], str | None]:
    def read(value: object, aside: _Aside) -> str | None:
        if isinstance(value, str) and value in choices:
            return value
        aside(value)
        return None

    return read


def _number(least: float, most: float) -> Callable[[object, _Aside], float | None]:
    def read(value: object, aside: _Aside) -> float | None:
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and least <= value <= most
        ):
            return float(value)
        aside(value)
        return None

    return read


def _ordered(known: tuple[str, ...]) -> Callable[[object, _Aside], tuple[str, ...] | None]:
    def read(value: object, aside: _Aside) -> tuple[str, ...] | None:
        if not isinstance(value, list | tuple):
            aside(value)
            return None
        for name in value:
            if not isinstance(name, str) or name not in known:
                aside(name)
        named = dict.fromkeys(n for n in value if isinstance(n, str) and n in known)
        return (*named, *(name for name in known if name not in named))

    return read


def _hidden(value: object, aside: _Aside) -> tuple[str, ...] | None:
    if not isinstance(value, list | tuple):
        aside(value)
        return None
    known = {*BLOCKS, *PARTS, *COLUMNS}
    found = {name for name in value if isinstance(name, str) and name in known}
    for name in value:
        if not isinstance(name, str) or name not in known:
            aside(name)
    return tuple(sorted(found))


def _color(value: object, aside: _Aside) -> str | None:
    if isinstance(value, str) and is_color(value):
        return value.upper()
    aside(value)
    return None


def is_color(value: str) -> bool:
    """Tell whether `value` is written #RRGGBB."""
    digits = value[1:]
    return (
        len(value) == 7 and value[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in digits)
    )


def _text(value: object, aside: _Aside) -> Bilingual | None:
    if isinstance(value, Mapping):
        texts = [value.get("en", ""), value.get("zh", "")]
        if all(isinstance(text, str) for text in texts):
            return Bilingual(_printable(str(texts[0])), _printable(str(texts[1])))
    aside(value)
    return None


def _heading(value: object, aside: _Aside) -> Bilingual | None:
    found = _text(value, aside)
    if found is None:
        return None
    english, chinese = (" ".join(text.split())[:MOST_HEADING] for text in (found.en, found.zh))
    return Bilingual(english, chinese)


def _headings(value: object, aside: _Aside) -> tuple[tuple[str, Bilingual], ...] | None:
    if not isinstance(value, Mapping):
        aside(value)
        return None
    found = {}
    for name, words in value.items():
        if name not in COLUMNS:
            aside(name)
        elif (read := _heading(words, aside)) is not None and (read.en or read.zh):
            found[str(name)] = read
    return tuple(sorted(found.items()))


def _printable(text: str) -> str:
    """Return the text without control characters and halves of surrogate pairs."""
    kept = (
        c for c in text[:MOST_TEXT] if c == "\n" or (c >= " " and not "\ud800" <= c <= "\udfff")
    )
    return "".join(kept)


def _widths(value: object, aside: _Aside) -> tuple[tuple[str, float], ...] | None:
    if not isinstance(value, Mapping):
        aside(value)
        return None
    found = {}
    share = _number(*WIDTH_SHARES)
    for name, factor in value.items():
        if name not in COLUMNS:
            aside(name)
        elif (read := share(factor, aside)) is not None and read != 1.0:
            found[str(name)] = read
    return tuple(sorted(found.items()))


def _keys(value: object, aside: _Aside) -> tuple[str, ...] | None:
    if not isinstance(value, list | tuple):
        aside(value)
        return None
    return tuple(dict.fromkeys(key for key in value if isinstance(key, str) and key))


def _flag(value: object, aside: _Aside) -> bool | None:
    if isinstance(value, bool):
        return value
    aside(value)
    return None


_READERS: dict[str, Callable[[object, _Aside], Any]] = {
    "accent": _color,
    "paper": _choice(tuple(PAPERS)),
    "margin_top": _number(*MARGINS),
    "margin_bottom": _number(40.0, MARGINS[1]),
    "logo": _choice(LOGO_PLACES),
    "logo_height": _number(*LOGO_HEIGHTS),
    "title_style": _choice(TITLE_STYLES),
    "labels": _choice(LABEL_FORMS),
    "blocks": _ordered(BLOCKS),
    "columns": _ordered(COLUMNS),
    "hidden": _hidden,
    "widths": _widths,
    "headings": _headings,
    "title": _heading,
    "intro": _text,
    "closing": _text,
    "footer": _text,
    "clauses_left_out": _keys,
    "clauses_added": _keys,
    "signature": _flag,
    "stamp": _flag,
    "stamp_size": _number(*STAMP_SIZES),
    "archive": _flag,
}
