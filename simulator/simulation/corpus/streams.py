"""Texts of one to three statements with no reset between them, for training and for testing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.engine.batches import LikeLengths, Text
from simulator.engine.recurrent_gradients import Batch
from simulator.simulation.corpus.dice import Dice
from simulator.simulation.corpus.statements import Corpus, Split, Statement
from simulator.simulation.vocabulary import UNKNOWN

STATEMENT_SHARES = (0.4, 0.35, 0.25)
"""Of texts with 1, 2 and 3 statements."""

WORD_DROPOUT = 0.25
"""Share of the words that are made unknown each time they are trained on, over all texts."""

WORD_NOISE = 0.15
"""Share of the words that become another word, so that none is trusted in one place only."""

ANSWERED = 0.5
"""Share of the earlier statements in a text whose blank is already filled in."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A text: its statements, whether the blank of each was filled, and its tokens."""

    statements: tuple[Statement, ...]
    answered: tuple[bool, ...]
    ids: tuple[int, ...]


def stream(
    corpus: Corpus, dice: Dice, statements: Sequence[Statement], share: float = ANSWERED
) -> Stream:
    """Put statements one after the other, a full stop after each but the last.

    Args:
        corpus: Where the words come from.
        dice: What decides.
        statements: In order.
        share: Of the earlier ones whose blank is filled in, as where people write texts.
    """
    answered = (*(dice.chance(share) for _ in statements[1:]), False)
    words = corpus.vocabulary
    ids: list[int] = []
    for statement, filled in zip(statements, answered, strict=True):
        ids += [words["."]] if ids else []
        ids += [*statement.ids[:-1], words[statement.answer]] if filled else statement.ids
    return Stream(tuple(statements), answered, tuple(ids))


def training_stream(corpus: Corpus, dice: Dice, most: int = 3) -> Stream:
    """Return a random text to train on, of at most so many statements."""
    count = 1
    if dice.chance(1 - STATEMENT_SHARES[0]):
        last = STATEMENT_SHARES[2] / (STATEMENT_SHARES[1] + STATEMENT_SHARES[2])
        count = 3 if dice.chance(last) else 2
    chosen = [corpus.statement(dice) for _ in range(min(count, most))]
    return stream(corpus, dice, chosen)


def held_out_stream(
    corpus: Corpus, dice: Dice, split: Split, distance: int, earlier: int = 0
) -> Stream:
    """Return a text whose last statement is of a test split, at a distance.

    Args:
        corpus: Where the wordings come from.
        dice: What decides.
        split: ``pairs`` or ``wordings``.
        distance: Tokens of filler in the last statement.
        earlier: How many statements (of the same split) stand before it.
    """
    before = [corpus.statement(dice, split) for _ in range(earlier)]
    return stream(corpus, dice, [*before, corpus.statement(dice, split, distance)])


def as_text(corpus: Corpus, made: Stream) -> Text:
    """Return a text for the engine: its tokens, and the answers at its blanks."""
    numbers = {word: number for number, word in enumerate(corpus.answers)}
    times, answers, end = [], [], -1
    for statement, filled in zip(made.statements, made.answered, strict=True):
        end += len(statement.ids)
        if not filled:
            times.append(end)
            answers.append(numbers[statement.answer])
        end += 1  # the full stop
    return Text(np.array(made.ids), np.array(times), np.array(answers))


@dataclass(frozen=True, slots=True, eq=False)
class WithDropout:
    """Batches of texts in which some words are made unknown or another, new ones each time.

    Attributes:
        batches: Where the batches come from.
        droppable: For each word whether it may be dropped, (V,).
        unknown: The word that takes its place.
        share: Of the words made unknown, on average; in one text 0 to twice as much.
        noise: Share of the words that become another that may be dropped.
    """

    batches: LikeLengths
    droppable: np.ndarray[tuple[int], np.dtype[np.bool_]]
    unknown: int
    share: float = WORD_DROPOUT
    noise: float = WORD_NOISE

    def __call__(self, rng: np.random.Generator) -> Batch:
        """Return a batch."""
        batch = self.batches(rng)
        luck = np.where(self.droppable[batch.tokens], rng.random(batch.tokens.shape), 1.0)
        others = rng.choice(np.flatnonzero(self.droppable), batch.tokens.shape)
        # Some texts lose few words and some many: people's sentences differ like that too.
        share = 2 * self.share * rng.random(batch.lengths.size)
        tokens = np.where(luck < share + self.noise, others, batch.tokens)
        tokens[luck < share] = self.unknown
        return Batch(tokens, batch.lengths, batch.times, batch.rows, batch.answers)


def training_texts(corpus: Corpus, seed: int, texts: int, most: int = 3) -> list[Text]:
    """Return all that a network reads in training, before words are dropped."""
    dice = Dice(np.random.default_rng(seed))
    return [as_text(corpus, training_stream(corpus, dice, most)) for _ in range(texts)]


def training_batches(
    corpus: Corpus, seed: int, texts: int, size: int = 32, most: int = 3
) -> WithDropout:
    """Return the batches that a network is trained on.

    Args:
        corpus: Where the wordings come from.
        seed: Of the texts.
        texts: How many different ones there are.
        size: Texts in a batch.
        most: Statements in a text at most.
    """
    batches = LikeLengths(training_texts(corpus, seed, texts, most), size)
    return WithDropout(batches, corpus.droppable, corpus.vocabulary[UNKNOWN])


def majority(corpus: Corpus, statements: int = 5000) -> float:
    """Return the accuracy of always giving the commonest answer."""
    dice = Dice(np.random.default_rng(0))
    answers = Counter(corpus.statement(dice).answer for _ in range(statements))
    return answers.most_common(1)[0][1] / statements
