"""Two applications beside the country sentences: the next word, and the next purchase."""

from simulator.engine.batches import Text
from simulator.simulation.corpus.dice import Dice
from simulator.simulation.tasks.task import Task, text_of

ADJECTIVES = ("small", "old", "young", "hungry", "brown", "quiet")
ADVERBS = ("often", "always", "never", "slowly")
OBJECTS = {
    ("dog", "eats"): "bones",
    ("dog", "chases"): "cats",
    ("dog", "guards"): "houses",
    ("cat", "eats"): "mice",
    ("cat", "chases"): "birds",
    ("cat", "drinks"): "milk",
    ("horse", "eats"): "hay",
    ("horse", "drinks"): "water",
    ("horse", "pulls"): "carts",
    ("child", "eats"): "soup",
    ("child", "drinks"): "juice",
    ("child", "reads"): "stories",
    ("farmer", "grows"): "wheat",
    ("farmer", "drives"): "tractors",
    ("farmer", "reads"): "newspapers",
    ("baker", "bakes"): "bread",
    ("baker", "sells"): "cakes",
    ("baker", "drives"): "vans",
    ("sailor", "drinks"): "rum",
    ("sailor", "ties"): "knots",
    ("sailor", "sells"): "fish",
}
"""The next word that belongs to a subject and a verb."""

_PAIRS = tuple(OBJECTS)
_SUBJECTS = tuple(dict.fromkeys(subject for subject, _ in _PAIRS))
_LITTLE = ("the", "sees", "that")
WORDS = tuple(
    dict.fromkeys((*_LITTLE, *ADJECTIVES, *ADVERBS, *(word for pair in _PAIRS for word in pair)))
)
NOUNS = tuple(OBJECTS.values())


def _next_word(dice: Dice, length: int | None) -> Text:
    """Make "(the other sees) the (adjective) subject (that) (adverb) verb".

    The length counts adjective and adverb. Half of the sentences have another subject in front,
    so that the order of the words matters.
    """
    extra = dice.below(3) if length is None else length
    number = dice.below(len(OBJECTS))
    subject, verb = _PAIRS[number]
    with_adjective = extra == 2 or (extra == 1 and dice.chance(0.5))
    other = _SUBJECTS[dice.below(len(_SUBJECTS))] if dice.chance(0.5) else None
    words = ["the", other, "sees"] if other else []
    words += ["the", *([ADJECTIVES[dice.below(len(ADJECTIVES))]] if with_adjective else [])]
    words += [subject, *(["that"] if other else [])]
    words += [ADVERBS[dice.below(len(ADVERBS))]] if extra > with_adjective else []
    ids = [WORDS.index(word) for word in (*words, verb)]
    return text_of(ids, [len(ids) - 1], [number])


NEXT_WORD = Task(
    "next-word",
    "The next word of a short sentence, such as 'the dog sees the cat that drinks' → milk.",
    WORDS,
    NOUNS,
    _next_word,
    (0, 1, 2),
    "adjectives and adverbs",
)

CATEGORIES = ("books", "garden", "kitchen", "music", "sport", "toys")
PRODUCTS_OF_EACH = 6
FAVOURITE = 0.6
"""Share of a customer's purchases that are of the favourite category, on average."""

FEWEST, MOST = 6, 20


def _purchases(dice: Dice, length: int | None) -> Text:
    """Make a history in which the favourite category is bought most often, strictly."""
    size = FEWEST + dice.below(MOST - FEWEST + 1) if length is None else length
    while True:
        favourite = dice.below(len(CATEGORIES))
        bought = [
            favourite if dice.chance(FAVOURITE) else dice.below(len(CATEGORIES))
            for _ in range(size)
        ]
        others = max(bought.count(c) for c in range(len(CATEGORIES)) if c != favourite)
        if bought.count(favourite) > others:
            break
    ids = [c * PRODUCTS_OF_EACH + dice.below(PRODUCTS_OF_EACH) for c in bought]
    return text_of(ids, [size - 1], [favourite])


PURCHASES = Task(
    "purchases",
    "The next product of a purchase history, simulated: a novelty of the category bought most.",
    tuple(f"{c} {n}" for c in CATEGORIES for n in range(1, PRODUCTS_OF_EACH + 1)),
    tuple(f"new in {category}" for category in CATEGORIES),
    _purchases,
    (6, 12, 20, 40),
    "purchases",
)
