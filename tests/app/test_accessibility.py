"""Whoever cannot see the window is told what every control is."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QComboBox, QTabBar, QTabWidget, QWidget

from simulator.app.window import Window
from simulator.labs import LABS

NAMES = [lab.name for lab in LABS]


@pytest.fixture
def window(qapp, qtbot, tmp_path):
    """The whole window, with settings of nobody."""
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = Window(settings)
    qtbot.addWidget(window)
    window.show()
    return window


def controls(root: QWidget) -> list[QWidget]:
    """Return everything that can be seen and can take the focus."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.focusProxy() is None
        # The viewport of a scrolling view is a part of it, not another control.
        and widget.objectName() != "qt_scrollarea_viewport"
    ]


def spoken_name(widget: QWidget) -> str:
    """Return what a screen reader calls a control."""
    if isinstance(widget, QComboBox):
        return widget.accessibleName()  # Qt takes the chosen text for a name: that is its value
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


def unnamed(root: QWidget) -> list[str]:
    """Return the controls below ``root`` that have no name."""
    return [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in controls(root)
        if not spoken_name(widget).strip()
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_control_of_a_lab_has_a_name(window, name, qtbot):
    """Every control that is seen has one, in each tab of each card."""
    page = window.open_lab(name)
    assert unnamed(window) == []
    for tabs in page.findChildren(QTabWidget):
        for row in range(tabs.count()):
            tabs.setCurrentIndex(row)
            assert unnamed(tabs.currentWidget()) == [], tabs.tabText(row)


@pytest.mark.parametrize("name", NAMES)
def test_tab_reaches_every_control_and_comes_back(window, name):
    """From the lab on, the Tab key's order passes every control once and ends where it began."""
    page = window.open_lab(name)
    wanted, reached = set(controls(page)), set()
    widget = page.frame.nextInFocusChain()
    while widget is not page.frame:
        assert widget not in reached
        reached.add(widget)
        widget = widget.nextInFocusChain()
    assert wanted - {page.frame} <= reached


@pytest.mark.parametrize("name", NAMES)
def test_the_narration_is_a_sentence(window, name):
    """What is read out begins with a capital and ends with a full stop, at every step."""
    page = window.open_lab(name)
    player = page.frame.player
    for _ in range(12):
        said = window.header.narration.full_text
        assert said[0].isupper() or not said[0].isalpha()
        assert said.endswith((".", "!", "?")), said
        player.forward()


@pytest.mark.parametrize("name", NAMES)
def test_every_tab_bar_names_its_tabs(window, name):
    """A tab without a text would be a button without a name."""
    for bar in window.open_lab(name).findChildren(QTabBar):
        assert all(bar.tabText(row) for row in range(bar.count()))
