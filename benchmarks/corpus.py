"""How many expectations of the corpus hold, by family and by what is expected: a change shows what it wins and loses.

`python -m benchmarks corpus [--json]`; the families and their rules of comparison are in `tests/corpus`. Expectations
that we do not meet on purpose (tests/corpus/disagreements.py) count as not held.
"""

from collections import Counter

from benchmarks.report import Figure
from tests.corpus import sets
from tests.corpus.disagreements import DISAGREEMENTS


def figures() -> list[Figure]:
    """One figure a family and aspect: how many hold, beside how many there are."""
    held: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for name in sets.SETS:
        for check in sets.checks(name):
            for of in (check.set, "all"):
                total[of, check.what] += 1
                held[of, check.what] += check.ok
    rows = [
        Figure(f"{of}: {what}", 100 * held[of, what] / count, f"% ({held[of, what]} of {count})")
        for (of, what), count in sorted(
            total.items(), key=lambda item: (item[0][0] == "all", item[0])
        )
    ]
    return [*rows, Figure("disagreements on purpose", len(DISAGREEMENTS), "aspects")]
