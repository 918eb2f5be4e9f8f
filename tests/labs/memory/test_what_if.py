"""What if: changes made in the window, and what they do."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QToolButton

from simulator.engine.errors import InputError
from simulator.engine.interventions import Clamp
from simulator.engine.recurrent_trace import trace
from simulator.simulation.memory_changes import ClampRule
from tests.simulation.readers import SENTENCE, make_reader


def hold(page, qtbot, value, where=0, units=0):
    """Hold the forget gate, as a person does it."""
    card = page.what_if
    card.value.setFocus()
    card.value.selectAll()
    qtbot.keyClicks(card.value, value)
    card.where.setCurrentIndex(where)
    card.units.setCurrentIndex(units)
    qtbot.mouseClick(card.clamp_button, Qt.MouseButton.LeftButton)


def drawn(page, name):
    """The line of a value, and its ghost."""
    lines = page.unit.lines
    return lines.lines[name].getData()[1], lines.ghosts[name].getData()[1]


def test_a_clamp_its_ghost_and_undo(page, qtbot):
    """What is drawn under the clamp is the engine's result exactly; before is a ghost; undo."""
    reader = make_reader("lstm")
    page.frame.player.go_to(4)
    before, none = drawn(page, "c")
    assert none is None or len(none) == 0
    hold(page, qtbot, "0.25")
    expected = trace(reader.model, page.snapshot.reading.trace.tokens, (Clamp("f", 0.25, (4,)),))
    unit = page.snapshot.unit
    now, ghost = drawn(page, "c")
    assert np.array_equal(now, expected["c"][0, :, unit])
    assert np.array_equal(ghost, before)
    bands = {band.symbol: band.values for band in page.maps.maps.bands}
    assert np.array_equal(bands["f"], expected["f"][0].T)
    assert page.maps.maps.chips[4].changed
    first = make_reader("lstm").read(SENTENCE).answers()[0]
    after = page.snapshot.reading.probability(first.word)
    assert page.answers.change.parts[0] == first.word
    assert page.answers.first.bars[0].before is not None
    assert after != first.probability
    page.frame.history.undo()
    assert np.array_equal(drawn(page, "c")[0], before)
    assert not page.snapshot.changed
    page.frame.history.redo()
    assert np.array_equal(drawn(page, "c")[0], now)


def test_every_change_is_listed_and_can_be_switched_off_and_removed(page, qtbot):
    """Two changes, one off, then removed: each time the network does what is listed."""
    page.frame.player.go_to(4)
    hold(page, qtbot, "0")
    hold(page, qtbot, "1", where=2, units=1)
    rows = [page.what_if.rows.itemAt(k).widget() for k in range(page.what_if.rows.count())]
    assert len(rows) == 2
    rows[0].findChild(QCheckBox).click()
    unit = page.snapshot.unit
    only_second = trace(
        make_reader("lstm").model,
        page.snapshot.reading.trace.tokens,
        (Clamp("f", 1.0, None, (unit,)),),
    )
    assert np.array_equal(page.snapshot.reading.trace["c"], only_second["c"])
    row = page.what_if.rows.itemAt(1).widget()
    qtbot.mouseClick(row.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert page.what_if.rows.count() == 1
    assert not page.snapshot.changed
    qtbot.mouseClick(page.what_if.clear_button, Qt.MouseButton.LeftButton)
    assert page.snapshot.changes == ()


def test_tokens_and_units_can_be_typed(page, qtbot):
    """Ranges and words, as in the command."""
    page.what_if.where.setEditText("2-4")
    page.what_if.units.setEditText("0,5")
    qtbot.mouseClick(page.what_if.clamp_button, Qt.MouseButton.LeftButton)
    assert page.snapshot.changes[0].rule == ClampRule("f", 0.0, "2-4", "0,5")
    page.what_if.where.setEditText("nobody")
    qtbot.mouseClick(page.what_if.clamp_button, Qt.MouseButton.LeftButton)
    assert "nobody" in page.frame.notice.label.text()
    page.frame.player.go_to(7)
    assert page.what_if.where.currentText() == "nobody"


def test_the_menu_silences_a_unit(page):
    """Its state is drawn as zero."""
    silence = next(
        action for action in page.what_if.more_button.menu().actions() if "Silence" in action.text()
    )
    silence.trigger()
    assert not drawn(page, "c")[0].any()


def test_a_state_of_another_sentence_is_put_in(page, qtbot):
    """From there on the network goes on as if it had read the other sentence."""
    page.frame.player.go_to(3)
    panel = page.what_if.patch
    panel.show()
    qtbot.keyClicks(panel.source, "I lived in Spain")
    assert panel.taken.currentText().endswith("“Spain”")
    qtbot.mouseClick(panel.put_button, Qt.MouseButton.LeftButton)
    donor = make_reader("lstm").read(SENTENCE.replace("Ireland", "Spain"))
    assert np.allclose(page.snapshot.reading.trace["c"][:, 3:], donor.trace["c"][:, 3:])


def test_a_saved_sentence_comes_back_with_its_changes(page, tmp_path, qtbot, monkeypatch):
    """Save, clear, open: the same changes are at work."""
    path = tmp_path / "mine.json"
    monkeypatch.setattr(
        "simulator.labs.memory.page.QFileDialog.getSaveFileName", lambda *a, **k: (str(path), "")
    )
    page.frame.player.go_to(4)
    hold(page, qtbot, "0.5")
    changes, c = page.snapshot.changes, page.snapshot.reading.trace["c"]
    page.what_if.save_wanted.emit()
    qtbot.mouseClick(page.what_if.clear_button, Qt.MouseButton.LeftButton)
    page.open_file(path)
    assert page.snapshot.changes == changes
    assert np.array_equal(page.snapshot.reading.trace["c"], c)


@pytest.mark.parametrize("content", [b"", b"[1]", b'{"format": 1}', b"\xff\xfe\x00"])
def test_other_json_is_refused(page, tmp_path, content):
    """One sentence with the name; the page stays as it was."""
    path = tmp_path / "no.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"no\.json"):
        page.open_file(path)


def test_a_click_on_a_gate_of_the_cell_chooses_it(page, qtbot):
    """The output gate in the drawing becomes the gate to be held."""
    view = page.cell.view
    box = next(box for box in view.layout_shown.boxes if box.name == "o")
    place = view.rect_of(box).center() * view._scale()
    point = place.toPoint()
    point.setX(point.x() + round(view._left()))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point)
    assert page.what_if.gate.currentData() == "o"


@pytest.mark.parametrize("row", [0, 1, 2])
def test_the_numbers_in_the_cell_are_those_of_the_unit(page, row):
    """Every box of every kind of cell has the value of the formula's quantity."""
    page.sentence.model.activated.emit(row)
    page.frame.player.go_to(6)
    explanation = page.snapshot.explain()
    layout = page.cell.view.layout_shown
    for part in (*layout.boxes, *layout.labels):
        assert part.value == explanation[part.name].value


def test_values_flow_through_the_cell_when_one_steps(page, qtbot):
    """At half time what comes late is still on its way; the picture differs from the last."""
    qtbot.keyClick(page.frame, Qt.Key.Key_Right)
    view = page.cell.view
    view.animation.stop()
    view.show_time(0.4)
    half = view.grab().toImage()
    view.show_time(1.0)
    assert view.grab().toImage() != half
