"""The row that shows how far a task is."""

import threading

import pytest
from PySide6.QtCore import Qt

from simulator.engine.errors import StoppedError
from simulator.widgets.progress import ProgressRow
from simulator.widgets.task import Task


@pytest.fixture
def row(qtbot):
    """A row without a task."""
    row = ProgressRow()
    qtbot.addWidget(row)
    return row


def test_the_bar_follows_and_goes_when_the_task_ends(row, qtbot):
    """Half done is half a bar; at the end there is nothing to see."""
    go_on = threading.Event()

    def work(should_stop, progress):
        progress(0.5)
        go_on.wait(10)

    task = Task(work, row)
    row.follow(task, "Working")
    task.start()
    qtbot.waitUntil(lambda: row.bar.value() == 500)
    assert row.isVisible()
    go_on.set()
    qtbot.waitUntil(lambda: not row.isVisible())
    task.wait()


def test_cancel_asks_the_task_to_end(row, qtbot):
    """The click does not block; the row goes when the work has ended."""

    def work(should_stop, progress):
        while not should_stop():
            threading.Event().wait(0.01)
        raise StoppedError

    task = Task(work, row)
    row.follow(task, "Working")
    task.start()
    qtbot.mouseClick(row.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not row.isVisible())
    task.wait()
