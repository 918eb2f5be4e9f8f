"""A card of the stage or the inspector: a title, a hint, and what it is about."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from simulator.widgets.labels import Hint


class Card(QFrame):
    """A rounded frame with a bold title on the left and a muted hint on the right."""

    def __init__(
        self,
        title: str,
        content: QWidget | QLayout | None = None,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(title)
        self.title = QLabel(title)
        self.title.setObjectName("cardTitle")
        self.hint = Hint(hint)
        self.hint.setObjectName("muted")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.header = QHBoxLayout()
        self.header.addWidget(self.title)
        self.header.addWidget(self.hint, 1)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 8, 12, 10)
        self.body.setSpacing(6)
        self.body.addLayout(self.header)
        if isinstance(content, QLayout):
            self.body.addLayout(content, 1)
        elif content is not None:
            self.body.addWidget(content, 1)
