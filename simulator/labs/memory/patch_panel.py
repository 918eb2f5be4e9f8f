"""Choosing a state of another sentence that is put into this one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from simulator.engine.errors import InputError
from simulator.simulation.memory import MemorySnapshot
from simulator.simulation.memory_changes import PatchRule


class PatchPanel(QWidget):
    """``rule_made`` carries the rule."""

    rule_made = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = QLineEdit()
        self.source.setPlaceholderText("another sentence, such as I lived in Spain")
        self.source.setAccessibleName("Sentence whose state is taken")
        self.source.textChanged.connect(self._show_tokens)
        self.taken = QComboBox()
        self.taken.setAccessibleName("After which of its tokens the state is taken")
        self.put_button = QPushButton("Put in")
        self.put_button.clicked.connect(self._make)
        self.hide_button = QPushButton("Cancel")
        self.hide_button.clicked.connect(self.hide)
        self.target = QLabel()
        self.target.setObjectName("muted")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        grid.addWidget(self.source, 0, 0, 1, 2)
        grid.addWidget(self.taken, 1, 0, 1, 2)
        grid.addWidget(self.target, 2, 0, 1, 2)
        grid.addWidget(self.put_button, 3, 0)
        grid.addWidget(self.hide_button, 3, 1)
        self._snapshot: MemorySnapshot | None = None

    def show_snapshot(self, snapshot: MemorySnapshot) -> None:
        """Follow the token where one stands: the state is put in after it."""
        self._snapshot = snapshot
        word = snapshot.reading.tokens[snapshot.index].text
        self.target.setText(f"goes in after token {snapshot.index}, “{word[:14]}”")

    def _show_tokens(self, text: str) -> None:
        """Offer the tokens of the other sentence, its last one first chosen."""
        self.taken.clear()
        try:
            tokens = self._snapshot.reader.tokens_of(text)
        except InputError:
            tokens = ()
        for number, token in enumerate(tokens):
            self.taken.addItem(f"state after {number} “{token.text}”", number)
        self.taken.setCurrentIndex(len(tokens) - 1)
        self.put_button.setEnabled(bool(tokens))

    def _make(self) -> None:
        if self.taken.count():
            taken = int(self.taken.currentData())
            self.hide()
            self.rule_made.emit(PatchRule(self.source.text(), taken, self._snapshot.index))
