"""The shipped corpus, built once."""

import numpy as np
import pytest

from simulator.files.facts import read_facts
from simulator.simulation.corpus.dice import Dice
from simulator.simulation.corpus.statements import Corpus


@pytest.fixture(scope="session")
def corpus():
    """The corpus of the shipped facts."""
    return Corpus(read_facts())


@pytest.fixture
def dice():
    """Random numbers, the same in each test."""
    return Dice(np.random.default_rng(7))
