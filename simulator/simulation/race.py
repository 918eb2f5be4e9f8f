"""Networks raced on one task: accuracy by distance, over several seeds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.engine.blas import limited_blas
from simulator.engine.recurrent import RecurrentModel
from simulator.engine.recurrent_gradients import NO_COST
from simulator.engine.training import Batches, train
from simulator.simulation.corpus.facts import Fact
from simulator.simulation.corpus.measures import accuracy_at
from simulator.simulation.corpus.recipe import Recipe, fresh_model, with_equal_budget
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.corpus.streams import majority, training_batches
from simulator.simulation.training_run import TrainingPlan

BAG, PLAIN, GRU = "ANN, bag of words", "RNN", "GRU"
WINDOW, CHRONO = "ANN, window of 10", "LSTM, chrono"
COST = "with gate cost"
"""In the name of a network that had a cost for gates and cells."""


def lstm_name(bias: float) -> str:
    """Return how an LSTM that starts with a forget bias is called, here and in experiments."""
    return f"LSTM, bias {bias:g}"


@dataclass(frozen=True, slots=True)
class RaceResult:
    """How one network did at one distance, with one seed.

    Attributes:
        name: Which network, such as ``LSTM, bias 3``.
        seed: Of its weights and texts.
        distance: Tokens of filler before the blank.
        accuracy: Share of held-out texts answered right.
    """

    name: str
    seed: int
    distance: int
    accuracy: float


@dataclass(frozen=True, slots=True)
class RacePoint:
    """How one network did at one distance, over its seeds.

    Attributes:
        name: Which network.
        distance: Tokens of filler before the blank.
        mean: Accuracy, mean over the seeds.
        low: Of the worst seed.
        high: Of the best seed.
        seeds: How many there are.
    """

    name: str
    distance: int
    mean: float
    low: float
    high: float
    seeds: int


def points_of(results: Sequence[RaceResult]) -> tuple[RacePoint, ...]:
    """Put the seeds together, in the order in which networks and distances first appear."""
    found: dict[tuple[str, int], list[float]] = {}
    for result in results:
        found.setdefault((result.name, result.distance), []).append(result.accuracy)
    return tuple(
        RacePoint(name, distance, float(np.mean(v)), min(v), max(v), len(v))
        for (name, distance), v in found.items()
    )


@dataclass(frozen=True, slots=True)
class Race:
    """All that was measured, and how.

    Attributes:
        points: At most one for each network and distance.
        about: A sentence: where the results come from, and how much was trained.
        baseline: Accuracy of always giving the commonest answer, if it is known.
        at_one_distance: Whether each network was trained at the distance it is tested at only,
            instead of at all of them.
        trained: How many networks have been trained so far, where that is being counted.
    """

    points: tuple[RacePoint, ...]
    about: str
    baseline: float | None = None
    at_one_distance: bool = False
    trained: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The networks: ANN, RNN, GRU, then LSTMs by forget bias, then others."""
        return order_of(dict.fromkeys(point.name for point in self.points))

    @property
    def distances(self) -> tuple[int, ...]:
        """All distances, the shortest first."""
        return tuple(sorted({point.distance for point in self.points}))

    def curve(self, name: str) -> tuple[RacePoint, ...]:
        """Return what one network did, the shortest distance first."""
        mine = (point for point in self.points if point.name == name)
        return tuple(sorted(mine, key=lambda point: point.distance))

    def at(self, name: str, distance: int) -> RacePoint | None:
        """Return how a network did at a distance, if it was measured there."""
        return next((point for point in self.curve(name) if point.distance == distance), None)


TOKENS_PER_TEXT = 100
"""Of the budget: every text is read about twice, with other words dropped."""


@dataclass(frozen=True, slots=True)
class RacePlan:
    """A race that is run here, with a small budget.

    Attributes:
        tokens: That each network reads.
        hidden: H, the units of an LSTM; the others get as many parameters.
        seeds: Each network is trained once with each.
        distances: At which it is tested.
        texts: Held-out texts at each distance.
    """

    tokens: int = 1_000_000
    hidden: int = 16
    seeds: tuple[int, ...] = (0, 1, 2)
    distances: tuple[int, ...] = (0, 5, 10, 20, 40)
    texts: int = 200

    @property
    def about(self) -> str:
        """How much is trained, in a sentence."""
        return (
            f"Run here with a small budget: {self.tokens / 1e6:g} million tokens, {self.hidden} "
            f"LSTM units or as many parameters, {len(self.seeds)} seeds, no cost for gates, "
            "filler of 0 to 30 tokens"
        )

    def recipes(self) -> dict[str, Recipe]:
        """Return what each network is trained with, by its name."""
        base = Recipe(hidden=self.hidden, tokens=self.tokens, cost=NO_COST)
        biases = {lstm_name(b): replace(base, forget_bias=b) for b in (0.0, 1.0, 3.0)}
        return {
            BAG: replace(base, kind="ann"),
            PLAIN: replace(base, kind="rnn"),
            GRU: replace(base, kind="gru"),
            **biases,
            CHRONO: replace(base, chrono=80),
        }

    @property
    def trainings(self) -> int:
        """How many networks are trained in all."""
        return len(self.seeds) * len(self.recipes())


