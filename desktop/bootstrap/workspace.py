"""Creating and opening a workspace: the profile folder, its key, its store, its first records."""

from collections.abc import Callable

from desktop.crm import company as companies
from desktop.runtime import secrets
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.runtime.paths import Profile
from desktop.store.connection import BULK, Caches
from desktop.store.workspace import Store
from desktop.trade import own_containers

PassphraseSource = Callable[[], str]


def create_workspace(
    profile: Profile,
    passphrase: PassphraseSource | None,
    *,
    name: str = "",
    email: str = "",
    company: str = "",
    caches: Caches = BULK,
) -> Store:
    """Make a new workspace and return its open store.

    With a passphrase source the key is wrapped by it; else it goes to the keyring.
    Raises UserFacing: a workspace exists already, no keyring and no passphrase.
    """
    from desktop.crm import templates  # an existing workspace opens without them

    if profile.exists():
        raise UserFacing(
            _("There is already a workspace in this folder."),
            safe=_("It was not changed."),
            hint=_("Open it, or choose another folder with --profile."),
            code="workspace_exists",
        )
    profile.make()
    key = secrets.create_key(profile, passphrase)
    store = Store.create(profile, key, name=company or name or "Tradepost", caches=caches)
    store.actor = email or name or "user"
    companies.introduce(store, user_name=name, user_email=email, company_name=company)
    templates.install_defaults(store)
    own_containers.follow(store)
    return store


def open_store(
    profile: Profile, passphrase: PassphraseSource | None, *, caches: Caches = BULK
) -> Store:
    """Open an existing workspace. Raises UserFacing (no workspace, locked, wrong passphrase, ...)."""
    if not profile.exists():
        raise UserFacing(
            _("There is no workspace in this folder yet."),
            hint=_("Create one with `tradepost profile create`, or start the window."),
            code="no_workspace",
        )
    key = secrets.open_key(profile, passphrase)
    store = Store.open(profile, key, caches=caches)
    store.actor = companies.user_label(store)
    own_containers.follow(store)
    return store
