"""The network lab's snapshot: one phase of one update, forward, backward or a new parameter."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from simulator.engine.arrays import Floats
from simulator.engine.batch import Batch, batch_gradient, batch_pass
from simulator.engine.network import (
    Parameters,
    chain_pass,
    gradient_of,
    mean_loss,
    parameter_names,
    pass_names,
    with_gradient,
)
from simulator.engine.optimizers import RULES, State, initial_state
from simulator.simulation.explanation import Explanation
from simulator.simulation.network_examples import EXAMPLE_SETS, Examples
from simulator.simulation.network_phases import phase_names, phase_places
from simulator.simulation.network_text import explain_phase

FIRST_PARAMETERS: Parameters = (0.8, -0.3, -1.2, 0.5)
TOLERANCE = 1e-5
"""A full batch has converged when no gradient is larger."""


@lru_cache(maxsize=16)
def example_order(m: int, seed: int, epoch: int) -> tuple[int, ...]:
    """Return the order of ``m`` examples in an epoch when they are taken one at a time."""
    return tuple(np.random.default_rng([seed, epoch]).permutation(m).tolist())


@dataclass(frozen=True, slots=True, eq=False)
class Update:
    """Everything that one update computes; its phases show it one by one."""

    values: tuple[float, ...]
    """The pass by ``pass_names``: z, a and their error terms of the example that is shown, L
    and the parameters' gradients of what is trained on."""
    loss: float
    """The mean loss over all examples, in units of nats."""
    updated: Parameters
    state: State
    """What the update rule remembers afterwards."""


@dataclass(frozen=True, slots=True)
class Rival:
    """Another run on the same examples: where it started, how far it steps, and by which rule."""

    parameters: Parameters
    rate: float
    rule: str


@dataclass(frozen=True, slots=True, eq=False)
class NetworkSnapshot:
    """All that is needed to draw one phase and to compute the next."""

    examples: Examples
    parameters: Parameters
    """``(w1, b1, …, wn, bn)`` at the start of this update."""
    rate: float = 0.5
    rule: str = "gd"
    batch: bool = False
    """Train on the mean over all examples; else on one at a time, in an order from ``seed``."""
    whole: bool = False
    """One step is a whole update; else one phase."""
    seed: int = 0
    example: int = 0
    """Which example is shown (and, one at a time, trained on)."""
    update: int = 1
    phase: int = 0
    """How many of ``phase_names`` are known."""
    state: State = ()
    """What the update rule remembered before this update."""
    rule_since: int = 1
    """The first update by this rule, from which Adam counts."""
    rivals: tuple["Rival", ...] = ()
    """The runs that this one is compared with, on the same examples."""
    done: Update | None = None
    """Computed at the first phase of an update and handed on to the others."""

    def __post_init__(self) -> None:
        if self.done is None:
            object.__setattr__(self, "done", _compute(self))

    @property
    def n(self) -> int:
        """How many neurons there are."""
        return len(self.parameters) // 2

    @property
    def computed(self) -> Update:
        """What this update computes, shown or not."""
        assert self.done is not None  # noqa: S101 - set in __post_init__
        return self.done

    @property
    def phase_name(self) -> str:
        """What was computed last; empty at the start of an update."""
        return phase_names(self.n)[self.phase - 1] if self.phase else ""

    @property
    def x(self) -> float:
        """The input of the example that is shown."""
        return float(self.examples.x[self.example])

    @property
    def y(self) -> float:
        """The answer of the example that is shown."""
        return float(self.examples.y[self.example])

    def value(self, name: str) -> float:
        """Return a quantity by its name, whether its phase has come or not.

        ``x`` and ``y``, ``rate``, what a pass computes, ``w1`` … as they stand now, ``w1_old``
        before and ``w1_new`` after this update.
        """
        if name in ("x", "y", "rate"):
            return float(getattr(self, name))
        places = phase_places(self.n)
        if name in places and places[name] < len(self.computed.values):
            return self.computed.values[places[name]]
        stem, _, when = name.partition("_")
        place = parameter_names(self.n).index(stem)
        updated = when == "new" or (not when and self.is_known(stem))
        return (self.computed.updated if updated else self.parameters)[place]

    def is_known(self, name: str) -> bool:
        """Whether the phase that computes ``name`` has come in this update."""
        return phase_places(self.n)[name] < self.phase

    def current_parameters(self) -> Parameters:
        """Return the parameters as they stand now: before, amid or after their update."""
        if self.phase <= len(self.computed.values):
            return self.parameters
        if self.phase == 8 * self.n:
            return self.computed.updated
        return tuple(self.value(name) for name in parameter_names(self.n))

    def gradient(self) -> Parameters:
        """Return ``∂L/∂(w1, b1, …)`` of what is trained on."""
        return gradient_of(self.computed.values, self.n)

    def per_example(self, name: str) -> Floats:
        """Return the values of ``name`` for every example of the set, shape (m,)."""
        values = batch_pass(self.examples.x, self.examples.y, self.parameters)
        found: Floats = values[phase_places(self.n)[name]]
        return found

    @property
    def converged(self) -> bool:
        """Whether a full batch has come to rest: no gradient exceeds ``TOLERANCE``."""
        full = self.batch or len(self.examples) == 1
        return full and max(map(abs, self.gradient())) < TOLERANCE

    def next(self) -> "NetworkSnapshot | None":
        """Return the next phase (or update); None when training has come to its end."""
        last = 8 * self.n
        if self.phase < last:
            return replace(self, phase=last if self.whole else self.phase + 1)
        if self.converged or not all(map(math.isfinite, self.computed.updated)):
            return None
        return self._next_update()

    def changed(self, **fields: Any) -> "NetworkSnapshot":
        """Return this snapshot with some fields replaced and everything computed anew."""
        return replace(self, done=None, **fields)

    def with_rule(self, rule: str) -> "NetworkSnapshot":
        """Return this snapshot with another update rule, which remembers nothing yet."""
        state = initial_state(rule, np.array(self.parameters))
        return self.changed(rule=rule, state=state, rule_since=self.update)

    @property
    def rule_step(self) -> int:
        """How many updates by this rule there have been, with this one."""
        return self.update - self.rule_since + 1

    def with_parameter(self, name: str, value: float) -> "NetworkSnapshot":
        """Return "what if this parameter were ``value``", in the same phase.

        Among the last phases, where some parameters are new already, a new update starts.
        """
        parameters = list(self.current_parameters())
        parameters[parameter_names(self.n).index(name)] = value
        return self.restarted(tuple(parameters))

    def restarted(self, parameters: Parameters) -> "NetworkSnapshot":
        """Return this snapshot with ``parameters`` instead of those it has now."""
        if self.phase <= len(pass_names(self.n)):
            return self.changed(parameters=parameters)
        return self._next_update().changed(parameters=parameters, phase=0)

    def explain(self) -> Explanation:
        """Say what this phase computed, in words and symbols."""
        return explain_phase(self, self.phase)

    def _next_update(self) -> "NetworkSnapshot":
        example = self.example
        if not self.batch:
            epoch, place = divmod(self.update, len(self.examples))
            example = example_order(len(self.examples), self.seed, epoch)[place]
        return replace(
            self,
            parameters=self.computed.updated,
            state=self.computed.state,
            example=example,
            update=self.update + 1,
            phase=8 * self.n if self.whole else 1,
            done=None,
        )


