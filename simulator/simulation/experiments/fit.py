"""Three networks on the three applications of the answer sheet: S15."""

from collections.abc import Sequence
from dataclasses import replace

from simulator.simulation.corpus.measures import held_out_accuracy
from simulator.simulation.corpus.recipe import train_on_corpus, with_equal_budget
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.experiments.contenders import CONTENDERS, contender
from simulator.simulation.experiments.experiment import (
    Chart,
    Experiment,
    Facts,
    Row,
    Settings,
    bars,
    number,
)
from simulator.simulation.tasks.all import TASKS
from simulator.simulation.tasks.task import (
    TASK_TOKENS,
    Task,
    task_accuracy,
    task_recipe,
    train_on_task,
    with_task_budget,
)

MODELS = ("ANN, bag of words", "RNN", "LSTM, bias 3, with gate cost")
APPLICATIONS = {
    "next purchase (simulated)": "purchases",
    "next word of a short sentence": "next-word",
    "blank in a long sentence": "country",
}
"""As the sheet names them, and the task of each."""

LONG = 20
"""Tokens of filler in the long sentences that networks are tested on."""


def runs(seeds: int, tokens: int) -> tuple[Settings, ...]:
    """Return every network on every application with every seed."""
    return tuple(
        {"application": application, "model": model, "seed": seed, "tokens": tokens}
        for seed in range(seeds)
        for application in APPLICATIONS
        for model in MODELS
    )


def measure(settings: Settings, facts: Facts) -> list[Row]:
    """Train one network on one application and return its accuracy on texts it never read."""
    task = APPLICATIONS[str(settings["application"])]
    found = _blank(settings, facts) if task == "country" else _small(settings, TASKS[task])
    return [{**settings, **found}]


def chart(rows: Sequence[Row]) -> Chart:
    """Return bars: a group for each application."""
    names = tuple(APPLICATIONS)
    series = tuple(
        bars([r for r in rows if r["model"] == model], "application", names, {model: "accuracy"})[0]
        for model in MODELS
    )
    title = "Which network fits which application: as measured, at equal budgets"
    return Chart(title, "", "accuracy, mean and range over seeds", series, names)


def _blank(settings: Settings, facts: Facts) -> Row:
    corpus = Corpus(facts)
    recipe = with_equal_budget(contender(settings), corpus)
    model = train_on_corpus(recipe, corpus)
    accuracy = held_out_accuracy(model, corpus, LONG)
    return {"accuracy": accuracy, "parameters": model.parameter_count}


def _small(settings: Settings, task: Task) -> Row:
    wanted = CONTENDERS[str(settings["model"])]
    recipe = replace(
        task_recipe(wanted.kind, number(settings, "seed")),
        forget_bias=wanted.forget_bias,
        window=wanted.window,
        cost=wanted.cost,
        tokens=min(TASK_TOKENS, number(settings, "tokens")),
    )
    model = train_on_task(with_task_budget(recipe, task), task)
    shares = [task_accuracy(model, task, length) for length in task.lengths]
    return {"accuracy": sum(shares) / len(shares), "parameters": model.parameter_count}


FIT = Experiment(
    "fit",
    "ANN, RNN and LSTM on a purchase history, a short sentence and a long one",
    runs,
    measure,
    ("application", "model"),
    ("parameters",),
    ("accuracy",),
    chart,
    seeds=3,
    tokens=4_000_000,
)
