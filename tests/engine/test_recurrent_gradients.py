"""The gradients of recurrent networks against finite differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.batches import Text, batch_of
from simulator.engine.initialisation import initialise
from simulator.engine.recurrent_gradients import NO_COST, GateCost, loss_and_gradients
from simulator.engine.training import flatten, with_vector

STEP = 1e-5


@given(
    kind=st.sampled_from(["lstm", "gru", "rnn", "ann"]),
    sizes=st.tuples(*[st.integers(1, 5)] * 4),
    layers=st.integers(1, 3),
    options=st.tuples(st.booleans(), st.booleans(), st.integers(0, 4)),
    seed=st.integers(0, 2**32 - 1),
)
@settings(max_examples=40, deadline=None)
def test_gradients_agree_with_finite_differences(kind, sizes, layers, options, seed):
    """Every kind, size, stack, option and mix of lengths has the gradient that differences show."""
    rng = np.random.default_rng(seed)
    rows, words, features, hidden = sizes
    forget_gate, peepholes, window = options
    model = initialise(
        kind,
        words,
        features,
        hidden,
        layers,
        3,
        rng,
        forget_gate=forget_gate,
        peepholes=peepholes,
        window=window,
        forget_bias=1,
        dtype=np.float64,
    )
    batch = batch_of([random_text(words, rng) for _ in range(rows)])
    cost = GateCost(0.1, 0.03) if kind == "lstm" else NO_COST
    vector, _ = flatten(model)
    gradient, _ = flatten(loss_and_gradients(model, batch, cost).gradient)
    direction = rng.normal(size=vector.size)

    def loss(step):
        moved = with_vector(model, vector + step * direction)
        return loss_and_gradients(moved, batch, cost).loss

    slope = (loss(STEP) - loss(-STEP)) / (2 * STEP)
    assert gradient @ direction == pytest.approx(slope, rel=1e-6, abs=1e-8)


def random_text(words, rng):
    """A text with two blanks, anywhere."""
    length = int(rng.integers(1, 7))
    return Text(rng.integers(0, words, length), rng.integers(0, length, 2), rng.integers(0, 3, 2))
