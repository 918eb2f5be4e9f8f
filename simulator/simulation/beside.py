"""Long computations in a process of their own, so that the window never waits for Python.

Python runs one thread at a time: a computing thread in the window's process would hold up every
frame (measured: tests/benchmarks/test_training_frames.py). The two processes are of one program
and talk through a pipe of their own.
"""

import os
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Literal

from simulator.engine.errors import InputError, StoppedError

Order = Literal["go", "pause"]

PATIENCE = 0.02
"""Seconds between two looks at what the window wants."""

NICENESS = 5
"""The window comes first where both want the processor (where the system knows of it)."""


def messages(
    work: Callable[..., Iterator[Any]],
    arguments: tuple[Any, ...],
    should_stop: Callable[[], bool],
    wanted: Callable[[], Order] = lambda: "go",
) -> Iterator[Any]:
    """Yield what ``work(*arguments)`` yields in another process, as it comes.

    Args:
        work: A function of a module; it knows no Qt. It is held up at a ``yield`` to pause.
        arguments: Plain data.
        should_stop: Asked often; the other process is ended if it says so.
        wanted: Asked often: whether to go on or to pause.

    Raises:
        StoppedError: If it was asked to stop.
        InputError: If the process ended by itself.
    """
    context = get_context("spawn")  # a copy of a process with threads and a window is not safe
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, work, arguments), daemon=True)
    process.start()
    there.close()
    try:
        yield from _follow(here, should_stop, wanted)
    finally:
        here.close()
        process.terminate()
        process.join()


def _follow(
    pipe: Connection, should_stop: Callable[[], bool], wanted: Callable[[], Order]
) -> Iterator[Any]:
    told: Order = "go"
    while not should_stop():
        try:
            if wanted() != told:
                told = wanted()
                pipe.send(told)
            if not pipe.poll(PATIENCE):
                continue
            more, message = pipe.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            raise InputError(
                "What was computed beside the window ended by itself; start it again, smaller if "
                "memory is short."
            ) from error
        if not more:
            return
        yield message
    raise StoppedError


def _serve(
    pipe: Connection, work: Callable[..., Iterator[Any]], arguments: tuple[Any, ...]
) -> None:
    """Compute and hand over; the whole life of the other process."""
    if os.name == "posix":
        os.nice(NICENESS)
    try:
        for message in work(*arguments):
            pipe.send((True, message))
            while pipe.poll() and pipe.recv() == "pause":
                pipe.poll(None)  # until the next order comes
        pipe.send((False, None))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the window is gone
