"""A measurement that other processes can import: slow, with a trace of every attempt."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True, slots=True)
class Trial:
    """One run."""

    seed: int
    seconds: float = 0.0
    attempts: str = ""
    """Folder in which every attempt leaves a file; none if empty."""


def measure_trial(trial: Trial) -> list[dict]:
    """Return what the seed alone decides."""
    if trial.attempts:
        name = f"{trial.seed}-{os.getpid()}-{time.monotonic_ns()}"
        Path(trial.attempts, name).touch()
    time.sleep(trial.seconds)
    draws = np.random.default_rng(trial.seed).normal(size=2)
    return [{"seed": trial.seed, "draw": k, "value": float(v)} for k, v in enumerate(draws)]


def fail_on_three(trial: Trial) -> list[dict]:
    """Fail for one seed."""
    if trial.seed == 3:
        raise ValueError("seed 3 fails")
    return measure_trial(trial)


def die_on_three(trial: Trial) -> list[dict]:
    """End the process for one seed, as the system does when memory is short."""
    if trial.seed == 3:
        os.kill(os.getpid(), 9)
    return measure_trial(trial)


def die_once_on_three(trial: Trial) -> list[dict]:
    """End the process for one seed, but only at the first attempt."""
    before = list(Path(trial.attempts).glob("3-*"))
    rows = measure_trial(trial)
    if trial.seed == 3 and not before:
        os.kill(os.getpid(), 9)
    return rows
