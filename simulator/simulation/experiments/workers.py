"""Who does the runs of a sweep: processes of this machine, or the workers of a Dask cluster.

Both are executors of ``concurrent.futures``, so that a sweep is the same code on both. joblib's own
way to Dask (``parallel_config(backend="dask")``) is not taken: it forgets a run whose worker could
not read or finish it and then waits for ever, where Dask's executor hands that run to another
worker and in the end says what is wrong.
"""

import os
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from joblib import cpu_count
from joblib.externals.loky.process_executor import ProcessPoolExecutor, TerminatedWorkerError

from simulator.engine.errors import InputError

CONNECT = 5.0
"""Seconds to wait for a scheduler, and then for the first of its workers."""

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Every process has a core of its own: more threads would only wait for each other."""


@contextmanager
def workers(jobs: int | None, cluster: str | None) -> Iterator[Executor]:
    """Give an executor, and stop what it still does at the end.

    Args:
        jobs: Processes on this machine; by default one for each core.
        cluster: Address of a Dask scheduler, to use its workers instead.

    Raises:
        InputError: If the cluster cannot be used, or a process was ended from outside.
    """
    if cluster is None:
        with _processes(jobs or cpu_count()) as executor:
            yield executor
    else:
        with _cluster(cluster) as executor:
            yield executor


@contextmanager
def _processes(jobs: int) -> Iterator[Executor]:
    executor = ProcessPoolExecutor(max_workers=jobs, env=ONE_THREAD)
    try:
        yield executor
        executor.shutdown()
    except TerminatedWorkerError as error:
        raise InputError(
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
    try:
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(
            f"--cluster {address}: no Dask scheduler answers there; start one with "
            "`dask scheduler` and give the address that it prints, such as tcp://10.0.0.5:8786."
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT)
            yield client.get_executor()
        except TimeoutError as error:
            raise InputError(
                f"--cluster {address}: the scheduler has no workers; start one on each machine "
                f"with `dask worker {address} --nthreads 1 --nworkers {os.cpu_count()}`."
            ) from error
        except ModuleNotFoundError as error:
            raise InputError(
                f"--cluster {address}: the workers lack {error.name}; install Chainrule also "
                "there, with `pip install 'chainrule[cluster]'`."
            ) from error
        except KilledWorker as error:
            raise InputError(
                f"--cluster {address}: one run has cost several workers, perhaps for want of "
                "memory; finished runs are kept, so give the command again with larger workers."
            ) from error
