"""The store's key: in the system keyring, or wrapped by a passphrase where there is none."""

import base64
import json
import os
import secrets as stdlib_secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.runtime.paths import Profile

SERVICE = "Tradepost"
KEY_BYTES = 32
_SCRYPT_N = 2**16

PassphraseSource = Callable[[], str]


def keyring_works() -> bool:
    """Tell whether a secret can really be written to, read from and deleted from the keyring."""
    import keyring.errors  # with its helpers 3 MB, for nothing where a passphrase is used

    probe = f"probe-{os.getpid()}"
    try:
        keyring.set_password(SERVICE, probe, probe)
        found = keyring.get_password(SERVICE, probe)
        keyring.delete_password(SERVICE, probe)
    except (keyring.errors.KeyringError, OSError):
        return False
    return bool(found == probe)


def create_key(profile: Profile, passphrase: PassphraseSource | None) -> bytes:
    """Make a new 32-byte store key and keep it.

    With a passphrase source the key is wrapped into `profile.key_file` (scrypt + AES-256-GCM);
    without one it goes to the keyring. Raises UserFacing when neither is possible.
    """
    key = stdlib_secrets.token_bytes(KEY_BYTES)
    if passphrase is not None:
        _wrap(profile.key_file, key, passphrase())
        return key
    import keyring.errors  # as above

    try:
        keyring.set_password(SERVICE, _entry(profile), key.hex())
    except (keyring.errors.KeyringError, OSError) as error:
        raise _no_keyring() from error
    return key


def open_key(profile: Profile, passphrase: PassphraseSource | None) -> bytes:
    """Return the key of an existing workspace.

    Raises UserFacing (`wrong_passphrase`, `no_passphrase`, `key_missing`).
    """
    if profile.key_file.exists():
        if passphrase is None:
            raise needs_passphrase()
        return _unwrap(profile.key_file, passphrase())
    import keyring.errors  # as above

    try:
        kept = keyring.get_password(SERVICE, _entry(profile))
    except (keyring.errors.KeyringError, OSError) as error:
        raise _no_keyring() from error
    if not kept:
        raise UserFacing(
            _("The key of this workspace is not in the system keyring."),
            safe=_("Nothing was changed; the encrypted files are as they were."),
            hint=_(
                "Unlock the keyring of the user who created the workspace, or restore a backup."
            ),
            code="key_missing",
        )
    return bytes.fromhex(kept)


def needs_passphrase() -> UserFacing:
    """Build the error for a locked workspace when nobody offers a passphrase."""
    return UserFacing(
        _("This workspace is locked with a passphrase."),
        hint=_(
            "Give it with --passphrase-file F, in TRADEPOST_PASSPHRASE, or at the prompt of a terminal."
        ),
        code="no_passphrase",
    )


def uses_passphrase(profile: Profile) -> bool:
    """Tell whether the workspace opens with a passphrase instead of the keyring."""
    return profile.key_file.exists()


def _no_keyring() -> UserFacing:
    return UserFacing(
        _("There is no system keyring on this computer to keep the key in."),
        hint=_(
            "Choose a passphrase: --passphrase-file F, or TRADEPOST_PASSPHRASE, or in the window."
        ),
        code="no_keyring",
    )


def _entry(profile: Profile) -> str:
    return f"store:{profile.root.resolve()}"


def _derive(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=cost, r=8, p=1).derive(passphrase.encode("utf-8"))


def _wrap(path: Path, key: bytes, passphrase: str) -> None:
    if not passphrase:
        raise UserFacing(_("The passphrase is empty."), code="empty_passphrase")
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_derive(passphrase, salt, _SCRYPT_N)).encrypt(nonce, key, b"tradepost-key-1")
    text = {
        "version": 1,
        "kdf": "scrypt",
        "n": _SCRYPT_N,
        "salt": base64.b64encode(salt).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "key": base64.b64encode(sealed).decode(),
    }
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(text), encoding="utf-8")
    temporary.chmod(0o600)
    temporary.replace(path)


def _unwrap(path: Path, passphrase: str) -> bytes:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        salt, nonce, sealed = (base64.b64decode(kept[k]) for k in ("salt", "nonce", "key"))
        cost = int(kept["n"])
    except (OSError, ValueError, KeyError) as error:
        raise UserFacing(
            _("The key file of this workspace is damaged."),
            safe=_("The encrypted files were not touched."),
            hint=_("Restore key.json from a backup of the profile folder."),
            code="key_damaged",
        ) from error
    try:
        return AESGCM(_derive(passphrase, salt, cost)).decrypt(nonce, sealed, b"tradepost-key-1")
    except InvalidTag as error:
        raise UserFacing(
            _("That is not the passphrase of this workspace."),
            safe=_("Nothing was changed."),
            hint=_("Check the keyboard layout and Caps Lock, and try again."),
            code="wrong_passphrase",
        ) from error
