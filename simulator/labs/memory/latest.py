"""Work of which only the latest result counts: at once if it is short, else beside the window."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from simulator.widgets.task import Task


class Latest(QObject):
    """Runs one piece of work after the other; the result of an outdated one is dropped."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks: list[Task] = []
        self._wanted: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether a result is still to come."""
        return self._wanted is not None

    def ask(
        self,
        work: Callable[[Callable[[], bool]], Any],
        then: Callable[[Any], None],
        beside: bool,
    ) -> None:
        """Do ``work(should_stop)`` and hand its result to ``then``.

        Args:
            work: Pure of Qt; None as its result says that it was stopped.
            then: Called in the window's thread, unless something else is asked for before.
            beside: Whether it takes so long that the window must not wait.
        """
        self._wanted = None
        if not beside:
            then(work(lambda: False))
            return
        task = Task(lambda should_stop, _: work(should_stop), self)
        self._wanted = task
        self._tasks.append(task)
        task.succeeded.connect(lambda result: self._succeeded(task, result, then))
        task.finished.connect(lambda: self._tasks.remove(task) if task in self._tasks else None)
        task.start()

    def stop(self) -> None:
        """Stop everything and wait for it."""
        self._wanted = None
        for task in tuple(self._tasks):
            task.stop()

    def _succeeded(self, task: Task, result: Any, then: Callable[[Any], None]) -> None:
        if task is self._wanted:
            self._wanted = None
            if result is not None:
                then(result)
