"""Files of mails: shown, opened, saved, dragged, warned of; a mail inside a mail opens; the bytes are the mail's own."""

import hashlib
import io
import stat
import zipfile
from email.message import EmailMessage

import pytest
from PySide6.QtCore import QBuffer, QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QFileDialog

from desktop.bootstrap.mail_in import import_files
from desktop.bootstrap.sample_files import content_of
from desktop.runtime.clock import FixedClock
from desktop.runtime.errors import UserFacing
from desktop.store.queries.messages import show as show_message
from desktop.ui.mail import file_actions
from desktop.ui.mail.attachment_strip import AttachmentStrip
from desktop.ui.mail.body_fetcher import BodyFetcher
from desktop.ui.mail.file_actions import FileActions
from desktop.ui.mail.file_drag import drag_data
from desktop.ui.mail.file_preview import FilePreview
from desktop.ui.mail.mail_file import files_of, read_file
from desktop.ui.mail.preview_mail import LetterPane
from desktop.ui.mail.preview_panes import PdfPane, PicturePane, TablePane, TextPane
from tests.fixtures.stores import blank_store
from tests.ui.mail.conftest import NOW

PROGRAM = b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(64)


def png():
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return bytes(buffer.data().data())


def zipped(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(name, "x")
    return out.getvalue()


def letter(*files, subject="Files", inner=None):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Klaus <k@b.example>", "lin@a.example", subject
    mail["Message-ID"] = f"<{subject}@b.example>"
    mail["Date"] = "Fri, 20 Nov 2026 08:00:00 +0000"
    mail.set_content(f"See the files of {subject}.")
    for name, kind, data in files:
        main, _slash, sub = kind.partition("/")
        mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
    if inner is not None:
        mail.add_attachment(inner)
    return mail


FILES = (
    ("offer.pdf", "application/pdf", content_of("offer.pdf", "application/pdf", None)),
    ("photo.png", "image/png", None),
    (
        "prices.csv",
        "text/csv",
        "Ware;Preis\nLeuchten für große Flure;1,50\nKabel für Küchen;2\n".encode("cp1252"),
    ),
    ("list.xlsx", "application/octet-stream", content_of("list.xlsx", "", None)),
    ("note.txt", "text/plain", "报价".encode("gb18030")),
    ("plan.dwg", "application/octet-stream", b"AC1032" + bytes(100)),
    ("docs.zip", "application/zip", zipped("PI.pdf.js")),
    ("invoice.pdf.exe", "application/pdf", PROGRAM),
    ("poser.pdf", "application/pdf", PROGRAM),
    (
        "page.html",
        "text/html",
        b"<html><script>x()</script><p>Login <img src='http://a.example/x'>",
    ),
    ("broken.pdf", "application/pdf", b"%PDF-1.7\nnothing follows"),
    ("empty.pdf", "application/pdf", b""),
)


class World:
    """A mailbox of one mail with all kinds of files, and what works on them."""

    def __init__(self, qtbot, store, services, window):
        self.qtbot, self.store, self.services, self.window = qtbot, store, services, window
        self.fetcher = BodyFetcher(services, window)
        self.actions = FileActions(services, window, self.fetcher)
        self.files = files_of(1, show_message(store, 1).attachments)

    def file(self, name):
        return next(f for f in self.files if f.filename == name)

    def at(self, name):
        return self.files.index(self.file(name))

    def preview(self, name):
        made = FilePreview(self.services, self.fetcher, self.files, self.at(name), self.window)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        made.wanted.connect(self.actions.act)
        self.qtbot.addWidget(made)
        made.show()
        self.loaded(made)
        return made

    def loaded(self, preview):
        self.qtbot.waitUntil(lambda: preview.preview is not None, timeout=20_000)

    def still(self):
        self.qtbot.waitUntil(lambda: not self.services.tasks.busy, timeout=20_000)


@pytest.fixture
def world(qtbot, tmp_path, make_services):
    from PySide6.QtWidgets import QWidget

    store = blank_store(tmp_path / "w")
    inside = letter(("inside.pdf", "application/pdf", b"%PDF-1.4 x"), subject="Inner")
    mails = tmp_path / "in"
    mails.mkdir()
    files = [(n, k, png() if d is None else d) for n, k, d in FILES]
    (mails / "1.eml").write_bytes(letter(*files, inner=inside).as_bytes())
    import_files(store, [mails / "1.eml"], FixedClock(NOW))
    window = QWidget()
    window.resize(1000, 700)
    qtbot.addWidget(window)
    window.show()
    yield World(qtbot, store, make_services(store), window)
    store.close()


@pytest.fixture
def opened(monkeypatch):
    paths = []
    monkeypatch.setattr(file_actions, "open_path", lambda path: paths.append(path) or True)
    return paths


@pytest.fixture
def asked(world, monkeypatch):
    """Questions that were put; nobody says yes."""
    found = []
    monkeypatch.setattr(
        world.services.navigator,
        "confirm",
        lambda question, detail, verb, yes, *, danger=False: found.append(
            (question, detail, verb, yes)
        ),
    )
    return found


@pytest.mark.parametrize(
    ("name", "pane"),
    [
        ("offer.pdf", PdfPane),
        ("photo.png", PicturePane),
        ("prices.csv", TablePane),
        ("list.xlsx", TablePane),
        ("note.txt", TextPane),
        ("docs.zip", TablePane),
        ("page.html", LetterPane),
        ("Inner.eml", LetterPane),
    ],
)
def test_each_kind_is_shown(world, name, pane):
    preview = world.preview(name)
    assert isinstance(preview._pane, pane)


def test_what_is_shown_is_the_files_content(world):
    assert world.preview("prices.csv").preview.sheets[0].rows[1] == (
        "Leuchten für große Flure",
        "1,50",
    )
    assert world.preview("note.txt").preview.text == "报价"
    assert world.preview("list.xlsx").preview.sheets[0].rows[2][0] == "PL-6060-40"
    page = world.preview("page.html").preview.letter.markup
    assert "script" not in page
    assert "a.example" not in page


def test_a_pdf_has_pages_and_zooms(qtbot, world):
    preview = world.preview("offer.pdf")
    pane = preview._pane
    assert pane.pages() == 3
    qtbot.keyClick(preview, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: pane.page() == 1)
    before = pane.view.zoomFactor()
    qtbot.keyClick(preview, Qt.Key.Key_Plus)
    assert pane.view.zoomFactor() > before
    qtbot.keyClick(preview, Qt.Key.Key_0)
    assert pane.factor() == 0.0


def test_the_keyboard_goes_on_and_closes(qtbot, world):
    preview = world.preview("offer.pdf")
    qtbot.keyClick(preview, Qt.Key.Key_Right)
    assert preview.file.filename == "photo.png"
    world.loaded(preview)
    qtbot.keyClick(preview, Qt.Key.Key_Minus)
    assert preview._pane.factor() < 1
    qtbot.keyClick(preview, Qt.Key.Key_Left)
    qtbot.keyClick(preview, Qt.Key.Key_Left)
    assert preview.file.filename == "offer.pdf"
    world.loaded(preview)
    qtbot.keyClick(preview, Qt.Key.Key_Space)
    assert not preview.isVisible()
    again = world.preview("photo.png")
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    assert not again.isVisible()


@pytest.mark.parametrize("name", ["broken.pdf", "empty.pdf", "plan.dwg", "poser.pdf"])
def test_what_cannot_be_shown_says_so(world, name):
    preview = world.preview(name)
    words = [w.text() for w in preview.findChildren(type(preview._about)) if w.isVisible()]
    assert any(words)


def test_a_mail_inside_opens_with_its_own_files(qtbot, world, opened):
    preview = world.preview("Inner.eml")
    letter_shown = preview.preview.letter
    assert letter_shown.subject == "Inner"
    assert "files of Inner" in preview._pane.browser.toPlainText()
    (inner,) = letter_shown.files
    assert read_file(world.store, inner) == b"%PDF-1.4 x"
    preview._pane.strip.wanted.emit("preview", letter_shown.files, 0)
    world.loaded(preview)
    assert preview.file == inner
    qtbot.keyClick(preview, Qt.Key.Key_Backspace)
    world.loaded(preview)
    assert preview.file.filename == "Inner.eml"


def test_opening_makes_a_private_read_only_copy(world, opened):
    world.actions.open(world.file("plan.dwg"))
    world.qtbot.waitUntil(lambda: bool(opened), timeout=10_000)
    path = opened[0]
    assert path.name == "plan.dwg"
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert world.store.profile.opened in path.parents


def test_a_program_is_never_opened(world, opened, asked):
    for name in ("invoice.pdf.exe", "poser.pdf"):
        world.actions.open(world.file(name))
        world.still()
    world.qtbot.waitUntil(lambda: len(asked) == 2, timeout=10_000)
    assert not opened
    assert all("anyway" in verb and "Save" in verb for _q, _d, verb, _yes in asked)
    preview = world.preview("poser.pdf")
    assert not preview.open_button.isVisible()
    assert preview.warning.isVisible()


def test_what_may_act_is_asked_about_first(world, opened, asked):
    world.actions.open(world.file("docs.zip"))
    world.qtbot.waitUntil(lambda: bool(asked), timeout=10_000)
    assert not opened
    _question, detail, _verb, yes = asked[0]
    assert "PI.pdf.js" in detail
    yes()
    world.qtbot.waitUntil(lambda: bool(opened), timeout=10_000)


def test_save_all_numbers_keeps_programs_back_and_writes_the_mails_bytes(world, tmp_path, asked):
    target = tmp_path / "all"
    target.mkdir()
    (target / "offer.pdf").write_bytes(b"older")
    world.actions.save_into(world.files, target)
    world.qtbot.waitUntil(lambda: bool(asked), timeout=20_000)
    assert (target / "offer.pdf").read_bytes() == b"older"
    assert (target / "offer (2).pdf").read_bytes() == FILES[0][2]
    assert not (target / "invoice.pdf.exe").exists()
    for file in world.files:
        if file.danger.severity or file.filename in ("offer.pdf", "poser.pdf"):
            continue
        written = (target / file.filename).read_bytes()
        assert (
            hashlib.sha256(written).digest()
            == hashlib.sha256(read_file(world.store, file)).digest()
        )
    asked[0][3]()
    world.qtbot.waitUntil(lambda: (target / "poser.pdf").exists(), timeout=10_000)
    assert (target / "invoice.pdf.exe").read_bytes() == PROGRAM


def test_a_full_folder_is_told_in_words(world, tmp_path):
    world.actions.save_into(world.files[:1], tmp_path / "missing")
    world.qtbot.waitUntil(lambda: bool(world.services.navigator.errors), timeout=10_000)
    assert isinstance(world.services.navigator.errors[0], UserFacing)


def test_what_is_dragged_are_files_and_a_picture_is_one(qtbot, world, monkeypatch):
    dragged = []
    monkeypatch.setattr(file_actions, "begin_drag", lambda _source, what: dragged.append(what))
    names = ("photo.png", "offer.pdf", "invoice.pdf.exe")
    world.actions.drag([world.file(name) for name in names])
    qtbot.waitUntil(lambda: bool(dragged), timeout=10_000)
    assert [path.name for path in dragged[0].paths] == ["photo.png", "offer.pdf"]
    assert world.services.navigator.toasts
    data = drag_data(dragged[0])
    assert [url.fileName() for url in data.urls()] == ["photo.png", "offer.pdf"]
    assert not data.hasImage()
    world.actions.drag([world.file("photo.png")])
    qtbot.waitUntil(lambda: len(dragged) == 2, timeout=10_000)
    assert drag_data(dragged[1]).hasImage()


def test_a_file_of_60_mb_and_a_torn_one_are_saved_as_they_are(world, tmp_path):
    large = bytes(range(256)) * 234_375
    raw = letter(("large.bin.dat", "application/octet-stream", large), subject="Large").as_bytes()
    torn = letter(
        ("torn.pdf", "application/pdf", b"%PDF-1.7" + bytes(9000)), subject="Torn"
    ).as_bytes()
    torn = torn[: torn.index(b"JVBER") + 4001]
    for name, content in (("large", raw), ("torn", torn)):
        (tmp_path / f"{name}.eml").write_bytes(content)
        import_files(world.store, [tmp_path / f"{name}.eml"], FixedClock(NOW))
    target = tmp_path / "out"
    target.mkdir()
    for message_id in (2, 3):
        world.actions.save_into(
            files_of(message_id, show_message(world.store, message_id).attachments), target
        )
    world.qtbot.waitUntil(lambda: len(world.services.navigator.toasts) == 2, timeout=60_000)
    assert (
        hashlib.sha256((target / "large.bin.dat").read_bytes()).digest()
        == hashlib.sha256(large).digest()
    )
    half = (target / "torn.pdf").read_bytes()
    assert half.startswith(b"%PDF-1.7")
    assert 2_800 < len(half) < 9_008


def test_the_strip_names_chooses_and_asks(qtbot, world):
    strip = AttachmentStrip(world.files)
    qtbot.addWidget(strip)
    strip.resize(800, 400)
    strip.show()
    wanted = []
    strip.wanted.connect(lambda verb, files, at: wanted.append((verb, len(files), at)))
    card = strip.cards[world.at("invoice.pdf.exe")]
    assert card.warning
    assert card.warning in card.accessibleName()
    assert not strip.cards[0].warning
    strip.cards[0].setFocus()
    qtbot.keyClick(strip.cards[0], Qt.Key.Key_Space)
    qtbot.keyClick(strip.cards[0], Qt.Key.Key_Return)
    qtbot.mouseClick(strip.cards[1], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(strip.cards[1], Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier)
    qtbot.mouseClick(strip.cards[3], Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)
    assert len(strip.chosen()) == 3
    _drag(strip.cards[2])
    _drag(strip.cards[5])
    strip.all_button.click()
    count = len(world.files)
    assert wanted == [
        ("preview", count, 0), ("open", count, 0), ("preview", count, 1),
        ("drag", 3, 0), ("drag", 1, 0), ("save_all", count, 0),
    ]  # fmt: skip


def _drag(card):
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind, place in ((QEvent.Type.MouseButtonPress, 10), (QEvent.Type.MouseMove, 90)):
        where = QPointF(place, 10)
        event = QMouseEvent(kind, where, card.mapToGlobal(where), left, left, none)
        (card.mousePressEvent if place == 10 else card.mouseMoveEvent)(event)


def test_saving_one_asks_where(world):
    world.actions.save(world.file("offer.pdf"))
    world.qtbot.waitUntil(lambda: bool(world.window.findChildren(QFileDialog)), timeout=10_000)
    (dialog,) = world.window.findChildren(QFileDialog)
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    dialog.close()
