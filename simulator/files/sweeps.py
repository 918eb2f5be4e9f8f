"""Many runs on all cores or on a cluster; each finished one is kept, so that a restart resumes."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from joblib import Parallel, delayed, parallel_config
from joblib.externals.loky.process_executor import TerminatedWorkerError

from simulator.engine.errors import InputError
from simulator.files.atomic import write_atomically
from simulator.simulation.experiments.experiment import Experiment, Facts, Row, Settings

ATTEMPTS = 5
"""How often runs are sent out again after a worker was killed."""

Finished = Callable[[Settings, int, int], None]
"""Told the settings of each finished run, how many are finished, and how many there are."""


def run_sweep(
    experiment: Experiment,
    runs: Sequence[Settings],
    facts: Facts,
    *,
    folder: Path | None = None,
    jobs: int = -1,
    cluster: str | None = None,
    patience: float = 10,
    finished: Finished = lambda settings, done, count: None,
) -> list[Row]:
    """Make all runs and return their rows, in the order of the runs.

    Args:
        experiment: What to measure.
        runs: The settings of each run.
        facts: What sentences are made from.
        folder: Keeps one file for each finished run; runs that have one are not made again.
        jobs: Processes on this machine; −1 for all cores.
        cluster: Address of a Dask scheduler, to run there in place of here.
        patience: Seconds to wait for the cluster to answer.
        finished: Told of each finished run.

    Raises:
        InputError: If the folder cannot be written, the cluster is not there, or workers are
            killed again and again.
    """
    kept = {_name(run): rows for run in runs if (rows := _read(folder, run)) is not None}
    with _backend(jobs, cluster, patience):
        for _ in range(ATTEMPTS):
            left = [run for run in runs if _name(run) not in kept]
            try:
                for run, rows in _results(experiment, left, facts):
                    _write(folder, run, rows)
                    kept[_name(run)] = rows
                    finished(run, len(kept), len(runs))
                return [row for run in runs for row in kept[_name(run)]]
            except TerminatedWorkerError:
                continue  # what it had finished is kept; only what was under way is made again
    raise InputError(
        f"Workers were killed {ATTEMPTS} times, perhaps for want of memory; run it again with "
        "fewer --jobs: finished runs are kept."
    )


def _measured(
    measure: Callable[[Settings, Facts], list[Row]], run: Settings, facts: Facts
) -> tuple[Settings, list[Row]]:
    return run, measure(run, facts)


def _results(
    experiment: Experiment, runs: Sequence[Settings], facts: Facts
) -> Iterator[tuple[Settings, list[Row]]]:
    """Yield each run as it is finished."""
    calls = (delayed(_measured)(experiment.measure, run, facts) for run in runs)
    parallel = Parallel(return_as="generator_unordered", batch_size=1, pre_dispatch="all")
    yield from cast(Iterator[tuple[Settings, list[Row]]], parallel(calls))


@contextmanager
def _backend(jobs: int, cluster: str | None, patience: float) -> Iterator[None]:
    if cluster is None:
        with parallel_config(backend="loky", n_jobs=jobs, inner_max_num_threads=1):
            yield
        return
    with _client(cluster, patience), parallel_config(backend="dask", n_jobs=-1):
        yield


def _client(address: str, patience: float) -> Any:
    """Return a client of a Dask scheduler; joblib finds it by itself.

    Raises:
        InputError: If Dask is not installed or nothing answers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError(
            "--cluster needs Dask; install it with: pip install 'chainrule[cluster]'."
        ) from error
    try:
        return cast(Any, Client)(address, timeout=patience, set_as_default=True)
    except (OSError, ValueError) as error:
        raise InputError(
            f"No Dask scheduler answers at {address}; start one with: dask scheduler."
        ) from error


def _name(run: Settings) -> str:
    """Return a file name that tells the settings."""
    text = "-".join(f"{key}={value}" for key, value in run.items())
    return re.sub(r"[^\w.=-]+", "_", text)


def _read(folder: Path | None, run: Settings) -> list[Row] | None:
    """Return the rows of a finished run, if it is there and whole."""
    if folder is None:
        return None
    try:
        kept = json.loads((folder / f"{_name(run)}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return cast(list[Row], kept["rows"]) if kept["settings"] == run else None


def _write(folder: Path | None, run: Settings, rows: list[Row]) -> None:
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be made ({error.strerror}); choose another --output."
        ) from error
    content = json.dumps({"settings": run, "rows": rows}, ensure_ascii=False, allow_nan=False)
    write_atomically(folder / f"{_name(run)}.json", content.encode())
