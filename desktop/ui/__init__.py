"""The window: the only package that imports Qt.

How to build a screen
---------------------
* Subclass `desktop.ui.screen.ScreenView`. The
  constructor is `XView(services, parent=None)`; set `screen_id`; give `title()`, `refresh(changes)`,
  `focus_first()`, and as needed `primary_new()`, `show_args(**args)`, `leave()`.
* `services` (`desktop.ui.services.Services`, frozen) holds: store, profile, clock, settings, tasks,
  engine, actions, navigator, calls. Nothing global is kept.
* Loading: `services.tasks.submit(lambda: queries.x(services.store, ...), ok=self._on_loaded,
  owner=self, key="x")`. Writing: the same with `lane="write"`. Heavy computing: `lane="cpu"`.
  Handlers run on the GUI thread, never after `owner` died; without `err=` the window shows the error.
* After a write, the shell calls `refresh(changes)` with `{table: {ids as text}}` for the screen shown.
  A screen that is not shown is refreshed when it is opened next.
* `services.navigator`: `open_screen(id, **args)`, `new_mail(**args)`, `show_toast(text, undo=callable)`,
  `confirm(question, detail, verb, on_yes)`, `show_error(error)`, `set_counts({"inbox": 12})`.
* Actions: `services.actions.register(Action("inbox.archive", N_("Archive"), self._archive, "E",
  "archive", screen="inbox", enabled=lambda: ...))`. Shortcuts are Qt sequences ("Ctrl+Return", "G, T");
  single letters reach an action only while no text field has the focus. Menus:
  `services.actions.menu(["inbox.archive", "-", ...], self)`. Palette and "?" help list them by themselves.

Looks
-----
* `theme()` gives `color("accent")`, `hex("text2")`, `font("title")`, `line("body")`, `px("small")`,
  `size.pane_header`, `scaled(88)` (grows with the text size). Ask at paint time; after a switch of
  appearance everything is repainted (`theme_switch().changed` for what caches pixmaps).
* `icon("inbox", "text2", on="accent_text")`, `paint_icon(painter, rect, name, role)`, `pixmap(...)`:
  Lucide names (tokens.json has the list for each meaning).
* Style sheet hooks: `widget.setProperty("plane", "bg|surface|surface2|desk")` (use `panes.plane`),
  `kind` = primary secondary ghost danger link icon, `tone` on labels, `card`, `banner`. Do not set
  style sheets on single widgets; do not set fonts in them.
* `widgets.paint`: painters for delegates: `grade`, `stage_glyph`, `sla_badge` (returns its left edge),
  `chip`/`chip_size`, `avatar`, `milestones`, `ring`, `key_cap`, `selection`, `unread_dot`, `skeleton`,
  `text` (one elided line), `hairline`, `text_width`.
* `widgets.chips`: Chip StageChip GradeBadge StageGlyph SlaBadge Avatar MilestoneStrip.
  `widgets.labels`: label() ElidedLabel IconLabel hline() vline() retone().
  `widgets.buttons`: primary() secondary() ghost() danger() link() icon_button().
  `widgets.fields`: Field line_edit() PasswordEdit DateEdit Combo read_decimal() money_text().
  `widgets.cards`: Card. `widgets.banner`: Banner. `widgets.empty`: EmptyState.
  `widgets.panes`: PaneHeader (`.add(buttons)`), Panes (splitter that remembers), ScrollPane, plane().
  `widgets.segmented`: Segmented (plain=True for filter rows). `widgets.progress`: ProgressLine time_left().
"""
