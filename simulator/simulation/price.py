"""The price of least squares: direct and iterative solvers measured as the features grow."""

import math
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from simulator.engine.arrays import Floats
from simulator.engine.errors import InputError, StoppedError
from simulator.engine.iterative import Iterated, conjugate_gradient, gradient_descent
from simulator.engine.solvers import by_cholesky, by_inverse, by_qr, flops_of

DIRECT = {"inverse": by_inverse, "cholesky": by_cholesky, "qr": by_qr}
ITERATIVE = {"cg": conjugate_gradient, "gd": gradient_descent}

LABELS = {
    "inverse": "explicit inverse",
    "cholesky": "Cholesky",
    "qr": "QR",
    "cg": "conjugate gradient",
    "gd": "gradient descent",
}
"""The methods in the order in which they are measured, and what they are called."""

MOST_FEATURES = 4096
ROWS_PER_FEATURE = 2
TOLERANCE = 1e-6

FOOTNOTE = (
    "Nobody should form the inverse: Cholesky solves the same equation with less work, QR keeps "
    "the digits that squaring X loses, and the factors of both can be used again."
)


@dataclass(frozen=True, slots=True)
class Price:
    """What one method cost for one number of features."""

    features: int
    rows: int
    method: str
    """A key of ``LABELS``."""
    seconds: float
    """The best of the repeats."""
    flops: float
    """By the textbook's count; for iterative methods 4 n d a step."""
    memory: int
    """Bytes at the peak, beyond the data."""
    digits: float
    """Digits of the answer that are right: −log10 of the relative error of b, at most 16."""
    steps: int
    """Steps of the iterative methods; 1 for the others."""


