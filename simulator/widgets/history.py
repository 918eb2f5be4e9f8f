"""Undo for everything that changes a timeline."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from simulator.simulation.timeline import Timeline
from simulator.widgets.player import Player


class History(QUndoStack):
    """Every change of a page is a new timeline; the one before is still there to go back to."""

    def __init__(self, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._gesture = 0

    def change(self, text: str, timeline: Timeline) -> None:
        """Show ``timeline`` from now on; ``text`` says what changed, such as 'learning rate'.

        Changes with the same text that follow each other at the same index, such as those of
        one slider drag, are undone together, until ``end_gesture``.
        """
        self.push(_Change(text, self._gesture, self._player, timeline))

    def end_gesture(self) -> None:
        """Undo what comes next apart from what came before."""
        self._gesture += 1


class _Change(QUndoCommand):
    def __init__(self, text: str, gesture: int, player: Player, timeline: Timeline) -> None:
        super().__init__(text)
        self._gesture = gesture
        self._player = player
        self._before = (player.timeline, player.timeline.index)
        self._after = (timeline, timeline.index)

    def id(self) -> int:
        # Qt merges commands of equal id; the text names what was changed.
        return hash((self.text(), self._gesture)) & 0x7FFFFFFF

    def mergeWith(self, later: QUndoCommand) -> bool:
        assert isinstance(later, _Change)  # noqa: S101 - Qt only offers commands of equal id
        if later._before[1] != self._after[1]:
            return False
        self._after = later._after
        return True

    def redo(self) -> None:
        self._show(*self._after)

    def undo(self) -> None:
        self._show(*self._before)

    def _show(self, timeline: Timeline, index: int) -> None:
        timeline.go_to(index)
        self._player.load(timeline)
