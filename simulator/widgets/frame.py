"""The places that every lab has: stage, inspector, formula, player."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from simulator.simulation.explanation import Explanation
from simulator.widgets.card import Card
from simulator.widgets.formula import FormulaView
from simulator.widgets.history import History
from simulator.widgets.notice import Notice
from simulator.widgets.player import Player

INSPECTOR_WIDTH = 284
SCROLL_BAR_WIDTH = 10


class Explained(Protocol):
    """A snapshot that says what it shows."""

    def explain(self) -> Explanation:
        """Return the narration and the formula of this step."""
        ...


class LabFrame(QWidget):
    """Stage of cards, inspector, live formula and player, wired to one another.

    A page adds its cards and ``follow``\\ s its views; everything else is the same in every lab.
    ``narrated`` carries the sentence that says what just happened.
    """

    narrated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.player = Player(self)
        self.history = History(self.player, self)
        self.formula = FormulaView(self)
        self.notice = Notice(self)
        self.stage = QGridLayout()
        self.stage.setSpacing(12)
        self.inspector = QVBoxLayout()
        self.inspector.setSpacing(12)
        self.explain: Callable[[Explained], Explanation] = lambda snapshot: snapshot.explain()
        self.caption = ""
        self.player.moved.connect(self._show_snapshot)
        self._lay_out()

    def follow(self, *show_snapshot: Callable[[Explained], None]) -> None:
        """Call each of these with every snapshot that the player moves to."""
        for show in show_snapshot:
            self.player.moved.connect(show)

    def add_to_inspector(self, *cards: Card) -> None:
        """Put ``cards`` beneath one another into the inspector, above the free space."""
        for card in cards:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            card.setSizePolicy(policy)
            self.inspector.insertWidget(self.inspector.count() - 1, card)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand keys that no control took to the player; Escape dismisses a message."""
        if event.key() == Qt.Key.Key_Escape and self.notice.isVisible():
            self.notice.dismiss()
        elif not self.player.handle_key(event):
            super().keyPressEvent(event)

    def _show_snapshot(self, snapshot: Explained) -> None:
        explanation = self.explain(snapshot)
        self.formula.show_explanation(explanation)
        self.caption = explanation.caption
        self.narrated.emit(self.caption)

    def _lay_out(self) -> None:
        self.inspector.setContentsMargins(0, 0, 0, 0)
        self.inspector.addStretch(1)
        column = QWidget()
        column.setLayout(self.inspector)
        # A card that asks for more is cut inside the card, never by the window's edge.
        column.setFixedWidth(INSPECTOR_WIDTH - SCROLL_BAR_WIDTH)
        scroll = _InspectorArea(self)
        scroll.setWidget(column)
        formula_card = Card("", self.formula)
        formula_card.setAccessibleName("Formula of this step")
        formula_card.title.hide()
        formula_card.hint.hide()
        formula_card.body.setContentsMargins(12, 6, 12, 6)
        formula_card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.notice)
        left.addLayout(self.stage, 1)
        left.addWidget(formula_card)
        middle = QHBoxLayout()
        middle.setContentsMargins(12, 12, 4, 10)
        middle.setSpacing(10)
        middle.addLayout(left, 1)
        middle.addWidget(scroll)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(middle, 1)
        whole.addWidget(self.player)


class _InspectorArea(QScrollArea):
    """The inspector's column: as wide as its place, scrolling when the window is low."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName("Inspector")
        self.setWidgetResizable(True)
        self.setFixedWidth(INSPECTOR_WIDTH)
        self.setFrameShape(self.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        """Ask for no height of its own: the stage decides."""
        return QSize(INSPECTOR_WIDTH, 100)
