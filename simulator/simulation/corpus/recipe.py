"""How the shipped networks are trained."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from simulator.engine.initialisation import initialise
from simulator.engine.recurrent import Kind, RecurrentModel
from simulator.engine.recurrent_gradients import NO_COST, GateCost
from simulator.engine.training import Progress, TrainingSettings, train
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.corpus.streams import training_batches

KEEP_AND_ENERGY = GateCost(keep=0.1, energy=0.4)
"""Makes the resets at full stops robust, and regularises: to be told wherever results are."""

BATCH = 32
MEAN_TOKENS = 53
"""Tokens in a text of the training corpus, on average."""

TEXTS = 30_000
"""Different texts; each is read several times, with other words dropped."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what comes out.

    Attributes:
        kind: Which cell.
        hidden: H, units.
        embedding: E, features of a word.
        tokens: How many are read in all.
        seed: Of weights, texts and order.
        forget_bias: LSTM only.
        chrono: LSTM only: in place of the forget bias, the longest span to remember.
        window: ANN only: tokens seen, 0 for the bag of all.
        cost: LSTM only: what is added to the loss for gates and cells.
        learning_rate: If not given, what suits H.
        most: Statements in a text at most.
        texts: Different texts to train on.
    """

    kind: Kind = "lstm"
    hidden: int = 32
    embedding: int = 24
    tokens: int = 5_000_000
    seed: int = 0
    forget_bias: float = 3.0
    chrono: int | None = None
    window: int = 0
    cost: GateCost = KEEP_AND_ENERGY
    learning_rate: float | None = None
    most: int = 3
    texts: int = TEXTS

    @property
    def rate(self) -> float:
        """The highest learning rate."""
        if self.learning_rate is not None:
            return self.learning_rate
        return 0.03 if self.hidden <= 16 else 0.02 if self.hidden < 96 else 0.01

    @property
    def steps(self) -> int:
        """Batches that hold about so many tokens."""
        mean = MEAN_TOKENS if self.most > 1 else 28
        return max(1, math.ceil(self.tokens / (BATCH * mean)))


def with_equal_budget(recipe: Recipe, corpus: Corpus) -> Recipe:
    """Return the recipe with the H that comes closest to the parameters of its LSTM.

    Args:
        recipe: Its ``hidden`` is that of an LSTM; the others get as many parameters in all.
        corpus: Gives the numbers of words and answers.
    """
    budget = fresh_model(replace(recipe, kind="lstm"), corpus).parameter_count

    def excess(hidden: int) -> int:
        model = fresh_model(replace(recipe, hidden=hidden), corpus)
        return abs(model.parameter_count - budget)

    return replace(recipe, hidden=min(range(1, 4 * recipe.hidden + 1), key=excess))


def fresh_model(recipe: Recipe, corpus: Corpus) -> RecurrentModel:
    """Return the untrained network of a recipe."""
    return initialise(
        recipe.kind,
        len(corpus.vocabulary),
        recipe.embedding,
        recipe.hidden,
        1,
        len(corpus.answers),
        np.random.default_rng(recipe.seed),
        forget_bias=recipe.forget_bias,
        chrono=recipe.chrono,
        window=recipe.window,
    )


def train_on_corpus(
    recipe: Recipe,
    corpus: Corpus,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Callable[[Progress], None] = lambda report: None,
) -> RecurrentModel:
    """Return the trained network of a recipe; the same recipe gives the same weights."""
    settings = TrainingSettings(
        recipe.steps,
        learning_rate=recipe.rate,
        cost=recipe.cost if recipe.kind == "lstm" else NO_COST,
        threads=1,
        seed=recipe.seed,
    )
    batches = training_batches(corpus, recipe.seed, recipe.texts, BATCH, recipe.most)
    return train(
        fresh_model(recipe, corpus),
        batches,
        settings,
        should_stop=should_stop,
        progress=progress,
    ).model
