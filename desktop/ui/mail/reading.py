"""How one message is to be shown, and what came of it: plain values that pass between the task and the screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.mail.links import LinkVerdict
from desktop.ui.mail.pictures import Picture
from desktop.ui.mail.web_mail import WebMail


@dataclass(frozen=True)
class Reading:
    """What the reader chose for a message. None: as decided for its sender, else by the rule.

    `images`: pictures of the net are fetched. `layout`: "original" (browser) or "text". `light`: on a light ground in
    the dark theme. `plain`: its text without any formatting. `uncut`: all of a huge one.
    """

    images: bool | None = None
    layout: str | None = None
    light: bool = False
    plain: bool = False
    uncut: bool = False


@dataclass(frozen=True)
class Look:
    """The page it is shown on, as #rrggbb."""

    dark: bool
    page: str
    text: str
    link: str


@dataclass(frozen=True)
class Body:
    """What is shown of a message.

    `markup`: its own words. `whole`: with the quoted text, "" when nothing is folded away.
    `web`, `web_whole`: the same for the browser, None where a text browser shows it.
    `blocked`: remote pictures left out. `trackers`: whose pixels are never shown, one entry a pixel.
    `pictures`: by the URL in the markup. `links`: what is known of each address.
    `notice`: why something is missing, in words, "" when nothing is. `damaged`: the copy here is, the server's may not be.
    `designed`: the rule says that it needs a browser. `layout`: the one decided for the sender, "" for none.
    `wants_images`: they are allowed for the sender and still to be fetched. `cut`: there is more of it.
    """

    message_id: int
    markup: str
    whole: str = ""
    quoted_lines: int = 0
    rtl: bool = False
    paper: bool = False
    blocked: int = 0
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    notice: str = ""
    damaged: bool = False
    web: WebMail | None = None
    web_whole: WebMail | None = None
    trackers: tuple[str, ...] = ()
    links: Mapping[str, LinkVerdict] = field(default_factory=dict)
    designed: bool = False
    html: bool = False
    layout: str = ""
    wants_images: bool = False
    cut: bool = False
    reading: Reading = Reading()
