"""The places that every lab has."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from simulator.widgets.card import Card
from simulator.widgets.frame import LabFrame


@pytest.fixture
def frame(qapp, qtbot):
    """A frame with an inspector of several cards."""
    frame = LabFrame()
    qtbot.addWidget(frame)
    for number in range(6):
        label = QLabel("a card of some height")
        label.setFixedHeight(90)
        frame.add_to_inspector(Card(f"Card {number}", label))
    frame.resize(1000, 400)
    frame.show()
    qtbot.wait(20)
    return frame


def test_cards_further_down_are_told_of_and_shown(frame, qtbot):
    """In a low window a button leads down to the last card and up again; it covers no card."""
    area = frame.inspector_area
    button, bar = area.more_button, area.verticalScrollBar()
    assert button.isVisible()
    assert not area.viewport().geometry().intersects(button.geometry())
    for _ in range(6):
        if "more" in button.text():
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bar.value() == bar.maximum()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bar.value() == 0


def test_where_all_cards_are_seen_nothing_is_told(frame, qtbot):
    """In a high window there is no button and no strip."""
    frame.resize(1000, 1200)
    qtbot.waitUntil(lambda: not frame.inspector_area.more_button.isVisible())
    assert frame.inspector_area.viewport().height() == frame.inspector_area.height()


def test_a_card_is_as_high_as_its_wrapped_sentence(frame, qtbot):
    """A sentence that wraps into several lines is not cut."""
    label = QLabel("word " * 60)
    label.setWordWrap(True)
    frame.add_to_inspector(Card("Long", label))
    qtbot.wait(20)
    assert label.height() >= label.heightForWidth(label.width())
