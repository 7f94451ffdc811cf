"""Runs by itself, as QtWebEngine is not loaded into the test run: `python -m tests.ui.mail.web_view_run WHAT PORT`.

Every request for any host, and every name, is led to the port of the test: what arrives there has left the program.
Prints one JSON object.
"""

import json
import os
import sys
import time
from pathlib import Path

port = sys.argv[2]
os.environ["QT_QPA_PLATFORM"] = "offscreen"
if sys.argv[1] not in ("walls", "life"):
    # in place of our own wall, which knows no host: here every host is known, and a proxy stands ready
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = (
        f'--host-resolver-rules="MAP * 127.0.0.1:{port}" --proxy-server=http://127.0.0.1:{port} --proxy-bypass-list="<-loopback>"'
    )

from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402
from PySide6.QtWidgets import QVBoxLayout, QWidget  # noqa: E402

from desktop.mail.mime.parse import parse  # noqa: E402
from desktop.mail.sanitize import sanitize  # noqa: E402
from desktop.ui.app import make_qapplication  # noqa: E402
from desktop.ui.mail.body_browser import BodyBrowser  # noqa: E402
from desktop.ui.mail.body_text import calm  # noqa: E402
from desktop.ui.mail.web_mail import WebMail, web_picture  # noqa: E402
from desktop.ui.mail.web_views import WebViews  # noqa: E402

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
PATIENCE_MS = 60_000


def wait(start, *signals):
    """Do `start`, and wait until one of the signals comes; tell whether it did."""
    loop, came = QEventLoop(), []
    for signal in signals:
        signal.connect(lambda *_args: (came.append(1), loop.quit()))
    QTimer.singleShot(PATIENCE_MS, loop.quit)
    start()
    if not came:
        loop.exec()
    return bool(came)


def pause(ms):
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def hostile():
    """Every HTML of the corpus, each payload of the XSS sets by itself and all in some pages."""
    for path in sorted((CORPUS / "html").rglob("*")):
        if not path.is_file():
            continue
        text = path.read_text("utf-8", "replace")
        if path.suffix == ".json":
            payloads = [str(case.get("payload", case)) for case in json.loads(text)]
            for at in range(0, len(payloads), 25):
                yield "\n<hr>\n".join(payloads[at : at + 25])
        elif path.suffix == ".html" or "xss" in path.parts:
            yield text
    for path in sorted((CORPUS / "mime").rglob("*")):
        if path.is_file() and path.suffix in ("", ".eml", ".raw", ".msg", ".txt"):
            html = parse(path.read_bytes()).html
            if html:
                yield html


def raw_page(port):
    """What reaches the browser if the sanitiser failed whole: the two walls behind it have to hold."""
    host = f"http://127.0.0.1:{port}"
    # neither interceptor nor policy are asked about a connection without a request: the resolver's wall is there for it
    preconnect = f'<link rel=preconnect href="{host}">' if sys.argv[1] == "walls" else ""
    return (
        f'<link rel=stylesheet href="{host}/a.css"><link rel=dns-prefetch href="//a.example">'
        f'{preconnect}<link rel=prefetch href="{host}/p"><link rel=icon href="{host}/i.ico">'
        f'<script src="{host}/a.js"></script><script>fetch("{host}/f");document.title="ran"</script>'
        f'<img src="{host}/i.png"><img srcset="{host}/s.png 2x"><iframe src="{host}/frame"></iframe>'
        f'<object data="{host}/o"></object><embed src="{host}/e"><video src="{host}/v" autoplay poster="{host}/po"></video>'
        f"<style>@import url({host}/i.css);@font-face{{font-family:x;src:url({host}/f.woff)}}"
        f"p{{font-family:x;background:url({host}/b.png)}}</style><p>text</p>"
        f'<svg><image href="{host}/svg.png"/><use href="{host}/u.svg#a"/></svg>'
        f'<meta http-equiv=refresh content="0;url={host}/r"><form action="{host}/form" id=f><input name=a></form>'
        f'<a ping="{host}/ping" href="{host}/l">l</a><img src="http://some.name.example/x.gif">'
        f'<input type=image src="{host}/in.png"><body background="{host}/bg.png">'
    )


def main():
    app = make_qapplication(["web-view-run"])
    out = {"loaded_before": sorted(m for m in sys.modules if "WebEngine" in m)}
    holder = QWidget()
    column = QVBoxLayout(holder)
    holder.resize(760, 700)
    holder.show()
    views = WebViews(holder)
    if sys.argv[1] == "corpus":
        out.update(corpus(views, holder, column))
    elif sys.argv[1] in ("walls", "two-walls"):
        out.update(walls(views, holder, column))
    elif sys.argv[1] == "life":
        out.update(life(views, holder, column))
    views.shut_down()
    app.quit()
    print(json.dumps(out), flush=True)
    os._exit(0)


def corpus(views, holder, column):
    view, browser = views.take(holder), BodyBrowser(holder)
    for widget in (view, browser):
        column.addWidget(widget)
        widget.show()
    clicked, pages, failed = [], 0, 0
    view.link_clicked.connect(clicked.append)
    for html in hostile():
        safe = sanitize(html, original=True, remote_allowed=pages % 2 == 0)
        failed += not wait(lambda s=safe: view.show_mail(WebMail(s.html)), view.shown, view.failed)
        text = sanitize(html, remote_allowed=pages % 2 == 0)
        browser.show_body(
            calm(text.html), {}, rtl=False, link_colour="#00f", faint_colour="#888", paper=False
        )
        pages += 1
    pause(1500)
    return {"pages": pages, "failed": failed, "clicked": clicked, "title": view.page().title()}


def walls(views, holder, column):
    view = views.take(holder)
    column.addWidget(view)
    view.show()
    pixel = web_picture(b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
                        b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")  # fmt: skip
    done = wait(lambda: view.show_mail(WebMail(raw_page(sys.argv[2]), {"c/a": pixel})), view.shown)
    pause(3000)
    page = view.page()
    return {
        "shown": done,
        "title": page.title(),
        "address": page.url().toString(),
        "off_the_record": page.profile().isOffTheRecord(),
    }


def life(views, holder, column):
    out = {"running_before": views.running}
    begun = time.perf_counter()
    view = views.take(holder)
    column.addWidget(view)
    view.show()
    out["first"] = wait(lambda: view.show_mail(WebMail("<p>one" * 300)), view.shown)
    out["first_ms"] = round((time.perf_counter() - begun) * 1000)
    pause(300)
    out["tall"] = view.height()
    out["short"] = wait(lambda: view.show_mail(WebMail("<p>short")), view.shown)
    pause(300)
    out["low"] = view.height()
    wide = "<table width=3000><tr><td>" + "<p>row" * 60
    out["wide"] = wait(lambda: view.show_mail(WebMail(wide)), view.shown)
    heights = []
    while time.perf_counter() - begun < 60 and (len(heights) < 12 or len({*heights[-8:]}) > 1):
        pause(50)
        heights.append(view.height())
    out["wide_rests_at"] = heights[-1] if len({*heights[-8:]}) == 1 else 0
    views.give_back(view)
    out["lent"] = views.lent
    out["idle_runs"] = views._idle.isActive()
    views._idle.setInterval(10)
    views._idle.start()
    deadline = time.monotonic() + 60
    while views.running and time.monotonic() < deadline:
        pause(20)
    out["running_after_idle"] = views.running
    pause(200)
    again = views.take(holder)
    column.addWidget(again)
    again.show()
    out["again"] = wait(lambda: again.show_mail(WebMail("<p>again")), again.shown)
    return out


if __name__ == "__main__":
    main()
