"""Training: that it learns, repeats itself, stops, and goes on where it left."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.engine.batches import LikeLengths, Text, batch_of
from simulator.engine.initialisation import initialise
from simulator.engine.recurrent_gradients import GateCost, loss_and_gradients
from simulator.engine.recurrent_trace import trace
from simulator.engine.training import TrainingSettings, cuts_of, flatten, train

SETTINGS = TrainingSettings(steps=60, learning_rate=0.03, warm_up=5, report_every=10)


def texts(count=64, seed=0):
    """First-token recall: which of four words came first, asked after some others."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        first, length = int(rng.integers(4)), int(rng.integers(2, 9))
        tokens = np.concatenate([[first], rng.integers(4, 9, length)])
        made.append(Text(tokens, np.array([length]), np.array([first])))
    return made


def network(kind="lstm"):
    """A small fresh network."""
    return initialise(kind, 9, 6, 12, 1, 4, np.random.default_rng(2), forget_bias=2)


def parameters(result):
    """All weights of a result as one vector."""
    return flatten(result.model)[0]


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn"])
def test_networks_learn_to_recall_the_first_token(kind):
    """After some steps the first token is answered in texts that were not trained on."""
    settings = replace(SETTINGS, steps=250, learning_rate=0.02)
    result = train(network(kind), LikeLengths(texts(256), 32), settings)
    fresh = batch_of(texts(100, seed=1))
    assert loss_and_gradients(result.model, fresh).correct >= 90
    assert result.ending == "finished"
    assert result.history[-1].cross_entropy < result.history[0].cross_entropy


def test_same_seed_gives_the_same_weights_and_another_does_not():
    """Training depends on nothing but its arguments."""
    batches = LikeLengths(texts(), 8)
    first, second = (train(network(), batches, SETTINGS) for _ in range(2))
    other = train(network(), batches, replace(SETTINGS, seed=1))
    np.testing.assert_array_equal(parameters(first), parameters(second))
    assert not np.array_equal(parameters(first), parameters(other))


def test_network_given_is_not_changed():
    """Training works on a copy."""
    model = network()
    before, _ = flatten(model)
    train(model, LikeLengths(texts(), 8), SETTINGS)
    np.testing.assert_array_equal(flatten(model)[0], before)


@pytest.mark.parametrize("stop_after", [1, 20, 59])
def test_stopped_and_resumed_run_is_the_run_without_a_break(stop_after):
    """However early one stops, going on gives the same weights, history and best score."""
    batches = LikeLengths(texts(), 8)
    held_out = batch_of(texts(40, seed=3))

    def score(model):
        return -loss_and_gradients(model, held_out).loss

    settings = replace(SETTINGS, score_every=15)
    whole = train(network(), batches, settings, score=score)
    asked = iter(range(1000))
    part = train(
        network(), batches, settings, score=score, should_stop=lambda: next(asked) == stop_after
    )
    assert part.ending == "asked to stop"
    assert part.checkpoint.step == stop_after
    rest = train(network(), batches, settings, score=score, resume=part.checkpoint)
    np.testing.assert_array_equal(rest.checkpoint.parameters, whole.checkpoint.parameters)
    np.testing.assert_array_equal(parameters(rest), parameters(whole))
    assert rest.checkpoint.best_score == whole.checkpoint.best_score
    assert [report.step for report in rest.history] == [report.step for report in whole.history]


def test_early_stopping_keeps_the_best_network():
    """When scores only fall, training stops after the patience, with the first one's weights."""
    scores = iter([3.0, 2.0, 1.0, 9.0])
    settings = replace(SETTINGS, score_every=10, patience=2)
    result = train(network(), LikeLengths(texts(), 8), settings, score=lambda model: next(scores))
    assert result.ending == "no longer better"
    assert result.checkpoint.step == 30
    asked = iter(range(1000))
    early = train(
        network(), LikeLengths(texts(), 8), settings, should_stop=lambda: next(asked) == 10
    )
    np.testing.assert_array_equal(parameters(result), parameters(early))


def test_reports_come_when_asked_for():
    """Progress is told every tenth step, with steps, rate and means."""
    reports = []
    train(network(), LikeLengths(texts(), 8), SETTINGS, progress=reports.append)
    assert [report.step for report in reports] == [10, 20, 30, 40, 50, 60]
    assert all(report.steps == 60 and 0 <= report.accuracy <= 1 for report in reports)


def test_rate_rises_stays_and_falls():
    """Warm-up in 50 steps, flat to 30 %, then straight down to a tenth."""
    settings = TrainingSettings(steps=1000, learning_rate=0.02)
    assert settings.rate(0) == pytest.approx(0.02 / 50)
    assert settings.rate(49) == settings.rate(300) == pytest.approx(0.02)
    assert settings.rate(650) == pytest.approx(0.011)
    assert settings.rate(1000) == pytest.approx(0.002)


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn"])
def test_truncated_gradient_is_that_of_the_window_alone(kind):
    """With a window of 3 the gradient is that of the last 3 tokens, from the state before them."""
    model = network(kind).astype(np.float64)
    (text,) = [made for made in texts() if made.tokens.size == 8][:1]
    batch = batch_of([text])
    cut = loss_and_gradients(model, batch, cuts=cuts_of(batch, 3)).gradient
    before = batch_of([Text(text.tokens[:5], np.array([4]), text.answers)])
    state = loss_and_gradients(model, before).end
    last = batch_of([Text(text.tokens[5:], np.array([2]), text.answers)])
    alone = loss_and_gradients(model, last, state=state).gradient
    for name, value in alone.parameters().items():
        np.testing.assert_allclose(cut.parameters()[name], value, rtol=0, atol=1e-14)


def test_long_window_cuts_nothing():
    """A window as long as the text is plain backpropagation through time."""
    batch = batch_of(texts(4))
    assert not cuts_of(batch, len(batch.tokens))
    assert len(cuts_of(batch, 1)) == len(batch.tokens) - 1


def test_gate_cost_counts_real_tokens_only():
    """The gate cost is .1·mean(1 − f) + .03·mean(c²) over real tokens only."""
    model = network().astype(np.float64)
    batch = batch_of(texts(5))
    result = loss_and_gradients(model, batch, GateCost(0.1, 0.03))
    traces = [trace(model, text.tokens) for text in texts(5)]
    f = np.concatenate([traced["f"].ravel() for traced in traces])
    c = np.concatenate([traced["c"].ravel() for traced in traces])
    by_hand = 0.1 * (1 - f).mean() + 0.03 * (c**2).mean()
    assert result.loss - result.cross_entropy == pytest.approx(by_hand, abs=1e-14)


def test_batches_hold_texts_of_like_length():
    """Rows of one batch differ little in length, and every text is drawn sooner or later."""
    every = texts(200)
    draw = LikeLengths(every, 10, groups=7)
    lengths = [draw(np.random.default_rng(seed)).lengths for seed in range(300)]
    assert max(np.ptp(of_batch) for of_batch in lengths) <= 2
    assert set(np.concatenate(lengths)) == {text.tokens.size for text in every}