def run_race(plan: RacePlan, facts: tuple[Fact, ...]) -> Iterator[Race]:
    """Train and test the networks one by one; yields the race so far after each.

    Every network of a seed learns from the same texts in the same order.
    """
    corpus = Corpus(facts)
    baseline = majority(corpus)
    results: tuple[RaceResult, ...] = ()
    trained = 0
    texts = plan.tokens // TOKENS_PER_TEXT
    for seed in plan.seeds:
        batches = training_batches(corpus, seed, texts)
        for name, recipe in plan.recipes().items():
            model = _train(replace(recipe, seed=seed), corpus, batches)
            results += tuple(
                RaceResult(name, seed, d, accuracy_at(model, corpus, d, "pairs", plan.texts))
                for d in plan.distances
            )
            trained += 1
            yield Race(points_of(results), plan.about, baseline, trained=trained)


def _train(recipe: Recipe, corpus: Corpus, batches: Batches) -> RecurrentModel:
    settings = TrainingPlan("streams", recipe).settings(recipe.steps)
    with limited_blas(1):
        fitting = with_equal_budget(recipe, corpus)
        return train(fresh_model(fitting, corpus), batches, settings).model


def race_notes(race: Race) -> tuple[str, ...]:
    """Return what the figures show, in words; nothing that they do not show."""
    told = (_bias_note, _plain_note, _bag_note, _cost_note, _baseline_note)
    return tuple(note for say in told if (note := say(race)))


CLEAR = 0.2
"""Differences of accuracy that are spoken of."""

LEARNT = 0.5
"""A network that is right less often, even from near, has hardly learnt."""


def _bias_note(race: Race) -> str:
    """Compare the smallest forget bias with the greatest where they differ most."""
    low, high = lstm_name(0), lstm_name(3)
    gaps = {d: _gap(race, high, low, d) for d in race.distances}
    d = max(gaps, key=lambda d: gaps[d], default=0)
    if gaps.get(d, 0.0) < CLEAR:
        return ""
    return (
        f"{_place(d)} an LSTM that starts with forget bias 0 gets {_percent(race, low, d)} right; "
        f"with forget bias 3 it is {_percent(race, high, d)}. Gradients of a fresh LSTM vanish "
        "too: the forget bias makes the memory."
    )


def _plain_note(race: Race) -> str:
    """Say what the RNN did not learn; only training at one distance shows from how far."""
    best = lstm_name(3)
    far = [d for d in race.distances if _gap(race, best, PLAIN, d) >= CLEAR]
    if not far:
        return ""
    d = far[-1]
    both = (
        f"the RNN gets {_percent(race, PLAIN, d)} right and the LSTM with forget bias 3 "
        f"{_percent(race, best, d)}"
    )
    if race.at_one_distance:
        return f"Trained {d} tokens away only, {both}: an RNN cannot learn from far away."
    near = race.at(PLAIN, race.distances[0])
    if near is None or near.mean >= LEARNT:
        return f"{_place(d)} {both}."
    return (
        f"{_place(d)} {both}; {_place(near.distance).lower()} the RNN gets {percent(near.mean)}: "
        "what it has not learnt with this much training it cannot have forgotten. An RNN has "
        "trouble learning from far away, less with keeping what it has learnt."
    )


def _bag_note(race: Race) -> str:
    """Say where the bag of words loses, if it was right somewhere."""
    shares = [(point.distance, point.mean) for point in race.curve(BAG)]
    good = [(d, share) for d, share in shares if share >= 0.9]
    lost = [(d, share) for d, share in shares if good and d > good[-1][0] and share < 0.7]
    if not lost:
        return ""
    return (
        f"{_place(good[-1][0])} the bag of words gets {percent(good[-1][1])} right, at "
        f"{lost[0][0]} tokens {percent(lost[0][1])}: distance is nothing to it, until filler "
        "names a second country."
    )


def _cost_note(race: Race) -> str:
    if not any(COST in name for name in race.names):
        return ""
    return (
        f"“{COST[0].upper()}{COST[1:]}”: a small cost made the gates keep and the cells stay "
        "small. It is a regulariser, and the other networks had none."
    )


def _baseline_note(race: Race) -> str:
    if race.baseline is None:
        return ""
    return f"Always giving the commonest answer would be right in {percent(race.baseline)}."


def _gap(race: Race, better: str, worse: str, distance: int) -> float:
    first, second = race.at(better, distance), race.at(worse, distance)
    return first.mean - second.mean if first and second else 0.0


def _percent(race: Race, name: str, distance: int) -> str:
    found = race.at(name, distance)
    return percent(found.mean) if found else "nothing"


def _place(distance: int) -> str:
    return f"At {distance} tokens of filler" if distance else "Without filler"


def percent(share: float) -> str:
    """Return a share as people write it, such as ``98 %``."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def spread(point: RacePoint) -> str:
    """Return mean and range over the seeds, such as ``98 % (95–99)``."""
    low, high = round(100 * point.low), round(100 * point.high)
    return percent(point.mean) if low == high else f"{percent(point.mean)} ({low}–{high})"


def order_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return names as they race: ANN, RNN, GRU, then the LSTMs by forget bias, then others."""
    lstms = (lstm_name(bias) for bias in (0, 1, 2, 3))
    known = [BAG, WINDOW, PLAIN, GRU, *lstms, f"{lstm_name(3)}, {COST}", CHRONO]
    place = {name: number for number, name in enumerate(known)}
    return tuple(sorted(names, key=lambda name: place.get(name, len(known))))
