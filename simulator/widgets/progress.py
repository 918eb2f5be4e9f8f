"""How far a task is, with a way to cancel it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from simulator.widgets.icons import icon_button
from simulator.widgets.task import Task

PARTS = 1000


class ProgressRow(QWidget):
    """A line of text, a bar and a button; there only while a task runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._share: Callable[[Any], float] = float
        self.label = QLabel(self)
        self.label.setObjectName("muted")
        self.bar = QProgressBar(self)
        self.bar.setRange(0, PARTS)
        self.bar.setTextVisible(False)
        self.cancel_button = icon_button("close", "Cancel", self.cancel, self)
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.label)
        column.addLayout(row)
        self.hide()

    def follow(self, task: Task, text: str, share: Callable[[Any], float] = float) -> None:
        """Show how far ``task`` is until it ends.

        Args:
            task: Not started yet.
            text: What is being done, such as 'Reading table.csv'.
            share: The share that is done, 0 to 1, from what the task reports.
        """
        self._task = task
        self.label.setText(text)
        self.bar.setAccessibleName(text)
        self.cancel_button.setAccessibleName(f"Cancel: {text}")
        self.cancel_button.setEnabled(True)
        self.bar.setValue(0)
        self._share = share
        task.progressed.connect(self._show_report)
        task.finished.connect(self._end)
        self.show()

    def cancel(self) -> None:
        """Ask the task to end; what it does at the moment may have to be finished first."""
        if self._task is not None:
            self._task.ask_to_stop()
            self.cancel_button.setEnabled(False)
            self.label.setText("Stopping …")

    # Slots of this object, so that Qt calls them on the window's thread.

    @Slot(object)
    def _show_report(self, report: object) -> None:
        if self.sender() is self._task:
            self.bar.setValue(round(self._share(report) * PARTS))

    @Slot()
    def _end(self) -> None:
        if self.sender() is self._task:
            self._task = None
            self.hide()
