"""Tests of ``simulator.simulation.tasks.memory``: each text asks what it says."""

import numpy as np
import pytest

from simulator.simulation.corpus.dice import Dice
from simulator.simulation.tasks.memory import (
    ADDING,
    EMBEDDED_REBER,
    REBER,
    RECALL,
    embedded_reber_string,
    reber_string,
)


@pytest.fixture
def dice():
    """Random numbers, the same in each test."""
    return Dice(np.random.default_rng(3))


def words(task, text):
    """The text in words."""
    return [task.words[token] for token in text.tokens]


def test_recall_asks_for_the_first_letter(dice):
    """As much noise as asked for, a question mark, and the first letter as the answer."""
    for length in (1, 5, 80):
        text = RECALL.make(dice, length)
        read = words(RECALL, text)
        assert (len(read), read[-1], text.times.tolist()) == (length + 2, "?", [length + 1])
        assert [RECALL.answers[n] for n in text.answers] == [read[0]]
        assert all(word.islower() for word in read[1:-1])


def test_adding_asks_for_the_sum_of_the_two_marked(dice):
    """One is marked in each half."""
    for length in (10, 31):
        text = ADDING.make(dice, length)
        read = words(ADDING, text)
        marked = [place for place, word in enumerate(read) if word.endswith("*")]
        assert len(read) == length + 1
        assert marked[0] < length // 2 <= marked[1]
        assert int(ADDING.answers[text.answers[0]]) == sum(int(read[m][0]) for m in marked)


def test_strings_follow_the_grammar(dice):
    """Every step of a string is one that the grammar has."""
    for _ in range(200):
        state = 0
        for symbol in reber_string(dice)[1:-1]:
            state = dict(REBER[state])[symbol]
        assert state == 5


def test_an_embedded_string_closes_with_the_letter_it_opened_with(dice):
    """B T … T E or B P … P E."""
    made = [embedded_reber_string(dice) for _ in range(100)]
    assert all(s[1] == s[-2] and s[1] in "TP" and s[0] + s[-1] == "BE" for s in made)
    assert {s[1] for s in made} == {"T", "P"}


def test_the_stream_asks_before_each_closing_letter(dice):
    """The token after each question is the answer, and strings follow without an end."""
    text = EMBEDDED_REBER.make(dice, 10)
    read = words(EMBEDDED_REBER, text)
    asked = [read[time + 1] for time in text.times]
    assert asked == [EMBEDDED_REBER.answers[n] for n in text.answers]
    assert len(asked) == 10


@pytest.mark.parametrize("task", [RECALL, ADDING, EMBEDDED_REBER])
def test_training_texts_vary_in_length(task, dice):
    """Without a length, one to train on is drawn."""
    sizes = {task.make(dice, None).tokens.size for _ in range(200)}
    assert len(sizes) > 10
