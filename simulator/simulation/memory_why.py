"""Why a network answers as it does: gradients by token, and which words the answer depends on."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulator.engine.arrays import Floats, Integers, frozen
from simulator.engine.recurrent import forward, log_softmax, logits
from simulator.engine.recurrent_gradients import forget_products, state_gradients
from simulator.simulation.memory_reader import Reading

BEST = 8
"""Of how many of the best keepers the product of forget gates is averaged."""

ROWS = 64
"""Shortened sentences that are read side by side."""


@dataclass(frozen=True, slots=True, eq=False)
class GradientsByToken:
    """How the logarithm of the first answer's probability depends on what came before.

    Attributes:
        word: The answer.
        h: Norm of the gradient by the hidden states of each token, (T,).
        c: By the cell states, (T,); LSTM only.
        x: By the embedded word, (T,).
        products: LSTM: for each unit the product of forget gates after each token, (units, T).
        by_input: The gradient times the input, for each word, (T,): what the answer would lose
            without it, if the network were linear.
    """

    word: str
    h: Floats
    c: Floats | None
    x: Floats
    products: Floats | None
    by_input: Floats

    def best_products(self) -> Floats | None:
        """Return the mean product of the ``BEST`` units that keep most, (T,)."""
        if self.products is None:
            return None
        best = np.argsort(-self.products.mean(axis=1), kind="stable")[:BEST]
        mean: Floats = self.products[best].mean(axis=0)
        return mean


def gradients_by_token(reading: Reading) -> GradientsByToken:
    """Return how the first answer at the end depends on every token.

    Raises:
        InputError: If the network has no output layer.
    """
    output = reading.first_output()
    word = reading.reader.answers[output]
    found = state_gradients(reading.reader.model, reading.trace, reading.last, output)
    products = None
    if "f" in reading.trace.values:
        all_layers = forget_products(reading.trace, reading.last).astype(np.float64)
        products = frozen(all_layers.transpose(0, 2, 1).reshape(-1, len(reading)))
    by_x = found.x.astype(np.float64)
    return GradientsByToken(
        word,
        _norms(found.h.astype(np.float64)),
        None if found.c is None else _norms(found.c.astype(np.float64)),
        frozen(np.sqrt((by_x**2).sum(axis=1))),
        products,
        frozen((by_x * reading.trace.x).sum(axis=1)),
    )


def leave_one_out(
    reading: Reading, should_stop: Callable[[], bool] = lambda: False
) -> Floats | None:
    """Return what the first answer loses in log-probability without each word, (T,).

    Each word in turn is left out and the sentence is read again, without any change to gates;
    the last token, where the answer is asked, stays (NaN), and so does a word that is alone.

    Args:
        reading: The sentence; what is measured is the network by itself.
        should_stop: Asked before each part; None is returned then.

    Raises:
        InputError: If the network has no output layer.
    """
    ids = reading.trace.tokens
    count = ids.size - 1
    losses = np.full(ids.size, np.nan)
    plain = log_softmax(_scores(reading, ids[:, None])[0])
    output = reading.first_output()
    for first in range(0, count, ROWS):
        if should_stop():
            return None
        left_out = np.arange(first, min(first + ROWS, count))
        shorter = np.stack([np.delete(ids, k) for k in left_out], axis=1)
        scores = log_softmax(_scores(reading, shorter))
        losses[left_out] = plain[output] - scores[:, output]
    return frozen(losses)


def _scores(reading: Reading, ids: Integers) -> Floats:
    """Return the scores of the answers after the last token of each column, (B, outputs)."""
    model = reading.reader.model
    done = forward(model, ids)
    scores: Floats = logits(model, done.h[-1]).astype(np.float64)
    return scores


def _norms(by_state: Floats) -> Floats:
    """Return the norm over layers and units for each token, (T,), from (layers, T, H)."""
    return frozen(np.sqrt((by_state**2).sum(axis=(0, 2))))
