"""`company ...`, `bank ...`, `terms ...`: who sells, where the money goes, and when it is paid."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.cli import bank_lock_commands
from desktop.cli.context import DONE, Context, plain, table
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import bank_accounts, company, company_checks, payment_terms, pictures
from desktop.trade.bank_accounts import BankRow
from desktop.trade.company_pictures import Place
from desktop.trade.documents.offer import Bank
from desktop.trade.payment import PaymentTerms, describe
from desktop.trade.payment_parse import parse_terms

_BANK_FIELDS = tuple(Bank.__dataclass_fields__)


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    _register_company(commands, shared)
    _register_bank(commands, shared)
    _register_terms(commands, shared)


def _register_company(
    commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser
) -> None:
    group = commands.add_parser("company", help=_("the companies that sell"))
    actions = group.add_subparsers(dest="action", required=True)
    actions.add_parser("list", parents=[shared]).set_defaults(handler=_list_companies)
    show = actions.add_parser("show", parents=[shared])
    show.add_argument("id", nargs="?")
    show.set_defaults(handler=_show_company)
    for name, handler in (("add", _add_company), ("set", _set_company)):
        one = actions.add_parser(name, parents=[shared])
        if name == "set":
            one.add_argument("--id", default=None)
        one.add_argument("values", nargs="*", metavar="KEY=VALUE")
        for place in Place:
            picture = one.add_mutually_exclusive_group()
            picture.add_argument(f"--{place.value}", type=Path, metavar="FILE")
            picture.add_argument(f"--remove-{place.value}", action="store_true")
        one.add_argument("--keep-paper", action="store_true",
                         help=_("leave the white paper of a scanned stamp or signature"))  # fmt: skip
        one.set_defaults(handler=handler)
    for name, handler in (("default", _default_company), ("delete", _delete_company)):
        one = actions.add_parser(name, parents=[shared])
        one.add_argument("id")
        one.set_defaults(handler=handler)


def _register_bank(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    group = commands.add_parser("bank", help=_("the bank accounts that documents print"))
    actions = group.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", parents=[shared])
    listing.add_argument("--company", metavar="ID")
    listing.set_defaults(handler=_list_banks)
    for name, handler in (("add", _add_bank), ("set", _set_bank)):
        one = actions.add_parser(name, parents=[shared])
        if name == "set":
            one.add_argument("id")
        one.add_argument("values", nargs="+", metavar="KEY=VALUE")
        one.add_argument("--company", metavar="ID")
        one.add_argument("--default", action="store_true")
        one.set_defaults(handler=handler)
    deleting = actions.add_parser("delete", parents=[shared])
    deleting.add_argument("id")
    deleting.set_defaults(handler=_delete_bank)
    bank_lock_commands.register(actions, shared)


def _register_terms(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    group = commands.add_parser("terms", help=_("payment terms"))
    actions = group.add_subparsers(dest="action", required=True)
    actions.add_parser("list", parents=[shared]).set_defaults(handler=_list_terms)
    reading = actions.add_parser("read", parents=[shared])
    reading.add_argument("text")
    reading.set_defaults(handler=_read_terms)
    adding = actions.add_parser("add", parents=[shared])
    adding.add_argument("name")
    adding.add_argument("text")
    adding.set_defaults(handler=_add_terms)
    deleting = actions.add_parser("delete", parents=[shared])
    deleting.add_argument("name")
    deleting.set_defaults(handler=_delete_terms)


def _list_companies(context: Context, _args: Namespace) -> int:
    rows = company.sellers(context.store)
    lines = [
        (row.label, row.home_currency, row.number_prefix, " ".join(row.currencies), row.id)
        for row in rows
    ]
    context.emit({"companies": [row.as_json() for row in rows]}, table(lines))
    return DONE


def _show_company(context: Context, args: Namespace) -> int:
    profile = company.get_profile(context.store, args.id)
    if profile is None:
        raise UserFacing(
            _("There is no company {id}.").format(id=args.id or ""), code="unknown_company"
        )
    found = _profile_json(profile)
    lines = [f"{key}: {value}" for key, value in found.items() if value not in ("", [], None)]
    context.emit(found, "\n".join(lines))
    return DONE


def _profile_json(profile: company.Profile) -> dict[str, Any]:
    texts = {name: getattr(profile.seller, name) for name in company_checks.LETTERHEAD}
    clauses = [{"en": clause.en, "zh": clause.zh} for clause in profile.settings.clauses]
    settings = {
        name: plain(getattr(profile.settings, name))
        for name in company_checks.SETTINGS
        if name != "clauses"
    }
    return {
        **profile.row.as_json(),
        **texts,
        **settings,
        "clauses": clauses,
        "has_logo": profile.seller.logo is not None,
        "has_stamp": profile.seller.stamp is not None,
        "has_signature": profile.seller.signature is not None,
    }


def _add_company(context: Context, args: Namespace) -> int:
    return _save_company(context, args, "")


def _set_company(context: Context, args: Namespace) -> int:
    return _save_company(context, args, args.id)


def _save_company(context: Context, args: Namespace, seller_id: str | None) -> int:
    values = _pairs(args.values, (*company_checks.FIELDS, *company_checks.SETTINGS))
    settings = {name: values.pop(name) for name in company_checks.SETTINGS if name in values}
    if "clauses" in settings:
        settings["clauses"] = [  # type: ignore[assignment]  # a list among texts
            line for line in settings["clauses"].splitlines() if line.strip()
        ]
    kept = company.save_company(
        context.store,
        values,
        seller_id=seller_id,
        logo=_picture(args, Place.LOGO),
        stamp=_picture(args, Place.STAMP),
        signature=_picture(args, Place.SIGNATURE),
        keep_paper=args.keep_paper,
        settings=settings,
    )
    return _show_company(context, Namespace(id=kept))


def _picture(args: Namespace, place: Place) -> bytes | None:
    if getattr(args, f"remove_{place.value}"):
        return b""
    path: Path | None = getattr(args, place.value)
    return pictures.read_file(path) if path is not None else None


def _default_company(context: Context, args: Namespace) -> int:
    company.set_default(context.store, args.id)
    return _list_companies(context, args)


def _delete_company(context: Context, args: Namespace) -> int:
    company.delete_company(context.store, args.id)
    context.emit({"deleted": args.id})
    return DONE


def _list_banks(context: Context, args: Namespace) -> int:
    rows = bank_accounts.accounts(context.store, args.company)
    lines = [
        (
            row.bank.currency or "*",
            "•" if row.is_default else "",
            row.bank.bank,
            row.bank.iban or row.bank.account,
            row.bank.swift,
            row.id,
        )
        for row in rows
    ]
    context.emit({"accounts": [_bank_json(row) for row in rows]}, table(lines))
    return DONE


def _bank_json(row: BankRow) -> dict[str, Any]:
    texts = {name: getattr(row.bank, name) for name in _BANK_FIELDS}
    locked = row.locked_at.isoformat() if row.locked_at else None
    own = {"id": row.id, "company_id": row.seller_id, "is_default": row.is_default}
    return {**own, "locked_at": locked, **texts}


def _add_bank(context: Context, args: Namespace) -> int:
    values = _pairs(args.values, _BANK_FIELDS)
    bank = Bank(**{"currency": "", "beneficiary": "", "bank": "", **values})
    return _save_bank(context, args, bank, "")


def _set_bank(context: Context, args: Namespace) -> int:
    row = next(
        (row for row in bank_accounts.accounts(context.store, args.company) if row.id == args.id),
        None,
    )
    if row is None:
        raise UserFacing(
            _("There is no bank account {id}.").format(id=args.id), code="unknown_bank_account"
        )
    changed: Mapping[str, str] = _pairs(args.values, _BANK_FIELDS)
    return _save_bank(context, args, replace(row.bank, **changed), row.id)


def _save_bank(context: Context, args: Namespace, bank: Bank, account_id: str) -> int:
    kept = bank_accounts.save_bank(
        context.store,
        bank,
        seller_id=args.company,
        account_id=account_id,
        is_default=True if args.default else None,
    )
    row = next(r for r in bank_accounts.accounts(context.store, args.company) if r.id == kept)
    context.emit(_bank_json(row), f"{row.bank.currency} {row.bank.bank} {row.id}")
    return DONE


def _delete_bank(context: Context, args: Namespace) -> int:
    bank_accounts.delete_bank(context.store, args.id)
    context.emit({"deleted": args.id})
    return DONE


def _list_terms(context: Context, _args: Namespace) -> int:
    own = {terms.name for terms in payment_terms.own_terms(context.store)}
    rows = payment_terms.choices(context.store)
    lines = [(terms.name, describe(terms.instalments).en) for terms in rows]
    found = [{**_terms_json(terms), "own": terms.name in own} for terms in rows]
    context.emit({"terms": found}, table(lines))
    return DONE


def _read_terms(context: Context, args: Namespace) -> int:
    terms = payment_terms.understood(context.store, args.text)
    context.emit(_terms_json(terms), describe(terms.instalments).en)
    return DONE


def _add_terms(context: Context, args: Namespace) -> int:
    terms = payment_terms.save(context.store, args.name, parse_terms(args.text).instalments)
    context.emit(_terms_json(terms), f"{terms.name}: {describe(terms.instalments).en}")
    return DONE


def _delete_terms(context: Context, args: Namespace) -> int:
    payment_terms.delete(context.store, args.name)
    context.emit({"deleted": args.name})
    return DONE


def _terms_json(terms: PaymentTerms) -> dict[str, Any]:
    words = describe(terms.instalments)
    return {**terms.as_json(), "words": words.en, "words_zh": words.zh}


def _pairs(texts: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    names = tuple(known)
    found = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign or key not in names:
            raise UserFacing(
                _("“{text}” sets nothing that is known here.").format(text=text),
                hint=_("Write KEY=VALUE with one of {names}.").format(names=", ".join(names)),
                code="unknown_field",
            )
        found[key] = value
    return found
