"""The race in the window: what is drawn is what was measured."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from simulator.labs.memory.race_card import RaceCard
from simulator.simulation.race import RacePlan, lstm_name
from tests.files.test_race_results import GOOD

MORE = f"""{GOOD}"LSTM, bias 3",,0,4000,40,0.95,0.107
"LSTM, bias 3",,1,4000,40,0.85,0.107
RNN,,0,4000,40,0.05,0.107
"""


@pytest.fixture
def card(qtbot, themed):
    """The card by itself, as in the smallest window."""
    card = RaceCard()
    qtbot.addWidget(card)
    card.resize(620, 180)
    card.show()
    qtbot.waitExposed(card)
    yield card
    card.close_tasks()


@pytest.fixture
def results(tmp_path):
    """A file with results."""
    path = tmp_path / "mine.csv"
    path.write_text(MORE)
    return path


def test_lines_and_bars_are_means_and_seeds(card, results):
    """Of every network in the file, and the baseline across."""
    card.open_file(results)
    name = lstm_name(3)
    runner = card.plot.runners[name]
    x, y = runner.line.getData()
    assert list(x) == [5, 40]
    assert y == pytest.approx([0.95, 0.9])
    assert runner.bars.opts["top"] == pytest.approx([0.05, 0.05])
    assert runner.bars.opts["bottom"] == pytest.approx([0.05, 0.05])
    assert tuple(card.plot.runners) == card.race.names
    assert set(card.plot.baseline.getData()[1]) == {0.107}


def test_the_slider_chooses_the_distance(card, results, qtbot):
    """The figures beside are those of that distance; not measured is a dash."""
    card.open_file(results)
    before = {name: text for name, _, text in card.list.rows}
    qtbot.keyClick(card.slider, Qt.Key.Key_Right)
    after = {name: text for name, _, text in card.list.rows}
    assert card.distance.text() == "40 tokens"
    assert card.plot.mark.value() == 40
    assert (before["RNN"], after["RNN"]) == ("10\u00a0%", "5\u00a0%")
    assert after["ANN, bag of words"] == "–"


def test_notes_stand_in_for_the_figures_where_there_is_no_room(card, results, qtbot):
    """In a wide window they stand beside."""
    card.open_file(results)
    qtbot.mouseClick(card.notes_button, Qt.MouseButton.LeftButton)
    assert card.notes.isVisible()
    assert not card.list.isVisible()
    assert "the RNN gets 5\u00a0% right" in card.notes.text()
    card.resize(1000, 220)
    assert card.notes.isVisible()
    assert card.list.isVisible()


def test_a_race_run_here_is_drawn_while_it_runs(card, qtbot):
    """Curves come one by one; another source may be looked at meanwhile."""
    card.plan = RacePlan(tokens=4000, hidden=4, seeds=(0,), distances=(0, 10), texts=20)
    qtbot.mouseClick(card.run_button, Qt.MouseButton.LeftButton)
    assert card.run_button.text() == "Cancel"
    qtbot.waitUntil(lambda: card.run_button.text() == "Run here", timeout=60_000)
    assert len(card.plot.runners) == 7
    for name, runner in card.plot.runners.items():
        means = [point.mean for point in card.race.curve(name)]
        assert np.array_equal(runner.line.getData()[1], means)
    assert card.status.full_text.startswith("Run here with a small budget: 0.004 million")


def test_a_cancelled_race_says_so(card, qtbot):
    """Nothing goes on beside the window."""
    qtbot.mouseClick(card.run_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(card.run_button, Qt.MouseButton.LeftButton)
    assert card.run_button.text() == "Run here"
    assert card.status.full_text.startswith("Cancelled")


def test_what_is_no_result_is_said_and_nothing_changes(page, tmp_path, qtbot, monkeypatch):
    """One sentence in the window."""
    path = tmp_path / "wrong.csv"
    path.write_text("a,b\n1,2\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(path), ""))
    page.tabs.setCurrentWidget(page.race)
    before = page.race.race
    qtbot.mouseClick(page.race.open_button, Qt.MouseButton.LeftButton)
    assert "no column model" in page.frame.notice.label.text()
    assert page.race.race is before


def test_results_dropped_on_the_window_are_raced(page, results):
    """A CSV file of results is told from one of sentences."""
    page.open_file(results)
    assert page.tabs.currentWidget() is page.race
    assert page.race.race.names[0] == "ANN, bag of words"
