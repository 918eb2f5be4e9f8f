"""The memory lab, driven by real events."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from simulator.engine.errors import InputError
from simulator.files.weights import SavedModel, write_model
from simulator.simulation.memory_changes import ClampRule
from simulator.simulation.memory_reader import Reader
from simulator.simulation.numbers import format_number
from simulator.widgets.heatmap import Place
from tests.simulation.readers import ANSWERS, SENTENCE, WORDS, make_reader


def unit_line(page, name):
    """The drawn values of the chosen unit."""
    return page.unit.lines.lines[name].getData()[1]


def test_what_is_drawn_is_what_the_network_computed(page):
    """Maps and lines hold the values of the engine, in the order of the units."""
    reading = make_reader("lstm").read(SENTENCE)
    bands = {band.symbol: band.values for band in page.maps.maps.bands}
    assert set(bands) == {"c", "f", "i", "o"}
    assert all(np.array_equal(bands[name], reading.values(name)) for name in bands)
    unit = page.snapshot.unit
    for name in "fiogch":
        assert np.array_equal(unit_line(page, name), reading.values(name)[unit])


def test_lines_stand_under_their_chips(page):
    """The x of each drawn token is the middle of its column in the window."""
    maps, plot = page.maps.maps, page.unit.plot
    for column in (0, 7, 15):
        chip = maps.cell_rect(Place(0, 0, column)).center()
        there = maps.viewport().mapTo(page, chip.toPoint()).x()
        x = page.unit.lines.lines["f"].getData()[0][column]
        scene = plot.getViewBox().mapViewToScene(QPoint(int(x), 0))
        here = plot.mapTo(page, plot.mapFromScene(scene)).x()
        assert here == pytest.approx(there, abs=2)


def test_a_click_on_the_map_goes_to_token_and_unit(page, qtbot):
    """Marks, lines, formula and narration follow the clicked cell."""
    maps = page.maps.maps
    point = maps.cell_rect(Place(1, 2, 9)).center().toPoint()
    qtbot.mouseClick(maps.viewport(), Qt.MouseButton.LeftButton, pos=point)
    unit = int(page.maps._order[2])
    assert (page.snapshot.index, page.snapshot.unit) == (9, unit)
    assert (maps.column, maps.row) == (9, 2)
    assert page.frame.caption.startswith("Token 9, “made”")
    assert np.array_equal(unit_line(page, "c"), page.snapshot.reading.values("c")[unit])


def test_keys_walk_through_the_sentence(page, qtbot):
    """Right and Left go from token to token, End to the blank."""
    qtbot.keyClick(page.frame, Qt.Key.Key_Right)
    assert page.maps.maps.column == 1
    qtbot.keyClick(page.frame, Qt.Key.Key_End)
    assert page.maps.maps.column == 15
    assert "the answer is" in page.frame.caption
    qtbot.keyClick(page.frame, Qt.Key.Key_Left)
    assert page.maps.maps.column == 14


def test_a_typed_sentence_is_read(page, qtbot):
    """Chips, maps and answers are those of the new sentence; unknown words are marked."""
    page.sentence.field.selectAll()
    qtbot.keyClicks(page.sentence.field, "she lived in Zubrowka ___")
    qtbot.keyClick(page.sentence.field, Qt.Key.Key_Return)
    chips = page.maps.maps.chips
    assert [chip.text for chip in chips] == ["she", "lived", "in", "Zubrowka", "___"]
    assert [chip.known for chip in chips] == [True, True, True, False, True]
    expected = make_reader("lstm").read("she lived in Zubrowka ___").answers(count=3)
    assert tuple(bar.answer for bar in page.answers.first.bars) == expected
    page.frame.history.undo()
    assert page.snapshot.sentence == SENTENCE
    assert page.sentence.field.toPlainText() == SENTENCE


def test_an_empty_sentence_is_said_and_nothing_changes(page, qtbot):
    """One sentence in the window; the maps stay."""
    page.sentence.field.selectAll()
    qtbot.keyClick(page.sentence.field, Qt.Key.Key_Delete)
    qtbot.keyClick(page.sentence.field, Qt.Key.Key_Return)
    assert page.frame.notice.isVisible()
    assert "empty" in page.frame.notice.label.text()
    assert len(page.maps.maps.chips) == 16


@pytest.mark.parametrize("text", ["عشت في مصر ___", "👩‍🚀 so 🇮🇪 ___", "x" * 5000])
def test_any_script_is_drawn(page, text):
    """Right-to-left text, emoji and one endless word are tokens like others."""
    page.sentence.sentence_typed.emit(text)
    assert page.snapshot.sentence == text
    page.grab()


def test_an_rnn_shows_its_own_values(page):
    """Chosen in the box, it reads the sentence; its only map is h."""
    page.sentence.model.activated.emit(1)
    assert [band.symbol for band in page.maps.maps.bands] == ["h"]
    assert set(page.unit.lines.lines) == {"h"}
    page.frame.history.undo()
    assert set(page.unit.lines.lines) == set("fiogch")


def test_two_networks_answer_beside_each_other(page):
    """The second one's answers are its own."""
    page.sentence.other.activated.emit(3)
    expected = make_reader("gru").read(SENTENCE).answers(count=3)
    assert tuple(bar.answer for bar in page.answers.other.bars) == expected
    assert page.answers.other.isVisible()


