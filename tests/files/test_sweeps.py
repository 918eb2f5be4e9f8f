"""Tests of ``simulator.files.sweeps``: resuming, killed workers, and a Dask cluster."""

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.engine.errors import InputError
from simulator.files.sweeps import run_sweep
from simulator.simulation.experiments.distance import DISTANCE
from tests.files import sweep_runs

RUNS = tuple({"model": name, "seed": seed} for seed in range(2) for name in ("A", "B, 1"))


@pytest.fixture
def experiment():
    """A sweep whose runs note each time that they are made."""
    return replace(DISTANCE, measure=sweep_runs.noted)


def made(folder):
    """How often each run was made."""
    return sorted(path.name.split("@")[0] for path in folder.glob("*@*"))


def test_rows_come_in_the_order_of_the_runs(experiment, tmp_path):
    """Whichever is finished first, and one file is left for each."""
    runs = [{**run, "folder": str(tmp_path)} for run in RUNS]
    told = []
    rows = run_sweep(
        experiment, runs, (), folder=tmp_path / "kept", jobs=2, finished=lambda *a: told.append(a)
    )
    assert [(row["model"], row["seed"]) for row in rows] == [(r["model"], r["seed"]) for r in RUNS]
    assert len(list((tmp_path / "kept").glob("*.json"))) == 4
    assert [(done, count) for _, done, count in told] == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_restart_makes_only_what_is_missing(experiment, tmp_path):
    """Finished runs are read, a damaged file is made again, and the rows are the same."""
    runs = [{**run, "folder": str(tmp_path)} for run in RUNS]
    kept = tmp_path / "kept"
    first = run_sweep(experiment, runs, (), folder=kept, jobs=1)
    files = sorted(kept.glob("*.json"))
    files[0].unlink()
    files[1].write_text('{"settings"')
    assert run_sweep(experiment, runs, (), folder=kept, jobs=1) == first
    assert len(made(tmp_path)) == 6


def test_other_settings_are_other_runs(experiment, tmp_path):
    """A file is only used for exactly the settings that it was made with."""
    run = {"model": "A", "seed": 0, "folder": str(tmp_path)}
    run_sweep(experiment, [run], (), folder=tmp_path / "kept", jobs=1)
    (path,) = (tmp_path / "kept").glob("*.json")
    content = json.loads(path.read_text())
    content["settings"]["seed"] = 1
    path.write_text(json.dumps(content))
    run_sweep(experiment, [run], (), folder=tmp_path / "kept", jobs=1)
    assert len(made(tmp_path)) == 2


def test_a_killed_worker_costs_only_its_run(tmp_path):
    """What was under way when a process dies is made again; finished runs are not."""
    runs = [{"model": name, "seed": 0, "folder": str(tmp_path)} for name in ("A", "B", "dies", "C")]
    dying = replace(DISTANCE, measure=sweep_runs.dies_once)
    rows = run_sweep(dying, runs, (), folder=tmp_path / "kept", jobs=2)
    assert [row["model"] for row in rows] == ["A", "B", "dies", "C"]
    # The two processes stand and fall together: at most one more run was under way.
    assert made(tmp_path).count("dies") == 2
    assert len(made(tmp_path)) <= 6


def test_a_folder_that_cannot_be_made_is_one_sentence(experiment, tmp_path):
    """The message names it."""
    (tmp_path / "file").write_text("")
    run = {"model": "A", "seed": 0, "folder": str(tmp_path)}
    with pytest.raises(InputError, match="cannot be made"):
        run_sweep(experiment, [run], (), folder=tmp_path / "file" / "kept", jobs=1)


@pytest.fixture
def cluster(tmp_path):
    """A Dask scheduler and two workers on this machine: their address and processes."""
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is missing")
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONWARNINGS": "ignore"}
    place = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    scheduler = [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    worker = [*dask, "worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard"]
    worker += ["--no-nanny", "--scheduler-file", str(place), "--local-directory", str(tmp_path)]
    processes = [subprocess.Popen([*scheduler, "--scheduler-file", str(place)], **quiet)]
    try:
        _wait_for(place.exists)
        address = json.loads(place.read_text())["address"]
        processes += [subprocess.Popen(worker, **quiet) for _ in range(2)]
        with distributed.Client(address) as client:
            client.wait_for_workers(2, timeout=60)
        yield address, processes[1:]
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


def _wait_for(ready):
    deadline = time.monotonic() + 60
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_cluster_makes_the_same_rows_though_a_worker_is_killed(cluster, experiment, tmp_path):
    """The same code on a Dask cluster; a worker that is killed costs only the run it was at."""
    address, workers = cluster
    runs = [{"model": str(n), "seed": 0, "folder": str(tmp_path)} for n in range(8)]
    slow = replace(experiment, measure=sweep_runs.noted_slowly)

    def kill_one(settings, done, count):
        if done == 2:
            workers[0].kill()

    rows = run_sweep(slow, runs, (), folder=tmp_path / "kept", cluster=address, finished=kill_one)
    assert [row["model"] for row in rows] == [str(n) for n in range(8)]
    assert len({row["process"] for row in rows}) == 2
    assert 8 <= len(made(tmp_path)) <= 9


def test_a_scheduler_that_is_not_there_is_one_sentence(experiment):
    """The message gives the address and how to start one."""
    pytest.importorskip("distributed", reason="the extra 'cluster' is missing")
    with pytest.raises(InputError, match=r"No Dask scheduler answers at 127\.0\.0\.1:1;"):
        run_sweep(experiment, RUNS, (), cluster="127.0.0.1:1", patience=0.5)
