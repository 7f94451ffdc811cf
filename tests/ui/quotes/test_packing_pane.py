"""The packing pane: containers by hand, free room, lines without data; the dialog behind it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from desktop.trade import own_containers, quotes
from desktop.trade.containers import use
from desktop.trade.packing import CartonSpec, MixedCarton
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.quote_states import QuoteState
from desktop.ui.quotes.container_choice import MixDialog, mix_menu
from desktop.ui.quotes.packing_pane import PackingPane
from desktop.ui.quotes.view import QuotesView
from tests.ui.conftest import SAMPLE_NOW, settle

D = Decimal


def line(sku, quantity, **changes):
    values = {
        "key": sku.lower(),
        "pcs_per_carton": 10,
        "carton_length_cm": D(62),
        "carton_width_cm": D(62),
        "carton_height_cm": D(14),
        "net_weight_kg": D(9),
        "gross_weight_kg": D(10),
    } | changes
    return DraftLine(sku, D(quantity), D(1), **values)


BARE = {"pcs_per_carton": None}


@pytest.fixture
def pane(qtbot, company_services):
    made = PackingPane(company_services)
    qtbot.addWidget(made)
    made.resize(620, 260)
    made.show()
    return made


@pytest.fixture
def show_editor(qtbot, show, company):
    """Open the draft of the design in the real editor."""

    def make():
        view = show(QuotesView)
        rows = quotes.listing(company, today=SAMPLE_NOW.date())
        drafts = [r for r in rows if "Brenner" in r.customer_name and r.state is QuoteState.DRAFT]
        view.open_quote(drafts[0].id)
        settle(qtbot, view)
        return view.editor

    return make


def show_lines(pane, *lines, **changes):
    draft = QuoteDraft("c", lines=lines, **changes)
    pane.show_sums(draft.totals(), draft)
    return draft


def shown(widget):
    return widget.isVisibleTo(widget.window())


def test_figures_and_room_for_more_of_the_line_chosen(pane, qtbot):
    show_lines(pane, line("PL", 4000), line("DL", 500, carton_height_cm=D(20)))
    assert pane._cartons.value.text() == "450"
    assert pane._plan.text().startswith("1 × 20GP")
    assert "PL" in pane._room_text.text()
    pane.select_row(1)
    assert "DL" in pane._room_text.text()
    with qtbot.waitSignal(pane.add_pieces) as asked:
        qtbot.mouseClick(pane.add, Qt.MouseButton.LeftButton)
    row, pieces = asked.args
    assert row == 1
    assert pieces > 0
    assert pieces % 10 == 0


def test_no_room_is_offered_while_nothing_may_change(pane):
    show_lines(pane, line("PL", 4000))
    assert shown(pane._room_row)
    pane.set_read_only(True)
    assert not shown(pane._room_row)
    assert not shown(pane.change)


def test_lines_without_packing_data_are_named_and_completed(pane, qtbot):
    show_lines(pane, line("PL", 4000), line("X1", 5, **BARE), line("X2", 5, **BARE))
    assert "X1, X2" in pane._warning.text()
    with qtbot.waitSignal(pane.row_wanted) as asked:
        dialog = pane.open_details("lines", 1)
        pane._complete()
    assert asked.args == [1]
    editors = dialog.cartons.form.editors
    for name, text in (
        ("pieces", "5"),
        ("length_cm", "50"),
        ("width_cm", "40"),
        ("height_cm", "30"),
        ("net_kg", "4"),
        ("gross_kg", "5"),
    ):
        editors[name].setText(text)
        editors[name].editingFinished.emit()
    with qtbot.waitSignal(pane.edited) as kept:
        dialog._keep()
    draft = kept.args[0]
    assert draft.lines[1].carton() == CartonSpec(5, D(50), D(40), D(30), D(4), D(5))
    assert draft.lines[0] == pane._draft.lines[0]


def test_what_one_container_takes_of_the_carton_alone(pane):
    box = {"carton_length_cm": D(52), "carton_width_cm": D(35), "carton_height_cm": D(38)}
    show_lines(pane, line("PL", 4000, **box))
    page = pane.open_details("lines", 0).cartons
    for fit in ("20GP 396", "40GP 828", "40HQ 966"):
        assert fit in page.fits.text()


def test_a_number_that_is_none_keeps_the_dialog_open(pane, qtbot):
    show_lines(pane, line("PL", 4000))
    dialog = pane.open_details("lines", 0)
    dialog.cartons.form.editors["length_cm"].setText("sixty")
    dialog.cartons.form.editors["length_cm"].editingFinished.emit()
    with qtbot.assertNotEmitted(pane.edited):
        dialog._keep()
    assert dialog.isVisible()
    dialog.reject()


def test_a_mix_by_hand_and_back(pane, qtbot):
    draft = show_lines(pane, line("PL", 4000))
    menu = mix_menu(pane._sums.shipment, pane._choose_mix, pane)
    by_text = {action.text(): action for action in menu.actions() if action.text()}
    forty = next(action for text, action in by_text.items() if text.startswith("1 × 40HQ"))
    with qtbot.waitSignal(pane.edited) as changed:
        forty.trigger()
    chosen = changed.args[0]
    assert chosen.container_mix == (("40HQ", 1),)
    pane.show_sums(chosen.totals(), chosen)
    assert "1 × 40HQ" in pane._plan.text()
    menu = mix_menu(pane._sums.shipment, pane._choose_mix, pane)
    with qtbot.waitSignal(pane.edited) as changed:
        menu.actions()[0].trigger()
    assert changed.args[0] == draft


def test_a_mix_that_is_too_small_says_what_does_not_fit(pane, qtbot):
    show_lines(pane, line("PL", 9000))
    taken = []
    dialog = MixDialog(pane._sums.shipment, taken.append, pane)
    for size, box in dialog.counts.items():
        box.setValue(1 if size == "20GP" else 0)
    assert "m³" in dialog.result_text.text()
    dialog._accept()
    draft = replace(pane._draft, container_mix=taken[0])
    pane.show_sums(draft.totals(), draft)
    assert "too much" in pane._free.text()
    assert not shown(pane._room_row)


def test_by_air_the_chargeable_weight_is_shown(pane):
    show_lines(pane, line("PL", 4000), transport_mode="air")
    assert "kg" in pane._plan.text()
    assert not shown(pane.bar)
    assert not shown(pane.change)


def test_a_mixed_carton_is_made_in_the_dialog(pane, qtbot):
    show_lines(pane, line("PL", 105, key=""), line("DL", 52, key=""))
    dialog = pane.open_details("mixed")
    page = dialog.mixed
    page.add_carton()
    for name, text in (("count", "1"), ("length_cm", "60"), ("width_cm", "40"), ("height_cm", "40"), ("gross_kg", "8")):  # fmt: skip
        page.form.editors[name].setText(text)
        page.form.editors[name].editingFinished.emit()
    model = page.model
    assert model.setData(model.index(0, 3), "5")
    assert model.setData(model.index(1, 3), "2")
    assert not model.setData(model.index(1, 3), "-2")
    assert not model.setData(model.index(1, 3), "two")
    with qtbot.waitSignal(pane.edited) as kept:
        dialog._keep()
    draft = kept.args[0]
    keys = [one.key for one in draft.lines]
    assert all(keys)
    assert draft.mixed_cartons == (
        MixedCarton(1, D(60), D(40), D(40), D("6.30"), D(8), ((keys[0], D(5)), (keys[1], D(2)))),
    )
    assert draft.totals().packed.cartons == 10 + 5 + 1


def test_a_box_is_added_to_an_article_and_taken_away(pane, qtbot):
    show_lines(pane, line("PL", 100))
    page = pane.open_details("lines", 0).cartons
    page._add_box()
    assert len(page._draft.lines[0].more_boxes) == 1
    assert page._box() == 1
    page.form.editors["pieces"].setText("1")
    page.form.editors["pieces"].editingFinished.emit()
    assert page._draft.lines[0].more_boxes[0].pieces == 1
    page._remove_box()
    assert page._draft.lines[0].more_boxes == ()


def test_the_main_mark_is_the_usual_one_until_it_is_written_by_hand(
    pane, qtbot, company, company_services
):
    show_lines(pane, line("PL", 100, origin="CN"), incoterm="CIF", place="Hamburg")
    dialog = pane.open_details("marks")
    qtbot.waitUntil(lambda: "C/NO. 1-UP" in dialog.marks.main.toPlainText(), timeout=20_000)
    assert "HAMBURG" in dialog.marks.main.toPlainText()
    assert "MADE IN CHINA" in dialog.marks.main.toPlainText()
    assert "ITEM NO.: PL" in dialog.marks.side.toPlainText()
    dialog.marks.main.setPlainText("ACME\nOSLO")
    with qtbot.waitSignal(pane.edited) as kept:
        dialog._keep()
    assert kept.args[0].shipping_marks == "ACME\nOSLO"


def test_a_sent_quote_s_packing_is_only_read(pane):
    show_lines(pane, line("PL", 100))
    pane.set_read_only(True)
    dialog = pane.open_details("mixed")
    assert not hasattr(dialog, "keep")
    assert dialog.cartons.form.editors["pieces"].isReadOnly()
    assert dialog.marks.main.isReadOnly()
    assert not dialog.mixed.add.isVisibleTo(dialog)


def test_the_editor_takes_more_pieces_and_a_mix_and_keeps_them(qtbot, show_editor, company):
    editor = show_editor()
    before = editor.model.lines[0].quantity
    editor.packing.select_row(0)
    row, pieces = editor.packing._offer
    assert row == 0
    with qtbot.waitSignal(editor.session.saved, timeout=20_000):
        qtbot.mouseClick(editor.packing.add, Qt.MouseButton.LeftButton)
    assert editor.model.lines[0].quantity == before + pieces
    with qtbot.waitSignal(editor.session.saved, timeout=20_000):
        editor.packing._choose_mix((("40HQ", 1),))
    stored = quotes.show(company, editor.session.quote_id, today=SAMPLE_NOW.date())
    assert stored.draft.container_mix == (("40HQ", 1),)
    assert stored.draft.lines[0].quantity == before + pieces
    assert stored.totals.containers.label() == "1 × 40HQ"


def test_an_open_quote_takes_new_container_sizes_at_once(qtbot, show_editor, company):
    own_containers.follow(company)
    editor = show_editor()
    before = editor.packing._plan.text()
    box = next(
        size.box for size in own_containers.listing(company) if f"× {size.box.code}" in before
    )
    try:
        own_containers.save(company, replace(box, plan_cbm=box.plan_cbm / 2))
        qtbot.waitUntil(lambda: editor.packing._plan.text() != before, timeout=20_000)
        own_containers.reset(company)
        qtbot.waitUntil(lambda: editor.packing._plan.text() == before, timeout=20_000)
    finally:
        use(())
