"""Tests of putting numbers into a formula."""

import pytest

from simulator.simulation.explanation import Explanation, Quantity


@pytest.mark.parametrize(
    ("template", "value", "written"),
    [
        (r"0.5\cdot\slot{x}", -1.2, r"0.5\cdot(-1.200)"),
        (r"1-\slot{x}", -1.2, "1-(-1.200)"),
        (r"1-\slot{x}", 1.2, "1-1.200"),
        (r"y=\slot{x}", -1.2, "y=-1.200"),
        (r"b\leftarrow\slot{x}", -1.2, r"b\leftarrow-1.200"),
        (r"\frac{\slot{x}}{2}", -1.2, r"\frac{-1.200}{2}"),
        (r"\slot{x}^2", -1.2, "(-1.200)^2"),
        (r"\slot{x}^2", 1.2, "1.200^2"),
        (r"\slot{x} ^2", 1.2e-7, r"(1.200\cdot 10^{-7}) ^2"),
        (r"2\slot{x}", -1.2, "2(-1.200)"),
        (r"(\slot{x})", -1.2, "(-1.200)"),
        (r"\slot{x}\slot{x}", -1.2, "-1.200(-1.200)"),
    ],
)
def test_a_negative_number_has_parentheses_where_writing_by_hand_has_them(template, value, written):
    """After operators and factors, and before exponents; nowhere else."""
    quantity = Quantity("x", "x", value, "data", "given")
    assert Explanation("", template, template, (quantity,)).substituted == written
