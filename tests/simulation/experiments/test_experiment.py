"""Tests of ``simulator.simulation.experiments.experiment``: means, spreads, charts."""

import pytest

from simulator.simulation.experiments.distance import DISTANCE
from simulator.simulation.experiments.experiment import bars, number, series_of, summary

BUDGET = {"parameters": 7, "hidden": 2, "tokens": 9}
ROWS = [
    {"model": "B", "distance": k, "seed": s, "accuracy": a, **BUDGET}
    for k, s, a in ((0, 0, 1.0), (5, 0, 0.5), (0, 1, 0.8), (5, 1, 0.7))
]
ROWS.append({"model": "A", "distance": 0, "seed": 0, "accuracy": None, **BUDGET})


def test_the_summary_has_mean_spread_and_ends_over_seeds():
    """One row per group, in the order in which they came."""
    first, second, third = summary(DISTANCE, ROWS)
    assert [first[k] for k in ("model", "distance", "seeds", "parameters")] == ["B", 0, 2, 7]
    assert first["accuracy"] == pytest.approx(0.9)
    assert first["accuracy_spread"] == pytest.approx(0.1 * 2**0.5)
    assert (second["accuracy_lowest"], second["accuracy_highest"]) == (0.5, 0.7)
    assert (third["model"], third["accuracy"], third["accuracy_spread"]) == ("A", None, None)


def test_a_line_goes_through_the_means_with_ends():
    """Rows without a value are left out."""
    line = series_of(ROWS, "all", "distance", "accuracy")
    assert line.x == (0.0, 5.0)
    assert line.mean == pytest.approx((0.9, 0.6))
    assert (line.low, line.high) == ((0.8, 0.5), (1.0, 0.7))


def test_bars_stand_at_the_place_of_their_category():
    """A category without a value has no bar."""
    (series,) = bars(ROWS, "model", ["A", "B"], {"right": "accuracy"})
    assert series.x == (1.0,)
    assert series.mean == pytest.approx((0.75,))


def test_a_setting_that_is_no_number_is_a_fault():
    """Budgets are whole numbers."""
    with pytest.raises(ValueError, match="tokens must be a whole number"):
        number({"tokens": "many"}, "tokens")
