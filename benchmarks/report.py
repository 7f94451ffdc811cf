"""How a benchmark tells its figures: absolute, and as ratio to a reference of the same run."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure; `reference` names what `ratio` compares it with, `target` is the most it may be."""

    name: str
    value: float
    unit: str
    reference: str = ""
    ratio: float | None = None
    target: float | None = None


def show(figures: list[Figure], *, as_json: bool) -> None:
    """Print the figures for people, or as one JSON document."""
    if as_json:
        print(json.dumps([asdict(figure) for figure in figures], indent=2))
        return
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        ratio = f"  ({figure.ratio:.2f} x {figure.reference})" if figure.ratio is not None else ""
        print(
            f"{figure.name:<{width}}  {figure.value:>12,.3f} {figure.unit}{_aim(figure)}{ratio}",
            flush=True,
        )


def _aim(figure: Figure) -> str:
    """Return what was aimed at, and a word when it was missed."""
    if figure.target is None:
        return ""
    missed = "" if figure.value < figure.target else ", missed"
    return f"  [< {figure.target:,.0f}{missed}]"
