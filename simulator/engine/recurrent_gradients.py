"""Backpropagation through time: the gradients by weights, and by every state of a text.

Source:
    Werbos, Backpropagation Through Time: What It Does and How to Do It, Proc. IEEE 78 (1990).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.engine.arrays import Integers, Reals
from simulator.engine.layer import NO_CUTS, Cuts, LayerBackward
from simulator.engine.recurrent import (
    Activations,
    RecurrentModel,
    State,
    forward,
    log_softmax,
    logits,
)
from simulator.engine.recurrent_trace import Trace


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Rows of tokens, and the blanks in them at which an answer is asked.

    Attributes:
        tokens: Ids of words, (T, B); what stands after a row's end is not used.
        lengths: How many tokens each row has, (B,).
        times: At which token each blank is asked (the answer comes after it), (N,).
        rows: In which row, (N,).
        answers: Which output is right, (N,).
    """

    tokens: Integers
    lengths: Integers
    times: Integers
    rows: Integers
    answers: Integers


@dataclass(frozen=True, slots=True)
class GateCost:
    """What is added to the loss of an LSTM, so that it keeps only what pays.

    Attributes:
        keep: Times the mean of 1 − f.
        energy: Times the mean of c².
    """

    keep: float = 0.0
    energy: float = 0.0


NO_COST = GateCost()


@dataclass(frozen=True, slots=True)
class BatchLoss:
    """How wrong a network is on a batch.

    Attributes:
        loss: Cross-entropy, mean over blanks, plus the gate cost.
        cross_entropy: The first part.
        correct: At how many blanks the likeliest output was right.
    """

    loss: float
    cross_entropy: float
    correct: int

    def __add__(self, other: "BatchLoss") -> "BatchLoss":
        """Join the shares of two parts of a batch."""
        return BatchLoss(
            self.loss + other.loss,
            self.cross_entropy + other.cross_entropy,
            self.correct + other.correct,
        )


@dataclass(frozen=True, slots=True, eq=False)
class LossAndGradients:
    """What one batch says about the weights.

    Attributes:
        loss: As in ``BatchLoss``; so are the next two.
        cross_entropy: Mean over the blanks.
        correct: Number of blanks.
        gradient: The derivative of the loss by every weight.
        end: The state after the last token.
    """

    loss: float
    cross_entropy: float
    correct: int
    gradient: RecurrentModel
    end: State


def loss_and_gradients(
    model: RecurrentModel,
    batch: Batch,
    cost: GateCost = NO_COST,
    state: State | None = None,
    cuts: Cuts = NO_CUTS,
) -> LossAndGradients:
    """Return the loss at the blanks of a batch and its gradient.

    Args:
        model: The network.
        batch: At least one row; with no blanks only the gate cost counts.
        cost: What is added for gates and cells; LSTM only.
        state: From where to go on; zeros if not given.
        cuts: Tokens past which nothing flows back (truncated backpropagation).
    """
    done = forward(model, batch.tokens, batch.lengths, state)
    scores = logits(model, done.h[batch.times, batch.rows])
    entropy, d_scores = cross_entropy(scores, batch.answers, batch.answers.size)
    dh = np.zeros_like(done.h)
    # add.at, because a blank may be asked twice at one place.
    np.add.at(dh, (batch.times, batch.rows), d_scores @ model.output_weight)
    gate_cost, direct = _gate_cost(done, batch.lengths, cost)
    layers, dx = _backward(model, done, dh, direct, cuts)
    gradient = _gradient(model, done, layers, dx) | {
        "output_weight": d_scores.T @ done.h[batch.times, batch.rows],
        "output_bias": d_scores.sum(axis=0),
    }
    correct = int((scores.argmax(axis=1) == batch.answers).sum())
    return LossAndGradients(
        entropy + gate_cost,
        entropy,
        correct,
        model.with_parameters(gradient),
        done.end,
    )


Quantity = Literal["log_probability", "logit", "loss"]


@dataclass(frozen=True, slots=True, eq=False)
class StateGradients:
    """The derivatives of one number by all that was there before it.

    Attributes:
        h: By the hidden states, (layers, T, H).
        c: By the cell states, (layers, T, H); LSTM only.
        x: By the embedded tokens, (T, E).
    """

    h: Reals
    c: Reals | None
    x: Reals


