"""Each experiment makes the runs it says, and a small one of each gives whole rows and a chart."""

import pytest

from simulator.files.facts import read_facts
from simulator.simulation.corpus.recipe import Recipe, fresh_model
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.experiments.contenders import CONTENDERS
from simulator.simulation.experiments.distance import DISTANCE
from simulator.simulation.experiments.experiment import summary
from simulator.simulation.experiments.fit import FIT
from simulator.simulation.experiments.learnability import LEARNABILITY
from simulator.simulation.experiments.reset import RESET, drift
from simulator.simulation.experiments.vanish import VANISH

FACTS = read_facts()
EXPERIMENTS = (DISTANCE, LEARNABILITY, FIT, RESET, VANISH)


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda e: e.name)
def test_runs_differ_and_each_has_its_seed(experiment):
    """No two runs have the same settings, and every seed makes all of them."""
    runs = experiment.runs(3, 1000)
    assert len({tuple(run.items()) for run in runs}) == len(runs)
    assert {run["seed"] for run in runs} == {0, 1, 2}
    assert len(experiment.runs(1, 1000)) * 3 == len(runs)


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda e: e.name)
def test_a_small_run_gives_rows_with_all_columns_and_a_chart(experiment):
    """The rows have what the summary is made from, and something is drawn."""
    run = experiment.runs(1, 2000)[-1]
    rows = experiment.measure(run, FACTS)
    wanted = {*experiment.by, *experiment.told, *experiment.values}
    assert all(wanted <= set(row) and run.items() <= row.items() for row in rows)
    assert summary(experiment, rows)[0]["seeds"] == 1
    assert any(series.x for series in experiment.chart(rows).series) or experiment is LEARNABILITY


def test_the_distance_experiment_compares_all_networks_with_five_seeds():
    """ANN, RNN, GRU, and LSTMs with forget bias 0, 1 and chrono among them."""
    runs = DISTANCE.runs(DISTANCE.seeds, 1)
    assert DISTANCE.seeds >= 5
    assert {run["model"] for run in runs} == set(CONTENDERS)
    kinds = {(r.kind, r.chrono is None, r.forget_bias) for r in CONTENDERS.values()}
    assert {("lstm", True, 0), ("lstm", True, 1), ("lstm", False, 3.0)} < kinds
    assert {kind for kind, _, _ in kinds} == {"lstm", "gru", "rnn", "ann"}


def test_cells_drift_where_nothing_is_forgotten():
    """With every forget gate wide open, the largest |c| grows with the statements read."""
    corpus = Corpus(FACTS)
    found = drift(fresh_model(Recipe(forget_bias=20.0), corpus), corpus)
    sizes = [found[f"largest_c_{count}"] for count in (1, 3, 10, 30)]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 2 * sizes[0]
