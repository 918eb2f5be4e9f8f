"""Problems of remembering: the first token, two marked numbers, a letter around a string."""

from simulator.engine.batches import Text
from simulator.simulation.corpus.dice import Dice
from simulator.simulation.tasks.task import Task, text_of

SYMBOLS = tuple("ABCDEFGH")
NOISE = tuple("abcdefgh")
LONGEST = 30
"""Tokens of noise that are trained on at most."""


def _recall(dice: Dice, length: int | None) -> Text:
    noise = 1 + dice.below(LONGEST) if length is None else length
    first = dice.below(len(SYMBOLS))
    ids = [first, *(len(SYMBOLS) + dice.below(len(NOISE)) for _ in range(noise))]
    return text_of([*ids, len(SYMBOLS) + len(NOISE)], [noise + 1], [first])


RECALL = Task(
    "recall",
    "Which letter stood first? It is followed by noise and a question mark.",
    (*SYMBOLS, *NOISE, "?"),
    SYMBOLS,
    _recall,
    (5, 10, 20, 40, 80),
    "tokens of noise",
)

SHORTEST_SUM = 10


def _adding(dice: Dice, length: int | None) -> Text:
    size = SHORTEST_SUM + dice.below(LONGEST - SHORTEST_SUM + 1) if length is None else length
    digits = [dice.below(10) for _ in range(size)]
    half = size // 2
    marked = (dice.below(half), half + dice.below(size - half))
    ids = [digit + 10 * (place in marked) for place, digit in enumerate(digits)]
    return text_of([*ids, 20], [size], [digits[marked[0]] + digits[marked[1]]])


ADDING = Task(
    "adding",
    "The sum of the two marked digits among many (Hochreiter & Schmidhuber 1997, with digits).",
    (*map(str, range(10)), *(f"{digit}*" for digit in range(10)), "="),
    tuple(map(str, range(19))),
    _adding,
    (10, 20, 30, 40, 60),
    "digits",
)

REBER = {
    0: (("T", 1), ("P", 2)),
    1: (("S", 1), ("X", 3)),
    2: (("T", 2), ("V", 4)),
    3: (("X", 2), ("S", 5)),
    4: (("P", 3), ("V", 5)),
}
"""State → (symbol, next state), each with probability ½; state 5 is the end."""

REBER_SYMBOLS = tuple("BTPSXVE")
STRINGS = 3


def reber_string(dice: Dice) -> str:
    """Return a string of Reber's grammar, from B to E."""
    text, state = "B", 0
    while state in REBER:
        symbol, state = REBER[state][dice.below(2)]
        text += symbol
    return text + "E"


def embedded_reber_string(dice: Dice) -> str:
    """Return such a string between two equal letters: B T … T E or B P … P E."""
    letter = "TP"[dice.below(2)]
    return f"B{letter}{reber_string(dice)}{letter}E"


def _reber(dice: Dice, length: int | None) -> Text:
    ids: list[int] = []
    times, answers = [], []
    for _ in range(STRINGS if length is None else length):
        text = embedded_reber_string(dice)
        times.append(len(ids) + len(text) - 3)
        answers.append("TP".index(text[1]))
        ids += [REBER_SYMBOLS.index(symbol) for symbol in text]
    return text_of(ids, times, answers)


EMBEDDED_REBER = Task(
    "reber",
    "Embedded Reber grammar without an end between strings (Gers 2000): which letter closes?",
    REBER_SYMBOLS,
    ("T", "P"),
    _reber,
    (1, 3, 10, 30),
    "strings in a row",
)
