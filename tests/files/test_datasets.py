"""Tests of the data sets that ship with the app."""

import numpy as np
import pytest

from simulator.engine.errors import InputError
from simulator.files.assets import asset
from simulator.files.datasets import SHIPPED, dataset, shipped

ROWS = {"engel": 235, "longley": 16, "co2": 2225, "nile": 100, "statecrime": 51, "stackloss": 21}
ROWS |= {"penguins": 344, "diabetes": 442, "linnerud": 20}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_set_can_be_fitted_and_says_where_it_is_from(name):
    """All rows are there, the default problem has an optimum, source and licence are told."""
    data = shipped(name)
    assert data.count == ROWS[name]
    problem = data.problem()
    assert np.isfinite(problem.quadratic.optimum).all()
    assert data.licence
    assert data.source
    assert data.citation
    assert name in asset("data", "SOURCES.md").read_text(encoding="utf-8")


def test_engel_gives_the_published_line():
    """Least squares on Engel's data is 147.4754 + 0.485178 x, as in quantreg's manual."""
    optimum = shipped("engel").problem(standardise=False).quadratic.optimum
    np.testing.assert_allclose(optimum, [147.4754, 0.485178], rtol=1e-6)


def test_names_that_are_neither_set_nor_file_are_told():
    """The sets that exist are listed."""
    with pytest.raises(InputError, match="engel, penguins"):
        dataset("boston")
    with pytest.raises(InputError, match="does not exist"):
        dataset("./boston.csv")
