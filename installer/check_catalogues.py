"""Fail when a text of the programme has no finished translation: nothing may reach a user half translated."""

import sys
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ROOT / "resources" / "locale"
KEYWORDS = {"_": None, "ngettext": (1, 2), "N_": None}


def texts_of_programme() -> dict[str | tuple[str, ...], str]:
    """Return every marked text with the place where it stands first."""
    found: dict[str | tuple[str, ...], str] = {}
    sources = extract_from_dir(
        ROOT / "desktop",
        method_map=[("**.py", "python")],
        keywords=KEYWORDS,
        strip_comment_tags=True,
    )
    for name, line, text, _comments, _context in sources:
        found.setdefault(text, f"desktop/{name}:{line}")
    return found


def placeholders(text: str) -> set[str]:
    """Return the names of the {placeholders} in a text; a broken one counts as itself."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {f"broken: {text}"}


def problem_of(text: str | tuple[str, ...], message: Message | None) -> str | None:
    """Say what is wrong with the translation of one text, or None."""
    if message is None:
        return "not in the catalogue"
    if message.fuzzy:
        return "marked as fuzzy"
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not strings or not all(strings):
        return "not translated"
    originals = text if isinstance(text, tuple) else (text,)
    allowed = set().union(*(placeholders(original) for original in originals))
    needed = set() if isinstance(text, tuple) else allowed  # "one message" may do without a number
    for string in strings:
        names = placeholders(string)
        if not needed <= names <= allowed:
            return f"placeholders differ: {sorted(names)} instead of {sorted(allowed)}"
    return None


def check(catalogue: Catalog, texts: dict[str | tuple[str, ...], str]) -> list[str]:
    """Return one line for each text that the catalogue does not serve."""
    problems = []
    for text, place in sorted(texts.items(), key=lambda item: item[1]):
        key = text[0] if isinstance(text, tuple) else text
        problem = problem_of(text, catalogue.get(key))
        if problem:
            problems.append(f"{place}: {problem}: {key!r}")
    return problems


def main() -> int:
    """Check every catalogue; return the exit code."""
    texts = texts_of_programme()
    files = sorted(LOCALES.glob("*/LC_MESSAGES/tradepost.po"))
    failed = 0
    for file in files:
        with file.open("rb") as handle:
            problems = check(read_po(handle, locale=file.parts[-3]), texts)
        failed += len(problems)
        print("\n".join(problems))
        print(f"{file.relative_to(ROOT)}: {len(texts)} texts, {len(problems)} problems")
    if not files:
        print("There is no catalogue in resources/locale.")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
