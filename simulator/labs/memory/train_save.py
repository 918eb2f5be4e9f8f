"""Saving a network that was trained in the window, with a card that says what it is."""

from dataclasses import replace
from pathlib import Path

from simulator.files.model_folder import write_model_folder
from simulator.files.weights import SavedModel
from simulator.simulation.corpus.card import card_of, card_text
from simulator.simulation.corpus.recipe import BATCH, Recipe
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.training_run import TrainingSnapshot
from simulator.simulation.training_tasks import task_called


def save_trained(folder: Path, snapshot: TrainingSnapshot, corpus: Corpus) -> tuple[Path, ...]:
    """Measure a network, write weights, vocabulary and card, and return the files.

    Raises:
        InputError: If a file cannot be written.
    """
    recipe = snapshot.plan.recipe
    read = replace(recipe, tokens=recipe.tokens * snapshot.step // recipe.steps)
    command = how_trained(snapshot)
    card = card_of(snapshot.model, read, corpus, command)
    card |= {"steps": snapshot.step, "learning_rate": recipe.rate, "task": snapshot.plan.task}
    card["gradient_window"] = snapshot.plan.truncation
    summary = f"{command}; {snapshot.step} batches of {BATCH} texts"
    words = corpus.vocabulary.words
    saved = SavedModel(snapshot.model, words, corpus.answers, {"summary": summary})
    return write_model_folder(folder, recipe.kind, saved, card, card_text(card))


def how_trained(snapshot: TrainingSnapshot) -> str:
    """Return in one line what was chosen in the window."""
    plan, recipe = snapshot.plan, snapshot.plan.recipe
    chosen = [
        f"memory lab, Train: {task_called(plan.task).title}",
        f"{recipe.kind} of {recipe.hidden} units",
        f"rate {recipe.rate:g}",
        f"seed {recipe.seed}",
        f"{snapshot.step} of {recipe.steps} batches",
    ]
    return ", ".join(chosen + _special(plan.truncation, recipe))


def _special(truncation: int | None, recipe: Recipe) -> list[str]:
    if recipe.kind == "ann":
        return [f"window of {recipe.window} tokens" if recipe.window else "bag of all words"]
    told = [f"gradients through {truncation} tokens"] if truncation else []
    if recipe.kind == "lstm":
        start = f"chrono {recipe.chrono}" if recipe.chrono else f"{recipe.forget_bias:g}"
        told.append(f"forget bias {start}")
    return told
