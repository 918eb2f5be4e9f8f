"""How much gradient is left far from the blank, before and after training: S12 and S14."""

from collections.abc import Sequence

import numpy as np

from simulator.simulation.corpus.measures import gradient_by_distance
from simulator.simulation.corpus.recipe import fresh_model, train_on_corpus, with_equal_budget
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.experiments.contenders import contender
from simulator.simulation.experiments.experiment import (
    Chart,
    Experiment,
    Facts,
    Row,
    Series,
    Settings,
    series_of,
)

GATE_COST = "LSTM, bias 3, with gate cost"
MODELS = (
    GATE_COST,
    "LSTM, bias 3",
    "LSTM, bias 1",
    "LSTM, bias 0",
    "LSTM, chrono",
    "GRU",
    "RNN",
)
REACH = 60
"""Tokens before the blank."""

STEP = 5


def runs(seeds: int, tokens: int) -> tuple[Settings, ...]:
    """Return every network, fresh and trained, with every seed."""
    return tuple(
        {"model": model, "trained": trained, "seed": seed, "tokens": tokens if trained else 0}
        for seed in range(seeds)
        for trained in (False, True)
        for model in MODELS
        if trained or model != GATE_COST  # fresh, it is the LSTM with bias 3
    )


def measure(settings: Settings, facts: Facts) -> list[Row]:
    """Return the gradient by h and c at each distance, relative to the blank."""
    corpus = Corpus(facts)
    recipe = with_equal_budget(contender(settings), corpus)
    make = train_on_corpus if settings["trained"] else fresh_model
    found = gradient_by_distance(make(recipe, corpus), corpus, REACH)
    return [
        {
            **settings,
            "state": state,
            "distance": distance,
            "log10_gradient": float(np.log10(norms[distance])) if norms[distance] else None,
        }
        for state, norms in found.items()
        for distance in range(0, REACH + 1, STEP)
    ]


def chart(rows: Sequence[Row]) -> Chart:
    """Return a line for each network and state that tells the story."""
    wanted = (
        ("RNN", False, "h"),
        ("RNN", True, "h"),
        ("LSTM, bias 0", False, "c"),
        ("LSTM, bias 1", False, "c"),
        ("LSTM, bias 3", False, "c"),
        (GATE_COST, True, "c"),
        (GATE_COST, True, "h"),
    )
    lines = (_line(rows, model, trained, state) for model, trained, state in wanted)
    return Chart(
        "How much of the gradient is left before the blank",
        "tokens before the blank",
        "log₁₀ of the gradient, relative to the blank",
        tuple(line for line in lines if line.x),
    )


def _line(rows: Sequence[Row], model: str, trained: bool, state: str) -> Series:
    of = {"model": model, "trained": trained, "state": state}
    chosen = [row for row in rows if all(row[key] == value for key, value in of.items())]
    name = f"{model}, {'trained' if trained else 'fresh'}: ∂/∂{state}"
    return series_of(chosen, name, "distance", "log10_gradient")


VANISH = Experiment(
    "vanish",
    "the gradient of the answer by token, fresh and trained",
    runs,
    measure,
    ("model", "trained", "state", "distance"),
    ("tokens",),
    ("log10_gradient",),
    chart,
    seeds=3,
    tokens=4_000_000,
)