def start_network(
    examples: Examples | None = None,
    parameters: Parameters = FIRST_PARAMETERS,
    **settings: Any,
) -> NetworkSnapshot:
    """Return the first snapshot; ``settings`` are fields such as ``rate``, ``rule``, ``batch``."""
    examples = examples or EXAMPLE_SETS["six"]()
    settings.setdefault("rule", "gd")
    if not settings.get("batch"):
        order = example_order(len(examples), settings.get("seed", 0), 0)
        settings.setdefault("example", order[0])
    state = initial_state(settings["rule"], np.array(parameters))
    return NetworkSnapshot(examples, parameters, state=state, **settings)


def start_rival(snapshot: NetworkSnapshot, rival: Rival) -> NetworkSnapshot:
    """Return the first snapshot of ``rival``, which trains as ``snapshot`` does."""
    return start_network(
        snapshot.examples,
        rival.parameters,
        rate=rival.rate,
        rule=rival.rule,
        batch=snapshot.batch,
        seed=snapshot.seed,
        whole=True,
    )


def with_neurons(parameters: Parameters, n: int) -> Parameters:
    """Return the parameters of a chain of ``n`` neurons: the first and the last ones stay.

    New neurons in between have weight 1 and bias 0, so that the product of slopes is seen.
    """
    kept = len(parameters) // 2
    if n <= kept:
        return (*parameters[: 2 * (n - 1)], *parameters[-2:])
    return (*parameters[:-2], *(1.0, 0.0) * (n - kept), *parameters[-2:])


def random_parameters(n: int, seed: int) -> Parameters:
    """Return normally distributed parameters, weights with deviation 1.5, biases with 0.5."""
    drawn = np.random.default_rng(seed).normal(size=(n, 2)) * (1.5, 0.5)
    return tuple(drawn.round(3).ravel().tolist())


def _compute(snapshot: NetworkSnapshot) -> Update:
    values = chain_pass(snapshot.x, snapshot.y, snapshot.parameters)
    if snapshot.batch:
        loss, gradient = _full_batch(snapshot)
        values = with_gradient(values, loss, gradient)
    else:
        gradient = gradient_of(values, snapshot.n)
        loss = _mean_loss(snapshot) if len(snapshot.examples) > 1 else values[2 * snapshot.n]
    updated, state = _step(snapshot, gradient)
    return Update(values, loss, updated, state)


def _full_batch(snapshot: NetworkSnapshot) -> tuple[float, Parameters]:
    batch = Batch(snapshot.examples.x, snapshot.examples.y, snapshot.n)
    return batch_gradient(batch, snapshot.parameters)


def _mean_loss(snapshot: NetworkSnapshot) -> float:
    return mean_loss(snapshot.examples.x, snapshot.examples.y, snapshot.parameters)


def _step(snapshot: NetworkSnapshot, gradient: Parameters) -> tuple[Parameters, State]:
    if snapshot.rule == "gd":  # the one rule that remembers nothing needs no arrays
        rate = snapshot.rate
        moved = zip(snapshot.parameters, gradient, strict=True)
        return tuple(p - rate * g for p, g in moved), ()
    parameters, state = RULES[snapshot.rule](
        np.array(snapshot.parameters),
        np.array(gradient),
        snapshot.state,
        snapshot.rate,
        snapshot.rule_step,
    )
    return tuple(parameters.tolist()), state