def state_gradients(
    model: RecurrentModel,
    traced: Trace,
    position: int,
    output: int,
    quantity: Quantity = "log_probability",
) -> StateGradients:
    """Return how one answer depends on every state that came before it.

    Each derivative counts all paths from the state to the answer: c_t also acts through h_t,
    both through all later tokens. Where an intervention has set a value, nothing flows back.

    Args:
        model: The network.
        traced: Its trace of the whole text, from ``trace``.
        position: After which token the answer is read, from 0.
        output: Which answer.
        quantity: What of it: the logarithm of its probability, its logit, or the loss
            −log p.
    """
    scores = traced.logits[position]
    chosen = np.zeros_like(scores)
    chosen[output] = 1
    if quantity != "logit":
        chosen -= np.exp(log_softmax(scores))
    if quantity == "loss":
        chosen = -chosen
    dh = np.zeros_like(traced.activations.h)
    dh[position, 0] = chosen @ model.output_weight
    layers, dx = _backward(model, traced.activations, dh)
    by_state = {
        name: np.stack([layer.states[name][:, 0] for layer in layers]) for name in layers[0].states
    }
    return StateGradients(by_state["h"], by_state.get("c"), dx[:, 0])


def forget_products(traced: Trace, position: int) -> Reals:
    """Return the product of the forget gates after each token up to ``position``.

    This is ∂c_position/∂c_t along the cell alone, without the paths through h: how much of a
    cell is still there. Shape (layers, position + 1, H); the last is 1.
    """
    f = traced["f"][:, : position + 1]
    products = np.ones_like(f)
    products[:, :-1] = np.cumprod(f[:, :0:-1], axis=1)[:, ::-1]
    return products


def cross_entropy(scores: Reals, answers: Integers, blanks: int) -> tuple[float, Reals]:
    """Return the cross-entropy and its derivative by the logits.

    Args:
        scores: Logits, (N, outputs).
        answers: Which output is right, (N,).
        blanks: What the sum is divided by: N, or more if this is a part of a batch.
    """
    if answers.size == 0:
        return 0.0, scores
    places = np.arange(answers.size)
    shifted = scores - scores.max(axis=1, keepdims=True)
    likelihoods = np.exp(shifted)
    sums = likelihoods.sum(axis=1, keepdims=True)
    surprise = np.log(sums).sum() - shifted[places, answers].sum()
    likelihoods /= sums
    likelihoods[places, answers] -= 1
    likelihoods /= blanks
    return float(surprise) / blanks, likelihoods


def _gate_cost(
    done: Activations, lengths: Integers, cost: GateCost
) -> tuple[float, Sequence[Mapping[str, Reals]]]:
    """Return the gate cost, and for each layer its derivatives by ``f`` and ``c``."""
    if cost == NO_COST:
        return 0.0, [{} for _ in done.layers]
    inside = (np.arange(len(done.x))[:, None] < lengths)[:, :, None]
    count = inside.sum() * done.h.shape[2] * len(done.layers)
    total, direct = 0.0, []
    for values in done.layers:
        f, c = values["f"], values["c"]
        kept = (1 - f) * inside
        total += (cost.keep * kept.sum() + cost.energy * (c**2).sum()) / count
        d_f = np.where(inside, f.dtype.type(-cost.keep / count), f.dtype.type(0))
        direct.append(
            {"f": np.broadcast_to(d_f, f.shape), "c": c * (2 * cost.energy / float(count))}
        )
    return float(total), direct


def _backward(
    model: RecurrentModel,
    done: Activations,
    dh: Reals,
    direct: Sequence[Mapping[str, Reals]] | None = None,
    cuts: Cuts = NO_CUTS,
) -> tuple[list[LayerBackward], Reals]:
    """Go back through the layers, last first; return them lowest first, and ∂/∂x (T, B, E)."""
    back: list[LayerBackward] = []
    for number in reversed(range(len(model.layers))):
        also = direct[number] if direct else {}
        layer = model.cell.backward(
            model.layers[number],
            done.input_of(number),
            done.start[number],
            done.layers[number],
            {**also, "h": dh},
            done.edits[number],
            cuts,
        )
        back.insert(0, layer)
        dh = layer.dx
    return back, dh


def add_by_word(sums: Reals, words: Integers, dx: Reals) -> None:
    """Add to ``sums``, (V, E), the derivatives at each word, (T, B, E)."""
    flat_sums, flat_dx = sums.reshape(-1), dx.ravel()
    if sums.shape[1] % 2 == 0:  # two numbers at once, as one complex number
        pair = np.result_type(sums.dtype, np.complex64)
        flat_sums, flat_dx = flat_sums.view(pair), flat_dx.view(pair)
    width = flat_sums.size // len(sums)
    # With flat indices, add.at is many times as fast as by rows.
    places = words.reshape(-1, 1) * width + np.arange(width)
    np.add.at(flat_sums, places.ravel(), flat_dx)


def _gradient(
    model: RecurrentModel, done: Activations, layers: Sequence[LayerBackward], dx: Reals
) -> dict[str, Reals]:
    """Return the derivatives by the weights of the embedding and of all layers, by name."""
    named = {"embedding": np.zeros_like(model.embedding)}
    add_by_word(named["embedding"], done.tokens, dx)
    for number, layer in enumerate(layers):
        named |= {f"{name}_l{number}": value for name, value in layer.weights.items()}
    return named
