"""Saving a network that was trained in the window, with a card that says what it is."""

from dataclasses import replace
from pathlib import Path

from simulator.files.model_folder import write_model_folder
from simulator.files.weights import SavedModel
from simulator.simulation.corpus.card import Card, card_of, card_text
from simulator.simulation.corpus.recipe import BATCH, Recipe
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.tasks.all import TASKS
from simulator.simulation.tasks.task import task_card, task_card_text
from simulator.simulation.training_run import TrainingSnapshot
from simulator.simulation.training_tasks import Facts, task_called


def save_trained(folder: Path, snapshot: TrainingSnapshot, facts: Facts) -> tuple[Path, ...]:
    """Measure a network, write weights, vocabulary and card, and return the files.

    Raises:
        InputError: If a file cannot be written.
    """
    plan, told = snapshot.plan, how_trained(snapshot)
    read = replace(plan.recipe, tokens=plan.recipe.tokens * snapshot.step // snapshot.steps)
    card, text = _card(snapshot, read, facts, told)
    card |= {
        "task": plan.task,
        "steps": snapshot.step,
        "learning_rate": plan.recipe.rate,
        "gradient_window": plan.truncation,
    }
    vocabulary, answers = task_called(plan.task).words(facts)
    summary = {"summary": f"{told}; {snapshot.step} batches of {BATCH} texts"}
    saved = SavedModel(snapshot.model, vocabulary.words, answers, summary)
    return write_model_folder(folder, plan.recipe.kind, saved, card, text)


def _card(snapshot: TrainingSnapshot, read: Recipe, facts: Facts, told: str) -> tuple[Card, str]:
    """Return the card as data and for people."""
    if snapshot.plan.task in TASKS:
        card = task_card(snapshot.model, read, TASKS[snapshot.plan.task], told)
        return card, task_card_text(card)
    card = card_of(snapshot.model, read, Corpus(facts), told)
    return card, card_text(card)


def how_trained(snapshot: TrainingSnapshot) -> str:
    """Return in one line what was chosen in the window."""
    plan, recipe = snapshot.plan, snapshot.plan.recipe
    chosen = [
        f"memory lab, Train: {task_called(plan.task).title}",
        f"{recipe.kind} of {recipe.hidden} units",
        f"rate {recipe.rate:g}",
        f"seed {recipe.seed}",
        f"{snapshot.step} of {snapshot.steps} batches",
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
