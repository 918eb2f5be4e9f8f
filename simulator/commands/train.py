"""``chainrule train``: a memory model, trained here and now on sentences from real facts."""

import argparse
import shlex
import sys
from pathlib import Path

from tqdm import tqdm

from simulator.engine.errors import InputError
from simulator.engine.recurrent import RecurrentModel
from simulator.engine.training import Progress
from simulator.files.facts import read_facts
from simulator.files.model_folder import write_model_folder
from simulator.files.weights import SavedModel
from simulator.simulation.corpus.card import card_of, card_text
from simulator.simulation.corpus.recipe import Recipe, train_on_corpus, with_equal_budget
from simulator.simulation.corpus.statements import Corpus


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the model, its size, its seed and where to write it."""
    parser.epilog = "example: chainrule train --model lstm --seed 1 --output trained"
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
        "--tokens", type=int, metavar="N", help="tokens to read in all (default: 5,000,000)"
    )
    parser.add_argument("--output", metavar="DIR", required=True, help="folder to write to")


def run(arguments: argparse.Namespace) -> int:
    """Train, measure, write the files, and name them on standard output.

    Raises:
        InputError: If an option makes no sense or a file cannot be written.
    """
    recipe = _recipe(arguments)
    folder = Path(arguments.output)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"--output {folder} is a file; give the name of a folder.")
    corpus = Corpus(read_facts())
    if arguments.hidden is None:
        recipe = with_equal_budget(recipe, corpus)
    model = _train(recipe, corpus)
    print("measuring on held-out sentences …", file=sys.stderr)
    card = card_of(model, recipe, corpus, _command(arguments))
    notes = {"seed": str(recipe.seed), "command": card["command"]}
    saved = SavedModel(model, corpus.vocabulary.words, corpus.answers, notes)
    for path in write_model_folder(folder, recipe.kind, saved, card, card_text(card)):
        print(path)
    return 0


def _recipe(arguments: argparse.Namespace) -> Recipe:
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
    names = ("hidden", "forget_bias", "window", "tokens")
    given = {name: getattr(arguments, name) for name in names}
    given = {name: value for name, value in given.items() if value is not None}
    return Recipe(kind=arguments.model, seed=arguments.seed, **given)


def _train(recipe: Recipe, corpus: Corpus) -> RecurrentModel:
    with tqdm(total=recipe.steps, unit=" batches", file=sys.stderr) as bar:

        def show(report: Progress) -> None:
            bar.set_postfix(accuracy=f"{report.accuracy:.3f}", refresh=False)
            bar.update(report.step - bar.n)

        return train_on_corpus(recipe, corpus, progress=show)


def _command(arguments: argparse.Namespace) -> str:
    """Return the command line again, without where it wrote."""
    words = ["chainrule", "train"]
    for option in ("model", "hidden", "forget_bias", "window", "seed", "tokens"):
        value = getattr(arguments, option)
        if value is not None:
            words += [f"--{option.replace('_', '-')}", str(value)]
    return shlex.join(words)