def test_opened_weights_read_the_sentence(page, tmp_path):
    """A file of weights is added to the networks and chosen."""
    path = tmp_path / "mine.safetensors"
    write_model(path, SavedModel(make_reader("gru", hidden=9).model, WORDS, ANSWERS))
    page.open_file(path)
    assert page.snapshot.reader.units == 9
    assert "mine" in page.sentence.model.currentText()


def test_a_file_that_cannot_be_opened_leaves_the_network(page, tmp_path):
    """The model before stays open."""
    path = tmp_path / "no.safetensors"
    path.write_bytes(b"\xff" * 100)
    with pytest.raises(InputError, match=r"no\.safetensors"):
        page.open_file(path)
    assert page.snapshot.reader.kind == "LSTM"


def test_the_sentences_of_a_file_are_walked_through(page, tmp_path, qtbot):
    """The first is read at once, the buttons go on and back."""
    path = tmp_path / "texts.txt"
    path.write_text("she lived in Spain ___\nI speak Irish\n")
    page.open_file(path)
    assert page.snapshot.sentence == "she lived in Spain ___"
    qtbot.mouseClick(page.sentence.following, Qt.MouseButton.LeftButton)
    assert page.snapshot.sentence == "I speak Irish"
    assert not page.sentence.following.isEnabled()


def test_rows_can_be_ordered(page):
    """By activity at the token, the strongest state stands at the top."""
    page.maps.order.setCurrentIndex(1)
    page.frame.player.go_to(8)
    top = page.maps._order[0]
    c = page.snapshot.reading.values("c")[:, 8]
    assert abs(c[top]) == np.abs(c).max()


def test_a_network_without_output_layer_shows_its_states(page):
    """Maps and lines are drawn; every view says that there are no answers."""
    whole = make_reader("lstm")
    ends = {"output_weight": whole.model.output_weight[:0], "output_bias": np.zeros(0)}
    model = whole.model.with_parameters({**whole.model.parameters(), **ends})
    page.desk.add_reader(Reader("headless", model, whole.vocabulary, ()))
    page.what_if.add(ClampRule("f", 0.0, "4"))
    for number in range(page.tabs.count()):
        page.tabs.setCurrentIndex(number)
        page.frame.player.go_to(number)
        page.grab()
    page.frame.player.to_end()
    assert "no output layer" in page.answers.hint.full_text
    assert "No output layer" in page.gradients.title.full_text


def test_a_long_sentence_is_read_beside_the_window(page, qtbot, monkeypatch):
    """What takes long does not hold the window up; the latest sentence counts."""
    monkeypatch.setattr("simulator.labs.memory.desk.HEAVY", 0)
    page.sentence.sentence_typed.emit("she lived in Spain ___")
    assert page.sentence.hint.full_text == "reading …"
    assert page.snapshot.sentence == SENTENCE
    page.sentence.sentence_typed.emit("so at school ___")
    qtbot.waitUntil(lambda: page.snapshot.sentence != SENTENCE)
    assert page.snapshot.sentence == "so at school ___"
    assert page.sentence.hint.full_text == "4 tokens"
    page.sentence.sentence_typed.emit("")
    qtbot.waitUntil(page.frame.notice.isVisible)
    assert page.snapshot.sentence == "so at school ___"


def test_reading_while_one_types_does_not_move_the_cursor(page, qtbot):
    """After a pause the sentence is read, and the next letter goes where the last one went."""
    field = page.sentence.field
    field.setFocus()
    cursor = field.textCursor()
    cursor.setPosition(len("I lived in"))
    field.setTextCursor(cursor)
    qtbot.keyClicks(field, " Spain and")
    qtbot.waitUntil(lambda: "Spain and Ireland" in page.snapshot.sentence)
    qtbot.keyClicks(field, " in")
    assert field.toPlainText().startswith("I lived in Spain and in Ireland")


def test_a_click_on_a_line_goes_to_its_token(page, qtbot):
    """The plots under the chips are another way to choose a token."""
    plot = page.unit.plot
    x = page.maps.maps.columns.centres[6]
    scene = plot.getViewBox().mapViewToScene(QPointF(x, 0.5))
    point = plot.mapFromScene(scene)
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert page.snapshot.index == 6
    tip = plot.describe(6)
    value = float(page.snapshot.reading.values("f")[page.snapshot.unit, 6])
    assert f"f = {format_number(value)}" in tip


def test_what_was_read_cannot_be_changed(page):
    """Values of a snapshot are read-only."""
    with pytest.raises(ValueError, match="read-only"):
        page.snapshot.reading.trace["c"][0, 0, 0] = 1
