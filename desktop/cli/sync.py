"""`sync`: the mailboxes brought up to date, without a window and without an engine process."""

import time
from argparse import ArgumentParser, Namespace, _SubParsersAction
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime

from desktop.bootstrap.mail_hooks import after_batch
from desktop.cli.context import DONE, ERROR, LATER, PARTLY, Context, day, table
from desktop.mail import accounts
from desktop.mail.account_use import SERVER
from desktop.mail.action_replay import Replay
from desktop.mail.engine_lock import EngineLock
from desktop.mail.fairness import AccountGate, BodiesWait, Lanes, bodies_wait
from desktop.mail.preparing import worker_pool
from desktop.mail.sync import AccountSync
from desktop.mail.sync_report import FolderResult, Progress
from desktop.mail.transport import ImapConnection
from desktop.mail.workers import WAITING_CODES, Shared, left_alone, note_wait, shared_by
from desktop.runtime.errors import Retryable, TradepostError, UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries import threads
from desktop.store.queries.threads import AccountRow

_WATCH_SECONDS = 60
_LATER = ("unreachable", "throttled")


@dataclass
class Synced:
    """What a sync did for one account."""

    email: str
    account_id: str
    folders: list[FolderResult] = field(default_factory=list)
    seconds: float = 0.0
    state: str = "done"
    message: str = ""
    hint: str = ""
    retry_at: datetime | None = None


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the command."""
    sync = commands.add_parser("sync", parents=[shared], help=_("bring mailboxes up to date"))
    sync.add_argument("--account", metavar="E")
    sync.add_argument("--folder", metavar="NAME", action="append", default=[])
    sync.add_argument("--since", metavar="DATE")
    sync.add_argument("--watch", action="store_true")
    sync.set_defaults(handler=_sync)


def _sync(context: Context, args: Namespace) -> int:
    while True:
        results = _once(context, args)
        context.emit({"accounts": results}, _text(results))
        if not args.watch:
            return _code(results)
        time.sleep(_WATCH_SECONDS)


def _once(context: Context, args: Namespace) -> list[Synced]:
    rows = [a for a in threads.list_accounts(context.store) if a.enabled]
    if args.account:
        rows = [a for a in rows if a.email == args.account.strip().casefold()]
    if not rows:
        raise UserFacing(
            _("There is no account to sync."),
            hint=_("Add one: `tradepost account add --email you@company.com`."),
            code="no_account",
        )
    pool = worker_pool()
    try:
        return [_account(context, args, row, pool) for row in rows]
    finally:
        if pool is not None:
            pool.shutdown()


def _account(context: Context, args: Namespace, row: AccountRow, pool: Executor | None) -> Synced:
    started = time.perf_counter()
    result = Synced(row.email, row.id)
    since = None
    if args.since:
        since = int(time.mktime(day(args.since).timetuple()))

    shared = shared_by(context.store, row.id, lambda: context.clock.now().timestamp())
    try:
        held = shared.use.held(SERVER)
        if held is not None:
            raise left_alone(held)
        with ImapConnection(accounts.load(context.store, row.email).imap_login()) as connection:
            connection.connect()
            connection.login()
            shared.lines.opened(roomy=connection.condstore)
            _tell_server(context, row.id, connection)
            _fetch(context, shared, connection, result, since, pool, args.folder)
    except TradepostError as error:
        if isinstance(error, Retryable):
            note_wait(shared.use, error)
        _put_off(result, error)
    result.seconds = round(time.perf_counter() - started, 3)
    return result


def _fetch(
    context: Context,
    shared: Shared,
    connection: ImapConnection,
    result: Synced,
    since: int | None,
    pool: Executor | None,
    folders: list[str],
) -> None:
    """Sync within the day's bytes, as the engine does; `result` has what was done, also when it is broken off."""

    def tell(progress: Progress) -> None:
        left = "" if progress.seconds_left is None else f"  {progress.seconds_left} s"
        context.say(f"{progress.folder}  {progress.done}/{progress.total}{left}")

    gate = AccountGate(
        result.account_id,
        Lanes(),
        shared.use,
        daily_bytes=shared.daily_bytes,
        bulk_connection=shared.lines.limit > 2,
        now=lambda: context.clock.now().timestamp(),
        stopping=lambda: False,
        throttled=lambda: connection.throttled,
        on_refused=shared.lines.bulk_refused,
    )
    run = AccountSync(
        context.store,
        result.account_id,
        connection,
        after_batch=after_batch(context.clock, context.store),
        pool=pool,
        on_progress=tell,
        since=since,
        gate=gate,
    )
    try:
        result.folders = run.run(folders)
        run.settle()
    except TradepostError:
        result.folders = run.results
        raise
    finally:
        gate.close()
        shared.use.flush()
    until = gate.bodies_wait()
    if until is not None:
        _put_off(result, bodies_wait(until))


def _put_off(result: Synced, error: TradepostError) -> None:
    waits = error.code in (*WAITING_CODES, BodiesWait.code)
    later = "throttled" if waits else "unreachable"
    result.state = later if isinstance(error, Retryable) else error.code
    result.message = error.message
    result.hint = " ".join(part for part in (error.safe, error.hint) if part)
    if isinstance(error, Retryable) and error.retry_at is not None:
        result.retry_at = error.retry_at


def _tell_server(context: Context, account_id: str, connection: ImapConnection) -> None:
    """What was done here goes out first; while an engine runs, that one tells the server."""
    try:
        with EngineLock(context.profile.root):
            replay = Replay(context.store, account_id, connection)
            replay.run()
    except Retryable as error:
        if error.code != "engine_running":
            raise
    else:
        for refused in replay.given_up:
            context.say(refused.why)


def _code(results: list[Synced]) -> int:
    if any(r.state not in ("done", *_LATER) for r in results):
        return ERROR
    if any(r.state in _LATER for r in results):
        return LATER
    return PARTLY if any(f.put_aside or f.error for r in results for f in r.folders) else DONE


def _text(results: list[Synced]) -> str:
    lines = []
    for result in results:
        lines.append(f"{result.email}  {result.state}  {result.seconds:.1f} s")
        lines += [line for line in (result.message, result.hint) if line]
        lines.append(
            table(
                [
                    (
                        f.name,
                        f.role,
                        f"+{f.new}",
                        f"~{f.updated}",
                        f"-{f.removed}",
                        str(f.total),
                        f.error,
                    )
                    for f in result.folders
                ]
            )
        )
    return "\n".join(line for line in lines if line)
