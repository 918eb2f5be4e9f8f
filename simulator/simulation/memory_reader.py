"""A network with its words, and what it computes while it reads a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.engine.arrays import Floats, Integers, Reals
from simulator.engine.errors import InputError
from simulator.engine.interventions import Intervention
from simulator.engine.recurrent import RecurrentModel, forward, log_softmax, logits
from simulator.engine.recurrent_trace import Trace, check_model, check_tokens, trace
from simulator.simulation.vocabulary import BLANK, Token, Vocabulary, is_blank

LONGEST = 4000
"""Tokens of the longest sentence that is read whole; longer texts are traced from a file."""

TOP = 10
"""How many of the likeliest answers are given."""

KINDS = {"lstm": "LSTM", "gru": "GRU", "rnn": "RNN", "ann": "ANN"}
"""How the kinds of cells are called."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A word that the network may answer, and how likely it finds it."""

    word: str
    probability: float


@dataclass(frozen=True, slots=True)
class TensorRow:
    """A tensor of a file of weights, its shape, and what it became."""

    name: str
    shape: tuple[int, ...]
    became: str


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """A network and its words.

    Attributes:
        name: What people call it, such as ``lstm``.
        model: The weights.
        vocabulary: The word of each row of its embedding.
        answers: The word of each of its outputs.
        origin: A sentence that says where it comes from and what is known of it.
        tensors: What became of each tensor of its file, if somebody else wrote it.
    """

    name: str
    model: RecurrentModel
    vocabulary: Vocabulary
    answers: tuple[str, ...]
    origin: str = ""
    tensors: tuple[TensorRow, ...] = ()

    @property
    def kind(self) -> str:
        """What its cell is called, such as ``LSTM``."""
        return KINDS[self.model.kind]

    @property
    def units(self) -> int:
        """Units in all layers together."""
        return len(self.model.layers) * self.model.hidden_size

    @property
    def title(self) -> str:
        """Cell and size, such as ``LSTM 32``, with the layers if there are several."""
        layers = len(self.model.layers)
        return f"{self.kind} {f'{layers}×' if layers > 1 else ''}{self.model.hidden_size}"

    @property
    def reads_blanks(self) -> bool:
        """Whether it has learnt to answer at a blank; else it answers after each word."""
        return BLANK in self.vocabulary

    def tokens_of(self, text: str) -> tuple[Token, ...]:
        """Return the tokens that the network reads: up to the first blank.

        The blank itself is read only by a network that knows it.

        Raises:
            InputError: If nothing is left to read.
        """
        tokens = self.vocabulary.read(text)
        if tokens and is_blank(tokens[-1].text) and not self.reads_blanks:
            tokens = tokens[:-1]
        if not tokens:
            raise InputError("The sentence is empty; write at least one word before the blank.")
        return tokens

    def read(self, text: str, interventions: Sequence[Intervention] = ()) -> "Reading":
        """Read a sentence.

        Args:
            text: The sentence.
            interventions: What is set while reading.

        Raises:
            InputError: If it is empty or too long, or an intervention does not fit.
        """
        tokens = self.tokens_of(text)
        if len(tokens) > LONGEST:
            raise InputError(
                f"The sentence has {len(tokens):,} tokens; at most {LONGEST:,} are read at once, "
                "so shorten it, or trace it from a file (chainrule trace memory --file FILE)."
            )
        traced = trace(self.model, ids_of(tokens), interventions)
        for array in (traced.x, traced.logits, *traced.values.values()):
            array.flags.writeable = False  # a snapshot's past does not change
        return Reading(self, text, tokens, traced, tuple(interventions))

    def likeliest(self, scores: Reals, count: int = TOP) -> tuple[Answer, ...]:
        """Return the likeliest answers, the first one first, from their scores (outputs,)."""
        if not self.answers:
            return ()
        log_p = log_softmax(np.asarray(scores, dtype=np.float64))
        best = np.argsort(-log_p, kind="stable")[:count]
        return tuple(Answer(self.answers[k], float(np.exp(log_p[k]))) for k in best)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A sentence as one network read it.

    Attributes:
        reader: The network.
        text: The sentence as it was written.
        tokens: What was read of it.
        trace: Every value at every token.
        interventions: What was set while reading.
    """

    reader: Reader
    text: str
    tokens: tuple[Token, ...]
    trace: Trace
    interventions: tuple[Intervention, ...] = ()

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def last(self) -> int:
        """The token after which the answer is read: the blank, or the last word."""
        return len(self.tokens) - 1

    @property
    def has_blank(self) -> bool:
        """Whether the last token is a blank that the network read."""
        return is_blank(self.tokens[-1].text)

    def values(self, name: str) -> Reals:
        """Return a gate or state of all units, lowest layer first, (units, T)."""
        values = self.trace[name]
        return values.transpose(0, 2, 1).reshape(-1, values.shape[1])

    @property
    def state_name(self) -> str:
        """The state that carries the memory: ``c`` in an LSTM, else ``h``."""
        return "c" if "c" in self.trace.values else "h"

    def answers(self, token: int | None = None, count: int = TOP) -> tuple[Answer, ...]:
        """Return the likeliest answers after a token; after the last one if none is given."""
        return self.reader.likeliest(
            self.trace.logits[self.last if token is None else token], count
        )

    def first_output(self, token: int | None = None) -> int:
        """Return the number of the likeliest answer after a token; after the last one if not given.

        Raises:
            InputError: If the network has no output layer.
        """
        if not self.reader.answers:
            raise InputError(
                f"{self.reader.name} has no output layer, so there is no answer to ask about."
            )
        return int(self.trace.logits[self.last if token is None else token].argmax())

    def log_probabilities(self, token: int | None = None) -> Floats:
        """Return the logarithm of each answer's probability after a token, (outputs,)."""
        scores = self.trace.logits[self.last if token is None else token]
        log_p: Floats = log_softmax(scores.astype(np.float64)).astype(np.float64)
        return log_p

    def probability(self, word: str, token: int | None = None) -> float:
        """Return how likely one answer is after a token; 0 if it is none."""
        if word not in self.reader.answers:
            return 0.0
        return float(np.exp(self.log_probabilities(token)[self.reader.answers.index(word)]))

    def surprises(self) -> Floats:
        """Return −log p of each word that is read, given what stands before it, (T,).

        A network that answers only at blanks is asked with a blank in the word's place. NaN
        where the word is no answer of this network, and at the first token.
        """
        numbers = {word: number for number, word in enumerate(self.reader.answers)}
        words = self.reader.vocabulary.words
        result = np.full(len(self), np.nan)
        for t in range(1, len(self)):
            number = numbers.get(words[self.tokens[t].id])
            if number is not None and self.tokens[t].known and not is_blank(self.tokens[t].text):
                result[t] = -log_softmax(self._scores_instead(t))[number]
        return result

    def _scores_instead(self, token: int) -> Reals:
        """Return the scores of the answers in the place of a token."""
        if not self.reader.reads_blanks:
            before: Reals = self.trace.logits[token - 1]
            return before
        model = self.reader.model
        ids = np.append(self.trace.tokens[:token], self.reader.vocabulary[BLANK])
        asked = forward(
            model, ids[:, None], interventions=self.interventions, total=len(self.tokens)
        )
        return logits(model, asked.h[-1, 0])


def ids_of(tokens: Sequence[Token]) -> Integers:
    """Return the numbers of the words, (T,)."""
    return np.array([token.id for token in tokens], dtype=np.int64)


def check_reader(reader: Reader, ids: Integers) -> None:
    """Check that a network can read these words.

    Raises:
        InputError: If not.
    """
    check_model(reader.model)
    check_tokens(reader.model, ids)
