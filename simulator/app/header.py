"""The header: which lab is open, what just happened, and what can be done with it."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from simulator.app.export import export_menu
from simulator.widgets.icons import icon_button
from simulator.widgets.labels import Narration


class Header(QFrame):
    """Title, narration, the lab's own actions, undo, export and theme."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setFixedHeight(52)
        self._page: QWidget | None = None
        self.title = QLabel(self)
        self.title.setObjectName("title")
        self.narration = Narration(parent=self)
        self.narration.setObjectName("narration")
        self.actions_row = QHBoxLayout()
        self.undo_button = icon_button("undo", "Undo (Ctrl+Z)", self._undo, self)
        self.redo_button = icon_button("redo", "Redo (Ctrl+Shift+Z)", self._redo, self)
        self.export_button = QToolButton(self)
        self.export_button.setText("Export ▾")
        self.export_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.theme_button = icon_button("theme", "Light or dark", lambda: None, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 12, 0)
        row.setSpacing(10)
        row.addWidget(self.title)
        row.addSpacing(4)
        row.addWidget(self.narration, 1)
        row.addLayout(self.actions_row)
        for button in (self.undo_button, self.redo_button, self.export_button, self.theme_button):
            row.addWidget(button)

    def show_page(self, title: str, page: QWidget) -> None:
        """Follow ``page`` from now on."""
        if self._page is not None:
            self._page.frame.narrated.disconnect(self.narration.show_text)
            self._page.frame.history.indexChanged.disconnect(self._show_history)
        self._page = page
        self.title.setText(title)
        page.frame.narrated.connect(self.narration.show_text)
        page.frame.history.indexChanged.connect(self._show_history)
        self.narration.show_text(page.frame.caption)
        self.export_button.setMenu(export_menu(page, self))
        self._show_actions(page.header_actions())
        self._show_history()

    def _show_actions(self, actions: list[QAction]) -> None:
        while self.actions_row.count():
            self.actions_row.takeAt(0).widget().deleteLater()
        for action in actions:
            button = QPushButton(action.text(), self)
            button.setToolTip(action.toolTip())
            button.clicked.connect(action.trigger)
            self.actions_row.addWidget(button)

    def _show_history(self) -> None:
        history = self._page.frame.history
        self.undo_button.setEnabled(history.canUndo())
        self.redo_button.setEnabled(history.canRedo())
        self.undo_button.setToolTip(f"Undo {history.undoText()} (Ctrl+Z)".replace("  ", " "))
        self.redo_button.setToolTip(f"Redo {history.redoText()} (Ctrl+Shift+Z)".replace("  ", " "))

    def _undo(self) -> None:
        self._page.frame.history.undo()

    def _redo(self) -> None:
        self._page.frame.history.redo()
