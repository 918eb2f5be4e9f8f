"""Gradients checked by finite differences: move a number a little, and see what the loss does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from simulator.engine.differences import central_difference
from simulator.engine.losses import cross_entropy, sigmoid
from simulator.engine.network import chain_pass, mean_loss, parameter_names
from simulator.simulation.network import NetworkSnapshot
from simulator.simulation.network_phases import neuron_of

Verdict = Literal["agrees", "differs", "too small to tell"]

AGREEMENT = 1e-6
"""A relative difference up to this counts as agreement."""


@dataclass(frozen=True, slots=True)
class Check:
    """A gradient beside its finite difference."""

    name: str
    analytic: float
    """By the chain rule."""
    numeric: float
    """By finite differences."""
    relative: float
    """Their difference relative to the larger of the two."""
    verdict: Verdict


def check_gradient(snapshot: NetworkSnapshot, name: str) -> Check:
    """Compare ``dL_dw1``, ``dL_dz2``, … with the finite difference of the true loss.

    Raises:
        ValueError: If ``name`` is no gradient.
    """
    if not name.startswith("dL_d"):
        raise ValueError(f"{name} is no gradient")
    loss, value = _loss_of(snapshot, name.removeprefix("dL_d"))
    analytic = snapshot.value(name)
    numeric, error = central_difference(loss, value)
    largest = max(abs(analytic), abs(numeric))
    relative = abs(analytic - numeric) / largest if largest else 0.0
    if relative <= AGREEMENT:
        return Check(name, analytic, numeric, relative, "agrees")
    # Differences of the loss cannot resolve less than its own rounding.
    noise = max(10.0 * error, 1e-13 * max(1.0, abs(loss(value))))
    verdict: Verdict = "too small to tell" if abs(analytic - numeric) <= noise else "differs"
    return Check(name, analytic, numeric, relative, verdict)


def _loss_of(snapshot: NetworkSnapshot, name: str) -> tuple[Callable[[float], float], float]:
    """Return the loss as a function of one quantity, and where that stands."""
    if name[0] in "za":
        return _loss_of_activation(snapshot, name), snapshot.value(name)
    place = parameter_names(snapshot.n).index(name)
    old = snapshot.parameters
    before, after = old[:place], old[place + 1 :]
    if snapshot.batch:
        x, y = snapshot.examples.x, snapshot.examples.y
        return lambda v: mean_loss(x, y, (*before, v, *after)), old[place]
    xi, yi, at = snapshot.x, snapshot.y, 2 * snapshot.n
    return lambda v: chain_pass(xi, yi, (*before, v, *after))[at], old[place]


def _loss_of_activation(snapshot: NetworkSnapshot, name: str) -> Callable[[float], float]:
    """Return the loss of the example that is shown, with z or a of a neuron put in by hand."""
    k = neuron_of(name)
    later = [snapshot.parameters[i : i + 2] for i in range(2 * k, 2 * snapshot.n, 2)]

    def loss(value: float) -> float:
        z = value
        a = value if name[0] == "a" else sigmoid(value)
        for w, b in later:
            z = w * a + b
            a = sigmoid(z)
        return cross_entropy(z, snapshot.y)

    return loss
