"""Cards with several views."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from simulator.widgets.tabs import TabbedCard


def test_a_tab_shows_its_view(qtbot):
    """A click on the second tab shows the second view and says so."""
    first, second = QLabel("first"), QLabel("second")
    card = TabbedCard("Views", ("One", first), ("Two", second))
    qtbot.addWidget(card)
    card.show()
    assert first.isVisible()
    with qtbot.waitSignal(card.shown) as shown:
        place = card.tabs.tabRect(1).center()
        qtbot.mouseClick(card.tabs, Qt.MouseButton.LeftButton, pos=place)
    assert shown.args == [second]
    assert second.isVisible()
    assert not first.isVisible()
