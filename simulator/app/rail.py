"""The rail on the left: one button per lab."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from simulator.labs import Lab
from simulator.widgets.icons import icon

WIDTH = 76


class Rail(QFrame):
    """Buttons of which one is down; ``chosen`` carries the lab's name."""

    chosen = Signal(str)

    def __init__(self, labs: Iterable[Lab], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setFixedWidth(WIDTH)
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 10, 6, 10)
        column.setSpacing(6)
        for number, lab in enumerate(labs, start=1):
            self.buttons[lab.name] = self._button(lab, number)
            column.addWidget(self.buttons[lab.name])
        column.addStretch(1)

    def show_chosen(self, name: str) -> None:
        """Show which lab is open."""
        self.buttons[name].setChecked(True)

    def _button(self, lab: Lab, number: int) -> QToolButton:
        button = QToolButton(self)
        button.setText(lab.label)
        # The rail is dark in both themes.
        button.setIcon(icon(lab.name, QColor("#E8ECF0"), size=24))
        button.setIconSize(QSize(24, 24))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setCheckable(True)
        button.setFixedWidth(WIDTH - 12)
        button.setAccessibleName(f"{lab.label} lab")
        button.setToolTip(f"{lab.title} (Ctrl+{number})")
        button.clicked.connect(lambda: self.chosen.emit(lab.name))
        self._group.addButton(button)
        return button
