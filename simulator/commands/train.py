"""``chainrule train``: a memory model, trained here and now on sentences from real facts."""

import argparse
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from simulator.engine.errors import InputError
from simulator.engine.training import Progress
from simulator.files.facts import read_facts
from simulator.files.model_folder import write_model_folder
from simulator.files.weights import SavedModel
from simulator.simulation.corpus.card import Card, card_of, card_text
from simulator.simulation.corpus.recipe import Recipe, train_on_corpus, with_equal_budget
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.tasks.all import TASKS
from simulator.simulation.tasks.task import (
    task_card,
    task_card_text,
    task_recipe,
    train_on_task,
    with_task_budget,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the model, its size, its seed and where to write it."""
    parser.epilog = "example: chainrule train --model lstm --seed 1 --output trained"
    parser.add_argument(
        "--task",
        choices=["country", *TASKS],
        default="country",
        help="what to learn (default: country, the sentences that the shipped networks read)",
    )
    parser.add_argument("--model", choices=["lstm", "rnn", "gru", "ann"], default="lstm")
    parser.add_argument(
        "--hidden",
        type=int,
        metavar="H",
        help="units (default: as many parameters as an LSTM of 32)",
    )
    parser.add_argument(
        "--forget-bias", type=float, metavar="B", help="LSTM: bias the forget gate starts with"
    )
    parser.add_argument(
        "--window", type=int, metavar="N", help="ANN: tokens it sees (default: 0, the bag of all)"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="S")
    parser.add_argument(
        "--tokens",
        type=int,
        metavar="N",
        help="tokens to read in all (5,000,000; tasks: 1,000,000)",
    )
    parser.add_argument("--output", metavar="DIR", required=True, help="folder to write to")


def run(arguments: argparse.Namespace) -> int:
    """Train, measure, write the files, and name them on standard output.

    Raises:
        InputError: If an option makes no sense or a file cannot be written.
    """
    folder = Path(arguments.output)
    _check(arguments, folder)
    made = _country if arguments.task == "country" else _task
    saved, card, text = made(arguments)
    for path in write_model_folder(folder, arguments.model, saved, card, text):
        print(path)
    return 0


def _country(arguments: argparse.Namespace) -> tuple[SavedModel, Card, str]:
    corpus = Corpus(read_facts())
    recipe = _given(arguments, Recipe(kind=arguments.model, seed=arguments.seed))
    if arguments.hidden is None:
        recipe = with_equal_budget(recipe, corpus)
    with _bar() as bar:
        model = train_on_corpus(recipe, corpus, progress=bar.show)
    print("measuring on held-out sentences …", file=sys.stderr)
    card = card_of(model, recipe, corpus, _command(arguments))
    notes = {"seed": str(recipe.seed), "command": card["command"]}
    saved = SavedModel(model, corpus.vocabulary.words, corpus.answers, notes)
    return saved, card, card_text(card)


def _task(arguments: argparse.Namespace) -> tuple[SavedModel, Card, str]:
    task = TASKS[arguments.task]
    recipe = _given(arguments, task_recipe(arguments.model, arguments.seed))
    if arguments.hidden is None:
        recipe = with_task_budget(recipe, task)
    with _bar() as bar:
        model = train_on_task(recipe, task, progress=bar.show)
    card = task_card(model, recipe, task, _command(arguments))
    notes = {"seed": str(recipe.seed), "command": card["command"]}
    return SavedModel(model, task.words, task.answers, notes), card, task_card_text(card)


def _check(arguments: argparse.Namespace, folder: Path) -> None:
    for option in ("hidden", "tokens"):
        value = getattr(arguments, option)
        if value is not None and value < 1:
            raise InputError(f"--{option} {value}: give 1 or more.")
    if arguments.seed < 0:
        raise InputError(f"--seed {arguments.seed}: give 0 or more.")
    for option, kind in (("forget_bias", "lstm"), ("window", "ann")):
        if getattr(arguments, option) is not None and arguments.model != kind:
            name = option.replace("_", "-")
            raise InputError(f"--{name} is for --model {kind}; leave it out.")
    if arguments.window is not None and arguments.window < 0:
        raise InputError(f"--window {arguments.window}: give 0 (the bag of all) or more.")
    if folder.exists() and not folder.is_dir():
        raise InputError(f"--output {folder} is a file; give the name of a folder.")


def _given(arguments: argparse.Namespace, recipe: Recipe) -> Recipe:
    names = ("hidden", "forget_bias", "window", "tokens")
    given = {name: getattr(arguments, name) for name in names}
    return replace(recipe, **{name: value for name, value in given.items() if value is not None})


class _Bar:
    """Progress on standard error; it finds its length with the first report."""

    def __init__(self, bar: tqdm) -> None:
        self._bar = bar

    def show(self, report: Progress) -> None:
        self._bar.total = report.steps
        self._bar.set_postfix(accuracy=f"{report.accuracy:.3f}", refresh=False)
        self._bar.update(report.step - self._bar.n)


@contextmanager
def _bar() -> Iterator[_Bar]:
    with tqdm(unit=" batches", file=sys.stderr) as bar:
        yield _Bar(bar)


def _command(arguments: argparse.Namespace) -> str:
    """Return the command line again, without where it wrote."""
    words = ["chainrule", "train"]
    for option in ("task", "model", "hidden", "forget_bias", "window", "seed", "tokens"):
        value = getattr(arguments, option)
        if value is not None and value != "country":
            words += [f"--{option.replace('_', '-')}", str(value)]
    return shlex.join(words)
