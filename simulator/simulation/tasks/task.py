"""Small classic problems that show one thing each, and training on them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.engine.batches import LikeLengths, Text
from simulator.engine.initialisation import initialise
from simulator.engine.recurrent import Kind, RecurrentModel
from simulator.engine.recurrent_gradients import NO_COST
from simulator.engine.training import Progress, TrainingSettings, train
from simulator.simulation.corpus.card import Card
from simulator.simulation.corpus.dice import Dice
from simulator.simulation.corpus.measures import probabilities
from simulator.simulation.corpus.recipe import BATCH, Recipe

TASK_TOKENS = 1_000_000
"""Read in training; enough for each of the tasks."""

TEST_SEED = 30_000
"""Of the texts that networks are tested on; those to train on come from other seeds."""


@dataclass(frozen=True, slots=True)
class Task:
    """A problem: its words, its answers, and how a text of it is made.

    Attributes:
        name: In commands.
        about: One sentence on what is asked and where it comes from.
        words: All tokens.
        answers: What may be the answer.
        make: Makes a text of a length, or, without one, of a length to train on.
        lengths: At which networks are tested.
        measure: What the lengths count.
    """

    name: str
    about: str
    words: tuple[str, ...]
    answers: tuple[str, ...]
    make: Callable[[Dice, int | None], Text]
    lengths: tuple[int, ...]
    measure: str


def text_of(ids: Sequence[int], times: Sequence[int], answers: Sequence[int]) -> Text:
    """Return a text for the engine."""
    return Text(np.array(ids), np.array(times, dtype=np.int64), np.array(answers, dtype=np.int64))


def untrained(recipe: Recipe, words: int, answers: int) -> RecurrentModel:
    """Return the fresh network of a recipe for so many words and answers."""
    return initialise(
        recipe.kind,
        words,
        recipe.embedding,
        recipe.hidden,
        1,
        answers,
        np.random.default_rng(recipe.seed),
        forget_bias=recipe.forget_bias,
        chrono=recipe.chrono,
        window=recipe.window,
    )


def task_recipe(kind: Kind, seed: int = 0) -> Recipe:
    """Return the recipe that suits the tasks: smaller and without a cost for gates."""
    return Recipe(
        kind,
        hidden=24,
        embedding=12,
        tokens=TASK_TOKENS,
        seed=seed,
        texts=20_000,
        cost=NO_COST,
        learning_rate=0.01,
    )


def with_task_budget(recipe: Recipe, task: Task) -> Recipe:
    """Return the recipe with the H whose parameters come closest to those of its LSTM."""
    sizes = len(task.words), len(task.answers)
    budget = untrained(replace(recipe, kind="lstm"), *sizes).parameter_count

    def excess(hidden: int) -> int:
        return abs(untrained(replace(recipe, hidden=hidden), *sizes).parameter_count - budget)

    return replace(recipe, hidden=min(range(1, 8 * recipe.hidden + 1), key=excess))


def train_on_task(
    recipe: Recipe,
    task: Task,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Callable[[Progress], None] = lambda report: None,
) -> RecurrentModel:
    """Return a network trained on a task; the same arguments give the same weights."""
    dice = Dice(np.random.default_rng(recipe.seed))
    texts = [task.make(dice, None) for _ in range(recipe.texts)]
    settings = TrainingSettings(
        steps_for(recipe, texts),
        learning_rate=recipe.rate,
        cost=recipe.cost if recipe.kind == "lstm" else NO_COST,
        threads=1,
        seed=recipe.seed,
    )
    fresh = untrained(recipe, len(task.words), len(task.answers))
    batches = LikeLengths(texts, BATCH)
    return train(fresh, batches, settings, should_stop=should_stop, progress=progress).model


def steps_for(recipe: Recipe, texts: Sequence[Text]) -> int:
    """Return how many batches of these texts hold the tokens of a recipe."""
    mean = float(np.mean([text.tokens.size for text in texts]))
    return max(1, math.ceil(recipe.tokens / (BATCH * mean)))


def task_card(model: RecurrentModel, recipe: Recipe, task: Task, command: str) -> Card:
    """Measure a network trained on a task and return its card."""
    return {
        "model": recipe.kind,
        "task": task.name,
        "about": task.about,
        "parameters": model.parameter_count,
        "hidden": recipe.hidden,
        "embedding": recipe.embedding,
        "tokens": recipe.tokens,
        "seed": recipe.seed,
        "command": command,
        "cost": {"keep": recipe.cost.keep, "energy": recipe.cost.energy},
        "measure": task.measure,
        "accuracy": {str(k): task_accuracy(model, task, k) for k in task.lengths},
    }


def task_card_text(card: Card) -> str:
    """Return the card for people, in Markdown."""
    rows = "\n".join(f"| {k} | {share:.3f} |" for k, share in card["accuracy"].items())
    return f"""# {card["model"].upper()} of {card["hidden"]} units: {card["task"]}

{card["about"]}

{card["parameters"]:,} parameters, trained on {card["tokens"]:,} tokens (seed {card["seed"]}) by

    {card["command"]}

Accuracy on fresh texts:

| {card["measure"]} | accuracy |
|---|---|
{rows}
"""


def task_accuracy(model: RecurrentModel, task: Task, length: int, texts: int = 500) -> float:
    """Return the share of fresh texts of a length whose last question is answered right."""
    dice = Dice(np.random.default_rng([TEST_SEED, length]))
    made = [task.make(dice, length) for _ in range(texts)]
    right = [text.answers[-1] for text in made]
    # Texts end where the last question is asked, so that nothing after it can help.
    cut = [Text(text.tokens[: text.times[-1] + 1], text.times, text.answers) for text in made]
    return float(np.mean(probabilities(model, cut).argmax(axis=1) == right))
