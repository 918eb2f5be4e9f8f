"""Where training gets its gradients: the fast way where there is one, else the readable way."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from simulator.engine.arrays import Reals
from simulator.engine.fast_gradients import FastGradients, can_be_fast
from simulator.engine.layer import NO_CUTS, Cuts
from simulator.engine.recurrent import RecurrentModel, flatten
from simulator.engine.recurrent_gradients import (
    NO_COST,
    Batch,
    BatchLoss,
    GateCost,
    loss_and_gradients,
)


class Gradients(Protocol):
    """Computes the loss of a batch, and leaves its gradient in a flat vector."""

    gradient: Reals

    def __call__(self, batch: Batch, cost: GateCost = NO_COST, cuts: Cuts = NO_CUTS) -> BatchLoss:
        """Return the loss; the gradient is in ``gradient`` until the next call."""


class PlainGradients:
    """The readable way, for every kind of network."""

    def __init__(self, model: RecurrentModel) -> None:
        """Prepare for a network, whose weights may change between calls."""
        self._model = model
        self.gradient, _ = flatten(model)

    def __call__(self, batch: Batch, cost: GateCost = NO_COST, cuts: Cuts = NO_CUTS) -> BatchLoss:
        """Return the loss of a batch, and leave its gradient in ``gradient``."""
        result = loss_and_gradients(self._model, batch, cost, cuts=cuts)
        self.gradient, _ = flatten(result.gradient)
        return BatchLoss(result.loss, result.cross_entropy, result.correct)


@contextmanager
def gradients_of(model: RecurrentModel, threads: int | None = None) -> Iterator[Gradients]:
    """Give the fastest way there is to the gradients of a network."""
    if can_be_fast(model):
        with FastGradients(model, threads) as fast:
            yield fast
    else:
        yield PlainGradients(model)
