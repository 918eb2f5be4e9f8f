"""Tests of centred sums."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine import gram as gram_module
from simulator.engine.errors import InputError
from simulator.engine.gram import gram, merged, row_blocks


def exact(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return means and centred sums of products in exact arithmetic."""
    rows = [[Fraction(value) for value in row] for row in table.tolist()]
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    centred = [[v - m for v, m in zip(row, means, strict=True)] for row in rows]
    columns = list(zip(*centred, strict=True))
    scatter = [[float(sum(map(Fraction.__mul__, a, b))) for b in columns] for a in columns]
    return np.array([float(mean) for mean in means]), np.array(scatter)


def test_sums_are_exact_to_ten_digits_at_an_offset_of_a_million():
    """Centred sums agree with exact arithmetic to 1e-10 where raw sums lose everything."""
    rng = np.random.default_rng(0)
    table = rng.normal(size=(2_000, 2)) + 1e6
    mean, scatter = exact(table)
    sums = gram(table)
    np.testing.assert_allclose(sums.scatter, scatter, rtol=1e-10)
    np.testing.assert_allclose(sums.mean, mean, rtol=1e-15)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 60), st.integers(1, 4), st.integers(1, 40), st.integers(0, 1000))
def test_blocks_of_any_size_give_the_same_sums(rows, columns, block_rows, seed):
    """Reading in blocks is reading at once."""
    table = np.random.default_rng(seed).normal(size=(rows, columns)) * 10 + 5
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gram_module, "BLOCK_BYTES", 8 * columns * block_rows)
        sums = gram(table)
    centred = table - table.mean(axis=0)
    assert sums.count == rows
    np.testing.assert_allclose(sums.mean, table.mean(axis=0), atol=1e-12)
    np.testing.assert_allclose(sums.scatter, centred.T @ centred, rtol=1e-11, atol=1e-10)


def test_some_of_the_columns_can_be_taken():
    """Target and features are chosen from the sums without reading again."""
    table = np.random.default_rng(0).normal(size=(50, 4))
    chosen = gram(table).of([2, 0])
    np.testing.assert_allclose(chosen.scatter, gram(table[:, [2, 0]]).scatter, rtol=1e-13)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e308, 1e200])
def test_numbers_that_cannot_be_squared_are_told(value):
    """Not finite or too large: one sentence."""
    table = np.ones((5, 2))
    table[3, 1] = value
    with np.errstate(over="ignore", invalid="ignore"), pytest.raises(InputError, match="1e60"):
        gram(table)


def test_no_rows_are_a_mistake_of_ours():
    """Empty sums, and columns of different length, are refused."""
    with pytest.raises(ValueError, match="no rows"):
        merged([])
    with pytest.raises(ValueError, match="must match"):
        list(row_blocks(np.ones((2, 1)), np.ones(3)))


def test_differences_too_small_to_be_squared_are_told():
    """They would count as constant without a word."""
    table = np.array([[1e-300, 1.0], [2e-300, 2.0], [3e-300, 4.0]])
    with pytest.raises(InputError, match="smaller unit"):
        gram(table)
    assert gram(np.ones((3, 2))).scatter[0, 0] == 0
