"""Work that takes longer than a frame: one thread, one owner, one way to stop."""

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from simulator.engine.errors import InputError, StoppedError

Work = Callable[[Callable[[], bool], Callable[[Any], None]], Any]
"""``work(should_stop, progress)``: pure of Qt; its result is handed over by signal."""


class Task(QThread):
    """Runs ``work`` beside the window.

    ``progressed`` carries what the work reports, ``succeeded`` its result, ``failed`` the sentence
    of an ``InputError``. After ``stop`` there is no ``succeeded``.
    """

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(str)

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._stop = threading.Event()

    def ask_to_stop(self) -> None:
        """Ask the work to end; ``finished`` tells when it has."""
        self._stop.set()

    def stop(self) -> None:
        """Ask the work to end and wait until it has."""
        self._stop.set()
        self.wait()

    def run(self) -> None:
        """Do the work; called on the thread by ``start``."""
        try:
            result = self._work(self._stop.is_set, self.progressed.emit)
        except InputError as error:
            self.failed.emit(str(error))
            return
        except StoppedError:
            return
        if not self._stop.is_set():
            self.succeeded.emit(result)
