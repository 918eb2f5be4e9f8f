"""The network without memory sees its window or bag, and nothing else."""

import numpy as np
import pytest

from simulator.engine.initialisation import initialise
from simulator.engine.recurrent_trace import trace

TOKENS = np.array([3, 1, 4, 1, 5])


def network(window):
    """A small network of one layer."""
    rng = np.random.default_rng(0)
    return initialise("ann", 10, 2, 4, 1, 3, rng, window=window, dtype=np.float64)


def test_window_holds_the_last_tokens_newest_first():
    """h = tanh(W [x_t; x_(t−1); x_(t−2)] + b), with zeros before the first token."""
    model = network(3)
    (layer,) = model.layers
    x = np.concatenate([np.zeros((2, 2)), model.embedding[TOKENS]])
    for t in range(5):
        seen = np.concatenate([x[t + 2], x[t + 1], x[t]])
        by_hand = np.tanh(layer.weight_ih @ seen + layer.bias)
        np.testing.assert_allclose(trace(model, TOKENS)["h"][0, t], by_hand, atol=1e-15)


def test_bag_holds_the_mean_of_all_so_far():
    """h = tanh(W mean(x_0 … x_t) + b), whatever their order."""
    model = network(0)
    (layer,) = model.layers
    x = model.embedding[TOKENS]
    for t in range(5):
        by_hand = np.tanh(layer.weight_ih @ x[: t + 1].mean(axis=0) + layer.bias)
        np.testing.assert_allclose(trace(model, TOKENS)["h"][0, t], by_hand, atol=1e-15)
    shuffled = trace(model, TOKENS[[4, 1, 0, 3, 2]])
    np.testing.assert_allclose(shuffled.logits[-1], trace(model, TOKENS).logits[-1], atol=1e-14)


@pytest.mark.parametrize("window", [1, 2, 4])
def test_what_is_outside_the_window_does_not_matter(window):
    """Two texts that agree in the last tokens get the same answer."""
    model = network(window)
    other = np.concatenate([[9, 9, 9], TOKENS[-window:]])
    np.testing.assert_allclose(
        trace(model, TOKENS).logits[-1], trace(model, other).logits[-1], atol=1e-15
    )
