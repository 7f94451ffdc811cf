"""Where and as whom to log in: what a connection needs, handed from the accounts to the servers' conversations."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from desktop.mail.providers import Endpoint


@dataclass(frozen=True, slots=True)
class Login:
    """Where and as whom to log in.

    `trusted`: fingerprints of certificates accepted by hand (tls.py). `method` "oauth": `password` is an access token,
    and `renew` (given the token the server refused) gets another one over the network; it does not travel to another
    process: leave it out there with `replace(login, renew=None)`.
    """

    endpoint: Endpoint
    username: str
    password: str = field(repr=False)
    ca_file: str = ""
    trusted: str = ""
    method: Literal["password", "oauth"] = "password"
    renew: Callable[[str], str] | None = field(default=None, compare=False, repr=False)
