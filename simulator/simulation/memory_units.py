"""What the units of a network do over a whole sentence, and in which order to show them."""

from typing import Literal

import numpy as np
from scipy.linalg import eigh

from simulator.engine.arrays import Floats, Integers
from simulator.engine.recurrent_gradients import state_gradients
from simulator.simulation.memory_reader import Reading

Order = Literal["memory", "activity", "similarity", "number"]

ORDERS: dict[Order, str] = {
    "memory": "by memory",
    "activity": "by activity here",
    "similarity": "by likeness",
    "number": "by number",
}
"""In which orders units can be shown."""


def keeping(reading: Reading) -> Floats:
    """Return how much each unit keeps from one token to the next, on average, (units,).

    The mean of the forget gate f in an LSTM and of the update gate z in a GRU. An RNN has no such
    gate: there it is the correlation of its state with the one before, at least 0.
    """
    for gate in ("f", "z"):
        if gate in reading.trace.values:
            mean: Floats = reading.values(gate).mean(axis=1, dtype=np.float64)
            return mean
    h = reading.values("h").astype(np.float64)
    if h.shape[1] < 3:
        return np.zeros(len(h))
    return np.maximum(_correlations(h[:, 1:], h[:, :-1]), 0)


def lifetimes(reading: Reading) -> Floats:
    """Return 1/(1 − keeping): over how many tokens a unit forgets all but 1/e, (units,)."""
    return 1 / np.maximum(1 - keeping(reading), 1e-9)


def order_of(reading: Reading, order: Order, token: int) -> Integers:
    """Return the units in an order: the first one is shown at the top.

    Args:
        reading: The sentence.
        order: Which order.
        token: For ``activity``: at which token.
    """
    if order == "memory":
        return np.argsort(-keeping(reading), kind="stable")
    state = reading.values(reading.state_name)
    if order == "activity":
        return np.argsort(-np.abs(state[:, token]), kind="stable")
    if order == "similarity":
        return by_likeness(state.astype(np.float64))
    return np.arange(len(state))


def by_likeness(rows: Floats) -> Integers:
    """Return an order in which rows that go up and down together stand together.

    The order of the second eigenvector of the graph Laplacian of their correlations.

    Source:
        Atkins, Boman & Hendrickson, A Spectral Algorithm for Seriation, SIAM J. Comput. 28 (1998).
    """
    centred = rows - rows.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(centred, axis=1, keepdims=True)
    unit = centred / np.where(norms > 0, norms, 1)
    like = np.maximum(unit @ unit.T, 0) + 1e-6  # connected, so that there is one second vector
    second = min(1, len(rows) - 1)
    _, vectors = eigh(np.diag(like.sum(axis=1)) - like, subset_by_index=(second, second))
    return np.argsort(vectors[:, 0], kind="stable")


def carriers(reading: Reading) -> Integers:
    """Return the units by how much of the answer goes through them, the most first, (units,).

    How much: the sum over tokens of |state · ∂ log p(answer)/∂ state|, without the last token,
    where every state counts. Without an output layer: by how much they keep.
    """
    if not reading.reader.answers:
        return order_of(reading, "memory", 0)
    first = reading.first_output()
    found = state_gradients(reading.reader.model, reading.trace, reading.last, first)
    by_state = found.c if found.c is not None else found.h
    by_unit = by_state.transpose(0, 2, 1).reshape(-1, by_state.shape[1])
    through = np.abs(reading.values(reading.state_name) * by_unit)[:, :-1].sum(axis=1)
    return np.argsort(-through, kind="stable")


def _correlations(first: Floats, second: Floats) -> Floats:
    """Return the correlation of each row of one with the same row of the other, (rows,)."""
    a = first - first.mean(axis=1, keepdims=True)
    b = second - second.mean(axis=1, keepdims=True)
    size = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    result: Floats = (a * b).sum(axis=1) / np.where(size > 0, size, 1)
    return result
