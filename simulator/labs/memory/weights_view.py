"""What is known of the network that reads: its card, its proof, and each tensor of its file."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from simulator.files.assets import asset
from simulator.simulation.memory import MemorySnapshot
from simulator.simulation.memory_reader import Reader

HEADERS = ("tensor", "shape", "what it is here")


class WeightsView(QWidget):
    """``vocabulary_wanted`` asks for other words, ``part_chosen`` names a network of a file."""

    vocabulary_wanted = Signal()
    part_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.origin = QLabel()
        self.origin.setWordWrap(True)
        self.vocabulary_button = QPushButton("Vocabulary…")
        self.vocabulary_button.setToolTip("Give these weights their words: JSON, or one on a line")
        self.vocabulary_button.clicked.connect(lambda: self.vocabulary_wanted.emit())
        self.table = _table()
        self.card = QTextBrowser()
        self.card.setAccessibleName("Model card")
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setObjectName("mono")
        self.lines.setAccessibleName("Lines that convert the file")
        self.copy_button = QPushButton("Copy the lines")
        self.copy_button.clicked.connect(self._copy)
        self.parts = QComboBox()
        self.parts.setAccessibleName("Which network of the file")
        self.part_button = QPushButton("Open this one")
        self.part_button.clicked.connect(lambda: self.part_chosen.emit(self.parts.currentText()))
        self.stack = QStackedWidget()
        self._reader: Reader | None = None
        self._lay_out()

    def show_snapshot(self, snapshot: MemorySnapshot) -> None:
        """Follow the network that reads."""
        if snapshot.reader is not self._reader:
            self._reader = snapshot.reader
            self.show_reader(snapshot.reader)

    def show_reader(self, reader: Reader) -> None:
        """Show the card of a network that ships, or the tensors of one that was opened."""
        model = reader.model
        self.origin.setText(
            f"{reader.title} · {reader.name}: {model.parameter_count:,} parameters, "
            f"{model.vocabulary_size:,} words, {model.outputs:,} answers. {reader.origin}"
        )
        self.vocabulary_button.setVisible(bool(reader.tensors))
        card = asset("models", f"{reader.name}.md")
        shipped = not reader.tensors and card.is_file()
        if shipped:
            self.card.setMarkdown(card.read_text(encoding="utf-8"))
        else:
            self._show_tensors(reader)
        self.stack.setCurrentIndex(0 if shipped else 1)

    def show_conversion(self, lines: str) -> None:
        """Show the lines by which a refused file is written anew."""
        self.lines.setPlainText(lines)
        self.stack.setCurrentIndex(2)

    def show_parts(self, path: Path, parts: tuple[str, ...]) -> None:
        """Ask which of several networks in a file is meant."""
        self.parts.clear()
        self.parts.addItems(list(parts))
        self.parts.setToolTip(f"{path.name} holds {len(parts)} networks")
        self.stack.setCurrentIndex(3)

    def _show_tensors(self, reader: Reader) -> None:
        rows = [(row.name, row.shape, row.became) for row in reader.tensors] or [
            (name, array.shape, "") for name, array in reader.model.parameters().items()
        ]
        self.table.setRowCount(len(rows))
        for number, (name, shape, became) in enumerate(rows):
            size = " × ".join(f"{length:,}" for length in shape) or "one number"
            for column, text in enumerate((name, size, became)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(number, column, item)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.lines.toPlainText())

    def _lay_out(self) -> None:
        converting, choosing = QWidget(), QWidget()
        lines = QVBoxLayout(converting)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.lines, 1)
        row = QHBoxLayout()
        row.addWidget(self.copy_button)
        row.addStretch(1)
        lines.addLayout(row)
        parts = QHBoxLayout(choosing)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.addWidget(self.parts, 1)
        parts.addWidget(self.part_button)
        for page in (self.card, self.table, converting, choosing):
            page.setMinimumHeight(40)
            self.stack.addWidget(page)
        top = QHBoxLayout()
        top.addWidget(self.origin, 1)
        top.addWidget(self.vocabulary_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.stack, 1)


def _table() -> QTableWidget:
    table = QTableWidget(0, len(HEADERS))
    table.setAccessibleName("Tensors of the file")
    table.setHorizontalHeaderLabels(list(HEADERS))
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(22)
    table.setShowGrid(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    return table
