"""What a network can be trained on in the window: a literal tuple, like the labs."""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.engine.training import Batches
from simulator.simulation.corpus.recipe import BATCH, Recipe
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.corpus.streams import training_batches


@dataclass(frozen=True, slots=True)
class TrainingTask:
    """A kind of texts to learn from.

    Attributes:
        name: In files and messages between processes.
        title: For people.
        about: A sentence that says what it shows.
        statements: Statements in a text at most.
        make_batches: Makes the texts of a recipe; takes seconds.
    """

    name: str
    title: str
    about: str
    statements: int
    make_batches: Callable[[Corpus, Recipe], Batches]


def _country_batches(corpus: Corpus, recipe: Recipe) -> Batches:
    return training_batches(corpus, recipe.seed, recipe.texts, BATCH, recipe.most)


TASKS = (
    TrainingTask(
        "streams",
        "Sentences in a row",
        "One to three statements about countries, no reset between: forgetting at “.” pays.",
        3,
        _country_batches,
    ),
    TrainingTask(
        "single",
        "Single sentences",
        "One statement about a country in each text: nothing rewards forgetting at “.”.",
        1,
        _country_batches,
    ),
)
"""The first is the one that the shipped networks were trained on."""


def task_called(name: str) -> TrainingTask:
    """Return the task with a name.

    Raises:
        ValueError: If there is none.
    """
    for task in TASKS:
        if task.name == name:
            return task
    raise ValueError(f"no task {name}; there are: {', '.join(task.name for task in TASKS)}")
