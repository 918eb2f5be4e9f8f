"""Training in the window: what is drawn, pause and resume, saving, and the page meanwhile."""

import json

import numpy as np
import pytest
from PySide6.QtCore import Qt

from simulator.files.readers import DEFAULT, open_reader, shipped_reader
from simulator.labs.memory.train_card import FRAME, TrainCard
from simulator.simulation.training_tasks import FILLER, task_called
from tests.simulation.readers import SENTENCE

WAIT = 60_000


def click(qtbot, button):
    """A real click."""
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def choose_small(form, tokens=0.05, seed=1):
    """Settings of a network that learns in a second."""
    form.units.show_value(4)
    form.seed.show_value(seed)
    form.tokens.show_value(tokens)


def wait_until_done(qtbot, card):
    """Wait for the end of a training."""
    qtbot.waitUntil(lambda: card.snapshot is not None and card.snapshot.finished, timeout=WAIT)
    qtbot.wait(2 * FRAME)  # the page is told in the frame that follows


@pytest.fixture
def card(qtbot, themed):
    """The card by itself."""
    card = TrainCard()
    qtbot.addWidget(card)
    card.resize(620, 180)
    card.show()
    yield card
    card.close_tasks()


def test_curves_show_what_the_training_measured(card, qtbot):
    """Loss by step, accuracy by distance and the answer that is always the same."""
    choose_small(card.form)
    click(qtbot, card.main)
    wait_until_done(qtbot, card)
    history, measured = card.snapshot.history, card.snapshot.measured
    x, y = card.loss.line.getData()
    assert list(x) == [report.step for report in history]
    assert list(y) == [report.cross_entropy for report in history]
    x, y = card.distance.line.getData()
    assert (tuple(x), tuple(y)) == (FILLER, measured[-1].accuracy)
    assert tuple(card.distance.earlier[0].getData()[1]) == measured[0].accuracy
    assert set(card.distance.baseline.getData()[1]) == {card.snapshot.baseline}


def test_a_paused_training_goes_on_to_the_same_end(card, qtbot):
    """Pause holds it, Stop ends it, Resume goes on; the weights are those of one run."""
    choose_small(card.form, tokens=0.15)
    click(qtbot, card.main)
    qtbot.waitUntil(lambda: card.snapshot is not None, timeout=WAIT)
    click(qtbot, card.main)
    assert card.main.text() == "Resume"
    assert card.save_button.isEnabled()
    click(qtbot, card.stop_button)
    assert not card.running
    click(qtbot, card.main)
    wait_until_done(qtbot, card)
    model = card.snapshot.model
    click(qtbot, card.stop_button)
    assert card.stack.currentIndex() == 0
    click(qtbot, card.main)
    wait_until_done(qtbot, card)
    assert card.snapshot.model is not model
    assert np.array_equal(card.snapshot.model.output_weight, model.output_weight)


def test_settings_decide_what_is_trained(card):
    """Every field ends up in the plan, and means what its model makes of it."""
    form = card.form
    form.task.setCurrentIndex(1)  # brings what suits the task
    choose_small(form, seed=7)
    form.window.show_value(10)
    form.rate.show_value(0.005)
    form.bias.setCurrentIndex(3)
    plan = form.plan()
    assert (plan.task, plan.truncation, plan.recipe.most) == ("single", 10, 1)
    assert (plan.recipe.hidden, plan.recipe.seed, plan.recipe.rate) == (4, 7, 0.005)
    assert plan.recipe.chrono == 80
    form.kind.setCurrentIndex(form.kind.findData("ann"))
    assert not form.bias.isEnabled()
    plan = form.plan()
    assert (plan.recipe.kind, plan.recipe.window, plan.truncation) == ("ann", 10, None)


def test_a_saved_network_opens_again(card, qtbot, tmp_path):
    """Weights, vocabulary and a card that says how it was trained."""
    choose_small(card.form)
    card.form.window.show_value(5)
    click(qtbot, card.main)
    wait_until_done(qtbot, card)
    card.save(tmp_path)
    qtbot.waitUntil(lambda: card.status.full_text.startswith("Saved"), timeout=WAIT)
    reader = open_reader(tmp_path / "lstm.safetensors")
    assert np.array_equal(reader.model.embedding, card.snapshot.model.embedding)
    about = json.loads((tmp_path / "lstm.json").read_text())
    assert (about["gradient_window"], about["steps"]) == (5, card.snapshot.step)
    assert "gradients through 5 tokens" in (tmp_path / "lstm.md").read_text()


def test_the_page_reads_with_the_network_that_learns(page, qtbot):
    """Gates redraw with the weights of now; one undo takes the whole training away."""
    before = page.snapshot.reader
    choose_small(page.train.form)
    with qtbot.waitSignal(page.train.network_learnt, timeout=WAIT):
        click(qtbot, page.train.main)
    wait_until_done(qtbot, page.train)
    assert page.snapshot.reader.model is page.train.snapshot.model
    assert page.snapshot.sentence == SENTENCE
    drawn = {band.symbol: band.values for band in page.maps.maps.bands}
    trained = page.snapshot.reader.read(SENTENCE)
    assert np.array_equal(drawn["f"], trained.values("f"))
    assert page.sentence.model.currentText() == "training 1 · LSTM 4"
    assert page.frame.history.count() == 1
    page.frame.history.undo()
    assert page.snapshot.reader is before
    page.frame.history.redo()
    assert page.snapshot.reader.model is page.train.snapshot.model
    click(qtbot, page.train.compare)
    assert page.snapshot.other.reader is shipped_reader(DEFAULT)
    assert page.snapshot.reader.model is page.train.snapshot.model


def test_a_task_brings_a_text_that_its_network_can_read(page, qtbot):
    """The sentence of before comes back with one undo; the card fits the task."""
    form = page.train.form
    form.task.setCurrentIndex(form.task.findData("recall"))
    assert (form.units.value, form.rate.value, form.tokens.value) == (24, 0.01, 1)
    choose_small(form)
    click(qtbot, page.train.main)
    wait_until_done(qtbot, page.train)
    assert page.snapshot.sentence == task_called("recall").sentence
    assert all(token.known for token in page.snapshot.reading.tokens)
    assert list(page.train.distance.line.getData()[0]) == [5, 10, 20, 40, 80]
    page.frame.history.undo()
    assert page.snapshot.sentence == SENTENCE
