"""Sweeps on a Dask cluster of two workers on this machine: what is lost, and what is said."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulator.engine.errors import InputError
from simulator.files.runs import RunFolder
from simulator.simulation.experiments import workers
from simulator.simulation.experiments.sweep import run_sweep
from tests.simulation.experiments.measuring import Trial, measure_trial

ROOT = Path(__file__).parents[3]
PATIENCE = 60
"""Seconds that processes may take to start on a busy machine."""


@dataclass
class Cluster:
    """Processes of a test, which ends all of them."""

    folder: Path
    processes: list[subprocess.Popen]

    @property
    def address(self):
        """What the scheduler wrote into its file."""
        return json.loads((self.folder / "scheduler.json").read_text())["address"]

    def start(self, kind, *options):
        """Start a scheduler or a worker that knows of this checkout only."""
        command = [sys.executable, "-m", "distributed.cli." + kind, "--host", "127.0.0.1"]
        command += ["--scheduler-file", str(self.folder / "scheduler.json"), "--no-dashboard"]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        with (self.folder / f"log{len(self.processes)}").open("wb") as log:
            self.processes.append(
                subprocess.Popen(
                    [*command, *options], stdout=log, stderr=log, env=environment, cwd=self.folder
                )
            )
        return self.processes[-1]

    def start_worker(self):
        """Start a worker of one thread; its process is the one to kill."""
        place = self.folder / f"worker{len(self.processes)}"
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(place))
        return self.start("dask_worker", *options)


@pytest.fixture
def scheduler(tmp_path):
    """Start a scheduler without workers on a free port."""
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    cluster = Cluster(tmp_path, [])
    try:
        cluster.start("dask_scheduler", "--port", "0")
        wait_for((tmp_path / "scheduler.json").exists)
        yield cluster
    finally:
        for process in cluster.processes[::-1]:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(scheduler):
    """Add two workers, and wait until they are there."""
    from distributed import Client

    scheduler.start_worker()
    scheduler.start_worker()
    with Client(scheduler.address, timeout=PATIENCE, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
    return scheduler


def wait_for(ready):
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_killed_worker_costs_only_its_run(cluster, tmp_path):
    """The rows are those of one loop, and nothing that was done before is done again."""
    attempts = tmp_path / "attempts"
    attempts.mkdir()
    trials = [Trial(seed, seconds=0.4, attempts=str(attempts)) for seed in range(12)]
    _, killed, _ = cluster.processes
    before = []

    def kill_one(report):
        before.append(report.configuration.seed)
        if report.done == 4:
            # In the middle of what the worker does next.
            threading.Timer(0.2, lambda: (killed.kill(), before.append("killed"))).start()

    kept = RunFolder(tmp_path / "runs", "trial", "1")
    rows = run_sweep(measure_trial, trials, kept, cluster=cluster.address, progress=kill_one)
    assert killed.wait(timeout=5) == -9
    assert rows == [row for trial in trials for row in measure_trial(Trial(trial.seed))]
    assert [kept.read(trial) is not None for trial in trials] == [True] * 12
    times = Counter(int(path.name.split("-")[0]) for path in attempts.iterdir())
    again = {seed for seed, count in times.items() if count > 1}
    assert not again & set(before[: before.index("killed")])
    # The run under way, and perhaps one whose rows were on their way to us.
    assert 1 <= len(again) <= 2
    assert max(times.values()) == 2


def test_a_scheduler_that_goes_away_is_one_sentence(cluster, tmp_path):
    """Nobody waits for ever, and finished runs are kept."""
    trials = [Trial(seed, seconds=0.3) for seed in range(12)]
    kept = RunFolder(tmp_path / "runs", "trial", "1")

    def kill_scheduler(report):
        if report.done == 2:
            cluster.processes[0].kill()

    with pytest.raises(InputError, match="the scheduler is gone; finished runs are kept"):
        run_sweep(measure_trial, trials, kept, cluster=cluster.address, progress=kill_scheduler)
    assert len(list(kept.path.iterdir())) >= 2


def test_a_cluster_without_our_code_is_one_sentence(cluster, tmp_path, monkeypatch):
    """The sentence names what is missing there and how to install it."""
    folder = tmp_path / "modules"
    folder.mkdir()
    (folder / "only_here.py").write_text("def measure(configuration):\n    return []\n")
    monkeypatch.syspath_prepend(folder)
    import only_here

    with pytest.raises(InputError, match=r"\(No module named 'only_here'\); install the same"):
        run_sweep(only_here.measure, [{"seed": 0}], cluster=cluster.address)


def test_a_cluster_with_other_code_is_one_sentence(cluster, monkeypatch):
    """Rows of another version would be taken for ours."""
    monkeypatch.setattr("simulator.simulation.experiments.sweep.code_version", lambda: "other")
    with pytest.raises(InputError, match="is of another version; install the same Chainrule"):
        run_sweep(measure_trial, [Trial(0)], cluster=cluster.address)


def test_a_scheduler_without_workers_is_one_sentence(scheduler, monkeypatch):
    """The sentence gives the command that starts one."""
    monkeypatch.setattr(workers, "CONNECT", 1.0)
    with pytest.raises(InputError, match=r"has no workers; start one .* `dask worker tcp://127"):
        run_sweep(measure_trial, [Trial(0)], cluster=scheduler.address)


@pytest.mark.parametrize("address", ["here", "tcp://", "http://10.0.0.5:8786", "10.0.0.5:port", ""])
def test_what_is_no_address_is_one_sentence(address):
    """It is refused before anything is tried, with an example."""
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with pytest.raises(InputError, match=r"give the address .* such as tcp://10\.0\.0\.5:8786"):
        run_sweep(measure_trial, [Trial(0)], cluster=address)


@pytest.mark.parametrize("listening", [False, True])
def test_where_no_scheduler_answers_is_one_sentence(listening, monkeypatch):
    """Neither a closed port nor a silent one makes anybody wait."""
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    monkeypatch.setattr(workers, "CONNECT", 0.3)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        if listening:
            other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(InputError, match=f"{address}: no Dask scheduler answers there"):
            run_sweep(measure_trial, [Trial(0)], cluster=address)


def test_without_dask_the_sentence_says_what_to_install(monkeypatch):
    """The extra is named."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"not installed; run `pip install 'chainrule\[cluster\]"):
        run_sweep(measure_trial, [Trial(0)], cluster="127.0.0.1:8786")
