"""Random choices, thousands a second."""

import numpy as np


class Dice:
    """Fast small random numbers from one generator, drawn in blocks."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._left: list[float] = []

    def chance(self, probability: float) -> bool:
        """Return True with this probability."""
        return self.share() < probability

    def below(self, count: int) -> int:
        """Return one of 0 … count − 1."""
        return int(self.share() * count)

    def share(self) -> float:
        """Return a number from 0 up to 1."""
        if not self._left:
            self._left = self._rng.random(8192).tolist()
        return self._left.pop()
