"""Tests of editing a number in place."""

import pytest
from PySide6.QtCore import QPoint, Qt

from simulator.widgets.number_field import NumberField


@pytest.fixture
def field(qtbot):
    """A shown field with the value 0.8 in [-10, 10]."""
    field = NumberField("w1", 0.8, -10, 10)
    qtbot.addWidget(field)
    field.show()
    return field


@pytest.mark.parametrize(
    ("text", "value"), [("-1.5", -1.5), ("−2", -2.0), ("1e-2", 0.01), ("0,5", 0.5)]
)
def test_typed_numbers_are_taken(field, qtbot, text, value):
    """Plain, with a real minus, in powers of ten, with a decimal comma."""
    field.selectAll()
    with qtbot.waitSignal(field.edited) as blocker:
        field.insert(text)  # QTest has no key for the real minus sign
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert blocker.args == [value]


@pytest.mark.parametrize("text", ["abc", "1e999", "nan", "11", ""])
def test_what_is_no_number_is_refused_in_a_sentence(field, qtbot, text):
    """The sentence names the field, and the value before stays."""
    field.selectAll()
    with qtbot.waitSignal(field.refused) as blocker:
        qtbot.keyClick(field, Qt.Key.Key_Delete)
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert blocker.args[0].startswith("w1:")
    assert field.value == 0.8
    assert field.text() == "0.8"


def test_arrow_keys_change_the_second_digit(field, qtbot):
    """Up and down change the value finely, whatever its size."""
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.value == pytest.approx(0.81)


def test_dragging_changes_the_value(field, qtbot):
    """Pressing and moving to the right makes the value grow."""
    qtbot.mousePress(field, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    qtbot.mouseMove(field, QPoint(10 + 18, 10))
    qtbot.mouseRelease(field, Qt.MouseButton.LeftButton, pos=QPoint(28, 10))
    assert field.value == pytest.approx(0.83)


def test_a_sentence_is_taken_back_once_it_is_mended(field, qtbot):
    """The next number that can be used ends the complaint about the last one."""
    told = []
    field.refused.connect(told.append)
    for text in ("abc", "0.5", "0.6"):
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told[0].startswith("w1:")
    assert told[1:] == [""]


def test_a_field_of_whole_numbers_takes_no_halves(qtbot):
    """2.5 neurons are refused, not silently made two; long limits are told in powers of ten."""
    field = NumberField("Neurons", 2, 1, 1_000_000, step=1)
    qtbot.addWidget(field)
    for text, told in (("2.5", "whole number"), ("0", "outside 1 to 10⁶")):
        field.selectAll()
        with qtbot.waitSignal(field.refused) as blocker:
            qtbot.keyClicks(field, text)
            qtbot.keyClick(field, Qt.Key.Key_Return)
        assert told in blocker.args[0]
        assert field.value == 2


@pytest.mark.parametrize(
    ("value", "text"), [(10_000, "10000"), (123_456.7, "1.235e+05"), (-3, "−3")]
)
def test_whole_numbers_are_written_out(qtbot, value, text):
    """Ten thousand rows are 10000, not 1e+04."""
    field = NumberField("Rows", 1.0)
    qtbot.addWidget(field)
    field.show_value(value)
    assert field.text() == text
