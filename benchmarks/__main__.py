"""`python -m benchmarks [NAME...] [--json]`: print the figures."""

import argparse
import importlib

from benchmarks.report import show

NAMES = ("sync", "push", "latency", "nothing_new", "large_mail", "window", "quote_pdf")


def main() -> None:
    """Run the benchmarks named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(NAMES), metavar="NAME")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    for name in args.names:
        figures = importlib.import_module(f"benchmarks.{name}").figures()
        if not args.json:
            print(f"\n{name}")
        show(figures, as_json=args.json)


if __name__ == "__main__":
    main()
