"""Training a recurrent network: batches, rates, early stopping, and going on where one left."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from simulator.engine.adam import Adam, clip
from simulator.engine.arrays import Reals
from simulator.engine.recurrent import RecurrentModel, flatten, with_vector
from simulator.engine.recurrent_gradients import NO_COST, Batch, GateCost
from simulator.engine.training_gradients import Gradients, gradients_of

Batches = Callable[[np.random.Generator], Batch]
"""Draws one batch; whatever is random about it must come from the generator."""

Score = Callable[[RecurrentModel], float]
"""Says how good a network is, on texts it is not trained on; higher is better."""

Ending = Literal["finished", "asked to stop", "no longer better"]


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How to train; the rates rise for ``warm_up`` steps, stay, then fall in a straight line.

    Attributes:
        steps: Batches to learn from.
        learning_rate: The highest rate.
        warm_up: Steps in which it rises from 0.
        flat: Fraction of the steps after which it begins to fall.
        last: Fraction of the rate that is left at the end.
        clip: Longest gradient.
        cost: What is added to the loss for gates and cells (LSTM only); it regularises.
        window: Truncated backpropagation: how many tokens back a gradient flows at most; all
            if not given.
        patience: Early stopping: how many scores in a row may bring nothing better; if not
            given, training goes on to the end.
        score_every: Steps between two scores.
        report_every: Steps between two reports of progress.
        threads: 1 or 2; if not given, what suits the sizes.
        seed: Of all that is random here.
    """

    steps: int
    learning_rate: float = 0.02
    warm_up: int = 50
    flat: float = 0.3
    last: float = 0.1
    clip: float = 1.0
    cost: GateCost = NO_COST
    window: int | None = None
    patience: int | None = None
    score_every: int = 200
    report_every: int = 50
    threads: int | None = None
    seed: int = 0

    def rate(self, step: int) -> float:
        """Return the learning rate of a step, from 0."""
        rising = min(1.0, (step + 1) / max(self.warm_up, 1))
        done = step / max(self.steps, 1)
        falling = max(0.0, (done - self.flat) / max(1 - self.flat, 1e-9))
        return self.learning_rate * rising * (1 - (1 - self.last) * falling)


@dataclass(frozen=True, slots=True)
class Progress:
    """How training goes; means are over the steps since the last report.

    Attributes:
        step: Steps done.
        steps: Steps to do in all.
        cross_entropy: Mean.
        accuracy: Of the likeliest answers at the blanks, mean.
        rate: Learning rate now.
        score: The latest score, if there was one.
    """

    step: int
    steps: int
    cross_entropy: float
    accuracy: float
    rate: float
    score: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """All that is needed to go on training as if nothing had happened.

    Attributes:
        parameters: Flat, in the order of ``RecurrentModel.parameters``.
        adam: State of the optimiser.
        step: Steps done.
        best: Parameters with the best score so far.
        best_score: That score; −∞ before the first.
        waited: Scores since then that brought nothing better.
        history: All reports so far.
    """

    parameters: Reals
    adam: Adam
    step: int
    best: Reals
    best_score: float
    waited: int
    history: tuple[Progress, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TrainingResult:
    """The trained network and how it came about.

    Attributes:
        model: With the best score if there were scores, else the last.
        checkpoint: From which to go on.
        history: All reports of progress.
        ending: Why training ended.
    """

    model: RecurrentModel
    checkpoint: Checkpoint
    history: tuple[Progress, ...]
    ending: Ending


def train(
    model: RecurrentModel,
    batches: Batches,
    settings: TrainingSettings,
    *,
    score: Score | None = None,
    resume: Checkpoint | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Callable[[Progress], None] = lambda report: None,
) -> TrainingResult:
    """Train a network on batches; the same arguments give the same weights.

    Args:
        model: Where to start; it is not changed.
        batches: Draws the batch of each step.
        settings: How to train.
        score: Measured every ``score_every`` steps, if given; the best network is kept.
        resume: Go on from here in place of ``model``'s own weights.
        should_stop: Asked before each step.
        progress: Told every ``report_every`` steps.
    """
    run = _Run.begin(model, resume)
    with gradients_of(run.model, settings.threads) as gradients:
        ending: Ending = "finished"
        while run.adam.step < settings.steps:
            if should_stop():
                ending = "asked to stop"
                break
            run.learn(gradients, batches, settings)
            last = run.adam.step == settings.steps
            if score and (run.adam.step % settings.score_every == 0 or last):
                run.judge(score(run.model))
            if run.adam.step % settings.report_every == 0 or last:
                progress(run.report(settings))
            if settings.patience is not None and run.waited >= settings.patience:
                ending = "no longer better"
                break
    return run.result(model, ending, scored=score is not None)


def cuts_of(batch: Batch, window: int | None) -> frozenset[int]:
    """Return the tokens past which nothing flows back, if gradients see ``window`` tokens.

    The windows are laid from the end of the text, where its last blank is.
    """
    if window is None:
        return frozenset()
    return frozenset(range(len(batch.tokens) - 1 - window, -1, -window))


@dataclass(slots=True, eq=False)
class _Run:
    """A training run under way; its arrays change in place."""

    parameters: Reals
    model: RecurrentModel  # its weights are views of the parameters
    adam: Adam
    best: Reals
    best_score: float
    waited: int
    history: list[Progress]
    score: float | None = None
    losses: list[float] = field(default_factory=list)
    correct: int = 0
    asked: int = 0

    @classmethod
    def begin(cls, model: RecurrentModel, resume: Checkpoint | None) -> "_Run":
        vector, views = flatten(model)
        if resume is None:
            return cls(vector, views, Adam.fresh(vector), vector.copy(), -np.inf, 0, [])
        if resume.parameters.size != vector.size:
            raise ValueError("the checkpoint is of a network with other shapes")
        vector[:] = resume.parameters
        return cls(
            vector,
            views,
            resume.adam.copy(),
            resume.best.copy(),
            resume.best_score,
            resume.waited,
            list(resume.history),
        )

    def learn(self, gradients: Gradients, batches: Batches, settings: TrainingSettings) -> None:
        """Make one step."""
        step = self.adam.step
        # Each step has its own generator, so that a resumed run draws what the first would have.
        batch = batches(np.random.default_rng([settings.seed, step]))
        loss = gradients(batch, settings.cost, cuts_of(batch, settings.window))
        clip(gradients.gradient, settings.clip)
        self.adam.update(self.parameters, gradients.gradient, settings.rate(step))
        self.losses.append(loss.cross_entropy)
        self.correct += loss.correct
        self.asked += batch.answers.size

    def judge(self, score: float) -> None:
        self.score = score
        self.waited += 1
        if score > self.best_score:
            self.best_score, self.waited = score, 0
            self.best[:] = self.parameters

    def report(self, settings: TrainingSettings) -> Progress:
        step = self.adam.step
        report = Progress(
            step,
            settings.steps,
            float(np.mean(self.losses)),
            self.correct / max(self.asked, 1),
            settings.rate(step),
            self.score,
        )
        self.losses, self.correct, self.asked = [], 0, 0
        self.history.append(report)
        return report

    def result(self, model: RecurrentModel, ending: Ending, scored: bool) -> TrainingResult:
        history = tuple(self.history)
        checkpoint = Checkpoint(
            self.parameters.copy(),
            self.adam.copy(),
            self.adam.step,
            self.best.copy(),
            self.best_score,
            self.waited,
            history,
        )
        chosen = self.best if scored and np.isfinite(self.best_score) else self.parameters
        return TrainingResult(with_vector(model, chosen.copy()), checkpoint, history, ending)
