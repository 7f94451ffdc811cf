"""threads: which messages of a mailbox are one conversation.

imaptest: its scripts are played (append, expunge) and each THREAD=REFERENCES answer is compared as sets of messages: every
top-level tree is one conversation, whatever its shape inside. THREAD=ORDEREDSUBJECT joins by subject, which we never do:
there, messages that name nobody must stay alone.
The other mailboxes have no expectation of their own: two messages belong together when a way leads from one to the other
over the ids that Message-ID, References and In-Reply-To name, read here with the standard library. Each mailbox is also
read backwards and in three random orders, which must change nothing.
"""

import email
import json
import mailbox
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from email.policy import compat32
from pathlib import Path

from desktop.mail.mime.parse import parse_head
from desktop.mail.threading import Ids, group
from tests.corpus.check import ROOT, Check, compare, files

SET = "threads"
_ID = re.compile(r"<[^<>\s]+>")
Sets = set[frozenset[int]]


def checks() -> Iterator[Check]:
    """All threading cases."""
    yield from _imaptest()
    for folder in (
        "threads/imaptest",
        "threads/imaptest-other",
        "threads/ietf",
        "threads/ponymail",
    ):
        for name, path in files(folder):
            file = f"{Path(folder).name}/{name}"
            if path.suffix == ".json" or not (raws := _messages(path)):
                continue
            ours = _ours(raws)
            yield compare(SET, file, "joined by ids", ours, _by_ids(raws))
            yield compare(SET, file, "any order", _in_orders(raws, file), [ours] * 4)


# ---- imaptest's scripts


def _imaptest() -> Iterator[Check]:
    folder = ROOT / "threads" / "imaptest"
    expected = json.loads((folder / "EXPECTED.json").read_text())
    for name, answers in expected.items():
        raws = _messages(folder / f"{name}.mbox")
        boxes = list(_played((folder / name).read_text(), raws))
        for number, ((algorithm, tree), box) in enumerate(zip(answers, boxes, strict=True), 1):
            what = f"{algorithm} {number}"
            if algorithm == "orderedsubject":
                alone = {frozenset({i}) for i, _raw in enumerate(box, 1)}
                yield compare(SET, f"imaptest/{name}", what, _ours(box), alone)
            else:
                yield compare(SET, f"imaptest/{name}", what, _ours(box), _top_level(tree))


def _played(script: str, raws: list[bytes]) -> Iterator[list[bytes]]:
    """What the mailbox holds whenever the script asks for its threads."""
    left = list(raws)
    box: list[bytes] = []
    if "state: created" not in script:
        box, left = left, []
    for line in script.splitlines():
        if line == "ok append":
            box.append(left.pop(0))
        elif found := re.match(r"ok store ([\d,]+) \+flags", line):
            gone = {int(n) - 1 for n in found[1].split(",")}
            box = [raw for at, raw in enumerate(box) if at not in gone]
        elif " thread " in line and line.startswith("ok"):
            yield list(box)


def _top_level(tree: str) -> Sets:
    depth, start, found = 0, 0, set()
    for at, sign in enumerate(tree):
        if sign == "(":
            depth += 1
            start = at if depth == 1 else start
        elif sign == ")":
            depth -= 1
            if depth == 0:
                found.add(frozenset(int(n) for n in re.findall(r"\d+", tree[start:at])))
    return found


# ---- the other mailboxes


def _messages(path: Path) -> list[bytes]:
    if path.read_bytes()[:5] != b"From ":
        return []
    return [message.as_bytes() for message in mailbox.mbox(path)]


def _ours(raws: Iterable[bytes]) -> Sets:
    ids = []
    for number, raw in enumerate(raws, 1):
        m = parse_head(raw)
        ids.append(Ids(str(number), m.message_id, (*m.references, *m.in_reply_to)))
    return {frozenset(int(key) for key in thread) for thread in group(ids)}


def _in_orders(raws: list[bytes], seed: str) -> list[Sets]:
    dice = random.Random(seed)
    found = []
    for turn in range(4):
        order = list(range(len(raws)))
        if turn == 0:
            order.reverse()
        else:
            dice.shuffle(order)
        threads = _ours(raws[i] for i in order)
        found.append({frozenset(order[n - 1] + 1 for n in thread) for thread in threads})
    return found


def _by_ids(raws: list[bytes]) -> Sets:
    named: dict[str, set[int]] = defaultdict(set)
    for number, raw in enumerate(raws, 1):
        message = email.message_from_bytes(raw, policy=compat32)
        fields = [
            str(v)
            for name in ("message-id", "references", "in-reply-to")
            for v in message.get_all(name, [])
        ]
        for id_ in _ID.findall(" ".join(fields)) or [f"message {number}"]:
            named[id_].add(number)
    found: list[set[int]] = [{n} for n in range(1, len(raws) + 1)]
    for together in named.values():
        touched = [s for s in found if s & together]
        found = [s for s in found if not s & together] + [set().union(*touched)]
    return {frozenset(s) for s in found if s}
