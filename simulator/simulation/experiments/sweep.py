"""Many runs of one function: on all cores, or on a cluster, resumable.

An experiment is ``measure_one(configuration) -> list of rows``: a function of a module (so that
another process can import it) of one frozen dataclass or dictionary, its seed among the fields,
and of nothing else. Then the rows do not depend on the order of the runs, on the machine that
does them, or on how often somebody stopped on the way.
"""

import platform
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from joblib import cpu_count

from simulator.engine.blas import limited_blas
from simulator.engine.errors import InputError, StoppedError
from simulator.simulation.experiments.version import code_version
from simulator.simulation.experiments.workers import WorkerLostError, workers

Row = dict[str, Any]
"""One measurement: names and plain numbers, words or None."""

C = TypeVar("C")

ATTEMPTS = 4
"""How often runs are begun again after processes were ended from outside."""

PATIENCE = 0.1
"""Seconds between two looks at whether to stop."""


class Kept(Protocol):
    """Where finished runs are kept; ``simulator.files.runs.RunFolder`` keeps them on disk."""

    def read(self, configuration: Any) -> list[Row] | None:
        """Return the rows of a run, or None if it has to be done."""

    def write(self, configuration: Any, rows: list[Row], seconds: float) -> None:
        """Keep the rows of a run that is done."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run that is done."""

    configuration: Any
    rows: list[Row]
    seconds: float
    """That it took; 0 if it was done before."""
    done: int
    """Runs that are done, this one among them."""
    total: int


def run_sweep(
    measure_one: Callable[[C], list[Row]],
    configurations: Sequence[C],
    kept: Kept | None = None,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    progress: Callable[[RunReport], None] = lambda report: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[Row]:
    """Do what is not done yet of many runs, and return the rows of all.

    Args:
        measure_one: Makes the rows of one run.
        configurations: One for each run.
        kept: Where rows are looked up before, and put as soon as a run is done, if anywhere.
        jobs: Processes on this machine; by default one for each core.
        cluster: Address of a Dask scheduler whose workers do the runs instead.
        progress: Told of every run that is done.
        should_stop: Asked often: whether to end at once.

    Returns:
        The rows, in the order of the configurations.

    Raises:
        StoppedError: If it was asked to stop; runs that were done are kept.
        InputError: If the workers cannot be had, or are lost again and again.
    """
    rows: dict[int, list[Row]] = {}

    def finish(index: int, made: list[Row], seconds: float) -> None:
        rows[index] = made
        total = len(configurations)
        progress(RunReport(configurations[index], made, seconds, len(rows), total))

    for index, configuration in enumerate(configurations):
        if kept is not None and (before := kept.read(configuration)) is not None:
            finish(index, before, 0.0)
    version = code_version()
    for attempt in range(1, ATTEMPTS + 1):
        missing = [index for index in range(len(configurations)) if index not in rows]
        if not missing:
            break
        try:
            with workers(min(jobs or cpu_count(), len(missing)), cluster) as executor:
                tasks = {
                    executor.submit(_timed, measure_one, configurations[k], version): k
                    for k in missing
                }
                for index, made, seconds in _finished(tasks, should_stop):
                    if kept is not None:
                        kept.write(configurations[index], made, seconds)
                    finish(index, made, seconds)
        except WorkerLostError:
            if attempt == ATTEMPTS:
                raise
    return [row for index in range(len(configurations)) for row in rows[index]]


def _timed(
    measure_one: Callable[[C], list[Row]], configuration: C, version: str
) -> tuple[list[Row], float]:
    """Do one run; this is what happens in another process, perhaps on another machine."""
    if version != code_version():
        raise InputError(
            f"The code on {platform.node()} is of another version; install the same Chainrule on "
            "all machines of the cluster."
        )
    start = time.perf_counter()
    with limited_blas(1):
        rows = measure_one(configuration)
    return rows, time.perf_counter() - start


def _finished(
    tasks: dict["Future[tuple[list[Row], float]]", int], should_stop: Callable[[], bool]
) -> Iterator[tuple[int, list[Row], float]]:
    """Yield each task's number, rows and seconds as soon as it is done, and forget the task."""
    while tasks:
        if should_stop():
            raise StoppedError
        done = list(wait(tasks, PATIENCE, FIRST_COMPLETED).done)
        # Those that failed are taken last, so that one failure does not cost what is done.
        done.sort(key=_failed, reverse=True)
        while done:
            # Dask does again what a lost worker had done, as long as anybody holds the task.
            task = done.pop()
            result = tasks.pop(task), *task.result()
            del task
            yield result


def _failed(task: "Future[Any]") -> bool:
    return task.cancelled() or task.exception() is not None
