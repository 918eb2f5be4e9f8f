"""The answers that are likeliest anywhere in a sentence, and how likely they are at each token."""

import numpy as np

from simulator.engine.arrays import Floats
from simulator.simulation.memory_reader import Reading

ROWS = 64
"""Tokens whose answers are looked at together; there may be a hundred thousand answers."""


def answer_table(reading: Reading, count: int) -> tuple[tuple[str, ...], Floats]:
    """Return words and their probabilities after each token, (words, T).

    The two likeliest answers at the end come first, then those that are likeliest on the way.

    Args:
        reading: The sentence.
        count: How many words at most.
    """
    scores = reading.trace.logits
    if not scores.size:
        return (), np.zeros((0, len(reading)))
    sums, peaks = np.zeros(len(scores)), np.full(scores.shape[1], -np.inf)
    for first in range(0, len(scores), ROWS):
        part = scores[first : first + ROWS].astype(np.float64)
        highest = part.max(axis=1)
        sums[first : first + ROWS] = highest + np.log(np.exp(part - highest[:, None]).sum(axis=1))
        np.maximum(peaks, (part - sums[first : first + ROWS, None]).max(axis=0), out=peaks)
    last = np.argsort(-scores[-1], kind="stable")[:2]
    chosen = list(dict.fromkeys([*last, *np.argsort(-peaks, kind="stable")[: count + 2]]))[:count]
    shares: Floats = np.exp(scores[:, chosen].astype(np.float64) - sums[:, None]).T
    return tuple(reading.reader.answers[k] for k in chosen), shares
