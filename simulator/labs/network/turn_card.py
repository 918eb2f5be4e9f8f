"""Your turn: compute the coming phase yourself, and be told what the answer says of the way."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from simulator.engine.errors import InputError
from simulator.simulation.network import NetworkSnapshot
from simulator.simulation.network_answer import Diagnosis, coming_phase, diagnose
from simulator.simulation.network_phases import spoken
from simulator.widgets.card import Card
from simulator.widgets.colours import role_colour


class TurnCard(Card):
    """``switched`` says whether the user answers first; ``refused`` carries a sentence.

    After a right answer Return (or the button) asks for the next phase by ``next_wanted``.
    """

    switched = Signal(bool)
    next_wanted = Signal()
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__("Your turn")
        self.switch = QCheckBox("answer before the app does")
        self.question = QLabel()
        self.answer = QLineEdit()
        self.answer.setObjectName("number")
        self.answer.setAccessibleName("Your answer")
        self.answer.setPlaceholderText("?")
        self.check_button = QPushButton("Check")
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.right, self.tried = 0, 0
        self._snapshot: NetworkSnapshot | None = None
        self._asked: tuple[object, ...] = ()
        self._solved = False
        self.switch.toggled.connect(self._switch)
        self.check_button.clicked.connect(self._check)
        self.answer.returnPressed.connect(self._check)
        self._lay_out()
        self._show_parts()

    @property
    def on(self) -> bool:
        """Whether the coming phase is asked for."""
        return self.switch.isChecked()

    def show_snapshot(self, snapshot: NetworkSnapshot) -> None:
        """Ask for the phase after ``snapshot``; a new question clears what was said before."""
        self._snapshot = snapshot
        self.switch.setEnabled(not snapshot.whole)
        if snapshot.whole:
            self.switch.setChecked(False)
        if not self.on:
            return
        asked = (snapshot.computed, snapshot.phase)
        if asked == self._asked:
            return
        self._asked, self._solved = asked, False
        _, name = coming_phase(snapshot)
        self.question.setText(f"{spoken(name)} =")
        self.answer.clear()
        self.sentence.clear()
        self.check_button.setText("Check")

    def forget_score(self) -> None:
        """Start counting anew, for another run."""
        self.right = self.tried = 0
        self.hint.show_text("")

    def _switch(self, on: bool) -> None:
        self._asked = ()
        self._show_parts()
        self.switched.emit(on)

    def _check(self) -> None:
        if self._snapshot is None or not self.answer.text().strip():
            return
        if self._solved:
            self.next_wanted.emit()
            return
        holder, name = coming_phase(self._snapshot)
        try:
            diagnosis = diagnose(holder, name, self.answer.text())
        except InputError as error:
            self.refused.emit(str(error))
            return
        self._count(diagnosis)
        self.sentence.setText(diagnosis.sentence)
        colour = role_colour("optimum" if diagnosis.right else "gradient", self.palette())
        mark = "✓ " if diagnosis.right else "✗ "
        self.sentence.setText(mark + diagnosis.sentence)
        self.sentence.setStyleSheet(f"color: {colour.name()}")
        self.sentence.setAccessibleName(diagnosis.sentence)
        self.check_button.setText("Next" if diagnosis.right else "Check")

    def _count(self, diagnosis: Diagnosis) -> None:
        self.tried += 1
        self.right += diagnosis.right
        self._solved = diagnosis.right
        self.hint.show_text(f"{self.right} right of {self.tried}")

    def _show_parts(self) -> None:
        for widget in (self.question, self.answer, self.check_button, self.sentence):
            widget.setVisible(self.on)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.question)
        row.addWidget(self.answer, 1)
        row.addWidget(self.check_button)
        column = QVBoxLayout()
        column.addWidget(self.switch)
        column.addLayout(row)
        column.addWidget(self.sentence)
        self.body.addLayout(column)
