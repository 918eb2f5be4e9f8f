"""Tests of how numbers are written."""

import pytest

from simulator.simulation.numbers import compact, format_number, latex_number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.000"),
        (0.20545, "0.205"),
        (0.0123456, "0.0123"),
        (0.0029, "0.00290"),
        (-0.5866, "−0.587"),
        (1.5, "1.500"),
        (38.2137, "38.21"),
        (4127.8, "4\N{THIN SPACE}128"),
        (0.000123456, "1.235 × 10⁻⁴"),
        (-12345678.0, "−1.235 × 10⁷"),
        (float("inf"), "∞"),
        (float("nan"), "not a number"),
    ],
)
def test_numbers_are_written_for_people(value, text):
    """Four significant digits, a real minus, thin spaces, powers of ten where they help."""
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(-1.2, "-1.200"), (2e-7, r"2.000\cdot 10^{-7}"), (12345.0, r"12\,345")]
)
def test_latex_numbers(value, text):
    """The same rules in LaTeX."""
    assert latex_number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0.5"), (200.0, "200"), (-0.00085, "−0.00085"), (5e54, "5 · 10⁵⁴"), (1e-9, "1 · 10⁻⁹")],
)
def test_a_compact_number_has_no_digit_too_many(value, text):
    """Axes and names of runs write 1 · 10⁻⁹, never 1e-09."""
    assert compact(value) == text
