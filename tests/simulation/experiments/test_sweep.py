"""Sweeps: the same rows in any order, and nothing that was done is lost or done again."""

import pytest

from simulator.engine.errors import InputError, StoppedError
from simulator.files.runs import RunFolder
from simulator.simulation.experiments.sweep import run_sweep
from tests.simulation.experiments.measuring import (
    Trial,
    die_on_three,
    die_once_on_three,
    fail_on_three,
    measure_trial,
)


@pytest.fixture
def kept(tmp_path):
    """Return an empty folder of runs."""
    return RunFolder(tmp_path / "runs", "trial", version="1")


def serial(trials):
    """Return what one loop measures."""
    return [row for trial in trials for row in measure_trial(trial)]


def files(kept):
    """Return the runs that are kept."""
    return sorted(kept.path.iterdir())


def test_rows_come_in_the_order_of_the_configurations(kept):
    """Several processes give what one loop gives, though the first runs end last."""
    trials = [Trial(seed, seconds=0.2 - 0.04 * seed) for seed in range(5)]
    assert run_sweep(measure_trial, trials, kept, jobs=3) == serial(trials)


def test_the_order_of_runs_changes_no_row(tmp_path):
    """Each run's rows depend on its configuration only."""
    trials = [Trial(seed) for seed in range(4)]
    one = run_sweep(measure_trial, trials, RunFolder(tmp_path / "a", "t", "1"), jobs=2)
    other = run_sweep(measure_trial, trials[::-1], RunFolder(tmp_path / "b", "t", "1"), jobs=1)
    assert sorted(one, key=str) == sorted(other, key=str)


def test_a_stopped_sweep_is_taken_up_where_it_ended(kept, tmp_path):
    """What was done before the stop is not done again, and the rest is."""
    attempts = tmp_path / "attempts"
    attempts.mkdir()
    # A worker does not wait for the reports, so the runs must outlast a slow look at them.
    trials = [Trial(seed, seconds=0.2, attempts=str(attempts)) for seed in range(20)]
    reports = []
    with pytest.raises(StoppedError):
        run_sweep(
            measure_trial,
            trials,
            kept,
            jobs=1,
            progress=reports.append,
            should_stop=lambda: len(reports) >= 2,
        )
    assert 2 <= len(files(kept)) < 20
    before = {path.name for path in attempts.iterdir()}
    kept_seeds = [report.configuration.seed for report in reports]
    rows = run_sweep(measure_trial, trials, kept, jobs=1)
    anew = [int(path.name.split("-")[0]) for path in attempts.iterdir() if path.name not in before]
    assert rows == serial(trials)
    assert not set(kept_seeds) & set(anew)


def test_progress_counts_every_run_also_those_done_before(kept):
    """The last report says that all is done, whoever did it when."""
    trials = [Trial(seed) for seed in range(3)]
    run_sweep(measure_trial, trials[:2], kept, jobs=1)
    reports = []
    run_sweep(measure_trial, trials, kept, jobs=1, progress=reports.append)
    assert [(report.done, report.total) for report in reports] == [(1, 3), (2, 3), (3, 3)]
    assert [report.seconds == 0 for report in reports] == [True, True, False]


def test_a_run_that_fails_says_so_and_costs_no_other(kept):
    """The error comes through as it was raised; what was done before stays."""
    with pytest.raises(ValueError, match="seed 3 fails"):
        run_sweep(fail_on_three, [Trial(seed) for seed in range(5)], kept, jobs=1)
    assert len(files(kept)) >= 3


def test_a_killed_process_costs_only_what_was_under_way(kept, tmp_path):
    """What was lost is done again, and what was done before is not."""
    trials = [Trial(seed, attempts=str(tmp_path)) for seed in range(5)]
    assert run_sweep(die_once_on_three, trials, kept, jobs=1) == serial(
        [Trial(seed) for seed in range(5)]
    )
    assert len([path for path in tmp_path.iterdir() if path.is_file()]) == 6


def test_a_process_that_is_killed_each_time_is_one_sentence(kept):
    """It is tried a few times, then told in a sentence; finished runs are kept."""
    with pytest.raises(InputError, match="for want of memory; finished runs are kept"):
        run_sweep(die_on_three, [Trial(seed) for seed in range(5)], kept, jobs=1)
    assert len(files(kept)) == 3


def test_rows_are_returned_also_where_nothing_is_kept():
    """A folder is a choice."""
    assert run_sweep(measure_trial, [Trial(1)], jobs=1) == measure_trial(Trial(1))
