"""The places that every lab has: stage, inspector, formula, player."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QToolButton,
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
LITTLE = 20
"""Pixels below the inspector's edge that need no telling: the margin of a card."""
STRIP = 24
"""Height of the strip that tells of cards further down."""
DOWN, UP = "▾ more below", "▴ back to the top"


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
            # The free space below takes what is left; no card is held to a height that its
            # sentences, once wrapped, go beyond.
            card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
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
        self.inspector_area = _InspectorArea(self)
        self.inspector_area.setWidget(column)
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
        middle.addWidget(self.inspector_area)
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
        self.more_button = QToolButton(self)
        self.more_button.setObjectName("more")
        self.more_button.setAccessibleName("Show the cards further down")
        # The Tab key scrolls to what it reaches; this is for the mouse.
        self.more_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.more_button.clicked.connect(self._show_more)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._show_button)
        bar.valueChanged.connect(self._show_button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the lower edge."""
        super().resizeEvent(event)
        self._show_button()

    def _show_button(self) -> None:
        """Tell below the cards that there are more of them; the strip covers none."""
        bar = self.verticalScrollBar()
        needed = bar.maximum() + bar.pageStep() > self.height() + LITTLE
        self.more_button.setVisible(needed)
        self.setViewportMargins(0, 0, 0, STRIP if needed else 0)
        self.more_button.setText(UP if self._at_end() else DOWN)
        width = self.width() - SCROLL_BAR_WIDTH
        self.more_button.setGeometry(0, self.height() - STRIP + 2, width, STRIP - 2)

    def _at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.maximum() - bar.value() <= LITTLE

    def _show_more(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(0 if self._at_end() else bar.value() + bar.pageStep() - LITTLE)

    def sizeHint(self) -> QSize:
        """Ask for no height of its own: the stage decides."""
        return QSize(INSPECTOR_WIDTH, 100)
