"""What a network can be trained on in the window: a literal tuple, like the labs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from simulator.engine.batches import LikeLengths, Text
from simulator.engine.training import Batches
from simulator.simulation.corpus.dice import Dice
from simulator.simulation.corpus.facts import Fact
from simulator.simulation.corpus.measures import TEST_SEED
from simulator.simulation.corpus.recipe import BATCH, Recipe
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.corpus.streams import as_text, held_out_stream, training_batches
from simulator.simulation.tasks.all import TASKS as SMALL_TASKS
from simulator.simulation.tasks.task import TEST_SEED as TASK_TEST_SEED
from simulator.simulation.tasks.task import Task, steps_for, task_recipe
from simulator.simulation.vocabulary import Vocabulary

Facts = tuple[Fact, ...]

HELD_OUT = 100
"""Texts at each distance on which accuracy is measured along the way."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """The texts of a task, made for one recipe.

    Attributes:
        batches: To learn from.
        steps: How many of them hold the tokens of the recipe.
        held_out: For each distance of the task, texts that are never learnt from.
    """

    batches: Batches
    steps: int
    held_out: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True)
class TrainingTask:
    """A kind of texts to learn from.

    Attributes:
        name: In files and messages between processes.
        title: For people.
        about: A sentence that says what it shows.
        distances: At which accuracy is measured.
        measure: What they count.
        recipe: With what one begins.
        words: Returns the vocabulary and the answers.
        prepare: Makes the texts of a recipe; takes seconds.
        sentence: A text to look at, or "" where any sentence can be read.
    """

    name: str
    title: str
    about: str
    distances: tuple[int, ...]
    measure: str
    recipe: Recipe
    words: Callable[[Facts], tuple[Vocabulary, tuple[str, ...]]]
    prepare: Callable[[Facts, Recipe], Lesson]
    sentence: str = ""


FILLER = (0, 5, 10, 20, 40)
"""Tokens of filler; 40 is never trained on."""


def _country_words(facts: Facts) -> tuple[Vocabulary, tuple[str, ...]]:
    corpus = Corpus(facts)
    return corpus.vocabulary, corpus.answers


def _country_lesson(facts: Facts, recipe: Recipe) -> Lesson:
    corpus = Corpus(facts)
    batches = training_batches(corpus, recipe.seed, recipe.texts, BATCH, recipe.most)
    held_out = tuple(_held_out(corpus, distance, recipe.most) for distance in FILLER)
    return Lesson(batches, recipe.steps, held_out)


def _held_out(corpus: Corpus, distance: int, statements: int) -> tuple[Text, ...]:
    dice = Dice(np.random.default_rng([TEST_SEED, distance]))
    return tuple(
        as_text(corpus, held_out_stream(corpus, dice, "pairs", distance, dice.below(statements)))
        for _ in range(HELD_OUT)
    )


def _country(name: str, title: str, about: str, statements: int) -> TrainingTask:
    measure, recipe = "tokens of filler", Recipe(most=statements)
    return TrainingTask(
        name, title, about, FILLER, measure, recipe, _country_words, _country_lesson
    )


def _task_lesson(task: Task, _: Facts, recipe: Recipe) -> Lesson:
    """Return the same texts that ``chainrule train --task`` makes."""
    dice = Dice(np.random.default_rng(recipe.seed))
    texts = [task.make(dice, None) for _ in range(recipe.texts)]
    held_out = tuple(_fresh_texts(task, length) for length in task.lengths)
    return Lesson(LikeLengths(texts, BATCH), steps_for(recipe, texts), held_out)


def _fresh_texts(task: Task, length: int) -> tuple[Text, ...]:
    dice = Dice(np.random.default_rng([TASK_TEST_SEED, length]))
    return tuple(_cut(task.make(dice, length)) for _ in range(HELD_OUT))


def _cut(text: Text) -> Text:
    """End a text where its last question is asked."""
    return replace(text, tokens=text.tokens[: text.times[-1] + 1])


def _small(task: Task, title: str) -> TrainingTask:
    example = _cut(task.make(Dice(np.random.default_rng(0)), task.lengths[1]))
    return TrainingTask(
        task.name,
        title,
        task.about,
        task.lengths,
        task.measure,
        task_recipe("lstm"),
        lambda _: (Vocabulary(task.words), task.answers),
        partial(_task_lesson, task),
        " ".join(task.words[number] for number in example.tokens),
    )


TITLES = {
    "recall": "Recall the first token",
    "adding": "Adding two marked digits",
    "reber": "Embedded Reber grammar",
    "next-word": "Next word of a short sentence",
    "purchases": "Next purchase",
}

TRAINING_TASKS = (
    _country(
        "streams",
        "Sentences in a row",
        "One to three statements about countries, no reset between: forgetting at “.” pays.",
        3,
    ),
    _country(
        "single",
        "Single sentences",
        "One statement about a country in each text: nothing rewards forgetting at “.”.",
        1,
    ),
    *(_small(SMALL_TASKS[name], title) for name, title in TITLES.items()),
)
"""The first is the one that the shipped networks were trained on."""


def task_called(name: str) -> TrainingTask:
    """Return the task with a name.

    Raises:
        ValueError: If there is none.
    """
    for task in TRAINING_TASKS:
        if task.name == name:
            return task
    known = ", ".join(task.name for task in TRAINING_TASKS)
    raise ValueError(f"no task {name}; there are: {known}")
