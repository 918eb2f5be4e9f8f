"""Tests of the price experiment."""

import math

import pytest

from simulator.engine.errors import InputError, StoppedError
from simulator.simulation.price import FOOTNOTE, LABELS, Price, PriceReport, measure_price


def made_up(method: str, power: float, factor: float, sizes=(2, 4, 8, 16, 32, 64)) -> list[Price]:
    """Return prices that grow by an exact power."""
    return [Price(d, 2 * d, method, factor * d**power, 1.0, 1, 16.0, 1) for d in sizes]


def test_every_method_is_measured_at_every_size_and_is_right():
    """Direct solvers have nearly all digits, iterative ones what their tolerance asks for."""
    seen: list[float] = []
    report = measure_price(
        most_features=32, repeats=1, progress=lambda report: seen.append(report.share)
    )
    assert [(p.features, p.method) for p in report.prices] == [
        (d, method) for d in (2, 4, 8, 16, 32) for method in LABELS
    ]
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1.0)
    for price in report.prices:
        assert price.digits > (3.5 if price.method in ("cg", "gd") else 11)
        assert price.seconds > 0
        assert price.memory > 0
        assert price.flops > 0
    for cg, gd in zip(report.of("cg"), report.of("gd"), strict=True):
        assert cg.steps <= cg.features + 1
        assert gd.steps > cg.steps
    assert report.sentences()[-1] == FOOTNOTE


def test_slopes_are_powers_of_the_number_of_features():
    """Exact powers come back, and too few sizes give none."""
    report = PriceReport(tuple(made_up("qr", 2.5, 3.0)), 1e-6, 1.0)
    assert report.slope("qr") == pytest.approx(2.5)
    assert report.slope("cg") is None


def test_the_crossing_is_where_the_lines_meet():
    """d² costs as much as 10 d at ten; what never gets cheaper has no crossing; words agree."""
    prices = (*made_up("inverse", 2, 1.0), *made_up("cg", 1, 10.0), *made_up("gd", 1, 1e6))
    report = PriceReport(prices, 1e-6, 1.0)
    assert report.crossing("cg", "inverse") == pytest.approx(10.0)
    assert report.crossing("gd", "inverse") is None
    assert report.crossing("cg", "qr") is None
    cheap = PriceReport((*made_up("qr", 2, 1.0), *made_up("cg", 1, 0.1)), 1e-6, 1.0)
    assert cheap.crossing("cg", "qr") == 2.0
    first, second, _ = report.sentences()
    assert "than the explicit inverse from about 10 features on" in first
    assert "than the explicit inverse not up to 64" in second


def test_cancelling_stops_between_methods_and_steps():
    """As soon as it is asked to, it stops."""
    answers = iter([False] * 8)
    with pytest.raises(StoppedError):
        measure_price(most_features=64, should_stop=lambda: next(answers, True))


@pytest.mark.parametrize(
    "arguments",
    [{"most_features": 1}, {"repeats": 0}, {"tolerance": 0.0}, {"tolerance": math.nan}],
)
def test_numbers_out_of_range_are_told(arguments):
    """One sentence."""
    with pytest.raises(InputError, match=r"\.$"):
        measure_price(**arguments)
