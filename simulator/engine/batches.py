"""Batches of texts of like length."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.engine.arrays import Integers
from simulator.engine.recurrent_gradients import Batch


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text and the blanks in it.

    Attributes:
        tokens: Ids of words, (T,).
        times: At which tokens an answer is asked, (N,).
        answers: Which outputs are right, (N,).
    """

    tokens: Integers
    times: Integers
    answers: Integers


def batch_of(texts: Sequence[Text]) -> Batch:
    """Put texts side by side, the shorter ones filled with word 0, which is not used."""
    lengths = np.array([text.tokens.size for text in texts])
    tokens = np.zeros((lengths.max(), len(texts)), dtype=np.int64)
    for row, text in enumerate(texts):
        tokens[: text.tokens.size, row] = text.tokens
    return Batch(
        tokens,
        lengths,
        np.concatenate([text.times for text in texts]),
        np.repeat(np.arange(len(texts)), [text.times.size for text in texts]),
        np.concatenate([text.answers for text in texts]),
    )


class LikeLengths:
    """Draws batches of texts that are about equally long, so that little is filled up."""

    def __init__(self, texts: Sequence[Text], size: int, groups: int = 16) -> None:
        """Sort the texts into groups by length.

        Args:
            texts: All of them.
            size: Texts in a batch.
            groups: How many groups.
        """
        self._texts = texts
        self._size = size
        order = np.argsort([text.tokens.size for text in texts], kind="stable")
        few = max(1, min(groups, len(texts) // size))
        self._groups = np.array_split(order, few)
        counts = np.array([group.size for group in self._groups])
        self._weights = counts / counts.sum()

    def __call__(self, rng: np.random.Generator) -> Batch:
        """Return a batch: a random group, and random texts of it."""
        group = self._groups[rng.choice(len(self._groups), p=self._weights)]
        chosen = rng.choice(group, min(self._size, group.size), replace=False)
        return batch_of([self._texts[index] for index in chosen])
