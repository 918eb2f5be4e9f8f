"""Why a network answers as it does."""

import numpy as np
import pytest

from simulator.simulation.memory_why import gradients_by_token, leave_one_out
from tests.simulation.readers import SENTENCE, make_reader


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn", "ann"])
def test_without_a_word_the_answer_loses_what_is_told(kind):
    """The loss for “Ireland” is that of reading the sentence without it."""
    reader = make_reader(kind)
    reading = reader.read(SENTENCE)
    losses = leave_one_out(reading)
    word = reading.answers()[0].word
    without = reader.read(SENTENCE.replace("Ireland", "")).probability(word)
    expected = np.log(reading.probability(word)) - np.log(without)
    assert losses[3] == pytest.approx(expected, abs=1e-6)
    assert np.isnan(losses[-1])
    assert np.isfinite(losses[:-1]).all()


def test_leaving_out_can_be_stopped():
    """A long sentence need not be waited for."""
    assert leave_one_out(make_reader().read(SENTENCE), lambda: True) is None


def test_gradient_times_input_is_the_slope_of_fading_a_word():
    """Scaling one embedding by 1 − ε changes the answer by −ε times what is told."""
    reader = make_reader(dtype=np.float64)
    reading = reader.read(SENTENCE)
    told = gradients_by_token(reading)
    output = reader.answers.index(told.word)
    model = reader.model
    word = reading.trace.tokens[3]
    rate = []
    for step in (1e-5, -1e-5):
        embedding = model.embedding.copy()
        embedding[word] *= 1 + step
        changed = type(reader)(
            "faded",
            model.with_parameters({**model.parameters(), "embedding": embedding}),
            reader.vocabulary,
            reader.answers,
        )
        rate.append(changed.read(SENTENCE).log_probabilities()[output])
    assert (rate[0] - rate[1]) / 2e-5 == pytest.approx(told.by_input[3], rel=1e-5)


def test_products_of_forget_gates_end_in_one_and_follow_each_unit():
    """After the last token everything is there; before, what its later gates keep."""
    reading = make_reader(layers=2).read(SENTENCE)
    products = gradients_by_token(reading).products
    f = reading.values("f").astype(float)
    assert products.shape == (12, 16)
    assert np.allclose(products[:, -1], 1)
    assert products[7, 10] == pytest.approx(np.prod(f[7, 11:]), rel=1e-5)


def test_an_rnn_has_no_cell_and_no_forget_gates():
    """Only the gradient by its hidden state is there."""
    told = gradients_by_token(make_reader("rnn").read(SENTENCE))
    assert told.c is None
    assert told.best_products() is None
    assert (told.h > 0).all()
