"""Tests of ``simulator.simulation.tasks.task``."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.simulation.corpus.dice import Dice
from simulator.simulation.tasks.all import TASKS
from simulator.simulation.tasks.task import (
    task_accuracy,
    task_recipe,
    train_on_task,
    untrained,
    with_task_budget,
)


@pytest.mark.parametrize("kind", ["gru", "rnn", "ann"])
def test_all_kinds_get_the_same_budget(kind):
    """Within a few per cent of the LSTM's parameters."""
    task = TASKS["recall"]
    sizes = len(task.words), len(task.answers)
    budget = untrained(task_recipe("lstm"), *sizes).parameter_count
    recipe = with_task_budget(task_recipe(kind), task)
    assert untrained(recipe, *sizes).parameter_count == pytest.approx(budget, rel=0.06)


def test_an_lstm_learns_to_recall_and_is_measured_on_fresh_texts():
    """A short training reaches what guessing (1/8) does not, also beyond what was trained on."""
    task = TASKS["recall"]
    recipe = replace(task_recipe("lstm"), tokens=150_000, texts=5000)
    model = train_on_task(recipe, task)
    assert task_accuracy(model, task, 10) > 0.95
    assert task_accuracy(untrained(recipe, 17, 8), task, 10) < 0.3


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_every_text_fits_its_task(task):
    """Questions, words and answers are within the text and the lists."""
    dice = Dice(np.random.default_rng(1))
    for _ in range(50):
        text = task.make(dice, None)
        assert text.tokens.max() < len(task.words)
        assert text.answers.max() < len(task.answers)
        assert text.times.max() < text.tokens.size
    assert len(set(task.words)) == len(task.words)
