"""Networks raced on one task: accuracy by distance, over several seeds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.engine.arrays import Floats
from simulator.engine.blas import limited_blas
from simulator.engine.training import TrainingSettings, train
from simulator.simulation.corpus.facts import Fact
from simulator.simulation.corpus.measures import accuracy_at
from simulator.simulation.corpus.recipe import Recipe, fresh_model
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.corpus.streams import majority, training_batches
from simulator.simulation.training_run import TrainingPlan

BAG, PLAIN, GRU = "ANN, bag of words", "RNN", "GRU"
CHRONO = "LSTM, chrono"


def lstm_name(bias: float) -> str:
    """Return how an LSTM that starts with a forget bias is called."""
    return f"LSTM, forget bias {bias:g}"


@dataclass(frozen=True, slots=True)
class RaceResult:
    """How one network did at one distance.

    Attributes:
        name: Which network, such as ``LSTM, forget bias 3``.
        seed: Of its weights and texts.
        distance: Tokens of filler before the blank.
        accuracy: Share of held-out texts answered right.
    """

    name: str
    seed: int
    distance: int
    accuracy: float


@dataclass(frozen=True, slots=True)
class Race:
    """All that was measured, and how.

    Attributes:
        results: In any order.
        about: A sentence: where the results come from, and how much was trained.
        baseline: Accuracy of always giving the commonest answer, if it is known.
        at_one_distance: Whether each network was trained at the distance it is tested at only,
            instead of at all of them.
        regularised: Whether LSTMs had a cost for gates and cells.
    """

    results: tuple[RaceResult, ...]
    about: str
    baseline: float | None = None
    at_one_distance: bool = False
    regularised: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The networks, in the order in which they first appear."""
        return tuple(dict.fromkeys(result.name for result in self.results))

    @property
    def distances(self) -> tuple[int, ...]:
        """All distances, the shortest first."""
        return tuple(sorted({result.distance for result in self.results}))

    def curve(self, name: str) -> "RaceCurve":
        """Return what one network did at each distance it was measured at."""
        mine = [result for result in self.results if result.name == name]
        found: dict[int, list[float]] = {}
        for result in sorted(mine, key=lambda result: result.distance):
            found.setdefault(result.distance, []).append(result.accuracy)
        spread = [(float(np.mean(v)), min(v), max(v)) for v in found.values()]
        mean, low, high = np.array(spread).T
        return RaceCurve(
            np.array(list(found), dtype=float), mean, low, high, len({r.seed for r in mine})
        )

    def at(self, name: str, distance: int) -> tuple[float, float, float] | None:
        """Return mean, lowest and highest accuracy of a network, if it was measured there."""
        found = [r.accuracy for r in self.results if (r.name, r.distance) == (name, distance)]
        return (float(np.mean(found)), min(found), max(found)) if found else None


@dataclass(frozen=True, slots=True, eq=False)
class RaceCurve:
    """Accuracy of one network by distance; arrays of shape (distances,).

    Attributes:
        distances: Tokens.
        mean: Over the seeds.
        low: Of the worst seed.
        high: Of the best seed.
        seeds: How many there are.
    """

    distances: Floats
    mean: Floats
    low: Floats
    high: Floats
    seeds: int


@dataclass(frozen=True, slots=True)
class RacePlan:
    """A race that is run here, with a small budget.

    Attributes:
        tokens: That each network reads.
        hidden: H, its units.
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
            f"units, {len(self.seeds)} seeds, sentences in a row with filler of 0 to 30 tokens"
        )

    def recipes(self) -> dict[str, Recipe]:
        """Return what each network is trained with, by its name."""
        base = Recipe(hidden=self.hidden, tokens=self.tokens, texts=self.tokens // 100)
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
    race = Race((), plan.about, majority(corpus), regularised=True)
    for seed in plan.seeds:
        recipe = Recipe(tokens=plan.tokens)
        batches = training_batches(corpus, seed, plan.tokens // 100, most=recipe.most)
        for name, chosen in plan.recipes().items():
            recipe = replace(chosen, seed=seed)
            settings: TrainingSettings = TrainingPlan("streams", recipe).settings
            model = train(fresh_model(recipe, corpus), batches, settings).model
            with limited_blas(1):
                found = tuple(
                    RaceResult(name, seed, d, accuracy_at(model, corpus, d, "pairs", plan.texts))
                    for d in plan.distances
                )
            race = replace(race, results=race.results + found)
            yield race


def race_notes(race: Race) -> tuple[str, ...]:
    """Return what the figures show, in words; nothing that they do not show."""
    told = (_bias_note(race), _plain_note(race), _bag_note(race), _baseline_note(race))
    cost = (
        "The LSTMs were trained with a small cost for gates and cells that makes them keep; it "
        "is a regulariser, and the others had none."
    )
    return (*(note for note in told if note), *((cost,) if race.regularised else ()))


CLEAR = 0.2
"""Differences of accuracy that are spoken of."""


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
    near = race.distances[0]
    return (
        f"{_place(d)} {both}; {_place(near).lower()} the RNN gets {_percent(race, PLAIN, near)}. "
        "What it has not learnt with this much training it cannot have forgotten: an RNN has "
        "trouble learning from far away, less with keeping what it has learnt."
    )


def _bag_note(race: Race) -> str:
    """Say where the bag of words loses, if it was right somewhere."""
    found = [(d, race.at(BAG, d)) for d in race.distances]
    shares = [(d, at[0]) for d, at in found if at]
    good = [(d, share) for d, share in shares if share >= 0.9]
    lost = [(d, share) for d, share in shares if good and d > good[-1][0] and share < 0.7]
    if not lost:
        return ""
    return (
        f"{_place(good[-1][0])} the bag of words gets {percent(good[-1][1])} right, at "
        f"{lost[0][0]} tokens {percent(lost[0][1])}: distance is nothing to it, until filler "
        "names a second country."
    )


def _baseline_note(race: Race) -> str:
    if race.baseline is None:
        return ""
    return f"Always giving the commonest answer would be right in {percent(race.baseline)}."


def _gap(race: Race, better: str, worse: str, distance: int) -> float:
    first, second = race.at(better, distance), race.at(worse, distance)
    return first[0] - second[0] if first and second else 0.0


def _percent(race: Race, name: str, distance: int) -> str:
    found = race.at(name, distance)
    return percent(found[0]) if found else "nothing"


def _place(distance: int) -> str:
    return f"At {distance} tokens of filler" if distance else "Without filler"


def percent(share: float) -> str:
    """Return a share as people write it, such as ``98 %``."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def spread(found: tuple[float, float, float]) -> str:
    """Return mean and range over the seeds, such as ``98 % (95–99)``."""
    mean, low, high = found
    if round(100 * low) == round(100 * high):
        return percent(mean)
    return f"{percent(mean)} ({100 * low:.0f}–{100 * high:.0f})"


def order_of(names: Sequence[str]) -> tuple[str, ...]:
    """Return names as they race: ANN, RNN, GRU, then the LSTMs by forget bias, then others."""
    known = [BAG, PLAIN, GRU, *(lstm_name(b) for b in (0, 1, 2, 3)), CHRONO]
    place = {name: number for number, name in enumerate(known)}
    return tuple(sorted(names, key=lambda name: place.get(name, len(known))))
