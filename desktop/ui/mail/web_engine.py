"""The browser for mails whose layout needs one: nothing is fetched, nothing runs. Imported at the first such mail only.

Three walls behind the sanitiser: an interceptor that lets nothing pass but this program's own scheme, a content security
policy that says the same, and a resolver that knows no host.
"""

import atexit
import os
from typing import Any

import shiboken6
from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEvent,
    QMetaMethod,
    QObject,
    Qt,
    QTimer,
    QUrl,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QMenu, QWidget

from desktop.mail.safe_page import PICTURES
from desktop.runtime.i18n import _
from desktop.ui.mail.web_mail import POLICY, WebMail, page_html
from desktop.ui.theme import theme

SCHEME = b"tradepost-mail"
TALLEST = 16_000
"""Pixels: beyond this a mail scrolls inside itself, for no graphics card has textures without end."""
SHORTEST = 60
SMALLEST = 0.5
"""Of the size that the reader wants: a page that is wider still gets a bar to be moved sideways."""
BAR = 16
ZOOMED_MS = 120
_ALONE = "MAP * ~NOTFOUND"
_OFF = (
    "JavascriptEnabled", "JavascriptCanOpenWindows", "JavascriptCanAccessClipboard", "JavascriptCanPaste",
    "LocalStorageEnabled", "LocalContentCanAccessRemoteUrls", "LocalContentCanAccessFileUrls", "PluginsEnabled",
    "HyperlinkAuditingEnabled", "ScrollAnimatorEnabled", "ErrorPageEnabled", "FullScreenSupportEnabled",
    "WebGLEnabled", "Accelerated2dCanvasEnabled", "AutoLoadIconsForPage", "TouchIconsEnabled",
    "AllowRunningInsecureContent", "AllowGeolocationOnInsecureOrigins", "ScreenCaptureEnabled",
    "ShowScrollBars", "AllowWindowActivationFromJavaScript", "DnsPrefetchEnabled", "PdfViewerEnabled", "NavigateOnDropEnabled",
    "ReadingFromCanvasEnabled", "FocusOnNavigationEnabled", "BackForwardCacheEnabled", "PrintHeaderAndFooter",
)  # fmt: skip


