"""Training beside the window: a few snapshots in a second, until all is done."""

import time
from collections.abc import Callable, Iterator

from simulator.simulation.beside import Order, messages
from simulator.simulation.training_run import Course, TrainingPlan, TrainingSnapshot
from simulator.simulation.training_tasks import Facts

REPORT_EVERY = 0.15
"""Seconds between two snapshots that are handed to the window."""


def train_beside(
    plan: TrainingPlan,
    facts: Facts,
    start: TrainingSnapshot | None,
    wanted: Callable[[], Order],
    should_stop: Callable[[], bool],
    progress: Callable[[TrainingSnapshot], None],
) -> TrainingSnapshot:
    """Train in another process until all is done; called on a thread that may wait.

    Args:
        plan: What to train.
        facts: What the sentences are about.
        start: Where to go on; from the beginning if not given.
        wanted: Asked often: whether to go on or to pause.
        should_stop: Asked often: whether to end at once.
        progress: Told a few times in a second.

    Raises:
        StoppedError: If it was asked to stop; the process has then ended.
        InputError: If the process ended by itself.
    """
    snapshot = start
    for snapshot in messages(learn, (plan, facts, start), should_stop, wanted):
        if not snapshot.finished:
            progress(snapshot)
    assert snapshot is not None  # noqa: S101 - the first snapshot always comes
    return snapshot


def learn(
    plan: TrainingPlan, facts: Facts, start: TrainingSnapshot | None
) -> Iterator[TrainingSnapshot]:
    """Yield the first snapshot, one every now and then, and the last."""
    course = Course.of(plan, facts)
    snapshot = start or course.first(plan)
    yield snapshot
    told = time.monotonic()
    while (following := course.next(snapshot)) is not None:
        snapshot = following
        if snapshot.finished or time.monotonic() - told >= REPORT_EVERY:
            told = time.monotonic()
            yield snapshot
