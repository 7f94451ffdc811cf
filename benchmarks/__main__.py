"""`python -m benchmarks [NAME...] [--json]`: print the figures."""

import argparse
import importlib

from benchmarks.report import show

NAMES = (
    "sync",
    "push",
    "latency",
    "nothing_new",
    "large_mail",
    "window",
    "documents",
    "quote_builder",
    "corpus",
    "parse",
    "reading",
)


def main() -> None:
    """Run the benchmarks named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(NAMES), metavar="NAME")
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--messages", type=int, help="of sync and parse: so many messages instead of 20,000"
    )
    parser.add_argument("--attach", type=float, help="of sync: share of mails with attachments")
    parser.add_argument("--profile", action="store_true", help="of sync: where the time goes")
    parser.add_argument(
        "--notmuch",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="of sync: let notmuch index what mbsync fetched",
    )
    args = parser.parse_args()
    for name in args.names:
        measure = importlib.import_module(f"benchmarks.{name}").figures
        if name == "sync":
            figures = measure(
                args.messages or 20_000,
                attach=args.attach,
                profile=args.profile,
                notmuch=args.notmuch,
            )
        elif name == "parse":
            figures = measure(args.messages or 20_000)
        else:
            figures = measure()
        if not args.json:
            print(f"\n{name}")
        show(figures, as_json=args.json)


if __name__ == "__main__":
    main()
