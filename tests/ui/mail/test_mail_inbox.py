"""The Inbox as a user drives it, over the real store."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt

from desktop.crm import followups
from desktop.mail import drafts
from desktop.mail.draft import file_content
from desktop.mail.mime.parse import parse
from desktop.store.queries import messages, threads
from desktop.store.schema.mail import OutboxMessage
from desktop.store.workspace import Store
from desktop.ui.mail import composition
from desktop.ui.mail.enclosed_quotes import quotes_of
from desktop.ui.mail.mail_file import files_of, load_file
from desktop.ui.mail.message_rows import CollapsedMessage, EarlierMessages
from desktop.ui.mail.thread_model import RowRole
from desktop.ui.mail.view import InboxView
from tests.fixtures.stores import KEY
from tests.ui.mail.conftest import NOW, settle

KLAUS = "k.brenner@brenner-licht.example"


def rows(view):
    model = view.threads.model
    return [model.index(i).data(RowRole) for i in range(model.rowCount())]


def open_thread(qtbot, view, choose):
    row = next(r for r in rows(view) if choose(r))
    view.threads.select(row.id)
    settle(qtbot, view)
    return row


def leaving(store, row):
    """The mail as it goes out."""
    with store.read() as session:
        return parse(session.get(OutboxMessage, row.id).mime)


def test_first_conversation_opens_with_its_customer(inbox):
    assert inbox.conversation.current.row.sender == "Klaus Brenner"
    assert inbox.panel.data.card.name == "Brenner Lichttechnik GmbH"
    assert inbox.services.navigator.counts["inbox"] == len(rows(inbox))
    assert inbox.services.navigator.errors == []


def test_filters_show_what_they_say(qtbot, inbox):
    for only in threads.FILTERS:
        inbox.threads.show_filter(only)
        settle(qtbot, inbox)
        shown = [r.id for r in rows(inbox)]
        assert shown == [
            r.id for r in threads.list_threads(inbox.services.store, only=only, limit=100)
        ]


def test_older_messages_fold_and_open(qtbot, inbox):
    pane = inbox.conversation
    assert len(pane.findChildren(EarlierMessages)) == 1
    pane.unfold()
    settle(qtbot, inbox)
    lines = [w for w in pane.findChildren(CollapsedMessage) if w.isVisible()]
    assert len(lines) == len(pane.current.messages) - 1
    qtbot.mouseClick(lines[0], Qt.MouseButton.LeftButton)
    settle(qtbot, inbox)
    first = pane.current.messages[0]
    assert "600" in pane._widgets[first.id].browser.toPlainText() or first.text[:20]
    assert first.id in pane._widgets


def test_html_body_blocks_pictures_and_says_so(inbox):
    newest = inbox.conversation.current.messages[-1]
    widget = inbox.conversation._widgets[newest.id]
    assert widget.body().blocked == 2
    assert len(widget.body().trackers) == 1
    assert widget.text.bar.isVisible()
    assert "Thank you for V2" in widget.browser.toPlainText()


def test_keys_move_and_nothing_is_typed_into_the_list(qtbot, inbox):
    view = inbox
    first = view.threads.current_id()
    view.services.actions.bind(view, lambda: "inbox")
    assert view.services.actions.press("J")
    settle(qtbot, view)
    assert view.threads.current_id() != first
    assert view.conversation.current.row.id == view.threads.current_id()
    view.services.actions.press("K")
    assert view.threads.current_id() == first


@pytest.fixture
def unread(sample_store):
    """The conversations that nobody has read, before a window opens one of them."""
    return {row.id for row in threads.list_threads(sample_store, only="unread")}


def test_reading_marks_read_and_the_row_stays_while_open(qtbot, unread, inbox):
    inbox.threads.show_filter("unread")
    settle(qtbot, inbox)
    row = rows(inbox)[0]
    assert row.id in unread
    settle(qtbot, inbox, pause=1300)
    settle(qtbot, inbox, pause=400)
    assert threads.rows_of(inbox.services.store, [row.id])[0].unread_count == 0
    assert inbox.threads.current_id() == row.id
    inbox.threads.step(1)
    settle(qtbot, inbox)
    assert row.id not in [r.id for r in rows(inbox)]


def test_archive_goes_on_to_the_next_and_undo_brings_it_back(qtbot, inbox):
    store, navigator = inbox.services.store, inbox.services.navigator
    gone, following = rows(inbox)[0].id, rows(inbox)[1].id
    inbox.archive()
    assert inbox.threads.current_id() == following
    settle(qtbot, inbox, pause=350)
    assert not threads.rows_of(store, [gone])[0].in_inbox
    text, undo = navigator.toasts[-1]
    assert text == "Conversation archived"
    undo()
    settle(qtbot, inbox, pause=350)
    assert threads.rows_of(store, [gone])[0].in_inbox
    assert inbox.threads.current_id() == gone
    assert navigator.errors == []


def test_new_mail_does_not_move_what_is_being_read(qtbot, inbox):
    inbox.threads.show_filter("all")
    settle(qtbot, inbox)
    inbox.threads.list.verticalScrollBar().setValue(400)
    inbox.threads.select(rows(inbox)[8].id)
    settle(qtbot, inbox)
    current = inbox.threads.current_id()
    place = inbox.threads.list.visualRect(inbox.threads.list.currentIndex()).top()
    last = rows(inbox)[-1].id
    with inbox.services.store.write("sync") as unit:
        thread = unit.session.get(_thread_model(), last)
        thread.last_time = int(NOW.timestamp())
    settle(qtbot, inbox, pause=400)
    assert rows(inbox)[0].id == last
    assert inbox.threads.current_id() == current
    assert inbox.threads.list.visualRect(inbox.threads.list.currentIndex()).top() == place


def _thread_model():
    from desktop.store.schema.mail import Thread

    return Thread


def test_a_flood_of_changes_reads_at_most_four_times_a_second(qtbot, inbox, monkeypatch):
    from desktop.ui.mail import thread_refresh

    readings = []
    real = thread_refresh.read_update

    def counted(*args, **kwargs):
        readings.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(thread_refresh, "read_update", counted)
    ids = {str(r.id) for r in rows(inbox)}
    began = time.monotonic()
    for _ in range(100):
        inbox.threads.changed({"thread": ids, "message": {"1"}})
        qtbot.wait(10)
    settle(qtbot, inbox, pause=300)
    took = (time.monotonic() - began) * 1000  # longer where the computer is busy
    assert 1 <= len(readings) <= took / thread_refresh.PAUSE_MS + 2


def test_reply_is_kept_while_typing_and_comes_back(qtbot, inbox, sample_store, make_services):
    inbox.answer("reply")
    settle(qtbot, inbox)
    composer = inbox.composer
    assert composer.isVisible()
    assert [p.address for p in composer.to.people()] == [KLAUS]
    assert composer.subject.text() == "Re: Q-2417 · 600×600 panels, CIF Hamburg"
    composer.text.setPlainText("We can hold the price.")
    settle(qtbot, inbox, pause=900)
    thread_id = inbox.conversation.current.row.id
    kept = drafts.drafts_of(sample_store, thread_id=thread_id)
    assert len(kept) == 1
    assert drafts.load(sample_store, kept[0].id).text == "We can hold the price."
    composer.text.setPlainText("We can hold the price until Friday.")
    inbox.threads.step(1)
    settle(qtbot, inbox)
    assert not composer.isVisible()
    inbox.threads.step(-1)
    settle(qtbot, inbox)
    assert composer.isVisible()
    assert composer.text.toPlainText() == "We can hold the price until Friday."
    assert len(drafts.drafts_of(sample_store, thread_id=thread_id)) == 1


def test_a_save_that_failed_costs_no_other_draft_of_the_conversation(qtbot, inbox, sample_store):
    inbox.answer("reply")
    settle(qtbot, inbox)
    start = inbox.composer._start
    other = drafts.save(sample_store, replace(start.draft, text="An older draft"))
    with sample_store.write() as unit:
        unit.session.execute(
            sa.text(
                "CREATE TRIGGER refuse BEFORE INSERT ON outbox WHEN instr(NEW.draft, 'Half') "
                "BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
        )
    held = threading.Event()
    inbox.services.tasks.submit(lambda: held.wait(30), lane="write")
    inbox.composer.text.setPlainText("Half a")
    inbox.composer.save()
    inbox.composer.text.setPlainText("A whole answer")
    inbox.composer.put_away()
    held.set()
    settle(qtbot, inbox)
    kept = drafts.drafts_of(sample_store, thread_id=start.draft.thread_id)
    assert {drafts.load(sample_store, row.id).text for row in kept} == {
        "An older draft",
        "A whole answer",
    }
    assert drafts.load(sample_store, other).text == "An older draft"


def test_sending_before_the_first_save_is_answered_leaves_no_draft_behind(
    qtbot, inbox, sample_store
):
    inbox.answer("reply")
    settle(qtbot, inbox)
    held = threading.Event()
    inbox.services.tasks.submit(lambda: held.wait(30), lane="write")
    inbox.composer.text.setPlainText("Half a")
    inbox.composer.save()
    inbox.composer.text.setPlainText("A whole answer")
    inbox.composer.send()
    held.set()
    settle(qtbot, inbox)
    assert drafts.drafts_of(sample_store) == []
    (row,) = drafts.listing(sample_store, states=("queued",))
    assert drafts.load(sample_store, row.id).text == "A whole answer"


def test_bcc_is_shown_on_demand_and_kept_with_the_draft(qtbot, inbox, sample_store):
    inbox.answer("reply")
    settle(qtbot, inbox)
    composer = inbox.composer
    composer.show_fields(True)
    assert not composer.bcc.isVisible()
    composer.add_bcc.click()
    assert composer.bcc.isVisible()
    composer.bcc.setText("boss@bowei-led.example")
    composer.text.setPlainText("We can hold the price.")
    composer.put_away()
    settle(qtbot, inbox)
    (row,) = drafts.drafts_of(sample_store)
    assert drafts.load(sample_store, row.id).bcc == (("", "boss@bowei-led.example"),)
    inbox.writing.open_draft(row.id)
    settle(qtbot, inbox)
    composer.show_fields(True)
    assert composer.bcc.isVisible()
    composer.bcc.setText("nobody")
    composer.send()
    assert "nobody" in composer.guard_text()
    composer.bcc.setText("boss@bowei-led.example")
    composer.send()
    settle(qtbot, inbox)
    (queued,) = drafts.listing(sample_store, states=("queued",))
    assert "boss@bowei-led.example" in queued.recipients
    assert b"boss@bowei" not in mime_of(sample_store, queued)


def mime_of(store, row):
    with store.read() as session:
        return session.get(OutboxMessage, row.id).mime


def test_a_draft_outlives_a_kill(qtbot, inbox, sample_store):
    inbox.answer("reply")
    settle(qtbot, inbox)
    inbox.composer.text.setPlainText("Not to be lost")
    settle(qtbot, inbox, pause=900)
    # a second reader of the same files sees it without anything having been closed
    other = Store.open(sample_store.profile, KEY)
    try:
        texts = [drafts.load(other, row.id).text for row in drafts.drafts_of(other)]
    finally:
        other.close()
    assert "Not to be lost" in texts


def test_sending_queues_with_history_and_reminder_and_undo_gives_it_back(qtbot, inbox):
    store, navigator = inbox.services.store, inbox.services.navigator
    inbox.answer("reply_all")
    settle(qtbot, inbox)
    inbox.composer.text.setPlainText("We can hold USD 14.20.")
    inbox.composer.send()
    settle(qtbot, inbox)
    queued = drafts.listing(store, states=("queued",))
    assert [r.recipients for r in queued] == [(KLAUS, "a.vogt@brenner-licht.example")]
    assert queued[0].not_before == NOW + timedelta(seconds=composition.UNDO_SECONDS)
    assert drafts.load(store, queued[0].id).follow_up_days == 3
    assert "> Thank you for V2." in leaving(store, queued[0]).text
    assert not inbox.composer.isVisible()
    text, undo = navigator.toasts[-1]
    assert "Klaus Brenner" in text
    undo()
    settle(qtbot, inbox)
    assert inbox.composer.isVisible()
    assert inbox.composer.text.toPlainText() == "We can hold USD 14.20."
    assert drafts.listing(store, states=("queued",)) == []
    # what is sent after an undo is the edited text
    inbox.composer.text.setPlainText("We can hold USD 14.10.")
    inbox.composer.send()
    settle(qtbot, inbox)
    again = drafts.listing(store, states=("queued",))
    assert len(again) == 1
    assert drafts.load(store, again[0].id).text.startswith("We can hold USD 14.10.")


def test_an_empty_slot_blocks_sending_and_is_named(qtbot, inbox):
    inbox.answer("reply")
    settle(qtbot, inbox)
    inbox.composer.text.setPlainText("Dear ⟦contact.salutation_name⟧,")
    inbox.composer.send()
    settle(qtbot, inbox)
    assert "contact.salutation_name" in inbox.composer.guard_text()
    assert inbox.composer.text.textCursor().selectedText() == "⟦contact.salutation_name⟧"
    assert drafts.listing(inbox.services.store, states=("queued",)) == []


@pytest.mark.parametrize("to", ["", "klaus at brenner"])
def test_a_mail_without_a_good_address_is_not_sent(qtbot, inbox, to):
    inbox.answer("reply")
    settle(qtbot, inbox)
    inbox.composer.to.setText(to)
    inbox.composer.text.setPlainText("Text")
    inbox.composer.send()
    settle(qtbot, inbox)
    assert inbox.composer.guard_text()
    assert drafts.listing(inbox.services.store, states=("queued",)) == []


def test_template_is_searched_filled_and_inserted(qtbot, inbox):
    inbox.answer("reply")
    settle(qtbot, inbox)
    inbox.composer.pick_template()
    settle(qtbot, inbox)
    from desktop.ui.mail.template_popup import TemplatePopup

    popup = inbox.composer.findChildren(TemplatePopup)[-1]
    popup.field.setText("hold the prices")
    popup.field.textEdited.emit("hold the prices")
    settle(qtbot, inbox, pause=200)
    assert "Dear Mr Brenner" in popup.preview.toPlainText()
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    assert inbox.composer.text.toPlainText().startswith("Dear Mr Brenner")
    assert inbox.composer.draft().template_name == "price-hold-en"


def test_quote_goes_along_as_an_issued_pdf(qtbot, inbox):
    store = inbox.services.store
    inbox.answer("reply")
    settle(qtbot, inbox)
    customer = inbox.conversation.current.row.customer_id
    quote = quotes_of(store, customer, NOW.date())[0]
    inbox.composer.enclosures.add_quote(quote)
    assert inbox.composer.remind.value() == 7
    inbox.composer.text.setPlainText("Our quotation is attached.")
    inbox.composer.send()
    settle(qtbot, inbox)
    assert inbox.services.navigator.errors == []
    row = drafts.listing(store, states=("queued",))[0]
    assert row.quote_id == quote.id
    assert [f.content_type for f in leaving(store, row).attachments] == ["application/pdf"]


def test_attachments_outlive_their_files(qtbot, inbox, tmp_path):
    inbox.answer("reply")
    settle(qtbot, inbox)
    path = tmp_path / "photo of carton.jpg"
    path.write_bytes(b"jpeg bytes")
    inbox.composer.enclosures.attach([str(path)])
    settle(qtbot, inbox)
    path.unlink()
    draft = inbox.composer.draft()
    assert file_content(inbox.services.store, draft.files[0]) == b"jpeg bytes"


def test_forgotten_attachment_is_noticed(qtbot, inbox):
    inbox.answer("reply")
    settle(qtbot, inbox)
    inbox.composer.text.setPlainText("Dear Mr Brenner,\n\nPlease find attached the report.")
    settle(qtbot, inbox, pause=600)
    assert "attach" in inbox.composer.guard_text()


def test_stranger_becomes_a_customer_in_one_step(qtbot, inbox):
    row = open_thread(qtbot, inbox, lambda r: r.customer_id is None)
    inbox.link()
    settle(qtbot, inbox)
    form = inbox.panel.form
    assert form.name.text() == row.sender
    form.company.setText("Rift Valley Hardware Ltd")
    form.submit()
    settle(qtbot, inbox, pause=350)
    assert inbox.services.navigator.errors == []
    now = threads.rows_of(inbox.services.store, [row.id])[0]
    assert now.customer_name == "Rift Valley Hardware Ltd"
    assert inbox.panel.data.card.name == "Rift Valley Hardware Ltd"


def test_link_by_hand_unlink_and_undo(qtbot, inbox):
    store = inbox.services.store
    thread_id = inbox.conversation.current.row.id
    before = inbox.conversation.current.row.customer_id
    inbox.panel.unlink()
    settle(qtbot, inbox, pause=350)
    assert threads.rows_of(store, [thread_id])[0].customer_id is None
    inbox.services.navigator.toasts[-1][1]()
    settle(qtbot, inbox, pause=350)
    assert threads.rows_of(store, [thread_id])[0].customer_id == before
    other = next(r for r in rows(inbox) if r.customer_id and r.customer_id != before)
    inbox.panel.link_to(other.customer_id)
    settle(qtbot, inbox, pause=350)
    assert threads.rows_of(store, [thread_id])[0].customer_id == other.customer_id
    assert inbox.panel.data.link.reason == "hand"


def test_follow_up_is_ticked_and_undone(qtbot, inbox):
    store = inbox.services.store
    row = inbox.panel.data.card.next_follow_ups[0]
    inbox.panel._tick_follow_up()
    settle(qtbot, inbox, pause=300)
    assert followups.show(store, row.id, NOW).state == "done"
    inbox.services.navigator.toasts[-1][1]()
    settle(qtbot, inbox)
    assert followups.show(store, row.id, NOW).state == "open"


def test_remind_makes_a_follow_up(qtbot, inbox):
    from desktop.ui.mail.remind import presets, remind_of

    row = inbox.conversation.current.row
    at = presets(NOW)[0].at
    remind_of(inbox.services, row, at)
    settle(qtbot, inbox)
    assert inbox.services.navigator.errors == []
    made = followups.list_followups(inbox.services.store, NOW, thread_id=row.id)
    assert at in [f.due for f in made]
    inbox.services.navigator.toasts[-1][1]()
    settle(qtbot, inbox)
    left = followups.list_followups(inbox.services.store, NOW, thread_id=row.id)
    assert len(left) == len(made) - 1


def test_saving_an_attachment(qtbot, inbox, tmp_path):
    message = next(m for m in inbox.conversation.current.messages if m.attachments)
    file = files_of(message.id, message.attachments)[0]
    loaded = load_file(inbox.services.store, file)
    target = tmp_path / "saved.pdf"
    inbox.conversation._files.save_to(loaded, target)
    settle(qtbot, inbox)
    assert target.stat().st_size == file.size


def test_panel_is_a_drawer_in_a_narrow_window(qtbot, inbox):
    inbox.resize(1000, 800)
    settle(qtbot, inbox)
    assert not inbox.panel.isVisible()
    inbox.toggle_panel()
    assert inbox.panel.isVisible()
    qtbot.keyClick(inbox, Qt.Key.Key_Escape)
    assert not inbox.panel.isVisible()
    inbox.resize(1300, 800)
    settle(qtbot, inbox)
    assert inbox.panel.isVisible()
    assert inbox.panel.parent() is inbox.panes


def test_rows_say_everything_to_a_screen_reader(inbox):
    text = inbox.threads.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text.startswith("Grade A, Klaus Brenner, Brenner Lichttechnik GmbH")
    assert "reply in" in text


def test_empty_workspace_says_so(qtbot, store, make_services):
    view = InboxView(make_services(store))
    qtbot.addWidget(view)
    view.show()
    view.refresh(None)
    settle(qtbot, view)
    assert view.threads._empty.fact.text() == "Every reply is sent"
    view.threads.show_filter("all")
    settle(qtbot, view)
    assert view.threads._empty.fact.text() == "No mail here yet"
    view.compose()
    settle(qtbot, view)
    assert [e.code for e in view.services.navigator.errors] == ["no_account"]


def test_compose_from_elsewhere(qtbot, inbox):
    inbox.show_args(compose={"to": KLAUS, "subject": "PI"})
    settle(qtbot, inbox)
    assert [p.address for p in inbox.composer.to.people()] == [KLAUS]
    assert inbox.composer.subject.text() == "PI"
    inbox.composer.text.setPlainText("A new mail")
    settle(qtbot, inbox, pause=900)
    inbox.threads.step(1)
    settle(qtbot, inbox)
    inbox.compose()
    settle(qtbot, inbox)
    assert inbox.composer.text.toPlainText() == "A new mail"


def test_names_are_completed_from_contacts(inbox):
    from desktop.store.queries.people import find_people

    found = find_people(inbox.services.store, "brenn")
    assert KLAUS in [p.address for p in found]
    assert len({p.address for p in found}) == len(found)
    assert messages.conversation(inbox.services.store, 1)


def test_a_search_from_the_palette_lists_what_it_finds_and_a_filter_leads_back(inbox, qtbot):
    inbox.show_args(search="不锈钢 OR nothing")
    qtbot.waitUntil(lambda: inbox.threads.model.rowCount() == 0, timeout=5000)
    inbox.show_args(search="from:k.brenner")
    qtbot.waitUntil(lambda: inbox.threads.model.rowCount() > 0, timeout=5000)
    shown = {inbox.threads.model.id_at(i) for i in range(inbox.threads.model.rowCount())}
    inbox.threads.show_filter("all")
    qtbot.waitUntil(lambda: inbox.threads.model.rowCount() > len(shown), timeout=5000)
