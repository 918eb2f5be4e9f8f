"""What the forget gate does at a full stop, where forgetting pays and where it does not: S19."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simulator.engine.recurrent import RecurrentModel, forward, logits
from simulator.engine.recurrent_gradients import NO_COST
from simulator.simulation.corpus.dice import Dice
from simulator.simulation.corpus.measures import TEST_SEED, leak, resets
from simulator.simulation.corpus.recipe import Recipe, train_on_corpus
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.corpus.streams import stream
from simulator.simulation.experiments.contenders import CHRONO_SPAN
from simulator.simulation.experiments.experiment import (
    Chart,
    Experiment,
    Facts,
    Row,
    Settings,
    bars,
    number,
)

_WITHOUT = Recipe(cost=NO_COST, chrono=CHRONO_SPAN)
TRAININGS = {
    "streams, with gate cost": Recipe(),
    "streams, chrono start, no cost": _WITHOUT,
    "single statements, with gate cost": Recipe(most=1),
    "single statements, chrono start, no cost": replace(_WITHOUT, most=1),
}
"""By name. Without the cost, an LSTM with forget bias 3 mostly fails to learn at this budget and
would reset nothing for want of anything to keep; with the chrono start it learns."""

STATEMENTS = (1, 3, 10, 30)
"""After so many statements in a row the cells are looked at, and the answer."""

STREAMS = 60


def runs(seeds: int, tokens: int) -> tuple[Settings, ...]:
    """Return every training with every seed."""
    return tuple(
        {"training": name, "seed": seed, "tokens": tokens}
        for seed in range(seeds)
        for name in TRAININGS
    )


def measure(settings: Settings, facts: Facts) -> list[Row]:
    """Train one LSTM, and return its resets, leaks, and how its cells drift."""
    corpus = Corpus(facts)
    recipe = replace(
        TRAININGS[str(settings["training"])],
        seed=number(settings, "seed"),
        tokens=number(settings, "tokens"),
    )
    model = train_on_corpus(recipe, corpus)
    gates = resets(model, corpus)
    as_is, held_open = leak(model, corpus)
    share = gates.resetting / gates.keepers if gates.keepers else None
    found: Row = {
        "keepers": gates.keepers,
        "resetting": share,
        "forget_gate_on_filler": gates.filler if gates.keepers else None,
        "forget_gate_at_full_stop": gates.full_stop if gates.keepers else None,
        "leak": as_is,
        "leak_held_open": held_open,
    }
    return [{**settings, **found, **drift(model, corpus)}]


def drift(model: RecurrentModel, corpus: Corpus) -> Row:
    """Return the largest |c| and the accuracy after 1, 3, 10 and 30 statements in a row.

    Source:
        Gers, Schmidhuber & Cummins (2000): without forgetting, cells drift on endless streams.
    """
    dice = Dice(np.random.default_rng(TEST_SEED))
    cells: dict[int, list[float]] = {count: [] for count in STATEMENTS}
    right: dict[int, list[bool]] = {count: [] for count in STATEMENTS}
    for _ in range(STREAMS):
        made = [corpus.statement(dice, "pairs") for _ in range(max(STATEMENTS))]
        ids = np.array(stream(corpus, dice, made, share=0).ids)
        ends = np.cumsum([len(statement.ids) + 1 for statement in made]) - 2
        done = forward(model, ids[:, None])
        for count in STATEMENTS:
            end = ends[count - 1]
            cells[count].append(float(np.abs(done.layers[-1]["c"][end, 0]).max()))
            answer = corpus.answers[int(logits(model, done.h[end, 0]).argmax())]
            right[count].append(answer == made[count - 1].answer)
    largest: Row = {f"largest_c_{count}": max(values) for count, values in cells.items()}
    return largest | {f"accuracy_{count}": float(np.mean(v)) for count, v in right.items()}


def chart(rows: Sequence[Row]) -> Chart:
    """Return bars: a group for each training."""
    columns = {
        "units that keep and reset at full stops, of those that keep": "resetting",
        "old country answered where none is stated": "leak",
        "the same with f held at 1 at the full stop": "leak_held_open",
        "right after 30 statements in a row": "accuracy_30",
    }
    names = tuple(TRAININGS)
    title = "What forget gates do at full stops, trained with and without a reason to forget"
    series = bars(rows, "training", names, columns)
    return Chart(title, "", "share, mean and range over seeds", series, names)


RESET = Experiment(
    "reset",
    "the forget gate at full stops, trained where forgetting pays and where it does not",
    runs,
    measure,
    ("training",),
    ("tokens",),
    (
        "keepers",
        "resetting",
        "forget_gate_on_filler",
        "forget_gate_at_full_stop",
        "leak",
        "leak_held_open",
        *(f"largest_c_{count}" for count in STATEMENTS),
        *(f"accuracy_{count}" for count in STATEMENTS),
    ),
    chart,
    seeds=3,
    tokens=4_000_000,
)
