"""Why a network answers as it does, in the window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from simulator.labs.memory.gradient_view import LOWEST
from simulator.labs.memory.latest import Latest
from simulator.simulation.memory_why import gradients_by_token, leave_one_out
from tests.simulation.readers import SENTENCE, make_reader


def open_tab(page, qtbot, name):
    """Click the tab of that name."""
    bar = page.tabs.tabBar()
    number = [bar.tabText(k) for k in range(bar.count())].index(name)
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(number).center())


def test_gradients_of_both_networks_are_drawn_on_a_log_scale(page, qtbot):
    """Each line is the logarithm of what the engine says."""
    page.sentence.other.activated.emit(2)
    open_tab(page, qtbot, "Gradient")
    lines = page.gradients.lines.lines
    first = gradients_by_token(make_reader("lstm").read(SENTENCE))
    second = gradients_by_token(make_reader("rnn").read(SENTENCE))
    for name, values in (("∂c", first.c), ("∂h", first.h), ("∂h RNN", second.h)):
        drawn = lines[name].getData()[1]
        assert drawn == pytest.approx(np.log10(np.maximum(values, LOWEST)))


def test_the_product_of_forget_gates_follows_the_chosen_unit(page, qtbot):
    """Another unit, another product; the note says what it leaves out."""
    open_tab(page, qtbot, "Gradient")
    products = gradients_by_token(page.snapshot.reading).products
    for unit in (4, 1):
        page.maps.unit_chosen.emit(unit)
        drawn = page.gradients.lines.lines["Πf"].getData()[1]
        assert drawn == pytest.approx(np.log10(products[unit]), abs=1e-6)
    assert "leaves out the paths through h" in page.gradients.note.full_text


def test_both_attributions_are_drawn_for_each_word(page, qtbot):
    """Two bars a word: gradient times input, and leaving it out."""
    open_tab(page, qtbot, "Words")
    reading = make_reader("lstm").read(SENTENCE)
    heights = page.words.by_input.opts["height"], page.words.left_out.opts["height"]
    assert heights[0] == pytest.approx(gradients_by_token(reading).by_input)
    assert heights[1] == pytest.approx(np.nan_to_num(leave_one_out(reading)))
    assert "nats by leaving it out" in page.words.note.full_text


def test_the_answers_at_every_token_are_those_of_the_network(page, qtbot):
    """Shares in the table are probabilities; a filled answer tells its surprise."""
    page.sentence.sentence_typed.emit("she lived in Spain so she speak Spanish .")
    open_tab(page, qtbot, "Answers")
    table = page.table.table.tables[0]
    reading = table.reading
    for row, word in enumerate(table.words):
        for token in (0, 4):
            assert table.shares[row, token] == pytest.approx(reading.probability(word, token))
    assert np.isfinite(table.surprises[7])
    edges, left = page.maps.maps.columns.edges, page.maps.maps.left()
    below = QPoint(round(edges[7] + left + 9), 18 * (len(table.words) + 1) + 6)
    assert page.table.table.text_at(below.toPointF()).startswith("surprise of “Spanish”")


def test_nothing_is_computed_for_a_tab_that_is_not_open(page):
    """Hidden views cost nothing while one walks."""
    page.frame.player.go_to(5)
    assert page.words.gradient is None
    assert page.table.table.tables == []


def test_only_the_latest_work_counts(qtbot, page):
    """An outdated result is dropped, whenever it comes."""
    latest, results = Latest(page), []
    latest.ask(lambda stop: 1, results.append, beside=True)
    latest.ask(lambda stop: 2, results.append, beside=True)
    qtbot.waitUntil(lambda: results == [2])
    latest.ask(lambda stop: 3, results.append, beside=True)
    latest.stop()
    qtbot.wait(20)
    assert results == [2]
