"""The fast training gradients are those of the readable implementation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine import fast_gradients, lstm_fast
from simulator.engine.batches import Text, batch_of
from simulator.engine.blas import blas_threads, limited_blas
from simulator.engine.fast_gradients import FastGradients, can_be_fast
from simulator.engine.initialisation import initialise
from simulator.engine.recurrent import flatten
from simulator.engine.recurrent_gradients import NO_COST, GateCost, loss_and_gradients


def batches(rng, words, rows, count=3):
    """Some batches of texts of mixed lengths, with blanks that may coincide."""
    for _ in range(count):
        lengths = rng.integers(1, 12, rows)
        texts = [
            Text(rng.integers(0, words, n), rng.integers(0, n, 3), rng.integers(0, 4, 3))
            for n in lengths
        ]
        yield batch_of(texts)


def agree(model, fast, batch, cost, cuts, tolerance):
    """Compare one batch's loss and gradient with those of the readable implementation."""
    loss = fast(batch, cost, cuts)
    expected = loss_and_gradients(model, batch, cost, cuts=cuts)
    vector, _ = flatten(expected.gradient)
    np.testing.assert_allclose(fast.gradient, vector, rtol=0, atol=tolerance)
    assert loss.loss == pytest.approx(expected.loss, abs=tolerance)
    assert loss.cross_entropy == pytest.approx(expected.cross_entropy, abs=tolerance)
    assert loss.correct == expected.correct


@given(
    sizes=st.tuples(*[st.integers(1, 6)] * 4),
    layers=st.integers(1, 3),
    cost=st.sampled_from([NO_COST, GateCost(0.1, 0.03)]),
    cuts=st.frozensets(st.integers(0, 10)),
    block=st.integers(1, 4),
    threads=st.integers(1, 2),
    parallel=st.sampled_from([1, 10**9]),
    seed=st.integers(0, 2**32 - 1),
)
@settings(max_examples=60, deadline=None)
def test_fast_gradients_are_the_readable_ones(
    sizes, layers, cost, cuts, block, threads, parallel, seed
):
    """For any sizes, stack, lengths, cost, cuts and threads, batch after batch, to rounding."""
    rng = np.random.default_rng(seed)
    rows, words, features, hidden = sizes
    model = initialise(
        "lstm", words, features, hidden, layers, 4, rng, forget_bias=1, dtype=np.float64
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast_gradients, "PARALLEL", parallel)
        patch.setattr(lstm_fast, "LARGE", 1)
        patch.setattr(lstm_fast, "CACHE", block * 6 * hidden * rows * 8)
        with FastGradients(model, threads) as fast:
            for batch in batches(rng, words, rows):
                agree(model, fast, batch, cost, cuts, 1e-12)


def test_single_precision_agrees_to_its_rounding():
    """In float32 the gradients differ by no more than float32 allows."""
    rng = np.random.default_rng(0)
    model = initialise("lstm", 50, 24, 32, 1, 20, rng, forget_bias=3)
    with FastGradients(model) as fast:
        for batch in batches(rng, 50, 32):
            agree(model, fast, batch, GateCost(0.1, 0.03), frozenset(), 2e-6)


def test_weights_are_read_anew_for_each_batch():
    """After the weights change in place, the gradient is that of the new ones."""
    rng = np.random.default_rng(3)
    vector, model = flatten(initialise("lstm", 5, 3, 4, 2, 4, rng, dtype=np.float64))
    first, second = batches(rng, 5, 4, 2)
    with FastGradients(model) as fast:
        agree(model, fast, first, NO_COST, frozenset(), 1e-12)
        vector += 0.1
        agree(model, fast, second, NO_COST, frozenset(), 1e-12)


@pytest.mark.parametrize(
    ("kind", "options", "fast"),
    [
        ("lstm", {}, True),
        ("lstm", {"peepholes": True}, False),
        ("lstm", {"forget_gate": False}, False),
        ("gru", {}, False),
    ],
)
def test_only_plain_lstms_are_fast(kind, options, fast):
    """Variants that the fast way does not know take the readable one."""
    model = initialise(kind, 5, 3, 4, 1, 4, np.random.default_rng(0), **options)
    assert can_be_fast(model) is fast


def test_blas_threads_come_back():
    """Inside the limit there is one thread, afterwards as many as before."""
    before = blas_threads()
    with limited_blas(1):
        assert blas_threads() == 1
    assert blas_threads() == before
