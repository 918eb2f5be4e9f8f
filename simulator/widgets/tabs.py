"""A card with several views in one place, chosen by tabs where other cards have their title."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from simulator.widgets.card import Card


class TabbedCard(Card):
    """``shown`` carries the view that has just been chosen."""

    shown = Signal(QWidget)

    def __init__(self, name: str, *views: tuple[str, QWidget], parent: QWidget | None = None):
        """Make the card.

        Args:
            name: What screen readers call the tabs.
            views: The title and the widget of each view; the first is shown.
            parent: Qt's parent.
        """
        super().__init__(name, parent=parent)
        self.title.hide()
        self.tabs = QTabBar(self)
        self.tabs.setAccessibleName(name)
        self.tabs.setExpanding(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setUsesScrollButtons(False)
        self.stack = QStackedWidget(self)
        for title, view in views:
            self.tabs.addTab(title)
            self.stack.addWidget(view)
        self.header.insertWidget(0, self.tabs)
        self.body.addWidget(self.stack, 1)
        self.tabs.currentChanged.connect(self._show)

    def _show(self, index: int) -> None:
        self.stack.setCurrentIndex(index)
        self.shown.emit(self.stack.currentWidget())
