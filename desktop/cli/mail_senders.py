"""`mail sender list|set|unset`: whose pictures are fetched without asking and whose mail keeps its layout."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from itertools import groupby
from typing import Any, get_args

from desktop.cli.context import DONE, Context, table
from desktop.mail.mime.headers import addresses
from desktop.mail.reading_choices import (
    Kind,
    SenderChoices,
    all_choices,
    choices_for,
    choose,
    forget,
)
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

_LAYOUTS = ("original", "text")


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add `sender` to the commands of `mail`."""
    group = actions.add_parser("sender", help=_("how the mail of a sender is shown"))
    deeds = group.add_subparsers(dest="deed", required=True)
    listing = deeds.add_parser("list", parents=[shared])
    listing.set_defaults(handler=_list)
    setting = deeds.add_parser("set", parents=[shared], help=_("remember it for this sender"))
    setting.add_argument("address", metavar="ADDRESS")
    setting.add_argument(
        "--images", action="store_true", help=_("show images from the net without asking")
    )
    setting.add_argument("--layout", choices=_LAYOUTS, help=_("original layout, or always text"))
    setting.set_defaults(handler=_set)
    unset = deeds.add_parser(
        "unset", parents=[shared], help=_("let the program decide again; without an option both")
    )
    unset.add_argument("address", metavar="ADDRESS")
    for kind in get_args(Kind):
        unset.add_argument(f"--{kind}", action="store_true")
    unset.set_defaults(handler=_unset)


def _list(context: Context, _args: Namespace) -> int:
    by_address = groupby(all_choices(context.store), key=lambda row: row.address)
    found = [(a, {row.kind: row.value for row in rows}) for a, rows in by_address]
    senders = [
        (address, SenderChoices("images" in said, said.get("layout", "")))
        for address, said in found
    ]
    text = table([(address, _words(choices)) for address, choices in senders])
    data = {"senders": [_as_json(address, choices) for address, choices in senders]}
    context.emit(data, text or _("Nothing was decided for any sender yet."))
    return DONE


def _set(context: Context, args: Namespace) -> int:
    address = _address(args.address)
    if not args.images and args.layout is None:
        raise UserFacing(
            _("Nothing was said about this sender."),
            hint=_("Add --images, --layout original or --layout text."),
            code="nothing_to_set",
        )
    if args.images:
        choose(context.store, "images", address)
    if args.layout is not None:
        choose(context.store, "layout", address, args.layout)
    return _tell(context, address)


def _unset(context: Context, args: Namespace) -> int:
    address = _address(args.address)
    kinds: tuple[Kind, ...] = get_args(Kind)
    asked = [kind for kind in kinds if getattr(args, kind)]
    for kind in asked or kinds:
        forget(context.store, kind, address)
    return _tell(context, address)


def _address(text: str) -> str:
    found = addresses((text,))
    if len(found) != 1 or "@" not in found[0].address:
        raise UserFacing(
            _("“{value}” is not a mail address.").format(value=text), code="bad_address"
        )
    return found[0].address.casefold()


def _tell(context: Context, address: str) -> int:
    choices = choices_for(context.store, address)
    context.emit(_as_json(address, choices), f"{address}  {_words(choices)}")
    return DONE


def _as_json(address: str, choices: SenderChoices) -> dict[str, Any]:
    return {"address": address, "images": choices.images, "layout": choices.layout}


def _words(choices: SenderChoices) -> str:
    """Say what was decided for a sender, in the words of the settings."""
    said = [_("Images are shown")] if choices.images else []
    if choices.layout:
        said.append(_("Original layout") if choices.layout == "original" else _("Shown as text"))
    return ", ".join(said) or _("the program decides")
