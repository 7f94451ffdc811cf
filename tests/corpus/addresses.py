"""addresses/flanker: lists of mailboxes that are valid or not, by the name of the file.

Rule: a valid line is exactly one address, and its domain is the one that stands in the line. An invalid one may be
read (mail with such addresses comes, and must be shown) but never raises, and gives no empty address.
"""

from collections.abc import Iterator

from desktop.mail.mime.headers import addresses
from tests.corpus.check import ROOT, Check

SET = "addresses"


def checks() -> Iterator[Check]:
    """One Check a line."""
    for name in ("mailbox_valid", "mailbox_invalid"):
        text = (ROOT / "addresses" / "flanker" / f"{name}.txt").read_text("utf-8")
        for line in filter(None, (row.strip() for row in text.splitlines())):
            if line.startswith("#"):
                continue
            found = addresses([line])
            if name == "mailbox_valid":
                ok = len(found) == 1 and found[0].address.rpartition("@")[2] in line
            else:
                ok = all(a.address for a in found)
            yield Check(SET, f"{name}: {line}", "addresses", ok, f"ours {found}")
