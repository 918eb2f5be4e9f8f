"""Statements about people in countries: an opener, some filler, and a question with its blank."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from simulator.simulation.corpus import fillers, openers, questions
from simulator.simulation.corpus.dice import Dice
from simulator.simulation.corpus.facts import ARTICLES, Fact, Topic
from simulator.simulation.corpus.wording import (
    COUNTRY,
    OTHER,
    PEOPLE,
    Wording,
    all_compiled,
    by_length,
    words_of,
)
from simulator.simulation.vocabulary import BLANK, NOT_STATED, UNKNOWN, Vocabulary

Split = Literal["train", "pairs", "wordings"]
"""``pairs``: known wordings never seen with this country; ``wordings``: wordings never seen."""

TOPIC_SHARES: dict[Topic, float] = {"language": 0.6, "capital": 0.15, "currency": 0.25}
"""Of all statements."""

LONGEST_FILLER = 30
"""Tokens; longer distances are never trained on."""

NO_FILLER = 0.15
"""Share of the training statements whose question follows at once."""

NOT_STATED_SHARE = 0.2
"""Share of the statements that name no country."""

SILENT_SHARE = 0.7
"""Share of these that do not speak of a place; the others have an unknown word for it."""

CLAUSE_ABOUT_OTHER = 0.3
"""Share of the filler clauses that name another country."""

MOST_OTHERS = 2
"""Clauses that name another country in one statement."""

HELD_OUT = openers.HELD_OUT | questions.HELD_OUT | fillers.HELD_OUT
"""Wordings that are never trained on."""

HELD_OUT_PAIRS = 10
"""Of so many pairs of a country and a wording, one is never trained on."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence up to its blank, and what it was made of.

    Attributes:
        ids: Tokens; the last is the blank.
        answer: The right word.
        topic: What is asked.
        country: Which country is stated, None if none is.
        opener: Its template.
        question: Its template.
        distance: Tokens of filler between opener and question.
    """

    ids: tuple[int, ...]
    answer: str
    topic: Topic
    country: str | None
    opener: str
    question: str
    distance: int


@dataclass(frozen=True)
class Corpus:
    """All wordings in ids, and the facts that they are about."""

    facts: tuple[Fact, ...]

    @cached_property
    def answers(self) -> tuple[str, ...]:
        """What may stand at a blank: not stated, languages, capitals, currencies."""
        answers = (fact.answer(topic) for topic in questions.TOPICS for fact in self.facts)
        return (NOT_STATED, *dict.fromkeys(answers))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Special tokens, answers, countries, and the words of the wordings trained on."""
        countries = (fact.country for fact in self.facts)
        trained = [t for t in _templates() if t not in HELD_OUT]
        joints = (*questions.AFTER_CLAUSE, *questions.AFTER_PHRASE, "the .")
        words = sorted(set().union(*(words_of(text) for text in (*trained, *joints))))
        return Vocabulary(tuple(dict.fromkeys((UNKNOWN, BLANK, *self.answers, *countries, *words))))

    @cached_property
    def droppable(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """For each word of the vocabulary, whether it may be made unknown in training."""
        kept = {UNKNOWN, BLANK, ".", *self.answers, *(fact.country for fact in self.facts)}
        return np.array([word not in kept for word in self.vocabulary.words])

    def statement(
        self,
        dice: Dice,
        split: Split = "train",
        distance: int | None = None,
        topic: Topic | None = None,
        stated: bool | None = None,
        silent: bool | None = None,
    ) -> Statement:
        """Make a statement.

        Args:
            dice: What decides.
            split: From which wordings.
            distance: Tokens of filler; if not given, as in training.
            topic: What is asked; if not given, as in training.
            stated: Whether a country is named; if not given, as in training.
            silent: Where none is, whether the place is not spoken of at all (in place of an
                unknown word for it); if not given, as in training.
        """
        topic = topic or self._topic(dice)
        person = dice.below(len(PEOPLE))
        number = dice.below(len(self.facts))
        has_country = not dice.chance(NOT_STATED_SHARE) if stated is None else stated
        silent = dice.chance(SILENT_SHARE) if silent is None else silent
        opener, phrase = self._opener(dice, split, number, silent and not has_country)
        question = self._choose(dice, self._questions[topic], split, number)
        k = self._distance(dice) if distance is None else distance
        before = (
            *_one(dice, opener.variants[person]),
            *self._filler(dice, split == "wordings", person, k),
        )
        pieces = (
            *before,
            *self._joint(dice, before, phrase),
            *_one(dice, question.variants[person]),
            self.vocabulary[BLANK],
        )
        fact = self.facts[number]
        return Statement(
            self._filled(dice, pieces, number if has_country else None),
            fact.answer(topic) if has_country else NOT_STATED,
            topic,
            fact.country if has_country else None,
            opener.template,
            question.template,
            k,
        )

    def allowed(self, country: int, wording: int, held_out: bool, split: Split) -> bool:
        """Return whether a split may put a country and a wording together."""
        if split == "wordings":
            return held_out
        pair = (country + 7 * wording) % HELD_OUT_PAIRS == 0
        return not held_out and pair == (split == "pairs")

    @cached_property
    def _openers(self) -> tuple[Wording, ...]:
        return all_compiled((*openers.CLAUSES, *openers.PHRASES), openers.HELD_OUT, self.vocabulary)

    @cached_property
    def _silent(self) -> tuple[Wording, ...]:
        texts = (*openers.WITHOUT_COUNTRY, *openers.PHRASES_WITHOUT_COUNTRY)
        return all_compiled(texts, openers.HELD_OUT, self.vocabulary)

    @cached_property
    def _questions(self) -> dict[Topic, tuple[Wording, ...]]:
        topics = questions.TOPICS.items()
        return {t: all_compiled(texts, questions.HELD_OUT, self.vocabulary) for t, texts in topics}

    @cached_property
    def _after_clause(self) -> tuple[tuple[int, ...], ...]:
        return _joints(questions.AFTER_CLAUSE, self.vocabulary)

    @cached_property
    def _after_phrase(self) -> tuple[tuple[int, ...], ...]:
        return _joints(questions.AFTER_PHRASE, self.vocabulary)

    @cached_property
    def _fillers(self) -> dict[tuple[bool, bool, int], list[list[tuple[int, ...]]]]:
        """By (held out, about another country, person): by length n, the clauses up to n."""
        return {
            (held_out, other, person): by_length(
                all_compiled(texts, fillers.HELD_OUT, self.vocabulary), held_out, person
            )
            for held_out in (False, True)
            for other, texts in ((False, fillers.PLAIN), (True, fillers.WITH_COUNTRY))
            for person in range(len(PEOPLE))
        }

    @cached_property
    def _countries(self) -> tuple[tuple[int, ...], ...]:
        the, words = self.vocabulary["the"], self.vocabulary
        names = (fact.country for fact in self.facts)
        return tuple((the, words[n]) if n in ARTICLES else (words[n],) for n in names)

    def _topic(self, dice: Dice) -> Topic:
        luck = dice.share()
        for topic, share in TOPIC_SHARES.items():
            luck -= share
            if luck < 0:
                return topic
        return "language"

    def _distance(self, dice: Dice) -> int:
        return 0 if dice.chance(NO_FILLER) else 1 + dice.below(LONGEST_FILLER)

    def _opener(self, dice: Dice, split: Split, country: int, silent: bool) -> tuple[Wording, bool]:
        """Return an opener, and whether it is a phrase that cannot stand alone."""
        wordings = self._silent if silent else self._openers
        wording = self._choose(dice, wordings, split, country)
        phrases = openers.PHRASES_WITHOUT_COUNTRY if silent else openers.PHRASES
        return wording, wording.template in phrases

    def _choose(
        self, dice: Dice, wordings: Sequence[Wording], split: Split, country: int
    ) -> Wording:
        while True:
            number = dice.below(len(wordings))
            if self.allowed(country, number, wordings[number].held_out, split):
                return wordings[number]

    def _filler(self, dice: Dice, held_out: bool, person: int, length: int) -> tuple[int, ...]:
        """Return clauses of exactly so many tokens."""
        plain = self._fillers[held_out, False, person]
        other = self._fillers[held_out, True, person]
        tokens: tuple[int, ...] = ()
        clause: tuple[int, ...] = ()
        others = 0
        while (left := length - len(tokens)) > 0:
            fitting = other[min(left, len(other) - 1)]
            if fitting and others < MOST_OTHERS and dice.chance(CLAUSE_ABOUT_OTHER):
                others += 1
            else:
                fitting = plain[min(left, len(plain) - 1)]
            clause = _one(dice, fitting, clause)
            tokens += clause
        return tokens

    def _joint(self, dice: Dice, before: tuple[int, ...], phrase: bool) -> tuple[int, ...]:
        """Return what joins the question to what stands before it."""
        if not before:
            return ()
        joint = _one(dice, self._after_phrase if phrase else self._after_clause)
        comma = self.vocabulary[","]
        return joint[1:] if before[-1] == comma and joint[:1] == (comma,) else joint

    def _filled(self, dice: Dice, pieces: Sequence[int], country: int | None) -> tuple[int, ...]:
        """Put the countries in; without one, its place holds an unknown word."""
        ids: list[int] = []
        for piece in pieces:
            if piece == COUNTRY:
                unknown = (self.vocabulary[UNKNOWN],)
                ids += unknown if country is None else self._countries[country]
            elif piece == OTHER:
                ids += (self._other(dice, country),)
            else:
                ids.append(piece)
        return tuple(ids)

    def _other(self, dice: Dice, country: int | None) -> int:
        """Return another country: one token, so that distances stay exact."""
        while True:
            other = dice.below(len(self.facts))
            if other != country and len(self._countries[other]) == 1:
                return self._countries[other][0]


def _templates() -> tuple[str, ...]:
    asked = (text for texts in questions.TOPICS.values() for text in texts)
    silent = (*openers.WITHOUT_COUNTRY, *openers.PHRASES_WITHOUT_COUNTRY)
    opening = (*openers.CLAUSES, *openers.PHRASES, *silent)
    return (*opening, *asked, *fillers.PLAIN, *fillers.WITH_COUNTRY)


def _joints(texts: Sequence[str], vocabulary: Vocabulary) -> tuple[tuple[int, ...], ...]:
    return tuple(wording.variants[0][0] for wording in all_compiled(texts, frozenset(), vocabulary))


def _one(
    dice: Dice, choices: Sequence[tuple[int, ...]], but: tuple[int, ...] = ()
) -> tuple[int, ...]:
    """Return one of the choices, not the same again if there is another."""
    while True:
        choice = choices[dice.below(len(choices))]
        if choice != but or len(choices) == 1:
            return choice
