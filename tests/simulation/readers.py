"""Small untrained networks with words, for tests of what is shown of them."""

import numpy as np

from simulator.engine.initialisation import initialise
from simulator.simulation.memory_reader import Reader
from simulator.simulation.vocabulary import BLANK, NOT_STATED, UNKNOWN, Vocabulary

SENTENCE = "I lived in Ireland, so at school they made me learn how to speak ___"
WORDS = (
    *(UNKNOWN, BLANK, NOT_STATED, ".", ",", "i", "lived", "in", "Ireland", "Spain", "so", "at"),
    *("school", "they", "made", "me", "learn", "how", "to", "speak", "Irish", "Spanish"),
    *("then", "she"),
)
ANSWERS = (NOT_STATED, "Irish", "Spanish")


def make_reader(kind="lstm", hidden=6, layers=1, words=WORDS, answers=ANSWERS, **options):
    """Return a network of random weights, the same for the same arguments."""
    size = len(words)
    rng = np.random.default_rng(3)
    model = initialise(kind, size, 5, hidden, layers, len(answers), rng, **options)
    return Reader(f"random {kind}", model, Vocabulary(tuple(words)), tuple(answers))
