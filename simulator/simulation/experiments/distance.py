"""Accuracy at the blank by the distance of the country, for all networks at one budget."""

from collections.abc import Sequence

from simulator.simulation.corpus.measures import DISTANCES, held_out_accuracy
from simulator.simulation.corpus.recipe import train_on_corpus, with_equal_budget
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.experiments.contenders import CONTENDERS, contender
from simulator.simulation.experiments.experiment import (
    Chart,
    Experiment,
    Facts,
    Row,
    Settings,
    series_of,
)

TEXTS = 150
"""Held-out texts of each split at each distance."""


def runs(seeds: int, tokens: int) -> tuple[Settings, ...]:
    """Return every contender with every seed."""
    return tuple(
        {"model": name, "seed": seed, "tokens": tokens}
        for seed in range(seeds)
        for name in CONTENDERS
    )


def measure(settings: Settings, facts: Facts) -> list[Row]:
    """Train one network and return its accuracy at each distance."""
    corpus = Corpus(facts)
    recipe = with_equal_budget(contender(settings), corpus)
    model = train_on_corpus(recipe, corpus)
    size: Row = {"parameters": model.parameter_count, "hidden": recipe.hidden}
    return [
        {**settings, **size, "distance": k, "accuracy": held_out_accuracy(model, corpus, k, TEXTS)}
        for k in DISTANCES
    ]


def chart(rows: Sequence[Row]) -> Chart:
    """Return a line for each network."""
    lines = (
        series_of([row for row in rows if row["model"] == name], name, "distance", "accuracy")
        for name in CONTENDERS
    )
    return Chart(
        "Filling the blank in sentences never trained on, by distance",
        "tokens of filler between country and question (40 and 80 never trained on)",
        "accuracy, mean and range over seeds",
        tuple(line for line in lines if line.x),
    )


DISTANCE = Experiment(
    "distance",
    "accuracy by distance for ANN, RNN, GRU and LSTM at the same budget",
    runs,
    measure,
    ("model", "distance"),
    ("parameters", "hidden", "tokens"),
    ("accuracy",),
    chart,
    seeds=5,
    tokens=4_000_000,
)
