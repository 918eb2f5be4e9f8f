"""Finding units: by the pattern they show over a phrase, and by what they carry in many texts.

Source:
    Strobelt, Gehrmann, Pfister & Rush, LSTMVis, IEEE Trans. Vis. Comput. Graph. 24 (2018).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.engine.arrays import Floats, Integers, Reals
from simulator.simulation.memory_reader import Reading

Mask = NDArray[np.bool_]

THRESHOLD = 0.3
"""From which a unit counts as on, as in LSTMVis."""

MATCHES = 60
"""How many places are told at most."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a unit must do over a phrase.

    Attributes:
        value: Which gate or state is looked at, such as ``c`` or ``h``.
        first: First token of the phrase, from 0.
        last: Its last token.
        threshold: From which size a unit is on.
        off_before: Whether it must be off just before the phrase.
        off_after: Whether it must be off just after it.
    """

    value: str
    first: int
    last: int
    threshold: float = THRESHOLD
    off_before: bool = True
    off_after: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A unit with the signature, and with which sign it is on."""

    unit: int
    sign: int


@dataclass(frozen=True, slots=True)
class Match:
    """A place in another sentence where the same units are on together.

    Attributes:
        sentence: Number of the sentence, from 0.
        first: First token.
        last: Last token.
        share: Of the units that were found, how many are on there on average.
    """

    sentence: int
    first: int
    last: int
    share: float


def on(values: Reals, threshold: float, sign: int) -> Mask:
    """Return where units are on, (units, T): at least the threshold, with this sign."""
    mask: Mask = sign * values >= threshold
    return mask


def units_with(reading: Reading, signature: Signature) -> tuple[Found, ...]:
    """Return the units that are on over the whole phrase and off around it, for both signs.

    At the ends of the sentence there is nothing before, or after, that could be on.
    """
    values = reading.values(signature.value)
    found: list[Found] = []
    for sign in (1, -1):
        mask = on(values, signature.threshold, sign)
        fits = mask[:, signature.first : signature.last + 1].all(axis=1)
        if signature.off_before and signature.first > 0:
            fits &= ~mask[:, signature.first - 1]
        if signature.off_after and signature.last + 1 < len(reading):
            fits &= ~mask[:, signature.last + 1]
        found += [Found(int(unit), sign) for unit in np.flatnonzero(fits)]
    return tuple(found)


def matches_of(
    readings: Sequence[Reading],
    signature: Signature,
    found: Sequence[Found],
    should_stop: Callable[[], bool] = lambda: False,
) -> tuple[Match, ...]:
    """Return where the same units are on together, the best places first.

    A place is a run of tokens at which at least half of the units are on. Places where more units
    are on come first, then those whose length is nearer to that of the phrase.

    Args:
        readings: The sentences to look through.
        signature: What was asked for.
        found: The units, from ``units_with``.
        should_stop: Asked for each sentence; what was found until then is returned.
    """
    if not found:
        return ()
    length = signature.last - signature.first + 1
    places: list[Match] = []
    for number, reading in enumerate(readings):
        if should_stop():
            break
        share = _share_on(reading, signature, found)
        places += [
            Match(number, first, last, float(share[first : last + 1].mean()))
            for first, last in runs(share >= 0.5)
        ]
    places.sort(key=lambda match: (-match.share, abs(match.last - match.first + 1 - length)))
    return tuple(places[:MATCHES])


def runs(mask: Mask) -> list[tuple[int, int]]:
    """Return first and last index of each unbroken run of True."""
    padded = np.concatenate([[False], mask, [False]])
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _share_on(reading: Reading, signature: Signature, found: Sequence[Found]) -> Floats:
    """Return at each token which share of the units is on, (T,)."""
    values = reading.values(signature.value)
    counts = np.zeros(len(reading))
    for sign in (1, -1):
        units = [one.unit for one in found if one.sign == sign]
        counts += on(values[units], signature.threshold, sign).sum(axis=0)
    share: Floats = counts / len(found)
    return share


