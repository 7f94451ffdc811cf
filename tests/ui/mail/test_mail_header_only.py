"""A mail of which only the header is here is asked for once, shown when it comes, and said clearly when it does not."""

import pytest
import sqlalchemy as sa

from desktop.mail.attachments.names import safe_name
from desktop.store.schema.mail import Attachment, Message, MessageText, RawPiece
from desktop.ui.engine_client import EngineClient
from desktop.ui.mail.body_fetcher import BY_ITSELF
from desktop.ui.mail.mail_file import files_of
from desktop.ui.mail.view import InboxView
from tests.ui.mail.conftest import settle


class ListeningEngine(EngineClient):
    """An engine that listens: what it is asked is kept, answers are given by the test."""

    listens = True

    def __init__(self):
        super().__init__()
        self.asked = []

    def send(self, command, **args):
        if not self.listens:
            return False
        self._next_request += 1
        self.asked.append((self._next_request, command, args))
        return True

    def fetches(self):
        return [
            args["message_id"] for _id, command, args in self.asked if command == "fetch_message"
        ]

    def answer(self, message_id, *, ok=True, **error):
        request = next(i for i, c, a in reversed(self.asked) if a.get("message_id") == message_id)
        self.dispatch("reply", {"id": request, "ok": ok, **({"error": error} if error else {})})


@pytest.fixture
def engine(qtbot):
    return ListeningEngine()


@pytest.fixture
def view(qtbot, sample_store, make_services, engine):
    import dataclasses

    services = dataclasses.replace(make_services(sample_store), engine=engine)
    made = InboxView(services)
    qtbot.addWidget(made)
    made.resize(1240, 860)
    made.show()
    return made


def thread_of(store, files=0):
    """A thread of one message, with so many files at least."""
    with store.read() as session:
        query = (
            sa.select(Message.id, Message.thread_id)
            .where(Message.attachment_count >= files, ~Message.outbound)
            .group_by(Message.thread_id)
            .having(sa.func.count() == 1)
            .order_by(Message.id)
        )
        return session.execute(query).first()


def leave_header(store, message_id, *, size=4_000):
    """What the store holds after the first round of a sync; returns what brings the rest back."""
    with store.write("sync") as unit:
        session = unit.session
        message = session.get(Message, message_id)
        text = session.get(MessageText, message_id)
        kept = (message.sha256, text.text, text.has_html)
        session.delete(text)
        session.execute(sa.delete(Attachment).where(Attachment.message_id == message_id))
        message.sha256, message.body_state, message.size = None, "headers", size

    def arrive():
        with store.write("sync") as unit:
            message = unit.session.get(Message, message_id)
            message.sha256, message.body_state = kept[0], "full"
            unit.session.add(MessageText(message_id=message_id, text=kept[1], has_html=kept[2]))
        return kept[1]

    return arrive


def open_thread(qtbot, view, thread_id):
    view.refresh(None)
    view.show_args(only="all", thread_id=thread_id)
    qtbot.waitUntil(
        lambda: (
            view.conversation.current is not None and view.conversation.current.row.id == thread_id
        ),
        timeout=10_000,
    )


def test_opening_it_asks_once_and_shows_it_when_it_comes(qtbot, view, engine, sample_store):
    message_id, thread_id = thread_of(sample_store)
    arrive = leave_header(sample_store, message_id)
    open_thread(qtbot, view, thread_id)
    widget = view.conversation._widgets[message_id]
    assert widget.missing.isVisible()
    assert "Fetching" in widget.missing.text()
    qtbot.waitUntil(lambda: engine.fetches() == [message_id], timeout=5_000)
    view.conversation.reload()
    settle(qtbot, view)
    assert engine.fetches() == [message_id]
    text = arrive()
    engine.answer(message_id)
    settle(qtbot, view)
    widget = view.conversation._widgets[message_id]
    assert not widget.missing.isVisible()
    assert text.split()[0] in widget.browser.toPlainText()


def test_a_damaged_copy_is_asked_for_once(qtbot, view, engine, sample_store):
    with sample_store.read() as session:
        query = (
            sa.select(Message.id, Message.thread_id)
            .join(MessageText, MessageText.message_id == Message.id)
            .where(MessageText.has_html, Message.body_state == "full", ~Message.outbound)
            .group_by(Message.thread_id)
            .having(sa.func.count() == 1)
        )
        message_id, thread_id = session.execute(query).first()
    whole = {path: path.read_bytes() for path in sample_store.raw.packs().values()}
    for path, content in whole.items():
        path.write_bytes(bytes(len(content)))
    open_thread(qtbot, view, thread_id)
    qtbot.waitUntil(lambda: engine.fetches() == [message_id], timeout=5_000)
    for path, content in whole.items():
        path.write_bytes(content)
    engine.answer(message_id)
    settle(qtbot, view)
    assert view.conversation._widgets[message_id].body().notice == ""
    assert not view.conversation._widgets[message_id].missing.isVisible()
    assert engine.fetches() == [message_id]


