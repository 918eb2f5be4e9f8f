"""The methods of descent by name, in words and symbols, and a rate to start with."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.engine.quadratic import Quadratic
from simulator.engine.regression import Regression
from simulator.engine.spectrum import Spectrum

Kind = Literal["spectral", "stochastic", "adaptive", "exact"]
"""What a rate means: bounded by 2/λmax; the same, with noise; a length of step; not used."""


@dataclass(frozen=True, slots=True)
class Method:
    """A method of descent in words and symbols."""

    label: str
    kind: Kind
    formula: str
    """LaTeX; ``\\alpha`` is the rate, ``g`` the gradient ``X^\\top(Xb-y)``."""
    idea: str
    """One sentence."""


_G = r"X^\top(Xb-y)"
METHODS: dict[str, Method] = {
    "gd": Method(
        "Gradient descent",
        "spectral",
        rf"b \leftarrow b - \alpha\, {_G}",
        "Step against the gradient of all rows.",
    ),
    "minibatch": Method(
        "Mini-batch descent",
        "stochastic",
        r"b \leftarrow b - \alpha\, \tfrac{n}{m} X_m^\top(X_m b-y_m)",
        "Estimate the gradient from a few rows drawn by chance.",
    ),
    "sgd": Method(
        "Stochastic descent",
        "stochastic",
        r"b \leftarrow b - \alpha\, n\, x_i(x_i^\top b-y_i)",
        "Estimate the gradient from one row drawn by chance.",
    ),
    "momentum": Method(
        "Momentum",
        "spectral",
        rf"v \leftarrow \beta v + {_G},\quad b \leftarrow b - \alpha v",
        "Keep a part of the last velocity, like a heavy ball.",
    ),
    "nesterov": Method(
        "Nesterov",
        "spectral",
        rf"g = {_G},\quad v \leftarrow \beta v + g,\quad b \leftarrow b - \alpha (g + \beta v)",
        "Keep a velocity, and correct it where it is about to lead.",
    ),
    "adagrad": Method(
        "AdaGrad",
        "adaptive",
        rf"g = {_G},\quad s \leftarrow s + g^2,\quad b \leftarrow b - \alpha\, g / \sqrt{{s}}",
        "Divide each parameter's step by the size of all its gradients so far.",
    ),
    "rmsprop": Method(
        "RMSProp",
        "adaptive",
        rf"g = {_G},\quad s \leftarrow \rho s + (1-\rho) g^2,\quad "
        r"b \leftarrow b - \alpha\, g / \sqrt{s}",
        "Divide each parameter's step by the size of its recent gradients.",
    ),
    "adam": Method(
        "Adam",
        "adaptive",
        rf"g = {_G},\quad m \leftarrow \beta_1 m + (1-\beta_1) g,\quad "
        r"s \leftarrow \beta_2 s + (1-\beta_2) g^2,\quad "
        r"b \leftarrow b - \alpha\, \hat m / \sqrt{\hat s}",
        "RMSProp with a mean of recent gradients in place of the last one.",
    ),
    "line-search": Method(
        "Exact line search",
        "exact",
        rf"g = {_G},\quad \alpha = \frac{{g^\top g}}{{g^\top H g}},\quad "
        r"b \leftarrow b - \alpha g",
        "Go along the gradient to the lowest point on that line.",
    ),
    "cg": Method(
        "Conjugate gradient",
        "exact",
        rf"g = {_G},\quad d \leftarrow g + \beta d,\quad "
        r"\alpha = \frac{g^\top d}{d^\top H d},\quad b \leftarrow b - \alpha d",
        "Never undo what an earlier direction has won: k parameters take k steps.",
    ),
    "newton": Method(
        "Newton",
        "exact",
        rf"b \leftarrow b - (X^\top X)^{{-1}} {_G}",
        "Divide by the curvature: one step is the normal equation.",
    ),
}
"""Every method, in the order in which they are offered."""


def default_rate(problem: Regression, spectrum: Spectrum, method: str, batch: int = 16) -> float:
    """Return a rate that converges at a pace one can watch, to two digits.

    A tenth of the limit 2/λmax for descent (less for noisy gradients); for the adaptive methods,
    which at first move every parameter by the rate, a tenth of the way to the lowest point in
    that direction (a third for AdaGrad, whose steps shrink); 1 for those that find their own.
    """
    kind = METHODS[method].kind
    if kind == "adaptive":
        share = 3 if method == "adagrad" else 10
        return _two_digits(_lowest_along_signs(problem.quadratic) / share)
    if kind == "exact" or spectrum.largest == 0:
        return 1.0
    steepest = spectrum.largest
    if kind == "stochastic":
        steepest += 4 * float(spectrum.values.sum()) / (1 if method == "sgd" else batch)
    return _two_digits(0.2 / steepest)


def _lowest_along_signs(quadratic: Quadratic) -> float:
    gradient = quadratic.gradient(np.zeros(quadratic.size))
    curvature = quadratic.curvature(np.sign(gradient))
    return float(np.abs(gradient).sum()) / curvature if curvature > 0 else 1.0


def _two_digits(value: float) -> float:
    return float(f"{value:.1e}")