@dataclass(frozen=True, slots=True)
class Carries:
    """What a unit's state tells, as shares of its variance over many sentences.

    Attributes:
        unit: Its number.
        country: Explained by the first country of the statement, where one was named.
        statements: By how many full stops came before.
        position: By the place in the statement (straight line).
        resets_at: The word at which it keeps least on average; empty if the cell has no such gate.
        keeps_there: How much it keeps there, from 0 to 1.
        keeps: How much it keeps on average.
    """

    unit: int
    country: float
    statements: float
    position: float
    resets_at: str
    keeps_there: float
    keeps: float


def carried(
    readings: Sequence[Reading],
    countries: frozenset[str],
    should_stop: Callable[[], bool] = lambda: False,
) -> tuple[Carries, ...] | None:
    """Return what every unit carries, measured over all tokens of many sentences.

    Args:
        readings: The sentences, all read by the same network.
        countries: Words that name a country.
        should_stop: Asked in between; None is returned then.
    """
    first = readings[0]
    states = np.concatenate([reading.values(first.state_name) for reading in readings], axis=1)
    labels = [_labels(reading, countries) for reading in readings]
    country, statements, position = (
        np.concatenate([label[k] for label in labels]) for k in range(3)
    )
    named = country >= 0
    by_country = explained(states[:, named], country[named])
    by_statement = explained(states, statements)
    by_position = squared_correlation(states, position)
    if should_stop():
        return None
    words, keeps = _keeps_by_word(readings)
    return tuple(
        Carries(
            unit,
            float(by_country[unit]),
            float(by_statement[unit]),
            float(by_position[unit]),
            words[int(keeps[unit].argmin())] if words else "",
            float(keeps[unit].min()) if words else 0.0,
            float(keeps[unit].mean()) if words else 0.0,
        )
        for unit in range(len(states))
    )


def explained(states: Reals, labels: Integers) -> Floats:
    """Return which share of each row's variance its labels explain (η²), (units,).

    Args:
        states: (units, N).
        labels: (N,).
    """
    total = states.var(axis=1, dtype=np.float64) * states.shape[1]
    mean = states.mean(axis=1, dtype=np.float64)
    between = np.zeros(len(states))
    for label in np.unique(labels):
        group = states[:, labels == label]
        between += group.shape[1] * (group.mean(axis=1, dtype=np.float64) - mean) ** 2
    share: Floats = between / np.where(total > 0, total, 1)
    return share


def squared_correlation(states: Reals, values: Integers) -> Floats:
    """Return the squared correlation of each row with values, (units,)."""
    x = values - values.mean()
    y = states - states.mean(axis=1, dtype=np.float64, keepdims=True)
    size = (x**2).sum() * (y**2).sum(axis=1)
    share: Floats = (y @ x) ** 2 / np.where(size > 0, size, 1)
    return share


def _labels(reading: Reading, countries: frozenset[str]) -> tuple[Integers, Integers, Integers]:
    """Return for each token the country of its statement (−1 if none yet), stops so far, place.

    The first country named counts: others are those of other people.
    """
    country, statements, position = [], [], []
    current, stops, place = -1, 0, 0
    for token in reading.tokens:
        word = reading.reader.vocabulary.words[token.id]
        if token.known and word in countries and current < 0:
            current = token.id
        country.append(current)
        statements.append(stops)
        position.append(place)
        place += 1
        if word == "." and token.known:
            current, stops, place = -1, stops + 1, 0
    return np.array(country), np.array(statements), np.array(position)


def _keeps_by_word(readings: Sequence[Reading]) -> tuple[list[str], Floats]:
    """Return words that stand in many places, and how much each unit keeps at them, (units, W)."""
    names = readings[0].trace.values
    gate = "f" if "f" in names else "z" if "z" in names else None
    if gate is None:
        return [], np.zeros((0, 0))
    ids = np.concatenate([reading.trace.tokens for reading in readings])
    values = np.concatenate([reading.values(gate) for reading in readings], axis=1)
    often = [word for word in np.unique(ids) if (ids == word).sum() >= max(5, len(readings) // 20)]
    if not often:
        return [], np.zeros((0, 0))
    words = readings[0].reader.vocabulary.words
    means = [values[:, ids == word].mean(axis=1, dtype=np.float64) for word in often]
    return [words[word] for word in often], np.stack(means, axis=1)
