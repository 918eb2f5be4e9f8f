"""Which columns the target is predicted from: a list to tick."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QToolButton

from simulator.engine.regression import Regression
from simulator.simulation.descent_data import Dataset


class TickMenu(QMenu):
    """A menu that stays open while entries are ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick the entry under the mouse."""
        action = self.activeAction()
        if action is not None and action.isCheckable():
            action.toggle()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick the entry that is reached with Space."""
        action = self.activeAction()
        if action is not None and action.isCheckable() and event.key() == Qt.Key.Key_Space:
            action.toggle()
        else:
            super().keyPressEvent(event)


class FeaturesButton(QToolButton):
    """``chosen`` carries the names of the features when the list is closed with other ticks."""

    chosen = Signal(tuple)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip("Features: the columns to predict from")
        self.list = TickMenu(self)
        self.setMenu(self.list)
        self.list.aboutToHide.connect(self._read)
        self._features: tuple[str, ...] = ()

    def show_features(self, dataset: Dataset, problem: Regression) -> None:
        """Offer the data set's columns but the target, with the problem's features ticked."""
        self._features = problem.features
        several = len(problem.features) > 1
        self.setText(f"{len(problem.features)} features ▾" if several else problem.features[0])
        self.setAccessibleName(f"Features: {', '.join(problem.features)}")
        self.list.clear()
        for column in dataset.columns:
            if column != problem.target:
                action = self.list.addAction(column)
                action.setCheckable(True)
                action.setChecked(column in problem.features)

    def _read(self) -> None:
        ticked = tuple(action.text() for action in self.list.actions() if action.isChecked())
        if not ticked:
            self.refused.emit("A fit needs one feature or more; tick at least one column.")
            for action in self.list.actions():
                action.setChecked(action.text() in self._features)
        elif set(ticked) != set(self._features):
            self.chosen.emit(ticked)
