"""Rows of a name and a number, as the inspector shows them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from simulator.widgets.labels import SteadyLabel


class ValueRows(QWidget):
    """A name on the left, its value on the right, in one column of figures."""

    def __init__(self, *names: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self.names: list[QLabel] = []
        self.values: list[SteadyLabel] = []
        self.show_names(names)

    def show_names(self, names: tuple[str, ...] | list[str]) -> None:
        """Show one row for each of ``names``."""
        while len(self.names) < len(names):
            self._add_row()
        for i, (name, value) in enumerate(zip(self.names, self.values, strict=True)):
            name.setVisible(i < len(names))
            value.setVisible(i < len(names))
        for label, name in zip(self.names, names, strict=False):
            label.setText(name)

    def show_value(self, row: int, text: str, colour: QColor | None = None) -> None:
        """Write ``text`` into a row, in ``colour`` where it carries a meaning."""
        label = self.values[row]
        if label.text() != text:
            label.show_text(text)
            label.setAccessibleName(f"{self.names[row].text()}: {text}")
        label.show_colour(colour)

    def _add_row(self) -> None:
        row = len(self.names)
        name, value = QLabel(self), SteadyLabel(parent=self)
        name.setObjectName("muted")
        value.setObjectName("mono")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignRight)
        self.names.append(name)
        self.values.append(value)
