"""What the first start asks of bootstrap, and what the user entered for it; the pages load only where they are shown."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.store.workspace import Store


@dataclass(frozen=True)
class NewWorkspace:
    """What the first page asked; `passphrase` None keeps the key in the system keyring."""

    name: str
    company: str
    email: str
    passphrase: str | None


@dataclass(frozen=True)
class WelcomeCalls:
    """What the first start asks of bootstrap. All run off the GUI thread.

    `create` makes a workspace, `open` opens the existing one with a passphrase (None: keyring),
    `fill_sample` puts the sample company into an empty workspace and tells its steps.
    """

    keyring_works: Callable[[], bool]
    create: Callable[[NewWorkspace], Store]
    open: Callable[[str | None], Store]
    fill_sample: Callable[[Store, Callable[[str], None]], object]
