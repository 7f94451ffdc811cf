"""What the sidebar says about accounts and connection, as a pure function of what the engine told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.runtime.i18n import _, ngettext
from desktop.ui.engine_client import AccountState, EngineStatus, Progress
from desktop.ui.widgets.progress import time_left

_FAULTY = {"auth_failed", "certificate", "error"}
_AMBER = {"captive", "throttled", "unreachable"}
_HALTED = _FAULTY | _AMBER | {"offline", "paused"}


@dataclass(frozen=True)
class AccountLine:
    """An account in the sidebar: how much is here (1 = all), what stands at the right, its tone."""

    id: str
    name: str
    share: float
    right: str
    tone: str
    tooltip: str


@dataclass(frozen=True)
class Footer:
    """The two lines at the foot of the sidebar."""

    icon: str
    tone: str
    title: str
    detail: str


def clock_text(moment: str) -> str:
    """Return the local HH:MM of an ISO moment, "" when there is none."""
    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%H:%M")
    except ValueError:
        return ""


def account_line(
    account_id: str, email: str, state: AccountState | None, progress: Progress | None
) -> AccountLine:
    """Return how one account looks."""
    name = email.removesuffix(".example")
    tooltip = email
    if state is not None and (state.message or state.hint):
        tooltip = "\n".join(part for part in (email, state.message, state.hint) if part)
    word = state.state if state is not None else ""
    if state is not None and word in _HALTED:
        return AccountLine(account_id, name, 1.0, state_word(state), state_tone(state), tooltip)
    if progress is not None and progress.total and progress.done < progress.total:
        share = progress.done / progress.total
        left = time_left(progress.seconds_left)
        counts = _("{done} of {total} mails").format(
            done=f"{progress.done:,}", total=f"{progress.total:,}"
        )
        tooltip = "\n".join(part for part in (email, counts, left) if part)
        return AccountLine(account_id, name, share, f"{share:.0%}", "text2", tooltip)
    right = clock_text(state.synced_at or state.at) if state is not None else ""
    return AccountLine(account_id, name, 1.0, right, "text2", tooltip)


def state_tone(state: AccountState) -> str:
    """Return red for what the user must do, amber for what passes by itself, text2 for calm."""
    return "red" if state.state in _FAULTY else "amber" if state.state in _AMBER else "text2"


def state_word(state: AccountState) -> str:
    """Return a state in a word or two, "" for one in which mail comes in."""
    if state.state == "throttled":
        time = clock_text(state.retry_at)
        return _("until {time}").format(time=time) if time else _("waits")
    words = {
        "auth_failed": _("sign in"),
        "certificate": _("certificate"),
        "error": _("check"),
        "captive": _("network"),
        "unreachable": _("no answer"),
        "offline": _("offline"),
        "paused": _("paused"),
    }
    return words.get(state.state, "")


def footer(
    engine: EngineStatus,
    states: Mapping[str, AccountState],
    progresses: Mapping[str, Progress],
    queued: int,
) -> Footer:
    """Return what the foot says: the worst thing first, then work under way, then calm."""
    waiting = ngettext("{n} queued", "{n} queued", queued).format(n=queued) if queued else ""
    synced = _last_sync(list(states.values()))
    words = {state.state for state in states.values()}
    if engine.state == "restarting":
        detail = _("Your work here goes on. Try {n}.").format(n=engine.tries)
        return Footer("refresh-cw", "amber", _("Mail engine restarts"), detail)
    if words & _FAULTY:
        return Footer("circle-alert", "red", *_need(states))
    if words & _AMBER:
        return Footer("plug-zap", "amber", *_trouble(states, _both(waiting, synced)))
    if engine.state == "off" or (words and words <= {"offline"}):
        return Footer("cloud-off", "text2", _("Working offline"), _both(waiting, synced))
    done, total = _sums(progresses)
    if total and done < total:
        listing = any(p.phase == "headers" for p in progresses.values() if p.done < p.total)
        title = _("Listing mail") if listing else _("Bringing in mail")
        counts = f"{done:,} / {total:,}"
        return Footer("refresh-cw", "text2", title, _both(counts, _left(progresses)))
    if not states:
        return Footer("cloud-off", "text2", _("Working offline"), waiting or _("No account yet"))
    if words <= {"paused"}:
        return Footer("cloud-off", "text2", _("Mail is paused"), _both(waiting, synced))
    if "syncing" in words and not synced:
        return Footer("refresh-cw", "text2", _("Looking for mail"), waiting)
    return Footer("cloud-check", "text2", _("Up to date"), _both(waiting, synced))


def _need(states: Mapping[str, AccountState]) -> tuple[str, str]:
    """Title and detail of what the user must do."""
    words = {state.state for state in states.values()}
    if "auth_failed" in words:
        return _("An account asks you to sign in"), _("Open its settings")
    if "certificate" in words:
        return _("A server cannot prove itself"), _("Your password was not sent")
    return _("An account needs you"), _("Open its settings")


def _trouble(states: Mapping[str, AccountState], calm: str) -> tuple[str, str]:
    """Title and detail of what passes by itself: the network first, then servers that ask to wait."""
    words = {state.state for state in states.values()}
    if "captive" in words:
        return _("Sign in to this network"), _("Open a web page; mail goes on by itself")
    if "unreachable" in words:
        return _("A server does not answer"), calm
    times = sorted(s.retry_at for s in states.values() if s.state == "throttled" and s.retry_at)
    until = _("until {time}").format(time=clock_text(times[0])) if times else ""
    return _("A provider asks to wait"), _both(until, calm)


def _both(first: str, second: str) -> str:
    return " · ".join(part for part in (first, second) if part)


def _last_sync(states: Sequence[AccountState]) -> str:
    moments = sorted(state.synced_at for state in states if state.synced_at)
    if not moments:
        return ""
    return _("synced {time}").format(time=clock_text(moments[-1]))


def _sums(progresses: Mapping[str, Progress]) -> tuple[int, int]:
    return (
        sum(p.done for p in progresses.values()),
        sum(p.total for p in progresses.values()),
    )


def _left(progresses: Mapping[str, Progress]) -> str:
    known = [p.seconds_left for p in progresses.values() if p.seconds_left is not None]
    return time_left(max(known)) if known else ""