@dataclass(frozen=True, slots=True)
class PriceReport:
    """All prices measured so far, on this machine."""

    prices: tuple[Price, ...]
    tolerance: float
    share: float
    """How much of the experiment is done, from 0 to 1, by expected work."""

    def of(self, method: str) -> tuple[Price, ...]:
        """Return the prices of one method, by growing number of features."""
        return tuple(price for price in self.prices if price.method == method)

    def slope(self, method: str, quantity: str = "seconds") -> float | None:
        """Return the slope of a quantity on log axes over the upper half of the sizes.

        A slope of 3 means that twice the features cost eight times as much. None with fewer than
        two sizes, or where the quantity is zero.
        """
        prices = self.of(method)
        upper = prices[len(prices) // 2 :] if len(prices) > 3 else prices
        if len(upper) < 2 or any(getattr(price, quantity) <= 0 for price in upper):
            return None
        x = np.log([price.features for price in upper])
        y = np.log([getattr(price, quantity) for price in upper])
        x -= x.mean()
        return float(x @ y / (x @ x))

    def crossing(self, iterative: str, direct: str) -> float | None:
        """Return from how many features on an iterative method is cheaper; None if it is not.

        Between the sizes measured, times are taken as straight lines on log axes.
        """
        a, b = self.of(iterative), self.of(direct)
        gaps = [math.log(p.seconds / q.seconds) for p, q in zip(a, b, strict=False)]
        if not gaps or gaps[-1] >= 0:
            return None
        last = max((i for i, gap in enumerate(gaps) if gap >= 0), default=None)
        if last is None:
            return float(a[0].features)
        share = gaps[last] / (gaps[last] - gaps[last + 1])
        low, high = math.log(a[last].features), math.log(a[last + 1].features)
        return math.exp(low + share * (high - low))

    def sentences(self) -> tuple[str, ...]:
        """Return what was measured in words: a sentence per iterative method, then the footnote."""
        return (*(self._sentence(method) for method in ITERATIVE if self.of(method)), FOOTNOTE)

    def _sentence(self, method: str) -> str:
        largest = self.of(method)[-1].features
        parts = []
        for direct in DIRECT:
            point = self.crossing(method, direct)
            where = f"from about {_rounded(point)} features on" if point else f"not up to {largest}"
            parts.append(f"than {_article(direct)} {where}")
        name = LABELS[method].capitalize()
        return f"{name} (to a gradient of {self.tolerance:g}) is cheaper {', '.join(parts)}."


def measure_price(
    *,
    most_features: int = MOST_FEATURES,
    repeats: int = 3,
    tolerance: float = TOLERANCE,
    seed: int = 0,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Callable[[PriceReport], None] = lambda report: None,
) -> PriceReport:
    """Measure every method for 2, 4, 8, … features, on this machine, now.

    The data are normal random numbers, two rows for each feature, and ``y = X b`` for a known b:
    so the right answer is known, and the condition number is about 34 at any size.

    Args:
        most_features: The largest number of features, from 2.
        repeats: The best time of so many is taken; what lasts over a second runs once.
        tolerance: Iterative methods stop at this share of the first gradient.
        seed: Of the data.
        should_stop: Asked between methods, and between the steps of the iterative ones.
        progress: Told the report so far after each measurement.

    Raises:
        InputError: If a number is out of its range.
        StoppedError: If ``should_stop`` said so.
    """
    report = PriceReport((), tolerance, 0.0)
    for report in prices(most_features, repeats, tolerance, seed, should_stop):
        progress(report)
    return report


def prices(
    most_features: int = MOST_FEATURES,
    repeats: int = 3,
    tolerance: float = TOLERANCE,
    seed: int = 0,
    should_stop: Callable[[], bool] = lambda: False,
) -> Iterator[PriceReport]:
    """Yield the report so far after each measurement; all else as in ``measure_price``."""
    if most_features < 2 or repeats < 1 or not 0 < tolerance < 1:
        raise InputError(
            "The experiment needs 2 features or more, 1 repeat or more, and a tolerance between "
            "0 and 1."
        )
    sizes = [2**i for i in range(1, most_features.bit_length()) if 2**i <= most_features]
    work = [float(size) ** 3 + 1e6 for size in sizes]  # a start-up cost, and cubes
    report = PriceReport((), tolerance, 0.0)
    for number, size in enumerate(sizes):
        X, y, truth = _data(size, seed)
        for place, method in enumerate(LABELS):
            if should_stop():
                raise StoppedError
            price = _price(method, X, y, truth, repeats, tolerance, should_stop)
            done = sum(work[:number]) + work[number] * (place + 1) / len(LABELS)
            report = PriceReport((*report.prices, price), tolerance, done / sum(work))
            yield report


def _data(size: int, seed: int) -> tuple[Floats, Floats, Floats]:
    rng = np.random.default_rng([seed, size])
    X, truth = rng.normal(size=(ROWS_PER_FEATURE * size, size)), rng.normal(size=size)
    return X, X @ truth, truth


def _price(
    method: str,
    X: Floats,
    y: Floats,
    truth: Floats,
    repeats: int,
    tolerance: float,
    should_stop: Callable[[], bool],
) -> Price:
    def run() -> Iterated:
        if method in DIRECT:
            return Iterated(DIRECT[method](X, y), 1)
        return ITERATIVE[method](X, y, tolerance, should_stop)

    answer, seconds, memory = _first(run)
    for _ in range(repeats - 1 if seconds < 1 else 0):
        start = time.perf_counter()
        run()
        seconds = min(seconds, time.perf_counter() - start)
    rows, features = X.shape
    error = float(np.linalg.norm(answer.parameters - truth) / np.linalg.norm(truth))
    direct = method in DIRECT
    return Price(
        features=features,
        rows=rows,
        method=method,
        seconds=seconds,
        flops=flops_of(method, rows, features) if direct else 4.0 * rows * features * answer.steps,
        memory=memory,
        digits=min(16.0, -math.log10(error)) if error > 0 else 16.0,
        steps=answer.steps,
    )


def _first(run: Callable[[], Iterated]) -> tuple[Iterated, float, int]:
    """Run once, watching memory; this also warms up what the repeats then measure."""
    tracemalloc.start()
    try:
        start = time.perf_counter()
        answer = run()
        return answer, time.perf_counter() - start, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _article(method: str) -> str:
    return f"the {LABELS[method]}" if method == "inverse" else LABELS[method]


def _rounded(value: float) -> int:
    digits = max(0, math.floor(math.log10(value)) - 1)
    return int(round(value, -digits))
