"""Tests of what is said of a rate."""

import numpy as np
import pytest

from simulator.engine.spectrum import Spectrum
from simulator.simulation.descent import start_descent
from simulator.simulation.descent_data import generate
from simulator.simulation.descent_methods import METHODS
from simulator.simulation.descent_regime import rate_marks, regime


def spectrum_of_two() -> Spectrum:
    """Return the spectrum of a regression on two collinear features."""
    return start_descent(generate(80, (1.0, 2.0), collinearity=0.98).problem()).spectrum


@pytest.mark.parametrize("method", ["gd", "momentum", "nesterov"])
def test_the_words_are_what_then_happens(method):
    """Just below the limit descent converges, just above it diverges."""
    problem = generate(80, (1.0, 2.0), collinearity=0.5).problem()
    first = start_descent(problem, method)
    limit = rate_marks(first.spectrum, method).diverges_above
    for share, word, verdict in (
        (0.98, "oscillating", "converged"),
        (1.02, "diverging", "diverged"),
    ):
        assert regime(first.spectrum, method, share * limit).word == word
        snapshot = first.with_rate(share * limit)
        while (later := snapshot.next()) is not None:
            snapshot = later
        assert snapshot.verdict == verdict


def test_marks_of_gradient_descent_are_those_of_the_spectrum():
    """Overshoot above 1/λmax, divergence above 2/λmax, the best rate at 2/(λmin + λmax)."""
    spectrum = spectrum_of_two()
    marks = rate_marks(spectrum, "gd")
    assert marks.overshoots_above == pytest.approx(1 / spectrum.largest)
    assert marks.diverges_above == pytest.approx(spectrum.limit)
    assert marks.best == pytest.approx(spectrum.best_rate)
    for share, word in ((0.5, "slow"), (1.5, "converging")):
        assert regime(spectrum, "gd", share * marks.slow_below).word == word
    middle = (marks.slow_below * marks.overshoots_above) ** 0.5
    assert regime(spectrum, "gd", middle).word == "converging"
    assert regime(spectrum, "gd", 1.2 * marks.overshoots_above).word == "oscillating"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("rate", [1e-9, 1e-3, 1.0, 1e9])
def test_every_method_has_a_sentence_at_every_rate(method, rate):
    """A full sentence, and a word of its kind."""
    said = regime(spectrum_of_two(), method, rate)
    assert said.sentence.endswith(".")
    assert "nan" not in said.sentence
    kinds = {"adaptive": {"adaptive"}, "exact": {"exact"}, "stochastic": {"noisy", "diverging"}}
    allowed = {"slow", "converging", "oscillating", "diverging"}
    assert said.word in kinds.get(METHODS[method].kind, allowed)


def test_data_without_slope_are_told():
    """Where every parameter costs the same there is nothing to follow."""
    flat = Spectrum(np.zeros(2), np.eye(2))
    assert rate_marks(flat, "gd") is None
    assert "no slope" in regime(flat, "gd", 0.1).sentence
