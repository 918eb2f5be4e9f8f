"""Training as a walk: each snapshot holds all that is needed to go on from it."""

from dataclasses import dataclass, replace

import numpy as np

from simulator.engine.batches import Text
from simulator.engine.blas import limited_blas
from simulator.engine.recurrent import RecurrentModel, with_vector
from simulator.engine.recurrent_gradients import NO_COST
from simulator.engine.training import Checkpoint, Progress, TrainingSettings, train
from simulator.simulation.corpus.measures import probabilities
from simulator.simulation.corpus.recipe import Recipe
from simulator.simulation.tasks.task import untrained
from simulator.simulation.training_tasks import Facts, Lesson, task_called

STEPS = 10
"""Batches learnt from between two snapshots: some tens of milliseconds."""

REPORTS = 500
"""How often the loss is reported in a whole run, at most; reports go along with each snapshot."""

MEASURES = 40
"""How often accuracy by distance is measured in a whole run."""


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

    def settings(self, steps: int) -> TrainingSettings:
        """Return what the engine trains with."""
        return TrainingSettings(
            steps,
            learning_rate=self.recipe.rate,
            cost=self.recipe.cost if self.recipe.kind == "lstm" else NO_COST,
            window=self.truncation,
            report_every=_every(steps, REPORTS),
            threads=1,
            seed=self.recipe.seed,
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """What a network in training could do at one step.

    Attributes:
        step: After so many steps.
        accuracy: Share of held-out texts answered right, for each distance of the task.
    """

    step: int
    accuracy: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TrainingSnapshot:
    """A network in training.

    Attributes:
        plan: What it is trained on, and how.
        model: The network as it is now.
        steps: Batches to learn from in all.
        baseline: Share of the held-out texts that always giving the commonest answer gets right.
        checkpoint: All that is needed to go on; None before the first step.
        measured: Accuracy by distance so far, the latest last.
    """

    plan: TrainingPlan
    model: RecurrentModel
    steps: int
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
        return self.step >= self.steps


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What a plan needs beside its snapshots: the texts.

    Attributes:
        lesson: The texts.
        words: How many words and how many answers there are.
    """

    lesson: Lesson
    words: tuple[int, int]

    @classmethod
    def of(cls, plan: TrainingPlan, facts: Facts) -> "Course":
        """Make the texts; this takes seconds."""
        task = task_called(plan.task)
        vocabulary, answers = task.words(facts)
        return cls(task.prepare(facts, plan.recipe), (len(vocabulary), len(answers)))

    def first(self, plan: TrainingPlan) -> TrainingSnapshot:
        """Return the untrained network, measured."""
        answers = [int(text.answers[-1]) for texts in self.lesson.held_out for text in texts]
        commonest = float(np.bincount(answers).max() / len(answers))
        fresh = untrained(plan.recipe, *self.words)
        return self.measured(TrainingSnapshot(plan, fresh, self.lesson.steps, commonest))

    def next(self, snapshot: TrainingSnapshot) -> TrainingSnapshot | None:
        """Return the snapshot some batches later; None at the end.

        The weights do not depend on how often one looks: they are those of one whole run.
        """
        if snapshot.finished:
            return None
        end = snapshot.step + STEPS
        left = iter(range(STEPS))
        result = train(
            snapshot.model,
            self.lesson.batches,
            snapshot.plan.settings(snapshot.steps),
            resume=snapshot.checkpoint,
            should_stop=lambda: next(left, None) is None,
        )
        model = with_vector(snapshot.model, result.checkpoint.parameters)
        after = replace(snapshot, model=model, checkpoint=result.checkpoint)
        due = end % _every(snapshot.steps, MEASURES) == 0 or after.finished
        return self.measured(after) if due else after

    def measured(self, snapshot: TrainingSnapshot) -> TrainingSnapshot:
        """Return the snapshot with the accuracy at each distance."""
        with limited_blas(1):
            shares = tuple(_share_right(snapshot.model, texts) for texts in self.lesson.held_out)
        return replace(snapshot, measured=(*snapshot.measured, Measured(snapshot.step, shares)))


def _every(steps: int, times: int) -> int:
    """Return after how many steps something is due that comes about so often in a run."""
    return max(STEPS, steps // times // STEPS * STEPS)


def _share_right(model: RecurrentModel, texts: tuple[Text, ...]) -> float:
    """Return the share of the texts whose last blank is answered right."""
    answers = np.array([text.answers[-1] for text in texts])
    return float(np.mean(probabilities(model, texts).argmax(axis=1) == answers))