def _prepare() -> None:
    """Before Chromium starts: no sandbox as root (it refuses to run with one), no host names, the own scheme."""
    flags = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "")
    if "--host-resolver-rules" not in flags:
        mine = (
            f'--host-resolver-rules="{_ALONE}" --disable-background-networking --disable-speech-api'
        )
        os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = f"{flags} {mine}".strip()
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    scheme = QWebEngineUrlScheme(SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    scheme.setFlags(QWebEngineUrlScheme.Flag.SecureScheme)
    QWebEngineUrlScheme.registerScheme(scheme)


_prepare()


# Qt wants lists here, its description for type checkers single values
_HEADERS: Any = {
    QByteArray(b"Content-Security-Policy"): [QByteArray(POLICY.encode("ascii"))],
    QByteArray(b"X-Content-Type-Options"): [QByteArray(b"nosniff")],
}


class _Interceptor(QWebEngineUrlRequestInterceptor):
    """Blocks whatever is not ours, before it is asked for."""

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:  # noqa: N802 - Qt's name
        scheme = info.requestUrl().scheme()
        kind = info.resourceType()
        picture = kind == QWebEngineUrlRequestInfo.ResourceType.ResourceTypeImage
        page = kind == QWebEngineUrlRequestInfo.ResourceType.ResourceTypeMainFrame
        allowed = (scheme == "tradepost-mail" and (picture or page)) or (
            scheme == "data" and picture
        )
        if not allowed:
            info.block(True)


class _Scheme(QWebEngineUrlSchemeHandler):
    """Answers with the mail that a host stands for, and with its pictures."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.mails: dict[str, WebMail] = {}

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:  # noqa: N802 - Qt's name
        url = job.requestUrl()
        mail = self.mails.get(url.host())
        path = url.path(QUrl.ComponentFormattingOption.FullyEncoded).lstrip("/")
        if mail is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        if path in ("", "page"):
            html = page_html(mail).replace(PICTURES, f"tradepost-mail://{url.host()}/")
            data, kind = html.encode("utf-8"), b"text/html; charset=utf-8"
        else:
            found = mail.pictures.get(path)
            if found is None:
                job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
                return
            data, kind = found.data, found.kind.encode("ascii")
        job.setAdditionalResponseHeaders(_HEADERS)
        buffer = QBuffer(job)
        buffer.setData(QByteArray(data))
        buffer.open(QBuffer.OpenModeFlag.ReadOnly)
        job.reply(QByteArray(kind), buffer)


class _Page(QWebEnginePage):
    """Shows what `home` names; a click goes to `clicked` and nowhere else."""

    clicked = Signal(str)

    def __init__(self, profile: QWebEngineProfile, parent: QObject) -> None:
        super().__init__(profile, parent)
        self.home = QUrl()
        for name in _OFF:
            attribute = getattr(QWebEngineSettings.WebAttribute, name, None)
            if attribute is not None:
                self.settings().setAttribute(attribute, False)
        self.settings().setAttribute(QWebEngineSettings.WebAttribute.AutoLoadImages, True)
        plain = QWebEngineSettings.FontFamily
        self.settings().setFontFamily(  # for those who name none that is here
            plain.StandardFont, self.settings().fontFamily(plain.SansSerifFont)
        )
        self.certificateError.connect(lambda error: error.rejectCertificate())
        permission = getattr(self, "permissionRequested", None)
        if permission is not None:
            permission.connect(lambda asked: asked.deny())

    def acceptNavigationRequest(  # noqa: N802 - Qt's name
        self,
        url: QUrl | str,
        kind: QWebEnginePage.NavigationType,
        is_main_frame: bool,
    ) -> bool:
        url = QUrl(url)
        if is_main_frame and url == self.home:
            return True
        if kind == QWebEnginePage.NavigationType.NavigationTypeLinkClicked:
            self.clicked.emit(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
        return False

    def createWindow(self, _kind: QWebEnginePage.WebWindowType) -> QWebEnginePage:  # noqa: N802
        return None  # type: ignore[return-value]  # Qt takes it as "no window"

    def javaScriptConsoleMessage(self, *_message: object) -> None:  # noqa: N802 - Qt's name
        """What the policy blocked is told to nobody: it would name hosts in the log."""


class Engine(QObject):
    """The profile all views share: it keeps nothing, asks nobody, and dies when it was idle."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start Chromium's profile; the first view starts its processes."""
        super().__init__(parent)
        self.profile = QWebEngineProfile(self)
        self.profile.setHttpCacheType(QWebEngineProfile.HttpCacheType.NoCache)
        self.profile.setPersistentCookiesPolicy(
            QWebEngineProfile.PersistentCookiesPolicy.NoPersistentCookies
        )
        self.profile.setSpellCheckEnabled(False)
        self._interceptor = _Interceptor(self)
        self.profile.setUrlRequestInterceptor(self._interceptor)
        self._scheme = _Scheme(self)
        self.profile.installUrlSchemeHandler(QByteArray(SCHEME), self._scheme)
        self.profile.downloadRequested.connect(lambda download: download.cancel())
        self._next = 0
        self._views: list[WebView] = []
        atexit.register(self.close)

    def close(self) -> None:
        """End it now: its pages first, for Chromium dies of a profile that pages still use."""
        atexit.unregister(self.close)
        for view in self._views:
            if shiboken6.isValid(view):
                shiboken6.delete(view)
        self._views.clear()
        if shiboken6.isValid(self):
            shiboken6.delete(self)

    def view(self, parent: QWidget) -> "WebView":
        """Return a new view."""
        self._next += 1
        self._views = [view for view in self._views if shiboken6.isValid(view)]
        self._views.append(WebView(self, f"m{self._next}", parent))
        return self._views[-1]

    def put(self, host: str, mail: WebMail | None) -> None:
        """Let a host stand for a mail; None: for nothing any more."""
        if mail is None:
            self._scheme.mails.pop(host, None)
        else:
            self._scheme.mails[host] = mail


class WebView(QWebEngineView):
    """Shows one mail as tall as it is. `link_clicked(url)`, `link_hovered(url)`: "" when the pointer left.
    `menu_wanted(menu)`: it is about to be shown.
    """

    link_clicked = Signal(str)
    link_hovered = Signal(str)
    menu_wanted = Signal(object)
    shown = Signal()
    failed = Signal()

    def __init__(self, engine: Engine, host: str, parent: QWidget) -> None:
        """Use `engine`'s profile; `host` names the mail shown in its scheme."""
        super().__init__(parent)
        self._engine, self._host, self._round = engine, host, 0
        self._scale = 1.0
        self._asked: list[int] = []  # heights since it was low
        self._drawing = False  # the size told is that of the mail wanted, not of an empty page
        self._settled = QTimer(self)  # after a zoom: the size told first may be that of before
        self._settled.setSingleShot(True)
        self._settled.setInterval(ZOOMED_MS)
        self._settled.timeout.connect(self._shrink)
        self._page = self._new_page()
        self.setFixedHeight(SHORTEST)

    def _new_page(self) -> _Page:
        """A page for each mail: one that was tall once says for a while that the next mail is."""
        page = _Page(self._engine.profile, self)
        self.setPage(page)
        page.clicked.connect(self.link_clicked)
        page.linkHovered.connect(self.link_hovered)
        page.urlChanged.connect(self._arrived)
        page.contentsSizeChanged.connect(self._fit)
        page.loadFinished.connect(self._loaded)
        page.renderProcessTerminated.connect(lambda *_how: self.failed.emit())
        return page

    def show_mail(self, mail: WebMail) -> None:
        """Show a mail instead of what was shown."""
        self._engine.put(self._host, mail)
        self._round += 1
        self._drawing = False
        self._settled.stop()
        self._shrink()
        if self._round > 1:
            before, self._page = self._page, self._new_page()
            before.deleteLater()
        self._page.setBackgroundColor(QColor(mail.ground))
        self._scale = theme().scale
        self._page.settings().setAttribute(QWebEngineSettings.WebAttribute.ShowScrollBars, False)
        self.setZoomFactor(self._scale)
        self._page.home = QUrl(f"tradepost-mail://{self._host}/page?{self._round}")
        self._page.load(self._page.home)

    def clear(self) -> None:
        """Forget the mail and whoever listened; the view can be used again."""
        for signal in (
            self.link_clicked, self.link_hovered, self.menu_wanted, self.shown, self.failed
        ):  # fmt: skip
            if self.isSignalConnected(QMetaMethod.fromSignal(signal)):
                signal.disconnect()
        self._engine.put(self._host, None)
        self._settled.stop()
        self._shrink()
        self._page.home = QUrl("about:blank")
        self._page.load(self._page.home)

    def set_wheel(self) -> None:
        """Leave the wheel to the conversation: the mail is as tall as its text."""
        proxy = self.focusProxy()
        if proxy is not None:
            proxy.removeEventFilter(self)
            proxy.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass the wheel on, unless the mail is taller or wider than a view can be."""
        if isinstance(event, QWheelEvent) and self.height() < TALLEST:
            turned, wide = event.angleDelta(), self._page.contentsSize().width() > self.width()
            if wide and abs(turned.x()) > abs(turned.y()):
                return False
            event.ignore()
            return True
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.ignore()  # to the screen: Chromium keeps it
            return True
        return super().eventFilter(watched, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy; nothing of a browser's menu."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind, text in (
            (QWebEnginePage.WebAction.Copy, _("Copy")),
            (QWebEnginePage.WebAction.SelectAll, _("Select all")),
        ):
            action: QAction = self.pageAction(kind)
            menu.addAction(text, action.trigger)
        request = self.lastContextMenuRequest()
        address = request.linkUrl().toString()
        if address:
            menu.addAction(
                _("Copy link address"), lambda: QGuiApplication.clipboard().setText(address)
            )
        self.menu_wanted.emit(menu)
        menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the height anew: what a page fills it never gives back by itself."""
        super().resizeEvent(event)
        if event.size().width() > event.oldSize().width() > 0 and self.height() > SHORTEST + 1:
            QTimer.singleShot(0, self, self._shrink)

    @Slot(bool)
    def _loaded(self, ok: bool) -> None:
        if self._page.home.scheme() != "tradepost-mail":
            return
        self.set_wheel()
        self._fit()
        if ok:
            self.shown.emit()
        else:
            self.failed.emit()

    @Slot()
    def _shrink(self) -> None:
        """Become low at once, not with the next layout: a page says that it is at least as tall as its view.

        Never as low as it is already: the size of a page is told anew when its view has another one.
        """
        self._asked.clear()
        low = SHORTEST + (self.height() == SHORTEST)
        self.setFixedHeight(low)
        self.resize(self.width(), low)

    @Slot(QUrl)
    def _arrived(self, url: QUrl) -> None:
        self._drawing = url == self._page.home

    @Slot()
    def _fit(self, *_size: object) -> None:
        """Become as tall as the page, whose size is told some frames late and is at least that of its view then."""
        size, room = self._page.contentsSize(), self.width()
        late = size.width() < room - BAR  # of a view that was narrower
        if not self._drawing or late or size.height() <= 0:
            return
        wide = size.width() > room > 0
        if wide and self.zoomFactor() == self._scale:
            share = max(SMALLEST, room / size.width())  # a page wider than the pane
            self.setZoomFactor(self._scale * share)
            self._shrink()
            self._settled.start()
            return
        if any(-1 <= asked - size.height() <= (BAR if wide else 1) for asked in self._asked):
            return  # the page only fills what it was given once
        self._page.settings().setAttribute(QWebEngineSettings.WebAttribute.ShowScrollBars, wide)
        height = min(int(size.height()) + (BAR if wide else 2), TALLEST)
        if abs(height - self.height()) > 2:
            self._asked.append(height)
            self.setFixedHeight(height)
