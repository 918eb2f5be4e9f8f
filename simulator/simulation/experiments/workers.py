"""Who does the runs of a sweep: processes of this machine, or the workers of a Dask cluster.

Both are executors of ``concurrent.futures``, so that a sweep is the same code on both. joblib's own
way to Dask (``parallel_config(backend="dask")``) is not taken: it forgets a run whose worker could
not read or finish it and then waits for ever, where Dask's executor hands that run to another
worker and in the end says what is wrong.
"""

import socket
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from joblib import cpu_count
from joblib.externals.loky.process_executor import ProcessPoolExecutor, TerminatedWorkerError

from simulator.engine.errors import InputError

CONNECT = 5.0
"""Seconds to wait for a scheduler, and then for the first of its workers."""

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Every process has a core of its own: more threads would only wait for each other."""


class WorkerLostError(InputError):
    """A process of this machine was ended from outside; what it did can be tried again."""


@contextmanager
def workers(jobs: int | None, cluster: str | None) -> Iterator[Executor]:
    """Give an executor, and stop what it still does at the end.

    Args:
        jobs: Processes on this machine; by default one for each core.
        cluster: Address of a Dask scheduler, to use its workers instead.

    Raises:
        InputError: If the cluster cannot be used, or is lost.
        WorkerLostError: If a process was ended from outside.
    """
    with _processes(jobs or cpu_count()) if cluster is None else _cluster(cluster) as executor:
        yield executor


@contextmanager
def _processes(jobs: int) -> Iterator[Executor]:
    executor = ProcessPoolExecutor(max_workers=jobs, env=ONE_THREAD)
    try:
        yield executor
        executor.shutdown()
    except TerminatedWorkerError as error:
        raise WorkerLostError(
            "A process was ended from outside, perhaps for want of memory; finished runs are kept, "
            "so give the command again, with fewer --jobs."
        ) from error
    finally:
        # Runs may take minutes, and loky's own kill_workers=True fails where some still wait.
        for process in list((executor._processes or {}).values()):
            process.terminate()
        executor.shutdown()


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise InputError(
            "--cluster needs Dask, which is not installed; run `pip install 'chainrule[cluster]'`."
        ) from error
    place = _checked(address)
    try:
        client = Client(place, timeout=CONNECT, set_as_default=False)
    except OSError as error:
        raise _no_scheduler(address) from error
    with client:
        try:
            _wait_for_a_worker(client, address)
            yield client.get_executor()
        except KilledWorker as error:
            raise InputError(
                f"--cluster {address}: one run has cost several workers, perhaps for want of "
                "memory; finished runs are kept, so give the command again with larger workers."
            ) from error
        except CancelledError as error:
            raise InputError(
                f"--cluster {address}: the scheduler is gone; finished runs are kept, so start it "
                "and its workers, and give the command again."
            ) from error
        except (RuntimeError, ImportError) as error:
            # The scheduler wraps in a RuntimeError what a worker raises as it is.
            cause = error.__cause__ if isinstance(error, RuntimeError) else error
            if not isinstance(cause, ImportError | AttributeError):
                raise
            raise InputError(
                f"--cluster {address}: our code is missing there ({cause}); install the same "
                "Chainrule on all machines, with `pip install 'chainrule[cluster]'`."
            ) from error


def _checked(address: str) -> str:
    """Return the whole address of a scheduler, after a knock at its port.

    Where nobody answers, or something else than Dask, Dask's client would wait for ever.
    """
    whole = address if "://" in address else f"tcp://{address}"
    try:
        parts = urlsplit(whole)
        host, port = parts.hostname, parts.port
    except ValueError:  # a port that is no number
        host = port = None
    if not host or not port or parts.scheme not in ("tcp", "tls"):
        raise InputError(
            f"--cluster {address}: give the address that `dask scheduler` prints, such as "
            "tcp://10.0.0.5:8786."
        )
    try:
        with socket.create_connection((host, port), timeout=CONNECT) as knock:
            # A scheduler speaks first; with encryption it waits for the client's greeting.
            if parts.scheme == "tcp" and not knock.recv(1):
                raise ConnectionResetError
    except OSError as error:
        raise _no_scheduler(address) from error
    return whole


def _no_scheduler(address: str) -> InputError:
    return InputError(
        f"--cluster {address}: no Dask scheduler answers there; start one with `dask scheduler` "
        "and give the address that it prints, such as tcp://10.0.0.5:8786."
    )


def _wait_for_a_worker(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=CONNECT)
    except TimeoutError as error:
        raise InputError(
            f"--cluster {address}: the scheduler has no workers; start one on each machine with "
            f"`dask worker {address} --nthreads 1 --nworkers {cpu_count()}`."
        ) from error
