"""Adam on one flat vector of parameters, in place, with the gradient clipped.

``optimizers.adam`` is the same rule as a pure function; this one is for long training.

Source:
    Kingma & Ba, Adam: A Method for Stochastic Optimization (2015); Pascanu, Mikolov & Bengio,
    On the Difficulty of Training Recurrent Neural Networks (2013) for the clipping.
"""

from dataclasses import dataclass, field

import numpy as np

from simulator.engine.arrays import Reals
from simulator.engine.optimizers import BETA_2, EPSILON
from simulator.engine.optimizers import MOMENTUM as BETA_1


def clip(gradient: Reals, longest: float) -> float:
    """Shorten the gradient in place to at most ``longest``; return how long it was."""
    length = float(np.sqrt(gradient @ gradient))
    if length > longest:
        gradient *= gradient.dtype.type(longest / length)
    return length


@dataclass(slots=True, eq=False)
class Adam:
    """The running means of the gradient; they change in place, for speed.

    Attributes:
        m: Mean of the gradient, (parameters,).
        v: Mean of its square, (parameters,).
        step: How many updates were made.
    """

    m: Reals
    v: Reals
    step: int = 0
    _scratch: Reals = field(init=False)

    def __post_init__(self) -> None:
        self._scratch = np.empty_like(self.m)

    @classmethod
    def fresh(cls, parameters: Reals) -> "Adam":
        """Return the state before the first update."""
        return cls(np.zeros_like(parameters), np.zeros_like(parameters))

    def copy(self) -> "Adam":
        """Return the same state in arrays of its own."""
        return Adam(self.m.copy(), self.v.copy(), self.step)

    def update(self, parameters: Reals, gradient: Reals, rate: float) -> None:
        """Change the parameters in place: p −= rate · m̂ / (√v̂ + ε).

        The gradient is used up: what it holds afterwards means nothing.
        """
        self.step += 1
        m, v, s = self.m, self.v, self._scratch
        np.multiply(gradient, gradient, out=s)
        s -= v
        s *= 1 - BETA_2
        v += s  # v ← β₂ v + (1 − β₂) g²
        gradient -= m
        gradient *= 1 - BETA_1
        m += gradient  # m ← β₁ m + (1 − β₁) g
        # m̂ and v̂ without dividing whole vectors by 1 − βᵗ: the factors move into rate and ε.
        unbias = float(np.sqrt(1 - BETA_2**self.step))
        np.sqrt(v, out=s)
        s += EPSILON * unbias
        np.divide(m, s, out=s)
        s *= rate * unbias / (1 - BETA_1**self.step)
        parameters -= s
