"""What the screens of tasks have in common, Today and Follow-ups: the list with its keys, opening, putting off, a way back."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from desktop.crm import followups
from desktop.runtime.i18n import N_, _
from desktop.ui.actions import Action
from desktop.ui.screen import ScreenView
from desktop.ui.services import Services
from desktop.ui.today.deeds import take_back
from desktop.ui.today.snooze import moment_text
from desktop.ui.today.task_list import TaskList
from desktop.ui.today.task_model import Task, TaskModel


class TaskScreen(ScreenView):
    """Base of both: `model` and `list` are theirs to fill and to place."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Make the list; the screen shows it."""
        super().__init__(services, parent)
        self.model = TaskModel(self)
        self.list = TaskList(self.model, services.clock.now())
        self.list.reply_wanted.connect(self.open_task)
        self.list.opened.connect(self.open_task)
        self.list.done_wanted.connect(self.tick)
        self.list.snooze_wanted.connect(self.snooze)

    def register_tasks(self, prefix: str, group: str) -> None:
        """Offer what is done with the task the keyboard is on; `group` is the screen's msgid."""

        def make(
            name: str, text: str, deed: Callable[[Task], object], key: str, icon: str
        ) -> Action:
            return Action(f"{prefix}.{name}", text, lambda: self._with(deed), key, icon, group,
                          self.screen_id, self._has_task)  # fmt: skip

        def move(name: str, text: str, by: int, key: str) -> Action:
            return Action(f"{prefix}.{name}", text, lambda: self.list.move(by), key, "", group,
                          self.screen_id, palette=False)  # fmt: skip

        self.services.actions.register(
            make("reply", N_("Reply"), self.open_task, "R", "reply"),
            make("snooze", N_("Snooze"), self.list.show_snooze, "H", "alarm-clock"),
            make("done", N_("Done"), self.tick, "E", "check"),
            move("next", N_("Next task"), 1, "J"),
            move("previous", N_("Previous task"), -1, "K"),
        )

    def _has_task(self) -> bool:
        return self.list.current() is not None

    def _with(self, deed: Callable[[Task], object]) -> None:
        task = self.list.current()
        if task is not None:
            deed(task)

    def open_task(self, task: Task) -> None:
        """Open what a task is about: its conversation with the reply, its quote, its order, its customer."""
        navigator = self.services.navigator
        if task.thread_id is not None:
            reply = task.kind != "answers"  # a yes is confirmed first
            navigator.open_screen("inbox", thread_id=task.thread_id, reply=reply)
        elif task.quote_id:
            navigator.open_screen("quotes", quote_id=task.quote_id)
        elif task.order_id:
            navigator.open_screen("orders", order_id=task.order_id)
        elif task.customer_id:
            navigator.open_screen("customers", customer_id=task.customer_id)

    def tick(self, task: Task) -> None:
        """Mark a task as done; each screen says what becomes of its row."""
        raise NotImplementedError

    def snooze(self, task: Task, until: datetime) -> None:
        """Put a promise off; the toast takes it back."""
        if not task.follow_up_id:
            return
        store, now, record_id = self.services.store, self.services.clock.now(), task.follow_up_id

        def told(_row: object) -> None:
            self.services.navigator.show_toast(
                _("Comes back {when}").format(when=moment_text(until)),
                undo=lambda: self.take_back(record_id),
                icon="alarm-clock",
            )
            self.refresh(None)

        self.services.tasks.submit(
            lambda: followups.snooze(store, record_id, until, now),
            ok=told,
            owner=self,
            lane="write",
        )

    def take_back(self, record_id: str) -> None:
        """Undo what was done with a promise last."""
        store = self.services.store
        self.services.tasks.submit(
            lambda: take_back(store, record_id),
            ok=lambda _none: self.refresh(None),
            owner=self,
            lane="write",
        )

    def focus_first(self) -> None:
        """Put the keyboard on the list."""
        self.list.setFocus()
