"""A mail as the web view shows it: one closed page with its pictures. Knows nothing of QtWebEngine."""

from collections.abc import Mapping
from dataclasses import dataclass, field

POLICY = "default-src 'none'; img-src tradepost-mail: data:; style-src 'unsafe-inline'"
"""What the page may load: its own pictures and styles, nothing else."""

_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
)


@dataclass(frozen=True)
class WebPicture:
    """A picture's bytes and their kind, told by the bytes themselves."""

    data: bytes
    kind: str


@dataclass(frozen=True)
class WebMail:
    """`html`: sanitised, `original`. `pictures`: by path (c/..., r/...). Colours as #rrggbb."""

    html: str
    pictures: Mapping[str, WebPicture] = field(default_factory=dict)
    ground: str = "#FFFFFF"
    text: str = "#1B1C1F"
    link: str = "#2450BD"
    family: str = "Inter, Noto Sans, sans-serif"
    rtl: bool = False


def web_picture(data: bytes) -> WebPicture | None:
    """Return a picture for the page, None for what is none (an SVG is a document, and none)."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WebPicture(data, "image/webp")
    return next((WebPicture(data, kind) for sign, kind in _KINDS if data.startswith(sign)), None)


def page_html(mail: WebMail) -> str:
    """Return the whole document: the policy first, our type and colours, then the mail."""
    scheme = "dark" if mail.ground.upper() != "#FFFFFF" else "light"
    return (
        f'<!DOCTYPE html><html dir="{"rtl" if mail.rtl else "ltr"}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="referrer" content="no-referrer">'
        f"<style>:root{{color-scheme:{scheme}}}"
        f"html{{overflow-x:auto}}body{{margin:0;color:{mail.text};background:{mail.ground};"
        f"font:13px/1.5 {mail.family};overflow-wrap:break-word}}a{{color:{mail.link}}}"
        f"img{{max-width:100%}}table{{max-width:100%}}</style></head><body>{mail.html}</body></html>"
    )
