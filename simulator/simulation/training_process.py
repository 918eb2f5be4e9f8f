"""Training in a process of its own, so that the window never waits for the interpreter.

Python runs one thread at a time: a training thread in the window's process would hold up every
frame. The two processes are of one program and talk through a pipe of their own.
"""

import os
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Literal

from simulator.engine.errors import InputError, StoppedError
from simulator.simulation.corpus.facts import Fact
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.training_run import Course, TrainingPlan, TrainingSnapshot

Order = Literal["go", "pause"]

PATIENCE = 0.02
"""Seconds between two looks at what the window wants."""

REPORT_EVERY = 0.15
"""Seconds between two snapshots that are handed to the window."""

NICENESS = 5
"""The window comes first where both want the processor (where the system knows of it)."""


def train_beside(
    plan: TrainingPlan,
    facts: tuple[Fact, ...],
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
    context = get_context("spawn")  # a copy of a process with threads and a window is not safe
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, plan, facts, start), daemon=True)
    process.start()
    there.close()
    try:
        return _follow(here, wanted, should_stop, progress)
    finally:
        here.close()
        process.terminate()
        process.join()


def _follow(
    pipe: Connection,
    wanted: Callable[[], Order],
    should_stop: Callable[[], bool],
    progress: Callable[[TrainingSnapshot], None],
) -> TrainingSnapshot:
    told: Order = "go"
    while not should_stop():
        if wanted() != told:
            told = wanted()
            pipe.send(told)
        if not pipe.poll(PATIENCE):
            continue
        try:
            snapshot: TrainingSnapshot = pipe.recv()
        except EOFError as error:
            raise InputError(
                "The training ended by itself; start it again, with fewer units if memory is short."
            ) from error
        if snapshot.finished:
            return snapshot
        progress(snapshot)
    raise StoppedError


def _serve(
    pipe: Connection,
    plan: TrainingPlan,
    facts: tuple[Fact, ...],
    start: TrainingSnapshot | None,
) -> None:
    """Train and hand over snapshots; the whole life of the other process."""
    if os.name == "posix":
        os.nice(NICENESS)
    corpus = Corpus(facts)
    course = Course.of(plan, corpus)
    snapshot = start or course.first(plan, corpus)
    told = 0.0
    try:
        pipe.send(snapshot)
        while (following := course.next(snapshot)) is not None:
            snapshot = following
            paused = pipe.poll() and pipe.recv() == "pause"
            if paused or snapshot.finished or time.monotonic() - told >= REPORT_EVERY:
                told = time.monotonic()
                pipe.send(snapshot)
            while paused:  # until the next order comes
                paused = pipe.recv() == "pause"
    except (EOFError, BrokenPipeError):
        return  # the window is gone
