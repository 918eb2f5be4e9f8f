"""Labels that change at every step."""

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QWidget

from simulator.widgets.labels import ElidedLabel, Hint, Narration, SteadyLabel, WrappedLabel


def laid_out(qtbot, label):
    """Show a label in a window and return the window with a count of its layouts."""

    class Window(QWidget):
        layouts = 0

        def event(self, event):
            if event.type() == event.Type.LayoutRequest:
                self.layouts += 1
            return super().event(event)

    window = Window()
    qtbot.addWidget(window)
    QHBoxLayout(window).addWidget(label)
    window.resize(300, 60)
    window.show()
    qtbot.wait(20)
    return window


def test_a_steady_label_lays_out_nothing_while_its_text_fits(qtbot):
    """Other digits are written without asking for another place; a wider number gets room."""
    label = SteadyLabel("888.88")
    window = laid_out(qtbot, label)
    before, width = window.layouts, label.width()
    for text in ("888.8", "1.2", "111.11"):
        label.show_text(text)
        qtbot.wait(5)
    assert window.layouts == before
    assert label.width() == width
    label.show_text("1 234 567.89")
    assert label.width() > width


def test_a_steady_label_takes_a_colour_and_gives_it_back(qtbot):
    """None writes as everywhere."""
    label = SteadyLabel("1")
    window = laid_out(qtbot, label)
    assert window.isVisible()
    usual = label.palette().windowText().color()
    label.show_colour(QColor("#D55E00"))
    assert label.palette().windowText().color() == QColor("#D55E00")
    label.show_colour(None)
    assert label.palette().windowText().color() == usual


def test_an_elided_label_shows_what_fits_and_keeps_the_rest(qtbot):
    """The text is not laid out anew; all of it is in the tool tip and for screen readers."""
    label = ElidedLabel("short")
    window = laid_out(qtbot, label)
    before = window.layouts
    text = "a sentence that is much longer than the window is wide, and then some more"
    label.show_text(text)
    qtbot.wait(5)
    assert window.layouts == before
    assert label.full_text == label.toolTip() == label.accessibleName() == text
    assert not label.grab().isNull()


def test_a_hint_is_seen_whole_in_parts_or_not_at_all(qtbot):
    """A scrap of a hint says nothing: parts go first, then the whole."""
    hint = Hint("32 units · click a row or a token")
    qtbot.addWidget(hint)
    room = hint.fontMetrics().horizontalAdvance
    assert hint.fitting(room(hint.full_text)) == hint.full_text
    assert hint.fitting(room(hint.full_text) - 1) == "32 units"
    assert hint.fitting(room("32")) == ""


def test_a_long_narration_goes_on_in_a_second_line(qtbot):
    """No word is lost when the sentence breaks; only what two lines cannot hold is elided."""
    said = Narration("The forget gate stays open, so that what was there is carried along.")
    qtbot.addWidget(said)
    width = said.fontMetrics().horizontalAdvance(said.full_text)
    assert said.lines(width) == [said.full_text]
    assert " ".join(said.lines(width * 2 // 3)) == said.full_text
    assert said.lines(width // 4)[-1].endswith("…")


def test_a_wrapped_label_has_room_for_all_of_its_text(qtbot):
    """A longer sentence gets more lines, also in a column that gives no more than it must."""
    label = WrappedLabel("short", lines=2)
    laid_out_window = laid_out(qtbot, label)
    line = label.fontMetrics().lineSpacing()
    assert laid_out_window.isVisible()
    assert label.minimumHeight() == 2 * line
    label.show_text("a sentence that is much longer than the window is wide, and more " * 3)
    assert label.minimumHeight() >= 3 * line