def test_keys_through_the_list_ask_only_for_what_stays_open(qtbot, view, engine, sample_store):
    with sample_store.read() as session:
        ids = session.scalars(sa.select(Message.id)).all()
    for message_id in ids:
        leave_header(sample_store, message_id)
    view.refresh(None)
    view.show_args(only="all")
    settle(qtbot, view)
    engine.asked.clear()
    for thread_id in view.threads.model.ids_between(0, 6):
        view.threads.select(thread_id)
    settle(qtbot, view)
    qtbot.waitUntil(lambda: bool(engine.fetches()), timeout=5_000)
    shown = {m.id for m in view.conversation.current.messages}
    assert set(engine.fetches()) <= shown
    assert len(engine.fetches()) <= 2


def test_without_connection_it_says_so_and_can_be_tried_again(qtbot, view, engine, sample_store):
    message_id, thread_id = thread_of(sample_store)
    leave_header(sample_store, message_id)
    engine.listens = False
    open_thread(qtbot, view, thread_id)
    qtbot.waitUntil(
        lambda: "Only the header is here" in view.conversation._widgets[message_id].missing.text(),
        timeout=5_000,
    )
    engine.listens = True
    banner = view.conversation._widgets[message_id].missing
    assert banner._action.text() == "Try again"
    banner._action.click()
    assert engine.fetches() == [message_id]
    engine.answer(message_id, ok=False, message="The server does not answer.", hint="Later.")
    assert "does not answer" in banner.text()


def test_a_large_mail_waits_for_a_click(qtbot, view, engine, sample_store):
    message_id, thread_id = thread_of(sample_store)
    leave_header(sample_store, message_id, size=BY_ITSELF + 2_400_000)
    open_thread(qtbot, view, thread_id)
    settle(qtbot, view, pause=400)
    banner = view.conversation._widgets[message_id].missing
    assert "12.4 MB" in banner.text()
    assert engine.fetches() == []
    banner._action.click()
    assert engine.fetches() == [message_id]


def test_a_file_of_a_freed_mail_is_fetched_and_then_saved(
    qtbot, view, engine, sample_store, tmp_path
):
    message_id, thread_id = thread_of(sample_store, files=1)
    with sample_store.write("sync") as unit:
        message = unit.session.get(Message, message_id)
        piece = unit.session.get(RawPiece, message.sha256)
        place = (piece.sha256, piece.pack, piece.offset, piece.length)
        unit.session.delete(piece)
        message.body_state, message.size = "text", BY_ITSELF * 2
    open_thread(qtbot, view, thread_id)
    widget = view.conversation._widgets[message_id]
    assert widget.browser.isVisible()
    assert widget.browser.toPlainText()
    file = files_of(message_id, widget.message.attachments)[0]
    target = tmp_path / safe_name(file.filename)
    view.conversation._files.save_into((file,), tmp_path)
    qtbot.waitUntil(lambda: engine.fetches() == [message_id], timeout=5_000)
    assert not target.exists()
    with sample_store.write("sync") as unit:
        sha, pack, offset, length = place
        unit.session.add(RawPiece(sha256=sha, pack=pack, offset=offset, length=length))
        unit.session.get(Message, message_id).body_state = "full"
    engine.answer(message_id)
    # The name is taken before the bytes are written: its being there does not say that it is whole.
    qtbot.waitUntil(lambda: target.exists() and target.stat().st_size == file.size, timeout=30_000)


def test_a_large_mail_tells_how_far_it_is_and_why_it_did_not_come(
    qtbot, view, engine, sample_store
):
    message_id, _thread_id = thread_of(sample_store)
    fetcher, told = view.conversation.fetcher, []
    fetcher.fetch(message_id, None, lambda words, hint: told.append((words, hint)))
    engine.dispatch("fetching", {"message_id": message_id, "done": 4_000_000, "total": 23_000_000})
    assert "4.0 MB" in fetcher.state(message_id).words
    assert "23.0 MB" in fetcher.state(message_id).words
    engine.dispatch("fetching", {"message_id": message_id + 1, "done": 1, "total": 2})
    assert fetcher.state(message_id + 1) is None
    engine.answer(message_id, ok=False, message="The server hung up.", hint="Try later.")
    assert "hung up" in told[0][0]
    assert told[0][1] == "Try later."
