"""The course of a quote on the screen: list, versions, comparison, approval, proposals, prices given before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.crm.company import save_user
from desktop.store.schema.quotes import Quote, QuoteAnswer
from desktop.trade import approvals, issuing, quote_proposals, quote_revisions, quotes
from desktop.trade.documents.document import Kind
from desktop.trade.quote_states import QuoteState
from desktop.ui.quotes.compare_dialog import CompareDialog
from desktop.ui.quotes.history_dialog import HistoryDialog
from desktop.ui.quotes.list_columns import answer_text, answer_tone, sums_text, validity_tone
from desktop.ui.records.dialogs import ReasonDialog
from tests.ui.conftest import SAMPLE_NOW, settle

TODAY = SAMPLE_NOW.date()


def row_of(store, text, state=None):
    rows = quotes.listing(store, today=TODAY)
    return next(
        r for r in rows if text in f"{r.number} {r.customer_name}" and state in (None, r.state)
    )


@pytest.fixture
def editor(qtbot, view, company):
    view.open_quote(row_of(company, "Q-2417").id)
    settle(qtbot, view)
    return view.editor


def test_the_filters_count_and_the_sums_are_by_currency(view):
    view.list.filter.set_value("sent")
    view.list.sift()
    rows = view.table.rows.rows()
    assert rows
    assert {row.state for row in rows} == {QuoteState.SENT}
    assert view.list.sums.text() == sums_text(rows)
    assert "USD" in view.list.sums.text()
    assert "EUR" in view.list.sums.text()


def test_silence_answers_and_validity_have_words_and_colours(company):
    row = row_of(company, "", QuoteState.SENT)
    base = replace(row, sent_at=SAMPLE_NOW - timedelta(days=8), answered=False, seems="")
    assert (answer_text(base, SAMPLE_NOW), answer_tone(base, SAMPLE_NOW)) == (
        "Silent 8 days",
        "amber",
    )
    assert answer_text(replace(base, answered=True), SAMPLE_NOW) == "Answered"
    assert answer_text(replace(base, seems="accepted"), SAMPLE_NOW) == "Seems accepted"
    assert answer_text(replace(base, state=QuoteState.ACCEPTED), SAMPLE_NOW) == ""
    for days, tone in ((-1, "red"), (2, "amber"), (9, "text2")):
        until = replace(base, valid_until=TODAY + timedelta(days=days))
        assert validity_tone(until, TODAY) == tone


def test_versions_are_switched_compared_and_lead_to_their_mail(qtbot, view, editor, company):
    bar = editor.course.bar
    assert not bar.isHidden()
    older = quote_revisions.revisions(company, "Q-2417", today=TODAY)[1]
    editor.course.compare_with_before()
    dialog = editor.findChild(CompareDialog)
    kinds = [change.kind.value for change in dialog.comparison.lines]
    assert kinds == ["changed", "added", "added", "added", "added"]
    assert dialog.table.rows.rowCount() == 5
    dialog.accept()
    bar.choice.chosen.emit(older.id)
    settle(qtbot, view)
    assert editor.session.quote_id == older.id
    assert not editor.session.is_editable
    assert older.id in editor.course.course.mails
    editor.preview.versions.mail_wanted.emit(7)
    assert view.services.navigator.opened[-1] == ("inbox", {"thread_id": 7})


def test_prices_given_before_are_shown_for_the_line(qtbot, view, editor):
    editor.course.prices("PL-6060-40")
    dialog = editor.findChild(HistoryDialog)
    settle(qtbot, view)
    here = dialog.table.rows.rowCount()
    assert here >= 3
    assert "lowest offered USD 14.20" in dialog.facts.text()
    dialog.whose.set_value("all")
    dialog.look()
    settle(qtbot, view)
    assert dialog.table.rows.rowCount() >= here


def test_a_lost_quote_asks_why(qtbot, view, company):
    sent = row_of(company, "", QuoteState.SENT)
    view.open_quote(sent.id)
    settle(qtbot, view)
    view.editor.course._decline("price")
    settle(qtbot, view)
    with company.read() as session:
        row = session.get(Quote, sent.id)
        assert (row.state, row.lost_reason) == ("declined", "price")


def test_in_a_team_a_low_margin_is_asked_for_and_answered(qtbot, view, editor, company):
    save_user(company, None, name="Chen Hao", email="chen@bowei.example", role="manager")
    save_user(company, None, name="Wu Min", email="wu@bowei.example", role="sales")
    company.actor = "wu@bowei.example"
    view.open_quote(editor.session.quote_id)
    settle(qtbot, view)
    assert "A manager approves" in editor.banner.text()
    editor.issue(Kind.QUOTATION)
    dialog = editor.findChild(ReasonDialog)
    dialog.reason.setPlainText("a framework order follows")
    dialog.yes.click()
    settle(qtbot, view, 50)
    assert editor.session.figures.state is QuoteState.WAITING
    assert issuing.listing(company, quote_id=editor.session.quote_id) == ()
    assert "Wu Min" in editor.advice.text()
    company.actor = "chen@bowei.example"
    approvals.reject(company, editor.session.quote_id, note="not under 20", now=SAMPLE_NOW)
    view.open_quote(editor.session.quote_id)
    settle(qtbot, view)
    assert "not under 20" in editor.advice.text()


def propose(company, kind):
    sent = row_of(company, "", QuoteState.SENT)
    with company.write("sync") as unit:
        for old in unit.session.query(QuoteAnswer):
            old.state = "dismissed"
        unit.session.add(
            QuoteAnswer(
                quote_id=sent.id, message_header_id="x@y.example", kind=kind, thread_id=sent.thread_id,
                sentence="We accept your offer.", answered_at=SAMPLE_NOW, reason="price",
            )
        )  # fmt: skip
    return sent


@pytest.mark.parametrize(("kind", "state"), [("accepted", "accepted"), ("declined", "declined")])
def test_a_proposal_is_confirmed(qtbot, view, company, kind, state):
    sent = propose(company, kind)
    view.open_quote(sent.id)
    settle(qtbot, view)
    bar = view.editor.answers
    assert not bar.isHidden()
    assert sent.number in bar.banner.text()
    assert bar.reason.isHidden() == (kind == "accepted")
    bar.confirm_button.click()
    settle(qtbot, view)
    assert quotes.show(company, sent.id, today=TODAY).state == state
    assert bar.isHidden()


def test_not_yet_leaves_it_open(qtbot, view, company):
    sent = propose(company, "accepted")
    view.open_quote(sent.id)
    settle(qtbot, view)
    view.editor.answers.dismiss_button.click()
    settle(qtbot, view)
    assert quotes.show(company, sent.id, today=TODAY).state is QuoteState.SENT
    assert quote_proposals.proposals(company, quote_id=sent.id) == ()
    assert view.editor.answers.isHidden()
