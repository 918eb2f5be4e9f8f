"""The loss and gradient of an LSTM for training: ``loss_and_gradients``, arranged for speed."""

from collections.abc import Container
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from simulator.engine.arrays import Integers, Reals
from simulator.engine.blas import blas_threads, limited_blas
from simulator.engine.layer import NO_CUTS, Cuts
from simulator.engine.lstm_fast import FastLayer
from simulator.engine.recurrent import RecurrentModel, flatten, logits
from simulator.engine.recurrent_gradients import (
    NO_COST,
    Batch,
    BatchLoss,
    GateCost,
    add_by_word,
    cross_entropy,
)

PARALLEL = 1 << 12
"""From this many numbers in a hidden state, (H, B), two threads share the rows of a batch."""


def can_be_fast(model: RecurrentModel) -> bool:
    """Return whether there is a fast way for this network: a plain LSTM."""
    return model.kind == "lstm" and all(
        layer.forget_gate and layer.peepholes is None for layer in model.layers
    )


class FastGradients:
    """Computes losses and gradients of one network, whose weights may change in between."""

    def __init__(self, model: RecurrentModel, threads: int | None = None) -> None:
        """Prepare for a network.

        Args:
            model: The network; it is read anew for each batch.
            threads: 1 or 2; if not given, as many as BLAS may use. Two share the rows of a
                large batch, which changes rounding and nothing else.
        """
        self._model = model
        self._threads = blas_threads() if threads is None else threads
        self._halves = [_Rows(model), _Rows(model)]
        self._other = ThreadPoolExecutor(1)  # it starts its thread when first used
        self.gradient = self._halves[0].vector

    def __enter__(self) -> "FastGradients":
        return self

    def __exit__(self, *error: object) -> None:
        self._other.shutdown()

    def __call__(self, batch: Batch, cost: GateCost = NO_COST, cuts: Cuts = NO_CUTS) -> BatchLoss:
        """Return the loss of a batch, and leave its gradient in ``gradient``, a flat vector."""
        rows = batch.lengths.size
        shared = self._threads > 1 and rows > 1 and self._model.hidden_size * rows >= PARALLEL
        shares = (batch.answers.size, int(batch.lengths.sum()))
        # Threads of BLAS wait for each other at each product, which is slow where other programs
        # run beside: it gets several for at most one product in a batch, or we share the rows.
        with limited_blas(1):
            if not shared:
                return self._halves[0].compute(batch, cost, cuts, *shares, self._threads)
            first, second = _part(batch, 0, rows // 2), _part(batch, rows // 2, rows)
            waiting = self._other.submit(self._halves[1].compute, second, cost, cuts, *shares)
            loss = self._halves[0].compute(first, cost, cuts, *shares) + waiting.result()
        self.gradient += self._halves[1].vector
        return loss


def _part(batch: Batch, start: int, stop: int) -> Batch:
    """Return some rows of a batch."""
    mine = (batch.rows >= start) & (batch.rows < stop)
    return Batch(
        batch.tokens[:, start:stop],
        batch.lengths[start:stop],
        batch.times[mine],
        batch.rows[mine] - start,
        batch.answers[mine],
    )


class _Rows:
    """Forward and backward for some rows of a batch, by one thread."""

    def __init__(self, model: RecurrentModel) -> None:
        self._model = model
        self.vector, self._gradient = flatten(model)
        self._layers: dict[int, list[FastLayer]] = {}

    def compute(
        self,
        batch: Batch,
        cost: GateCost,
        cuts: Cuts,
        blanks: int,
        tokens: int,
        threads: int = 1,
    ) -> BatchLoss:
        """Return these rows' share of the loss; leave their share of the gradient in ``vector``.

        Args:
            batch: These rows.
            cost: Added for gates and cells.
            cuts: Tokens past which nothing flows back.
            blanks: How many blanks all rows have together.
            tokens: How many tokens.
            threads: How many BLAS may use for large products.
        """
        T, B = batch.tokens.shape
        layers = self._buffers(T, B)
        self._forward(layers, batch.tokens)
        h = layers[-1].h(T)[batch.times, :, batch.rows]
        scores = logits(self._model, h)
        entropy, d_scores = cross_entropy(scores, batch.answers, blanks)
        correct = int((scores.argmax(axis=1) == batch.answers).sum())
        gradient = self._gradient
        np.dot(d_scores.T, h, gradient.output_weight)
        np.sum(d_scores, axis=0, out=gradient.output_bias)
        _add_at_blanks(layers[-1].direct_h(T), batch, d_scores @ self._model.output_weight)
        asked: Container[int] = set(batch.times.tolist())
        gate_cost, direct_c, direct_z_f = 0.0, None, None
        for number in reversed(range(len(layers))):
            layer = layers[number]
            if cost != NO_COST:
                share, direct_c, direct_z_f = _gate_cost(layer, batch, cost, tokens * len(layers))
                gate_cost += share
            layer.backward(T, asked, direct_c, direct_z_f, cuts)
            layer.weight_gradients(T, gradient.layers[number], threads)
            if number:
                layers[number - 1].direct_h(T)[:] = layer.dx(T)
                asked = range(T)
        gradient.embedding.fill(0)
        add_by_word(gradient.embedding, batch.tokens, layers[0].dx(T).transpose(0, 2, 1))
        return BatchLoss(entropy + gate_cost, entropy, correct)

    def _forward(self, layers: list[FastLayer], tokens: Integers) -> None:
        T = len(tokens)
        layers[0].x(T)[:] = self._model.embedding[tokens].transpose(0, 2, 1)
        for number, (layer, weights) in enumerate(zip(layers, self._model.layers, strict=True)):
            if number:
                layer.x(T)[:] = layers[number - 1].h(T)
            layer.forward(weights, T)

    def _buffers(self, T: int, B: int) -> list[FastLayer]:
        """Return the layers' buffers for B rows, made again only for longer texts."""
        layers = self._layers.get(B)
        if layers is None or layers[0].capacity < T:
            layers = [FastLayer(layer, B, T, self._model.dtype) for layer in self._model.layers]
            self._layers[B] = layers
        return layers


def _add_at_blanks(direct_h: Reals, batch: Batch, d_h: Reals) -> None:
    """Add to ``direct_h``, (T, H, B), the derivatives at the blanks, (N, H)."""
    _, H, B = direct_h.shape
    places = ((batch.times[:, None] * H + np.arange(H)) * B) + batch.rows[:, None]
    # One place may be asked twice; with flat indices add.at is many times as fast.
    np.add.at(direct_h.reshape(-1), places.ravel(), d_h.ravel())


def _gate_cost(
    layer: FastLayer, batch: Batch, cost: GateCost, tokens: int
) -> tuple[float, Reals, Reals]:
    """Return a layer's share of keep·mean(1 − f) + energy·mean(c²), and its derivatives.

    They are by c and by the forget gate's sum, (T, H, B).
    """
    T = len(batch.tokens)
    f, c = layer.f(T), layer.c(T)
    inside = (np.arange(T)[:, None] < batch.lengths)[:, None].astype(f.dtype)
    count = tokens * f.shape[1]
    forgotten, kept = (1 - f) * inside, c * inside
    squares = float(np.vdot(kept, kept))
    loss = (cost.keep * float(forgotten.sum()) + cost.energy * squares) / count
    forgotten *= f
    forgotten *= -cost.keep / count
    kept *= 2 * cost.energy / count
    return loss, kept, forgotten
