"""The answers at every token."""

import numpy as np
import pytest

from simulator.engine.errors import InputError
from simulator.simulation.memory_answers import answer_table
from simulator.simulation.memory_reader import Reader
from simulator.simulation.memory_units import carriers
from simulator.simulation.memory_why import gradients_by_token
from tests.simulation.readers import SENTENCE, WORDS, make_reader


def test_shares_are_probabilities_and_the_last_answers_come_first():
    """A long text gives the same as asking token by token."""
    reader = make_reader(answers=WORDS)
    reading = reader.read("so they " * 80)
    words, shares = answer_table(reading, 5)
    assert words[:2] == tuple(answer.word for answer in reading.answers(count=2))
    assert len(set(words)) == 5
    for token in (0, 63, 64, 159):
        expected = [reading.probability(word, token) for word in words]
        assert shares[:, token] == pytest.approx(expected)


def test_the_rest_of_the_words_are_the_likeliest_anywhere():
    """No word that is left out is ever likelier than the best moment of those that are shown."""
    reader = make_reader(answers=WORDS)
    reading = reader.read(SENTENCE)
    words, shares = answer_table(reading, 6)
    everything = np.array([[reading.probability(w, t) for t in range(16)] for w in WORDS])
    others = [k for k, word in enumerate(WORDS) if word not in words]
    assert everything[others].max() <= shares[2:].max(axis=1).min() + 1e-9


def test_a_network_without_output_layer_is_read_and_has_no_answers():
    """Its states are there; asking for an answer says in one sentence that there is none."""
    whole = make_reader()
    none = whole.model.with_parameters(
        {
            **whole.model.parameters(),
            "output_weight": whole.model.output_weight[:0],
            "output_bias": whole.model.output_bias[:0],
        }
    )
    reading = Reader("headless", none, whole.vocabulary, ()).read(SENTENCE)
    assert np.array_equal(reading.trace["c"], whole.read(SENTENCE).trace["c"])
    assert reading.answers() == ()
    assert answer_table(reading, 4)[0] == ()
    assert sorted(carriers(reading)) == list(range(6))
    with pytest.raises(InputError, match="headless has no output layer"):
        gradients_by_token(reading)
