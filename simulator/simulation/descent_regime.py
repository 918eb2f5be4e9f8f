"""What a rate will do on these data, read from the spectrum and said in words."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.engine.arrays import Floats
from simulator.engine.optimizers import MOMENTUM
from simulator.engine.spectrum import Spectrum, radius
from simulator.simulation.descent_methods import METHODS
from simulator.simulation.numbers import THIN_SPACE, format_number

Word = Literal["slow", "converging", "oscillating", "diverging", "noisy", "adaptive", "exact"]

SLOW = 10.0
"""Slow means this many times the steps for a digit that the best fixed rate needs, …"""

SLOW_STEPS = 40
"""… and more steps for a digit than this."""


@dataclass(frozen=True, slots=True)
class RateMarks:
    """Where the regimes of a method begin on the axis of rates."""

    slow_below: float
    overshoots_above: float
    diverges_above: float
    best: float
    """The fixed rate that is fastest in the long run."""


@dataclass(frozen=True, slots=True)
class Regime:
    """What a rate will do on these data."""

    word: Word
    sentence: str
    """Ends with a full stop; every number in it comes from the spectrum."""


def rate_marks(spectrum: Spectrum, method: str, beta: float = MOMENTUM) -> RateMarks | None:
    """Return where slow, converging, oscillating and diverging begin; None without such bounds.

    Adaptive methods scale their steps themselves, exact ones find their rate, and data that
    determine nothing have no slope to follow: these have no marks.
    """
    if METHODS[method].kind not in ("spectral", "stochastic") or spectrum.largest == 0:
        return None
    limit = _limit(spectrum, method, beta)
    rates = np.geomspace(limit * 1e-6, limit, 1200, endpoint=False)
    slowest = _slowest(spectrum, method, rates, beta)
    lowest = int(slowest.argmin())
    best = spectrum.best_rate if _plain(method) else float(rates[lowest])
    fastest = float(_slowest(spectrum, method, np.array([best]), beta)[0])
    # The slowest factor falls up to the best rate, so the first fast rate ends the slow ones.
    fast = slowest <= max(max(fastest, 1e-3) ** (1 / SLOW), 10 ** (-1 / SLOW_STEPS))
    slow_below = float(rates[int(fast.argmax())]) if fast.any() else best
    return RateMarks(slow_below, _overshoots(spectrum, method, beta), limit, best)


def regime(spectrum: Spectrum, method: str, rate: float, beta: float = MOMENTUM) -> Regime:
    """Say in words what a rate will do, from the actual spectrum."""
    marks = rate_marks(spectrum, method, beta)
    if marks is None:
        return _without_marks(method, rate, spectrum)
    slowest = float(_slowest(spectrum, method, np.array([rate]), beta)[0])
    limit = "2/λmax" if _plain(method) else "the limit for this momentum"
    bound = f"{limit} = {_digits(marks.diverges_above)}"
    if rate >= marks.diverges_above:
        growth = f"× {_digits(slowest)}" if slowest > 1 else "and never shrinks"
        return Regime(
            "diverging",
            f"Diverges: the rate is not below {bound}, so along the steepest direction the error "
            f"grows {growth} at every step.",
        )
    pace = _pace(slowest)
    if METHODS[method].kind == "stochastic":
        return Regime(
            "noisy",
            f"Comes near and then wanders: the rate is below {bound}, but each step sees only "
            f"some rows, so at a fixed rate it does not settle; on average {pace}.",
        )
    if rate > marks.overshoots_above:
        return Regime(
            "oscillating",
            f"Converges with overshoot: below {bound}, but it crosses the valley and comes back; "
            f"{pace}.",
        )
    if rate < marks.slow_below:
        return Regime("slow", f"Slow: {pace}; the best fixed rate is {_digits(marks.best)}.")
    return Regime("converging", f"Converges, no overshoot: {pace}.")


def _pace(slowest: float) -> str:
    if slowest <= 1e-3:
        return "a step or two are enough"
    if slowest >= 1 - 1e-12:
        return "along the flattest direction it hardly moves"
    steps = math.ceil(math.log(10) / -math.log(slowest))
    return (
        f"{steps:,} steps for each digit".replace(",", THIN_SPACE)
        if steps > 1
        else "a digit at each step"
    )


def _without_marks(method: str, rate: float, spectrum: Spectrum) -> Regime:
    label = METHODS[method].label
    if METHODS[method].kind == "adaptive":
        return Regime(
            "adaptive",
            f"{label} divides by the size of the gradient, so the rate {_digits(rate)} is about "
            "how far each parameter moves at first, and 2/λmax does not bound it.",
        )
    if METHODS[method].kind == "exact":
        return Regime("exact", f"{label} finds its own step, so the rate is not used.")
    return Regime("slow", "The data have no slope to follow: every parameter costs the same.")


def _plain(method: str) -> bool:
    return method not in ("momentum", "nesterov")


def _limit(spectrum: Spectrum, method: str, beta: float) -> float:
    if method == "momentum":
        return spectrum.limit * (1 + beta)
    if method == "nesterov":
        return spectrum.limit * (1 + beta) / (1 + 2 * beta)
    return spectrum.limit


def _overshoots(spectrum: Spectrum, method: str, beta: float) -> float:
    # Above these, the error along the steepest direction changes its sign as it shrinks.
    if method == "momentum":
        return (1 - math.sqrt(beta)) ** 2 / spectrum.largest
    if method == "nesterov":
        return ((1 - beta) / (1 + beta)) ** 2 / spectrum.largest
    return 1.0 / spectrum.largest


def _slowest(spectrum: Spectrum, method: str, rates: Floats, beta: float) -> Floats:
    """Return for each rate what a step keeps of the error along its slowest direction, (m,)."""
    values = spectrum.values[spectrum.values > 0]
    return np.asarray(radius(method, np.multiply.outer(rates, values), beta).max(axis=1))


def _digits(value: float) -> str:
    return format_number(value, 3)
