"""The sentence field, the library, and which networks read."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from simulator.files.sentences import Sentence
from simulator.simulation.memory import MemorySnapshot
from simulator.simulation.memory_reader import Reader
from simulator.widgets.card import Card

PAUSE = 250
"""Milliseconds without a key after which what was typed is read."""


class SentenceField(QPlainTextEdit):
    """A few lines of text; ``finished`` tells that Return was pressed or the field was left."""

    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Sentence; ___ is the blank")
        self.setPlaceholderText("Type a sentence; ___ is the blank")
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        lines = 3 * self.fontMetrics().lineSpacing()
        self.setFixedHeight(lines + 16)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read the sentence on Return: it has no second line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finished.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Read the sentence when the field is left."""
        super().focusOutEvent(event)
        self.finished.emit()


class SentenceCard(Card):
    """``sentence_typed`` carries a new sentence; the others say what was asked for."""

    sentence_typed = Signal(str)
    model_chosen = Signal(int)
    other_chosen = Signal(int)
    """Which network shall read beside; -1 for none."""
    open_wanted = Signal()
    save_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("Sentence")
        self.field = SentenceField()
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._typed)
        self.field.textChanged.connect(self._timer.start)
        self.field.finished.connect(self._typed)
        self.library_button = QPushButton("Library ▾")
        self.library_button.setMenu(QMenu(self))
        self.open_button = QPushButton("Open…")
        self.open_button.setToolTip("Open a text file or a CSV with a column of texts")
        self.open_button.clicked.connect(lambda: self.open_wanted.emit())
        self.previous = self._walk_button("◀", "Sentence before (of the opened file)", -1)
        self.following = self._walk_button("▶", "Next sentence (of the opened file)", 1)
        self.model, self.other = QComboBox(), QComboBox()
        self.model.setAccessibleName("Network that reads")
        self.other.setAccessibleName("Second network, for comparison")
        self.model.activated.connect(self.model_chosen)
        self.other.activated.connect(lambda row: self.other_chosen.emit(row - 1))
        self._sentences: tuple[Sentence, ...] = ()
        self._place = 0
        self._read = self._words = ""
        self._shows: dict[str, str] = {}
        self.note = QLabel()
        self.note.setObjectName("muted")
        self.note.setWordWrap(True)
        self.note.hide()
        self._lay_out()

    def show_snapshot(self, snapshot: MemorySnapshot) -> None:
        """Show the sentence, unless somebody is typing another one."""
        if snapshot.sentence != self._read:
            self._read = snapshot.sentence
            if not (self.field.hasFocus() and self._timer.isActive()):
                self._show_text(snapshot.sentence)
            self._show_note()
        unknown = sum(not token.known for token in snapshot.reading.tokens)
        count = len(snapshot.reading)
        words = f"{count} token{'s' if count > 1 else ''}"
        self._words = f"{words}, {unknown} unknown" if unknown else words
        self.hint.show_text(self._words)

    def show_busy(self, busy: bool) -> None:
        """Say that a long sentence is being read; typing on replaces it."""
        if busy:
            self.hint.show_text("reading …")
        elif self._words:
            self.hint.show_text(self._words)

    def show_readers(self, readers: Sequence[Reader], first: Reader, other: Reader | None) -> None:
        """Offer networks; the one that reads and the one beside are chosen."""
        for box in (self.model, self.other):
            box.clear()
        self.other.addItem("alone")
        for reader in readers:
            label = _label(reader)
            self.model.addItem(label)
            self.other.addItem(f"and {label}")
            self.model.setItemData(
                self.model.count() - 1, reader.origin, Qt.ItemDataRole.ToolTipRole
            )
        self.model.setCurrentIndex(list(readers).index(first))
        self.model.setToolTip(first.origin)
        self.other.setCurrentIndex(list(readers).index(other) + 1 if other else 0)
        self.other.setToolTip(other.origin if other else "Let a second network read beside")

    def show_library(self, sentences: Sequence[Sentence]) -> None:
        """Offer the sentences that ship with the app, each with what it shows."""
        self._shows = {sentence.text: sentence.shows for sentence in sentences}
        menu = self.library_button.menu()
        menu.clear()
        menu.setToolTipsVisible(True)
        for sentence in sentences:
            action = menu.addAction(_short(sentence.text))
            action.setToolTip(sentence.shows)
            action.triggered.connect(lambda _=False, text=sentence.text: self._take(text))
        self._show_note()

    def show_sentences(self, sentences: tuple[Sentence, ...], name: str) -> None:
        """Walk through the sentences of a file, from the first one."""
        self._sentences, self._place = sentences, 0
        for button in (self.previous, self.following):
            button.setVisible(len(sentences) > 1)
        self.open_button.setToolTip(f"{name}: {len(sentences)} sentences")
        self._show_walk()
        self._take(sentences[0].text)

    def _show_note(self) -> None:
        """Say what a sentence of the library shows."""
        shows = self._shows.get(self._read, "")
        self.note.setVisible(bool(shows))
        if shows != self.note.text():
            self.note.setText(shows)

    def _walk_button(self, text: str, tip: str, step: int) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setVisible(False)
        button.clicked.connect(lambda: self._walk(step))
        return button

    def _walk(self, step: int) -> None:
        self._place = min(max(self._place + step, 0), len(self._sentences) - 1)
        self._show_walk()
        self._take(self._sentences[self._place].text)

    def _show_walk(self) -> None:
        self.previous.setEnabled(self._place > 0)
        self.following.setEnabled(self._place + 1 < len(self._sentences))
        self.title.setText(f"Sentence {self._place + 1} of {len(self._sentences)}")

    def _take(self, text: str) -> None:
        self._show_text(text)
        self._typed()

    def _show_text(self, text: str) -> None:
        if text == self.field.toPlainText():
            return  # the cursor stays where somebody types
        with QSignalBlocker(self.field):
            self.field.setPlainText(text)

    def _typed(self) -> None:
        self._timer.stop()
        text = self.field.toPlainText()
        if text != self._read:
            self.sentence_typed.emit(text)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.library_button, self.open_button, self.previous, self.following):
            buttons.addWidget(button)
        buttons.addStretch(1)
        boxes = QGridLayout()
        boxes.setSpacing(6)
        boxes.addWidget(self.model, 0, 0)
        boxes.addWidget(self.other, 0, 1)
        for box in (self.model, self.other):
            box.setMinimumContentsLength(5)
            box.view().setMinimumWidth(240)  # names of files are longer than the box
            box.setSizeAdjustPolicy(box.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.body.addWidget(self.field)
        self.body.addWidget(self.note)
        self.body.addLayout(buttons)
        self.body.addLayout(boxes)


def _label(reader: Reader) -> str:
    """Return what a network is called in the boxes: one that ships needs no other name."""
    shipped = reader.name == reader.kind.lower()
    return reader.title if shipped else f"{reader.name} · {reader.title}"


def _short(text: str) -> str:
    """Return so much of a sentence that a menu stays narrow: its beginning and its end."""
    return text if len(text) <= 84 else f"{text[:52]} … {text[-29:]}"
