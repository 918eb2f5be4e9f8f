"""Training as a walk: each snapshot holds all that is needed to go on from it."""

from dataclasses import dataclass, replace

import numpy as np

from simulator.engine.batches import Text
from simulator.engine.blas import limited_blas
from simulator.engine.recurrent import RecurrentModel, with_vector
from simulator.engine.recurrent_gradients import NO_COST
from simulator.engine.training import Batches, Checkpoint, Progress, TrainingSettings, train
from simulator.simulation.corpus.dice import Dice
from simulator.simulation.corpus.measures import TEST_SEED, probabilities
from simulator.simulation.corpus.recipe import Recipe, fresh_model
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.corpus.streams import as_text, held_out_stream
from simulator.simulation.training_tasks import task_called

STEPS = 10
"""Batches learnt from between two snapshots: some tens of milliseconds."""

MEASURES = 40
"""How often accuracy by distance is measured in a whole run."""

DISTANCES = (0, 5, 10, 20, 40)
"""Tokens of filler at which it is measured; 40 is never trained on."""

TEXTS = 100
"""Held-out texts at each distance."""


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """Everything that decides what comes out.

    Attributes:
        task: Name of the task.
        recipe: The network, its seed, its rate and how much it reads.
        truncation: How many tokens back a gradient flows at most; all if not given.
    """

    task: str
    recipe: Recipe
    truncation: int | None = None

    @property
    def settings(self) -> TrainingSettings:
        """What the engine trains with."""
        return TrainingSettings(
            self.recipe.steps,
            learning_rate=self.recipe.rate,
            cost=self.recipe.cost if self.recipe.kind == "lstm" else NO_COST,
            window=self.truncation,
            report_every=STEPS,
            threads=1,
            seed=self.recipe.seed,
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """What a network in training could do at one step.

    Attributes:
        step: After so many steps.
        accuracy: Share of held-out texts answered right, for each of ``DISTANCES``.
    """

    step: int
    accuracy: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TrainingSnapshot:
    """A network in training.

    Attributes:
        plan: What it is trained on, and how.
        model: The network as it is now.
        baseline: Share of the held-out texts that always giving the commonest answer gets right.
        checkpoint: All that is needed to go on; None before the first step.
        measured: Accuracy by distance so far, the latest last.
    """

    plan: TrainingPlan
    model: RecurrentModel
    baseline: float
    checkpoint: Checkpoint | None = None
    measured: tuple[Measured, ...] = ()

    @property
    def step(self) -> int:
        """Batches learnt from."""
        return self.checkpoint.step if self.checkpoint else 0

    @property
    def history(self) -> tuple[Progress, ...]:
        """Loss and accuracy on the training texts so far."""
        return self.checkpoint.history if self.checkpoint else ()

    @property
    def finished(self) -> bool:
        """Whether all steps are done."""
        return self.step >= self.plan.recipe.steps


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """The texts of a plan: those to learn from, and the held-out ones to be measured on.

    Attributes:
        batches: To learn from.
        held_out: For each of ``DISTANCES``, texts that are never learnt from.
    """

    batches: Batches
    held_out: tuple[tuple[Text, ...], ...]

    @classmethod
    def of(cls, plan: TrainingPlan, corpus: Corpus) -> "Course":
        """Make the texts; this takes seconds."""
        task = task_called(plan.task)
        batches = task.make_batches(corpus, plan.recipe)
        return cls(batches, tuple(_held_out(corpus, d, task.statements) for d in DISTANCES))

    def first(self, plan: TrainingPlan, corpus: Corpus) -> TrainingSnapshot:
        """Return the untrained network, measured."""
        answers = [int(text.answers[-1]) for texts in self.held_out for text in texts]
        commonest = float(np.bincount(answers).max() / len(answers))
        return self.measured(TrainingSnapshot(plan, fresh_model(plan.recipe, corpus), commonest))

    def next(self, snapshot: TrainingSnapshot) -> TrainingSnapshot | None:
        """Return the snapshot some batches later; None at the end.

        The weights do not depend on how often one looks: they are those of one whole run.
        """
        if snapshot.finished:
            return None
        plan, end = snapshot.plan, snapshot.step + STEPS
        left = iter(range(STEPS))
        result = train(
            snapshot.model,
            self.batches,
            plan.settings,
            resume=snapshot.checkpoint,
            should_stop=lambda: next(left, None) is None,
        )
        model = with_vector(snapshot.model, result.checkpoint.parameters)
        after = replace(snapshot, model=model, checkpoint=result.checkpoint)
        every = max(STEPS, plan.recipe.steps // MEASURES // STEPS * STEPS)
        due = end % every == 0 or after.finished
        return self.measured(after) if due else after

    def measured(self, snapshot: TrainingSnapshot) -> TrainingSnapshot:
        """Return the snapshot with the accuracy at each distance."""
        with limited_blas(1):
            shares = tuple(_share_right(snapshot.model, texts) for texts in self.held_out)
        return replace(snapshot, measured=(*snapshot.measured, Measured(snapshot.step, shares)))


def _held_out(corpus: Corpus, distance: int, statements: int) -> tuple[Text, ...]:
    dice = Dice(np.random.default_rng([TEST_SEED, distance]))
    return tuple(
        as_text(corpus, held_out_stream(corpus, dice, "pairs", distance, dice.below(statements)))
        for _ in range(TEXTS)
    )


def _share_right(model: RecurrentModel, texts: tuple[Text, ...]) -> float:
    """Return the share of the texts whose last blank is answered right."""
    answers = np.array([text.answers[-1] for text in texts])
    return float(np.mean(probabilities(model, texts).argmax(axis=1) == answers))
